"""RSA signatures checked with an X.509 certificate, and made with a private key."""

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from ..errors import KeysUnavailable, SignatureMismatch


def require_signed(
    pem: bytes, signature: bytes, content: bytes, at: datetime, *, sha1: bool = False
) -> None:
    """Raises SignatureMismatch unless the certificate is valid then and its key signed this."""
    try:
        certificate = load_pem_x509_certificate(pem)
        key = certificate.public_key()
    except ValueError:
        raise KeysUnavailable("The certificate cannot be read.") from None
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begin <= at <= end or not isinstance(key, RSAPublicKey):
        raise SignatureMismatch("The certificate is not valid now.")
    try:
        key.verify(signature, content, PKCS1v15(), SHA1() if sha1 else SHA256())
    except InvalidSignature:
        raise SignatureMismatch from None


def rsa_signature(private_pem: str, content: bytes) -> bytes:
    """The SHA-256 signature of the content."""
    key = load_pem_private_key(private_pem.encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key.sign(content, PKCS1v15(), SHA256())
