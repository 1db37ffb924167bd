"""Verification with public keys: what the asymmetric families have in common.

The "secret" of such a source is the provider's public key. Nothing of ours is secret about it,
but it decides all the same who is believed.
"""

from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from ..errors import SignatureMalformed, SignatureMismatch
from .encodings import Encoding, decode


def matching_key(keys: Sequence[str], verify: Callable[[str], None]) -> int:
    """The index of the first key with which `verify` does not raise InvalidSignature."""
    unreadable = ""
    for index, key in enumerate(keys):
        if not key:
            continue
        try:
            verify(key)
            return index
        except InvalidSignature:
            continue
        except (ValueError, TypeError, UnsupportedAlgorithm):
            unreadable = f"Key {index + 1} cannot be read."
    raise SignatureMismatch(unreadable)


def decoded_signature(text: str, encoding: Encoding) -> bytes:
    """The bytes of a signature. Raises SignatureMalformed."""
    try:
        return decode(text, encoding)
    except ValueError:
        raise SignatureMalformed(f"It is not written in {encoding}.") from None
