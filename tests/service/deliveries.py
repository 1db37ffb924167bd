"""Deliveries as Stripe makes them, signed by Stripe's own package."""

import json
import time

import stripe

from .running import STRIPE_SECRET


def stripe_event(
    id: str, type: str = "invoice.paid", *, subject: str | None = None
) -> bytes:
    """The body of an event; by default about an invoice of its own."""
    invoice = subject or f"in_{id}"
    event = {
        "id": id,
        "object": "event",
        "type": type,
        "created": int(time.time()),
        "data": {"object": {"id": invoice, "object": "invoice"}},
    }
    return json.dumps(event).encode()


def sign_with_stripe(body: bytes, secret: str = STRIPE_SECRET) -> dict[str, str]:
    """The header as Stripe's own package makes it."""
    timestamp = int(time.time())
    payload = f"{timestamp}.{body.decode()}"
    signature = stripe.WebhookSignature._compute_signature(payload, secret)
    return {"Stripe-Signature": f"t={timestamp},v1={signature}"}
