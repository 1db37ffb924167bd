# SPDX-FileCopyrightText: the Notes contributors
# SPDX-License-Identifier: MIT

from fastapi.testclient import TestClient


def test_a_note_is_listed(client: TestClient) -> None:
    client.post("/api/notes", params={"text": "milk"})

    assert client.get("/api/notes").json() == ["milk"]


def test_health(client: TestClient) -> None:
    assert client.get("/api/health").json() == {"status": "ok"}
