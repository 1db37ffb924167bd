"""Stripe's signature, checked as in a hand-written endpoint."""

import hmac
import os
import time

SECRET = os.environ.get("STRIPE_SECRET", "").encode()


def is_authentic(body: bytes, header: str) -> bool:
    """https://docs.stripe.com/webhooks#verify-manually"""
    fields = dict(part.split("=", 1) for part in header.split(","))
    signed = fields["t"].encode() + b"." + body
    expected = hmac.digest(SECRET, signed, "sha256").hex()
    is_recent = abs(time.time() - int(fields["t"])) < 300
    return is_recent and hmac.compare_digest(expected, fields["v1"])
