"""How signatures and secrets are written: hex, base64, plain text."""

import base64
from typing import Literal

Digest = Literal["sha1", "sha256", "sha384", "sha512"]
Encoding = Literal["hex", "base64", "base64url"]
# whsec: "whsec_" and base64, as Standard Webhooks writes its secrets.
KeyForm = Literal["text", "hex", "base64", "whsec"]


def encode(raw: bytes, encoding: Encoding) -> str:
    """Bytes as text; base64url without padding, as is usual."""
    if encoding == "hex":
        return raw.hex()
    if encoding == "base64":
        return base64.b64encode(raw).decode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str, encoding: Encoding) -> bytes:
    """The bytes of a text. Raises ValueError."""
    if encoding == "hex":
        return bytes.fromhex(text)
    if encoding == "base64url":
        text = _padded(text.translate({ord("-"): "+", ord("_"): "/"}))
    return base64.b64decode(text, validate=True)


def key_of(secret: str, form: KeyForm) -> bytes:
    """A secret as the bytes of a key. Raises ValueError."""
    if form == "text":
        return secret.encode()
    if form == "hex":
        return bytes.fromhex(secret)
    # Supabase writes "v1,whsec_...".
    prefix = "whsec_" if form == "whsec" else ""
    text = secret.removeprefix("v1,").removeprefix(prefix)
    return decode(_padded(text), "base64")


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
