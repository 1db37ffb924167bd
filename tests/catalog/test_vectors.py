"""Signatures that providers have published, with the bodies in vectors/, byte for byte."""

from pathlib import Path

import pytest

from .samples import RECORDS, delivery_of, errors, provider_of

VECTORS = Path(__file__).parent / "vectors"
WISE_SANDBOX_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwpb91cEYuyJNQepZAVfP"
    "ZIlPZfNUefH+n6w9SW3fykqKu938cR7WadQv87oF2VuT+fDt7kqeRziTmPSUhqPU"
    "ys/V2Q1rlfJuXbE+Gga37t7zwd0egQ+KyOEHQOpcTwKmtZ81ieGHynAQzsn1We3j"
    "wt760MsCPJ7GMT141ByQM+yW1Bx+4SG3IGjXWyqOWrcXsxAvIXkpUD/jK/L958Cg"
    "nZEgz0BSEh0QxYLITnW1lLokSx/dTianWPFEhMC9BgijempgNXHNfcVirg1lPSyg"
    "z7KqoKUN0oHqWLr2U1A+7kqrl6O2nx3CKs1bj1hToT1+p4kcMoHXA7kA+VBLUpEs"
    "VwIDAQAB"
)
WISE_SIGNATURE = (
    "wKcKCYXAzxNgiu7xmoDm943NUni7Rz33QN8JkEA9dWSGebgndonabgSj18Y4C08O"
    "rwVmueGsED2s00M7DtJVcYKOS1i3G4TMVx+mgM3aL9djMBkQtiYNBFUd6wrPI7ZU"
    "NHv/TrlKSjTMc+6JFvUvJ7owY3z85e3I4jLRLJowMFvO8kvCJ60+1pY9wDwZvtZ/"
    "/WS93LrwGjk9Dvwzpmu0w+P4J75tETT5qC3Uv0y5G2yO8SEoO3yNP/tg/BOli02n"
    "iHb53vEOUWUb9bly6thnfMoXoiV/osoGxgF20R58RlvkAmezyyl1Sv542TfS2Dpi"
    "wVnmjjjkCyXeSUcKookYLQ=="
)


@pytest.mark.parametrize(
    ("name", "secret", "header", "signature"),
    [
        # github.com/Adyen/adyen-python-api-library test/UtilTest.py
        (
            "adyen_platform",
            "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
            "HmacSignature",
            "fX74xUdztFmaXAn3IusMFFUBUSkLmDQUK0tm8xL6ZTU=",
        ),
        # github.com/razorpay/razorpay-python tests/test_client_utility.py
        (
            "razorpay",
            "key_secret",
            "X-Razorpay-Signature",
            "d60e67fd884556c045e9be7dad57903e33efc7172c17c6e3ef77db42d2b366e9",
        ),
        # github.com/transferwise/digital-signatures-examples verify-webhook-signature
        ("wise", WISE_SANDBOX_KEY, "X-Signature-SHA256", WISE_SIGNATURE),
    ],
)
def test_what_the_provider_published_verifies(
    name: str, secret: str, header: str, signature: str
) -> None:
    provider = provider_of(RECORDS[name])
    body = (VECTORS / f"{name}.json").read_bytes()
    headers = {"Content-Type": "application/json", header: signature}
    assert provider.verify(delivery_of(RECORDS[name], headers, body), [secret]) == 0
    with pytest.raises(errors.SignatureMismatch):
        provider.verify(delivery_of(RECORDS[name], headers, body + b" "), [secret])
