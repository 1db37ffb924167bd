"""The one line that makes the host's migrations know the module's table."""

from ..host.values import ModelRegistration
from .imports import Excuses, Sorter, with_import
from .text import Text


def with_models(
    text: Text,
    place: ModelRegistration,
    statement: str,
    sort: Sorter,
    excuses: Excuses = lambda path, source, line: "  # noqa: F401",
) -> Text:
    """The text with the import of the module's model among the host's own.

    Raises CannotPlace where the result would be no Python.
    """
    if any(line.strip().startswith(statement) for line in text.lines):
        return text
    plain = _placed(text, place, statement, sort)
    comment = excuses(text.path, "".join(plain.lines), statement)
    return _placed(text, place, statement + comment, sort) if comment else plain


def _placed(text: Text, place: ModelRegistration, line: str, sort: Sorter) -> Text:
    if not place.indent:
        return with_import(text, line, sort, place.after_line)
    wired = text.insert(place.after_line, [place.indent + line])
    wired.tree()
    return wired
