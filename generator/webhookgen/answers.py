"""What was added to a service or a host, by the answers files that were left there."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .catalog import Record
from .errors import FactMissing
from .integration.locate import host_of
from .integration.manifest import read_manifest

NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
SERVICE = ".copier-answers.yml"
MODULE = ".webhookgen/module.yml"


@dataclass(frozen=True)
class AddedSource:
    """Whose deliveries a source takes; `record` where that was not the catalogue's."""

    provider: str
    record: Record | None = None


def answers_file(source: str) -> str:
    """Where the answers for a source that was added are kept."""
    return f".webhookgen/{source}.yml"


def find_added(directory: Path, source: str) -> AddedSource | None:
    """What a source of the service or host is; None if it has no such source.

    Raises FactMissing where an answers file cannot be read.
    """
    if not NAME.fullmatch(source):
        return None
    host = host_of(directory)
    if host and (manifest := read_manifest(host)) and source not in manifest.providers:
        return None
    folder = host or directory
    own = folder / answers_file(source)
    if own.exists():
        # Whatever the owner made of it, the source is there.
        return _added(_answers(own), source)
    for answers in (_answers(folder / SERVICE), _answers(folder / MODULE)):
        if answers.get("source") == source:
            return _added(answers, source)
        several = () if "source" in answers else answers.get("providers", ())
        if source in several and not _taken_out(folder, answers, source):
            return AddedSource(source)
    return None


def _taken_out(folder: Path, answers: dict[str, Any], source: str) -> bool:
    """Whether a service's owner deleted what was chosen at its start; the answers still name it."""
    made_of = folder / "app/modules/webhooks/providers" / f"{source}.py"
    return answers["layer"] == "service" and not made_of.exists()


def _added(answers: dict[str, Any], source: str) -> AddedSource:
    provider, *_ = answers.get("providers") or [source]
    return AddedSource(provider, answers.get("record") or None)


def _answers(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    import yaml  # late: most commands need none

    try:
        answers = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise FactMissing(f"{path} cannot be read; restore it from git") from error
    # Other templates of copier leave answers of their own.
    return answers if isinstance(answers, dict) and "layer" in answers else {}
