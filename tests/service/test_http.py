"""The service over real HTTP, with the providers' own signatures."""

import json

import httpx

from .deliveries import sign_with_stripe, stripe_event
from .running import GITHUB_SECRET, Service


def test_stripe_from_delivery_to_processed(service: Service) -> None:
    service.start_app()
    address = f"{service.url}/webhooks/stripe"
    body = stripe_event("evt_1")

    first = httpx.post(address, content=body, headers=sign_with_stripe(body))
    assert (first.status_code, first.json()) == (200, {"received": True})
    service.wait_for("processed")

    again = httpx.post(address, content=body, headers=sign_with_stripe(body))
    assert (again.status_code, again.json()) == (200, {"received": True})

    tampered = body.replace(b"evt_1", b"evt_2")
    refused = httpx.post(address, content=tampered, headers=sign_with_stripe(body))
    assert refused.status_code == 401

    other = httpx.post(address, content=body, headers=sign_with_stripe(body, "whsec_x"))
    assert other.status_code == 401

    listing = ("-m", "app.modules.webhooks", "list", "--json")
    (event,) = json.loads(service.run(*listing))["events"]
    assert (event["external_id"], event["attempts"]) == ("evt_1", 1)
    assert event["subject"] == "in_evt_1"


def test_githubs_published_example_is_authentic(service: Service) -> None:
    # https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    assert GITHUB_SECRET == "It's a Secret to Everybody"
    published = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    service.start_app()
    headers = {
        "X-Hub-Signature-256": f"sha256={published}",
        "X-GitHub-Event": "ping",
        "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    }
    address = f"{service.url}/webhooks/github"

    accepted = httpx.post(address, content=b"Hello, World!", headers=headers)
    refused = httpx.post(address, content=b"Hello, World?", headers=headers)

    assert (accepted.status_code, refused.status_code) == (200, 401)
    # Authentic, but not JSON: kept, not dropped.
    service.wait_for("unparseable")


def test_a_separate_worker_and_a_graceful_stop(service: Service) -> None:
    app = service.start_app(worker=False)
    body = stripe_event("evt_1")
    address = f"{service.url}/webhooks/stripe"
    httpx.post(address, content=body, headers=sign_with_stripe(body))
    service.wait_for("pending")

    worker = service.start_worker()
    service.wait_for("processed")

    for process in (worker, app):
        process.terminate()
        assert process.wait(timeout=30) in (0, -15)


def test_autogenerate_finds_nothing_and_its_file_is_clean(service: Service) -> None:
    service.run("-m", "alembic", "revision", "--autogenerate", "-m", "nothing")

    (revision,) = service.directory.glob("alembic/versions/*_nothing.py")
    assert "op." not in revision.read_text()
    service.run("-m", "ruff", "check", "alembic")
    service.run("-m", "ruff", "format", "--check", "alembic")
