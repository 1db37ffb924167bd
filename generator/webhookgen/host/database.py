"""Which database the host is on: the module runs on PostgreSQL and on SQLite."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from .candidates import Candidate, Choice, certain, likely, settle
from .facts import Confidence, Evidence, Fact
from .source import BESIDE, Source
from .values import EngineStyle, ImportRoot

FLAG = "--database"
SERVED = ("postgresql", "sqlite")
ONLY = "and the module runs on PostgreSQL and on SQLite only"
DRIVERS = {
    "postgresql": ("asyncpg", "psycopg", "psycopg2", "psycopg2-binary", "pg8000"),
    "mysql": (
        "aiomysql",
        "asyncmy",
        "pymysql",
        "mysqlclient",
        "mysql-connector-python",
    ),
    "mariadb": ("mariadb",),
    "mssql": ("pyodbc", "aioodbc", "pymssql"),
    "oracle": ("oracledb", "cx-oracle"),
}
# postgresql+asyncpg://..., or a scheme by itself that names its driver.
URL = re.compile(
    r"\b(postgres|postgresql|sqlite|mysql|mariadb|mssql|oracle)"
    r"""(?:(?:\+\w+)?://|\+\w+["'])"""
)
# Where the URL of an application's own database is put together.
PLACES = {
    "config",
    "settings",
    "setting",
    "database",
    "db",
    "session",
    "engine",
    "core",
}
SAMPLES = re.compile(r"(^|/)(\.?env[.\w-]*|[\w-]*\.env|[\w-]*compose[\w.-]*\.ya?ml)$")


def find_database(
    source: Source,
    imports: ImportRoot,
    engine: EngineStyle | None,
    dependencies: tuple[str, ...],
    choice: Choice | None,
) -> Fact[str]:
    """By the URLs where the host is configured; without any by the drivers it declares."""
    served = [Candidate(kind, kind, ()) for kind in SERVED]
    if choice is not None:  # the module's own engine may be on another one
        return settle("database", FLAG, served, choice)
    found = _spoken(dict(_urls(source, imports, engine)), dict(_drivers(dependencies)))
    foreign = [kind for kind in found if kind not in SERVED]
    if foreign:
        note = f"the host is on {' or '.join(found)}, {ONLY}"
        places = tuple(found[kind] for kind in foreign)
        return Fact("database", None, Confidence.AMBIGUOUS, places, SERVED, FLAG, note)
    for kind in SERVED:
        if kind in found:
            return certain("database", kind, found[kind], flag=FLAG)
    return likely(certain("database", SERVED[0], flag=FLAG), "nothing says which")


def _spoken(
    named: dict[str, Evidence], drivers: dict[str, Evidence]
) -> dict[str, Evidence]:
    """The kinds that URLs name; of several not those that no declared driver speaks.

    Templates have settings for many kinds, and depend on the driver of one.
    """
    if not named or not drivers:
        return named or drivers
    spoken = {*SERVED, *drivers, *(["mariadb"] if "mysql" in drivers else [])}
    served = any(kind in SERVED for kind in named)
    return {kind: named[kind] for kind in named if kind in spoken or not served}


def _urls(
    source: Source, imports: ImportRoot, engine: EngineStyle | None
) -> Iterator[tuple[str, Evidence]]:
    """The kinds in the URLs of the configuration, each where it stands last."""
    for path in source.files:
        if not _configures(path, imports) and not (engine and path == engine.file):
            continue
        for number, line in enumerate(source.text(path).splitlines(), 1):
            if line.lstrip()[:1] in ("#", ";"):
                continue
            for match in URL.finditer(line):
                kind = "postgresql" if match[1] == "postgres" else match[1]
                yield kind, Evidence(path, number)


def _configures(path: str, imports: ImportRoot) -> bool:
    where = PurePosixPath(path)
    if BESIDE.intersection(where.parts):
        return False
    if where.suffix == ".py":
        within = where.is_relative_to(imports.package_directory)
        return within and bool(PLACES.intersection({where.stem, where.parent.name}))
    return where.name == "alembic.ini" or bool(SAMPLES.search(path))


def _drivers(dependencies: tuple[str, ...]) -> Iterator[tuple[str, Evidence]]:
    for kind, names in DRIVERS.items():
        for one in names:
            if one in dependencies:
                yield kind, Evidence(f"the driver {one}")
