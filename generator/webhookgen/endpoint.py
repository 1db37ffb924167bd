"""What is added: the name of an endpoint, and the provider whose deliveries it takes."""

import json
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path

from .answers import NAME, find_added
from .catalog import Record, find_record, provider_names
from .errors import UnknownProvider, UsageError
from .own import find_own, own_names, read_spec
from .template import SOURCE

RESERVED = SOURCE / "template/includes/reserved.json"


@dataclass(frozen=True)
class Endpoint:
    """A source. `own` is a record that our catalogue does not have."""

    source: str
    record: Record
    own: bool = False
    remark: str = ""

    @property
    def provider(self) -> str:
        """The key of who sends."""
        key: str = self.record["key"]
        return key


def find_endpoint(name: str, directory: Path = Path()) -> Endpoint:
    """A source that was added there, else a provider: their own, else ours.

    Raises UnknownProvider, InvalidRecord.
    """
    if there := find_added(directory, name):
        if there.record:
            return Endpoint(name, there.record, own=True)
        return Endpoint(name, find_record(there.provider))
    return _find_provider(name, directory)


def choose_endpoint(
    name: str, directory: Path, source: str | None = None, spec: Path | None = None
) -> Endpoint:
    """The endpoint that add-provider was asked for.

    Raises UnknownProvider, InvalidRecord; UsageError for a name that cannot be given.
    """
    if spec:
        found = _from_spec(name, spec)
    elif source is None:
        found = _find_provider_or_added(name, directory)
    else:
        found = _find_provider(name, directory)
    chosen = found.source if source is None else source
    _require_usable(chosen, found.provider, directory)
    remark = _remark(chosen, found, directory)
    return Endpoint(chosen, found.record, found.own, remark)


def _from_spec(name: str, spec: Path) -> Endpoint:
    record = read_spec(spec)
    if record["key"] != name:
        raise UsageError(
            f"{spec} describes {record['key']!r}: add-provider {record['key']} --spec {spec}, "
            f"with --as {name} if it is to be called so"
        )
    return Endpoint(name, record, own=True)


def _find_provider_or_added(name: str, directory: Path) -> Endpoint:
    """Running again is no mistake, also where the record is not at hand any more."""
    try:
        return _find_provider(name, directory)
    except UnknownProvider:
        if find_added(directory, name):
            return find_endpoint(name, directory)
        raise


def _find_provider(name: str, directory: Path) -> Endpoint:
    own = find_own(name, directory)
    return Endpoint(name, own, own=True) if own else Endpoint(name, find_record(name))


def _require_usable(source: str, provider: str, directory: Path) -> None:
    """Raises UsageError for what is no name, or somebody else's."""
    if not NAME.fullmatch(source):
        raise UsageError(
            f"--as {source!r} is no name; lower-case letters, digits and underscores, starting "
            "with a letter, at most 48"
        )
    if iskeyword(source) or source in json.loads(RESERVED.read_text("utf-8")):
        raise UsageError(
            f"{source!r} means something else in the module; choose another name"
        )
    if source == provider:
        return
    if source in provider_names() or source in own_names(directory):
        raise UsageError(
            f"--as {source} is the name of another provider; choose one that tells what it is "
            f"for: {provider}_{source}"
        )
    there = find_added(directory, source)
    if there and there.provider != provider:
        raise UsageError(f"{source} is there already, for {there.provider}")


def _remark(source: str, found: Endpoint, directory: Path) -> str:
    """What the user may not expect: whose record is used, or that none is."""
    there = find_added(directory, source)
    if there and found.own and there.record != found.record:
        return (
            f"{source} was made from another record and stays as it is; edit "
            f"providers/{source}.py of the module"
        )
    if found.own and not there and found.provider in provider_names():
        return f"your own record of {found.provider} is used, not the catalogue's"
    return ""
