from fastapi.testclient import TestClient

KEY = {"x-key": "open"}


def test_a_note_is_listed(client: TestClient) -> None:
    client.post("/api/notes", params={"text": "milk"}, headers=KEY)

    assert client.get("/api/notes", headers=KEY).json() == ["milk"]


def test_notes_need_the_key(client: TestClient) -> None:
    assert client.get("/api/notes").status_code == 401


def test_pages_come_last(client: TestClient) -> None:
    assert client.get("/about").json() == "page about"
