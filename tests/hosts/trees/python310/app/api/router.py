# SPDX-FileCopyrightText: the Notes contributors
# SPDX-License-Identifier: MIT

from fastapi import APIRouter

from app.api import health
from app.api import notes

api_router = APIRouter()
api_router.include_router(health.router)
api_router.include_router(notes.router)
