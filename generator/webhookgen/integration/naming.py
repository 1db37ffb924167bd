"""The module's constraint names after a host's naming convention.

https://docs.sqlalchemy.org/en/20/core/constraints.html#configuring-constraint-naming-conventions
"""

from collections.abc import Mapping

TABLE = "webhook_event"
# The template's names: the kind that a convention knows them by, and what tells them apart.
NAMES = {
    "uq_webhook_event_external_id": ("uq", "external_id"),
    "uq_webhook_event_held_subject": ("ix", "held_subject"),
    "ix_webhook_event_unfinished": ("ix", "unfinished"),
    "ix_webhook_event_subject": ("ix", "subject"),
}


def conventional_names(convention: Mapping[str, str]) -> dict[str, str]:
    """The template's constraint names and what the convention makes of them.

    Several of our indexes begin with the same column, so conventions alone would name them
    alike: the word that tells them apart stands in for the column.
    """
    return {
        name: _named(convention[kind], name, word)
        for name, (kind, word) in NAMES.items()
        if kind in convention
    }


def _named(pattern: str, name: str, word: str) -> str:
    if "%(constraint_name)s" in pattern:
        return word  # SQLAlchemy applies such a pattern to given names too
    label = f"{TABLE}_{word}"
    fields = {"table_name": TABLE}
    for column in ("column_0", "column_0_N", "column_0N"):
        fields |= {f"{column}_name": word, f"{column}_key": word}
        fields[f"{column}_label"] = label
    try:
        return pattern % fields
    except (KeyError, ValueError, TypeError):
        return name  # tokens of the host's own
