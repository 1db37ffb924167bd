# SPDX-FileCopyrightText: the Notes contributors
# SPDX-License-Identifier: MIT

from fastapi import APIRouter

router = APIRouter(prefix="/health", tags=["health"])


@router.get("")
def health() -> dict[str, str]:
    return {"status": "ok"}
