"""Apple's certificates: each thing about them that must not be otherwise."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from webhookgen.purecode import pure_module
from webhookgen.signing import sign_sample

from .samples import NOW, RECORDS, URL, delivery_of, errors, secret_of

app_store = pure_module("signatures.app_store")
certificates = pure_module("signatures.apple_certificates")
RECORD = RECORDS["apple_app_store"]


@dataclass(frozen=True)
class Chain:
    """What makes a chain Apple's, by default; `roots` is who signed it."""

    roots: str = "root"
    leaf_for: x509.ObjectIdentifier = certificates.SIGNS_RECEIPTS
    issuer_for: x509.ObjectIdentifier = certificates.ISSUES_FOR_DEVELOPERS
    issuer_is_ca: bool = True
    end: datetime = datetime(2100, 1, 1)


KEYS = {
    name: ec.generate_private_key(ec.SECP256R1())
    for name in ("root", "another root", "issuer", "leaf")
}


def test_a_chain_as_apples_is_accepted() -> None:
    assert verified(Chain()) == 0


@pytest.mark.parametrize(
    "chain",
    [
        pytest.param(Chain(roots="another root"), id="another root"),
        pytest.param(Chain(leaf_for=certificates.ISSUES_FOR_DEVELOPERS), id="leaf"),
        pytest.param(Chain(issuer_for=certificates.SIGNS_RECEIPTS), id="issuer"),
        pytest.param(Chain(issuer_is_ca=False), id="issuer is no authority"),
        pytest.param(Chain(end=datetime(2025, 1, 1)), id="over"),
    ],
)
def test_another_chain_is_refused(chain: Chain) -> None:
    with pytest.raises(errors.SignatureMismatch):
        verified(chain)


def verified(chain: Chain) -> Any:
    """The verdict on a notification that is signed with this chain."""
    scheme = app_store.AppStoreJws(fetch=lambda url: root_of("root"))
    secret = f"{secret_of(RECORD)}\n{pem_of(chain)}"
    request = sign_sample(RECORD, "DID_RENEW", secret=secret, url=URL, now=NOW)
    delivery = delivery_of(RECORD, request.headers, request.body)
    return scheme.verify(replace(delivery, received_at=NOW), [secret_of(RECORD)])


def pem_of(chain: Chain) -> str:
    leaf = certificate("leaf", "issuer", chain.leaf_for, False, chain.end)
    issuer = certificate(
        "issuer", chain.roots, chain.issuer_for, chain.issuer_is_ca, chain.end
    )
    key = KEYS["leaf"].private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return b"".join([key, leaf, issuer, root_of(chain.roots)]).decode()


def root_of(name: str) -> bytes:
    return certificate(name, name, None, True, datetime(2100, 1, 1))


def certificate(
    name: str,
    issuer: str,
    purpose: x509.ObjectIdentifier | None,
    is_ca: bool,
    end: datetime,
) -> bytes:
    """Both roots have the same name: only their keys differ."""
    names = [
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, n.split()[-1])])
        for n in (name, issuer)
    ]
    builder = (
        x509.CertificateBuilder(names[1], names[0], KEYS[name].public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
    )
    if purpose:
        extension = x509.UnrecognizedExtension(purpose, b"\x05\x00")
        builder = builder.add_extension(extension, critical=False)
    signed = builder.sign(KEYS[issuer], hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)
