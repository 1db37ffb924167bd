from fastapi.testclient import TestClient


def test_stripe(client: TestClient) -> None:
    assert client.post("/api/webhooks/stripe").json() == {"received": True}
