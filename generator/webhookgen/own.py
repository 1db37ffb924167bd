"""Providers that our catalogue does not have: a spec, or a folder of the user's own.

The folder is [tool.webhookgen] catalog in pyproject.toml. Its records come before ours.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

from .catalog import Record, Summary, summaries, summary
from .errors import InvalidRecord, UsageError
from .integration.locate import host_of


def own_catalog(directory: Path) -> Path | None:
    """The user's own folder of records, as the nearest pyproject.toml that names one says.

    Raises UsageError where it names none that is there.
    """
    for project in _projects(directory):
        named = _setting(project / "pyproject.toml")
        if named is None:
            continue
        if not isinstance(named, str) or not (project / named).is_dir():
            raise UsageError(
                f"{project / 'pyproject.toml'}: [tool.webhookgen] catalog must be a folder; "
                f"{named!r} is none"
            )
        return project / named
    return None


def own_names(directory: Path) -> list[str]:
    """The keys of the user's own providers, sorted."""
    folder = own_catalog(directory)
    return sorted(path.stem for path in folder.glob("*.json")) if folder else []


def known_in(directory: Path) -> list[Summary]:
    """What a list shows there: the user's own providers, and ours that they do not replace."""
    found = {one["key"]: one for one in summaries()}
    for name in own_names(directory):
        if record := find_own(name, directory):
            found[name] = summary(record) | {"catalog": str(own_catalog(directory))}
    return [found[key] for key in sorted(found)]


def find_own(name: str, directory: Path) -> Record | None:
    """The user's own record of a provider. Raises InvalidRecord."""
    folder = own_catalog(directory)
    if folder is None or name not in own_names(directory):
        return None
    path = folder / f"{name}.json"
    record = read_spec(path)
    if record["key"] != name:
        raise InvalidRecord(f"{path}: key is {record['key']!r}; it must be {name!r}")
    return record


def read_spec(path: Path) -> Record:
    """A record from a file. Raises InvalidRecord, which tells every mistake in it."""
    try:
        record: Record = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(f"{path} is no JSON: {error}") from error
    check_spec(record, str(path))
    # Rendering asks whether a field is there, not what is in it.
    return {
        field: value
        for field, value in record.items()
        if field == "covers" or value not in (None, "", [], {})
    }


def check_spec(record: Record, where: str) -> None:
    """Raises InvalidRecord unless the record is valid and reads what it signs."""
    from .proof import prove  # late, both: pydantic, cryptography
    from .record import check_record

    try:
        check_record(record)
        prove(record)
    except InvalidRecord as error:
        raise InvalidRecord(
            f"{where}: {error} (docs/reference/provider-records.md has every field)"
        ) from error


def _projects(directory: Path) -> Iterator[Path]:
    """The directory and what is above it in its repository, else the host that is below."""
    start = directory.resolve()
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            break
    if host := host_of(directory):
        yield host


def _setting(pyproject: Path) -> object:
    try:
        document = tomllib.loads(pyproject.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    tool = document.get("tool", {}).get("webhookgen", {})
    return tool.get("catalog") if isinstance(tool, dict) else None
