"""The checks, in the order in which they are shown."""

from . import (
    arrival,
    backlog,
    body,
    handlers,
    heads,
    leftovers,
    migrated,
    models,
    processes,
    retention,
    secrets,
    sessions,
    version,
)

# From the files alone.
FILES = (heads.CHECK, leftovers.CHECK, handlers.CHECK, version.CHECK)
# By the project's own Python, in a process of its own.
PYTHON = (
    secrets.CHECK,
    arrival.CHECK,
    body.CHECK,
    sessions.CHECK,
    models.CHECK,
    processes.CHECK,
)
# In the database, which is only read.
DATABASE = (migrated.CHECK, backlog.CHECK, retention.CHECK)

CHECKS = (*FILES, *PYTHON, *DATABASE)
