"""The one line that makes the host's migrations know the module's table."""

from ..host.values import ModelRegistration
from .imports import Sorter, with_import
from .text import Text


def with_models(
    text: Text, place: ModelRegistration, statement: str, sort: Sorter
) -> Text:
    """The text with the import of the module's model among the host's own.

    Raises CannotPlace where the result would be no Python.
    """
    if any(line.strip().startswith(statement) for line in text.lines):
        return text
    line = f"{statement}  # noqa: F401"
    if not place.indent:
        return with_import(text, line, sort, place.after_line)
    wired = text.insert(place.after_line, [place.indent + line])
    wired.tree()
    return wired
