"""The application as it is deployed: the router is mounted, under the path providers are given."""

from fastapi import FastAPI

from app.main import app
from app.modules.webhooks.errors import UnknownSource
from app.modules.webhooks.router import router

from .concurrency import client_of


def test_the_webhooks_are_mounted() -> None:
    with client_of(app) as client:
        response = client.post("/webhooks/nobody", content=b"{}")

    assert response.status_code == 404
    assert response.json() == {"error": UnknownSource.__doc__}


def test_the_webhooks_are_documented() -> None:
    documented = FastAPI()
    documented.include_router(router)
    (operation,) = documented.openapi()["paths"]["/webhooks/{source}"].values()

    assert {"200", "401", "404", "413", "503"} <= operation["responses"].keys()
