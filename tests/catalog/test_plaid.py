"""Plaid's keys: asked for with a POST, here of a server with TLS, and not for ever."""

import json
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from webhookgen.purecode import build_provider, pure_module

from .samples import RECORDS, errors, secret_of, signed

plaid = pure_module("signatures.plaid")
Posts = list[tuple[str, bytes]]


@pytest.fixture
def server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Posts]]:
    """Its URL, and what was posted to it; whoever asks with the secret "wrong" gets 400."""
    posts: Posts = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append((self.path, body))
            self.send_response(400 if json.loads(body)["secret"] == "wrong" else 200)
            self.end_headers()
            self.wfile.write(b'{"key": {}}')

        def log_message(self, *_: object) -> None:
            pass

    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(own_certificate())
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{running.server_port}/keys", posts
        running.shutdown()


def test_the_query_is_posted_as_json_and_the_answer_kept(
    server: tuple[str, Posts],
) -> None:
    url, posts = server
    keys = plaid.PlaidKeys()
    for _ in range(2):
        assert keys(f"{url}?client_id=a&secret=b%26c&key_id=k") == b'{"key": {}}'
    ((path, body),) = posts
    assert path == "/keys"
    assert json.loads(body) == {"client_id": "a", "secret": "b&c", "key_id": "k"}


def test_a_refusal_is_no_answer(server: tuple[str, Posts]) -> None:
    url, posts = server
    keys = plaid.PlaidKeys()
    for _ in range(2):
        with pytest.raises(errors.KeysUnavailable):
            keys(f"{url}?client_id=a&secret=wrong&key_id=k")
    assert len(posts) == 2


def test_a_key_that_has_expired_is_refused() -> None:
    record = RECORDS["plaid"]
    fetched = {
        url: text.replace('"expired_at": null', '"expired_at": 1560466150')
        for url, text in record["secret"]["fetched"].items()
    }
    with pytest.raises(errors.SignatureMismatch):
        build_provider(record, fetched).verify(signed(record), [secret_of(record)])


def own_certificate() -> bytes:
    """A key and a certificate for 127.0.0.1, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2100, 1, 1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
