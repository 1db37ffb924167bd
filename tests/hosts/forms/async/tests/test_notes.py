import pytest
from httpx import AsyncClient

pytestmark = pytest.mark.anyio


async def test_a_note_is_listed(client: AsyncClient) -> None:
    await client.post("/api/notes", params={"text": "milk"})

    assert (await client.get("/api/notes")).json() == ["milk"]


async def test_health(client: AsyncClient) -> None:
    assert (await client.get("/api/health")).json() == {"status": "ok"}
