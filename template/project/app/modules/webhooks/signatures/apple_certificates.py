"""Certificates that Apple sends along with what it signs: they must lead to its root.

What is checked is what Apple's own package checks: github.com/apple/app-store-server-library-python
"""

from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509 import (
    BasicConstraints,
    Certificate,
    ExtensionNotFound,
    ObjectIdentifier,
    load_der_x509_certificate,
    load_pem_x509_certificate,
)

from ..errors import KeysUnavailable, SignatureMalformed, SignatureMismatch

ROOT = "https://www.apple.com/certificateauthority/AppleRootCA-G3.cer"
# Apple's own extensions: what a certificate is for.
SIGNS_RECEIPTS = ObjectIdentifier("1.2.840.113635.100.6.11.1")
ISSUES_FOR_DEVELOPERS = ObjectIdentifier("1.2.840.113635.100.6.2.1")


def signing_key(
    x5c: Sequence[str], root: bytes, at: datetime
) -> EllipticCurvePublicKey:
    """The key of the first of three certificates. Raises KeysUnavailable, VerificationError."""
    try:
        leaf, issuer, _ = (
            load_der_x509_certificate(b64decode(text, validate=True)) for text in x5c
        )
    except (ValueError, TypeError):
        raise SignatureMalformed("x5c does not hold three certificates.") from None
    _require_issued(leaf, issuer, _certificate(root))
    for certificate in (leaf, issuer):
        begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        if not begin <= at <= end:
            raise SignatureMismatch("A certificate is not valid now.")
    key = leaf.public_key()
    if not isinstance(key, EllipticCurvePublicKey):
        raise SignatureMalformed("Its certificate has another kind of key.")
    return key


def _certificate(root: bytes) -> Certificate:
    load = load_der_x509_certificate
    if root.startswith(b"-----BEGIN"):
        load = load_pem_x509_certificate
    try:
        return load(root)
    except ValueError:
        raise KeysUnavailable("Apple's root certificate cannot be read.") from None


def _require_issued(leaf: Certificate, issuer: Certificate, root: Certificate) -> None:
    try:
        leaf.verify_directly_issued_by(issuer)
        issuer.verify_directly_issued_by(root)
        leaf.extensions.get_extension_for_oid(SIGNS_RECEIPTS)
        issuer.extensions.get_extension_for_oid(ISSUES_FOR_DEVELOPERS)
        constraints = issuer.extensions.get_extension_for_class(BasicConstraints)
    except (InvalidSignature, ExtensionNotFound, ValueError, TypeError):
        raise SignatureMismatch("Its certificates do not lead to Apple.") from None
    if not constraints.value.ca:
        raise SignatureMismatch("Its certificates do not lead to Apple.")
