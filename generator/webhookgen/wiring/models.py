"""The one line that makes the host's migrations know the module's table."""

from ..host.values import ModelRegistration
from .text import Text


def with_models(text: Text, place: ModelRegistration, statement: str) -> Text:
    """The text with the import of the module's model below the host's own.

    Raises CannotPlace where the result would be no Python.
    """
    if any(line.strip().startswith(statement) for line in text.lines):
        return text
    line = f"{place.indent}{statement}  # noqa: F401"
    wired = text.insert(place.after_line, [line])
    wired.tree()
    return wired
