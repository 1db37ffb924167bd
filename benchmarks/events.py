"""Stripe-signed events of 2 KB, each with an id of its own, as the bytes of HTTP requests."""

import base64
import hashlib
import hmac
import json
import random
import secrets
import time
from dataclasses import dataclass

SECRET = "whsec_benchmark"
BODY_BYTES = 2048


@dataclass(frozen=True)
class Batch:
    """Requests that were never sent before."""

    name: str
    requests: list[bytes]

    def id_of(self, number: int | str) -> str:
        return f"evt_{self.name}_{number}"


def sign_batch(path: str, count: int, *, first: int = 0) -> Batch:
    """So many events, signed now: they are good for as long as Stripe's tolerance."""
    numbers = range(first, first + count)
    name = secrets.token_hex(4)
    noise = random.Random(name)
    now = int(time.time())
    requests = [_request(path, _body(f"{name}_{n}", now, noise), now) for n in numbers]
    return Batch(name, requests)


def _body(name: str, now: int, noise: random.Random) -> bytes:
    event = {
        "id": f"evt_{name}",
        "object": "event",
        "api_version": "2026-10-28",
        "created": now,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "invoice.paid",
        "data": {
            "object": {"id": f"in_{name}", "object": "invoice", "description": ""}
        },
    }
    bare = json.dumps(event).encode()
    # Not compressible, so that no database stores less than 2 KB.
    padding = base64.b64encode(noise.randbytes(BODY_BYTES))[: BODY_BYTES - len(bare)]
    return bare.replace(b'"description": ""', b'"description": "%b"' % padding)


def _request(path: str, body: bytes, now: int) -> bytes:
    signed = b"%d.%b" % (now, body)
    signature = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\nAccept: */*\r\n"
        "Content-Type: application/json; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nStripe-Signature: t={now},v1={signature}\r\n\r\n"
    )
    return head.encode() + body
