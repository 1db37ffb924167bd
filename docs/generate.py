"""Writes the parts of docs/reference that can be read off the code; `--check` only compares."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from webhookgen.catalog import find_record, provider_names
from webhookgen.doctor.checklist import CHECKS
from webhookgen.errors import WebhookgenError

DOCS = Path(__file__).parent
REPOSITORY = DOCS.parent
WEBHOOKGEN = str(Path(sys.executable).with_name("webhookgen"))
MODULE = REPOSITORY / "template/project/app/modules/webhooks"
BROKER = REPOSITORY / "template/project/{{ with_broker }}/app/modules/webhooks"

COMMANDS = [
    [],
    ["new"],
    ["add-provider"],
    ["remove-provider"],
    ["detect"],
    ["check"],
    ["doctor"],
    ["providers", "list"],
    ["providers", "show"],
    ["providers", "init"],
    ["send"],
    ["handshake"],
    ["verify"],
    ["smoke"],
]
FIELD = re.compile(r"((?:^    # .*\n)+)^    (\w+): .*? = (.*)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
DEFAULT = re.compile(r'default="?([^",)]+)')


def main() -> int:
    pages = {
        "reference/cli.md": cli(),
        "reference/exit-codes.md": exit_codes(),
        "reference/settings.md": settings(),
        "reference/providers.md": providers(),
        "reference/findings.md": findings(),
    }
    stale = [name for name, text in pages.items() if read(DOCS / name) != text]
    if "--check" in sys.argv:
        print("\n".join(f"docs/{name} is stale: run `make docs`" for name in stale))
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(pages[name])
        print(f"docs/{name}")
    return 0


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def cli() -> str:
    """Every command's own help."""
    parts = [
        "# Command line\n\nEach command's own `--help`; [how commands end](exit-codes.md).\n"
    ]
    for command in COMMANDS:
        # The width is fixed, so that the page does not depend on the terminal.
        helped = subprocess.check_output(
            [WEBHOOKGEN, *command, "--help"],
            env={
                **os.environ,
                "COLUMNS": "88",
                "TERMINAL_WIDTH": "88",
                "NO_COLOR": "1",
            },
            text=True,
        )
        title = " ".join(["webhookgen", *command])
        text = "\n".join(line.rstrip() for line in helped.strip().splitlines())
        parts.append(f"\n## {title}\n\n```\n{text}\n```\n")
    return "".join(parts)


def exit_codes() -> str:
    """Each kind of error, as its class says it."""
    about: dict[int, list[str]] = {0: ["Done."]}
    for kind in kinds_of(WebhookgenError):
        said = (kind.__doc__ or "").splitlines()[0]
        about.setdefault(kind.exit_code, []).append(said)
    about[WebhookgenError.exit_code] = ["A bug in webhookgen; please report it."]
    about[130] = ["Ctrl-C; what was begun is taken back."]
    about[143] = ["Ended by SIGTERM; what was begun is taken back."]
    rows = [f"| {code} | {' '.join(about[code])} |\n" for code in sorted(about)]
    return (
        "# Exit codes\n\n"
        "The same for every command. After 2, 3, 5 and 6 your files are as they were. The message "
        "says what to do next;\nwith `--json` it is a document too: "
        '`{"error": ..., "exit_code": ...}`.\n\n'
        "| code | meaning |\n|---|---|\n" + "".join(rows)
    )


def kinds_of(kind: type[WebhookgenError]) -> Iterator[type[WebhookgenError]]:
    for below in kind.__subclasses__():
        yield below
        yield from kinds_of(below)


def settings() -> str:
    """The settings of a rendered service, by the comments of their fields."""
    source = (MODULE / "settings.py").read_text()
    of_module, of_source = source.split("class SourceSettings")
    rows = [row("WEBHOOKS_", *match) for match in FIELD.findall(of_module)]
    rows += [row("WEBHOOKS_<SOURCE>_", *match) for match in FIELD.findall(of_source)]
    of_broker = (BROKER / "broker_settings.py.jinja").read_text()
    of_broker = of_broker.replace("{{ queue }}", "celery` or `taskiq")
    broker_rows = [row("WEBHOOKS_", *match) for match in FIELD.findall(of_broker)]
    return (
        "# Settings of a service\n\n"
        "Read from the environment, then from `.env`. `<SOURCE>` is the source in upper case: "
        "`WEBHOOKS_STRIPE_SECRETS`.\n\n"
        "| setting | default | what it does |\n|---|---|---|\n"
        "| `DATABASE_URL` | `sqlite:///app.db` | Where events are stored: `sqlite:///...` or "
        "`postgresql://...`. |\n" + "".join(rows) + "\n## With a broker\n\n"
        "What a service made with `--queue celery` or `--queue taskiq` has besides; see "
        "[Celery and Taskiq](../guides/engines.md).\n\n"
        "| setting | default | what it does |\n|---|---|---|\n" + "".join(broker_rows)
    )


def row(prefix: str, comment: str, name: str, value: str) -> str:
    about = " ".join(line.strip().removeprefix("# ") for line in comment.splitlines())
    given = DEFAULT.search(value)
    default = (given[1] if given else value).strip('"').replace("True", "true")
    shown = "" if default in ("", 'SecretStr("")') else f"`{default}`"
    return f"| `{prefix}{name.upper()}` | {shown} | {about} |\n"


def providers() -> str:
    """The catalogue as a table."""
    rows = []
    for name in provider_names():
        record = find_record(name)
        rows.append(
            f"| `{name}` | {record['name']} | {record['scheme']['family']} | "
            f"{record['confidence']} | {record['proof']['kind']}: "
            f"{record['proof']['detail']} | [{record['checked']}]({record['docs']}) |\n"
        )
    return (
        "# Providers\n\n"
        "| key | provider | scheme | confidence | what proves it | checked against |\n"
        "|---|---|---|---|---|---|\n" + "".join(rows)
    )


def findings() -> str:
    """Every finding of doctor, in the order of the checks."""
    rows = [
        f"| `{rule.name}` | {rule.level} | {check.name} | {rule.title}. {rule.why} | "
        f"{PLACEHOLDER.sub(lambda m: m[1].upper(), rule.todo)} |\n"
        for check in CHECKS
        for rule in check.rules
    ]
    return (
        "# Findings of doctor\n\n"
        "What `webhookgen doctor` can find; [the guide](../guides/doctor.md) says how it looks. "
        "Errors and warnings make it end with 1, notes do not. What is in capitals is filled "
        "in.\n\n"
        "| finding | level | check | what is wrong, and why it matters | what to do |\n"
        "|---|---|---|---|---|\n" + "".join(rows)
    )


if __name__ == "__main__":
    raise SystemExit(main())
