"""make demo: the main job from nothing, each step said before it is done."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from webhookgen.catalog import find_record
from webhookgen.signing import sign_sample

WEBHOOKGEN = str(Path(sys.executable).with_name("webhookgen"))
SECRETS = {"stripe": "whsec_" + secrets.token_hex(16), "github": secrets.token_hex(16)}
PATIENCE = 60  # seconds


def main() -> None:
    """Generates, checks, starts, sends, shows, stops."""
    with tempfile.TemporaryDirectory(prefix="webhookgen-demo-") as folder:
        service = Path(folder) / "hooks"
        say("Generate a service for Stripe and GitHub on SQLite, and check it")
        run(WEBHOOKGEN, "new", str(service), *ANSWERS)
        python = str(service / ".venv/bin/python")

        say("Create its database and start it")
        run(python, "-m", "alembic", "upgrade", "head", cwd=service)
        port = free_port()
        app = start(python, service, port)
        try:
            send_and_look(python, service, f"http://127.0.0.1:{port}")
        finally:
            say("Stop it: it finishes what it holds")
            app.send_signal(signal.SIGTERM)
            app.wait(timeout=PATIENCE)
    say("Done. Yours starts with: webhookgen new DIRECTORY")


ANSWERS = ("--provider", "stripe", "--provider", "github", "--defaults")


def send_and_look(python: str, service: Path, url: str) -> None:
    """Every kind of delivery, and what became of it."""
    say(
        "Send a payment by Stripe and a pull request by GitHub, each signed as they sign"
    )
    send("stripe", "invoice.paid", url, "--id", "demo1")
    send("github", "pull_request.opened", url, "--id", "demo2")
    wait_for(python, service, {"processed": 2})

    say("Send the payment again: acknowledged, but not run a second time")
    send("stripe", "invoice.paid", url, "--id", "demo1")
    expect(python, service, {"processed": 2})

    say("Tamper with a signed body: refused")
    print(f"  HTTP {tampered(url)}")
    expect(python, service, {"processed": 2})

    say("What the service has stored")
    run(python, "-m", "app.modules.webhooks", "list", cwd=service)


def send(provider: str, type: str, url: str, *options: str) -> None:
    address = f"{url}/webhooks/{provider}"
    command = (WEBHOOKGEN, "send", provider, type, "--url", address, *options)
    run(*command, env={"WEBHOOKGEN_SECRET": SECRETS[provider]})


def tampered(url: str) -> int:
    """The status that answers a delivery whose body was changed after it was signed."""
    address = f"{url}/webhooks/stripe"
    signed = sign_sample(
        find_record("stripe"),
        "invoice.paid",
        secret=SECRETS["stripe"],
        url=address,
        now=datetime.now(UTC),
    )
    raised = signed.body.replace(b'"amount_paid": 2000', b'"amount_paid": 9999')
    request = urllib.request.Request(address, raised, dict(signed.headers))
    try:
        urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as refused:
        return refused.code
    sys.exit("a tampered delivery was accepted")


def start(python: str, service: Path, port: int) -> subprocess.Popen[bytes]:
    """The service, once it answers."""
    command = [python, "-m", "uvicorn", "app.main:app", "--port", str(port)]
    command += ["--log-level", "warning"]
    print("  $ " + shown(command))
    keys = {f"WEBHOOKS_{name.upper()}_SECRETS": key for name, key in SECRETS.items()}
    app = subprocess.Popen(command, cwd=service, env={**os.environ, **keys})
    deadline = time.monotonic() + PATIENCE
    while not answers(port):
        if app.poll() is not None or time.monotonic() > deadline:
            sys.exit("the service did not start")
        time.sleep(0.1)
    return app


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(python: str, service: Path, counts: dict[str, int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while stored(python, service) != counts:
        if time.monotonic() > deadline:
            sys.exit(f"not processed in time: {stored(python, service)}")


def expect(python: str, service: Path, counts: dict[str, int]) -> None:
    if stored(python, service) != counts:
        sys.exit(f"the service should hold {counts}, not {stored(python, service)}")


def stored(python: str, service: Path) -> dict[str, int]:
    """How many events stand where, by the service's own command."""
    listing = [python, "-m", "app.modules.webhooks", "list", "--json"]
    counts: dict[str, int] = json.loads(subprocess.check_output(listing, cwd=service))[
        "counts"
    ]
    return counts


def run(
    *command: str, cwd: Path | None = None, env: dict[str, str] | None = None
) -> None:
    print("  $ " + shown(command), flush=True)
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})})
    if done.returncode != 0:
        sys.exit(f"that failed with exit code {done.returncode}")


def shown(command: tuple[str, ...] | list[str]) -> str:
    program, *arguments = command
    return " ".join([Path(program).name, *arguments])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def say(step: str) -> None:
    print(f"\n== {step}", flush=True)


if __name__ == "__main__":
    main()
