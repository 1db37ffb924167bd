"""Stripe-signed events of 2 KB, each with an id of its own, as the bytes of HTTP requests."""

import base64
import hashlib
import hmac
import json
import random
import secrets
import time
from dataclasses import dataclass
from typing import Any

SECRET = "whsec_benchmark"
BODY_BYTES = 2048
PADDING, NUMBER = "<padding>", b"<////>"
TYPE = (
    "topup.succeeded"  # of those that dj-stripe stores without asking Stripe for more
)


@dataclass(frozen=True)
class Batch:
    """Requests that were never sent before."""

    prefix: str  # of the events' ids
    requests: list[bytes]

    def id_of(self, number: int) -> str:
        return f"{self.prefix}{number:06}"


def sign_batch(path: str, count: int) -> Batch:
    """So many events, signed now: they are good for as long as Stripe's tolerance."""
    name, now = secrets.token_hex(4), int(time.time())
    pattern = _pattern(name, now)
    bodies = (pattern.replace(NUMBER, b"%06d" % n) for n in range(count))
    requests = [_request(path, body, now) for body in bodies]
    return Batch(f"evt_{name}_", requests)


def _pattern(name: str, now: int) -> bytes:
    """A body of 2 KB that lacks its number only."""
    noise = random.Random(name)
    event = _event(f"{name}_{NUMBER.decode()}", now, noise)
    body = json.dumps(event, indent=2)  # as Stripe sends it
    missing = BODY_BYTES - len(body) + len(PADDING)
    return body.replace(PADDING, _text(noise, missing)).encode()


def _event(name: str, now: int, noise: random.Random) -> dict[str, Any]:
    """The fields and the mix of a real one: databases compress it as they would those."""
    card = {
        "id": f"src_{_text(noise, 24)}",
        "object": "source",
        "amount": None,
        "card": {
            "address_line1_check": None,
            "address_zip_check": "pass",
            "brand": "Visa",
            "country": noise.choice(["DE", "FR", "US", "JP"]),
            "cvc_check": "pass",
            "dynamic_last4": None,
            "exp_month": noise.randint(1, 12),
            "exp_year": noise.randint(2027, 2033),
            "fingerprint": _text(noise, 16),
            "funding": "debit",
            "last4": f"{noise.randint(0, 9999):04}",
            "name": None,
            "three_d_secure": "optional",
            "tokenization_method": None,
        },
        "client_secret": f"src_client_secret_{_text(noise, 24)}",
        "created": now,
        "currency": "usd",
        "flow": "none",
        "livemode": False,
        "metadata": {},
        "owner": {"address": None, "email": None, "name": None, "phone": None},
        "statement_descriptor": None,
        "status": "chargeable",
        "type": "card",
        "usage": "reusable",
    }
    topup = {
        "id": f"tu_{name}",
        "object": "topup",
        "amount": noise.randint(100, 999_999),
        "balance_transaction": f"txn_{_text(noise, 24)}",
        "created": now,
        "currency": "usd",
        "description": PADDING,
        "expected_availability_date": now + 86_400,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {f"order_line_{n}": _text(noise, 12) for n in range(4)},
        "source": card,
        "statement_descriptor": "Top-up",
        "status": "succeeded",
        "transfer_group": None,
    }
    return {
        "id": f"evt_{name}",
        "object": "event",
        "api_version": "2026-10-28",
        "created": now,
        "data": {"object": topup},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": f"req_{_text(noise, 14)}", "idempotency_key": None},
        "type": TYPE,
    }


def _text(noise: random.Random, length: int) -> str:
    return base64.b64encode(noise.randbytes(length), b"-_")[:length].decode()


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
