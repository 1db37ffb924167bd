"""The undo journal of an apply: after a kill it tells the next run what to take back."""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Here new contents and the originals of edited files lie while an apply is under way.
# One folder and not two, so that no kill leaves a part of it behind.
STAGE = ".webhookgen-apply"


@dataclass(frozen=True)
class Entry:
    """A file that the apply makes, replaces or deletes.

    `digest` tells our contents from anybody else's; a deleted file has none. `kept` says that
    its original lies in the stage.
    """

    path: str
    digest: str | None
    kept: bool


def write_journal(
    directory: Path, entries: Sequence[Entry], folders: Sequence[str]
) -> None:
    """From here on an interrupted apply is undone."""
    text = json.dumps({"entries": [vars(e) for e in entries], "folders": folders})
    draft = directory / STAGE / "journal.draft"
    write_durably(draft, text.encode())
    os.replace(draft, _journal(directory))
    sync_folder(draft.parent)


def close_journal(directory: Path) -> None:
    """From here on the apply is done."""
    _journal(directory).unlink()
    sync_folder(directory / STAGE)
    shutil.rmtree(directory / STAGE)


def recover(directory: Path) -> bool:
    """Takes back what an interrupted apply left; whether there was such a thing.

    A file that somebody changed since is theirs and stays as it is.
    """
    if not (directory / STAGE).exists():
        return False
    journal = _journal(directory)
    if journal.exists():
        content = json.loads(journal.read_text())
        for number, fields in enumerate(content["entries"]):
            _undo(directory, number, Entry(**fields))
        for folder in reversed(content["folders"]):
            with suppress(OSError):  # not empty: somebody else uses it by now
                (directory / folder).rmdir()
        journal.unlink()
    shutil.rmtree(directory / STAGE)
    return True


def staged(directory: Path, number: int, kind: str) -> Path:
    """Where the `new` or `old` contents of the numbered entry lie."""
    return directory / STAGE / f"{number}.{kind}"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """Writes a file that is whole after a power failure too."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable; Windows has no such call and no such need."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _undo(directory: Path, number: int, entry: Entry) -> None:
    target = directory / entry.path
    found = digest(target.read_bytes()) if target.is_file() else None
    if found != entry.digest:
        return
    if entry.kept:
        os.replace(staged(directory, number, "old"), target)
    else:
        target.unlink(missing_ok=True)


def _journal(directory: Path) -> Path:
    return directory / STAGE / "journal.json"
