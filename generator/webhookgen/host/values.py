"""What a fact can be: one small value per family. Paths as in `HostFacts`."""

from dataclasses import dataclass, field
from typing import Literal

SessionKind = Literal["sync", "async"]
OrmLibrary = Literal["sqlmodel", "sqlalchemy"]
EngineForm = Literal["variable", "function", "attribute", "local"]
MountStyle = Literal["module_variable", "factory", "list_literal", "main_app"]
RegistrationStyle = Literal[
    "wildcard", "import_list", "package_init", "function", "walker"
]
# What runs async tests.
Runner = Literal["asyncio_auto", "asyncio_strict", "anyio"]
# Where commits happen: in routes, when the dependency ends, or in a middleware.
CommitPolicy = Literal["explicit", "on_exit", "middleware"]


@dataclass(frozen=True)
class Symbol:
    """A name that can be imported: `from module import name`, then what hangs on it."""

    module: str  # app.core.db
    name: str  # get_db, or db.engine where it is an attribute

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


@dataclass(frozen=True)
class ImportRoot:
    """How host code names itself: `import {package}` works from `directory`."""

    directory: str  # "." or "src"
    package: str  # "app"; "src.app" where the host's own imports say so
    package_directory: str  # "app", "src/app"
    test_package: str  # what the host's tests write, where that differs


@dataclass(frozen=True)
class AppTarget:
    """The application, as an ASGI server is told: `app.main:app`."""

    file: str
    module: str
    name: str
    kind: Literal["instance", "factory"]
    line: int
    # The line at which FastAPI is called; in another file where the instance comes by a call.
    built_file: str
    built_line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


@dataclass(frozen=True)
class RouterMount:
    """Where one more router is included, and what its path is then."""

    file: str
    style: MountStyle
    variable: str  # include_router is called on it; the list's name with list_literal
    function: str | None  # the factory or builder that the line goes into
    insert_after_line: int  # 1-based; the line goes below it, before any catch-all
    indent: str  # of the line to insert
    import_after_line: int  # the last line of the last import at the top; 0 for none
    prefix: str  # what is put before a route that is included here
    full_path: str  # of a source: "/api/v1/webhooks/{source}"
    relative_imports: bool  # how this file imports host code


@dataclass(frozen=True)
class BaseColumn:
    """A column that every model of the host has from its Base, in its own words."""

    name: str
    annotation: str  # "Mapped[datetime]"
    value: str  # "mapped_column(server_default=func.now())"; empty for none
    file: str
    line: int


@dataclass(frozen=True)
class Metadata:
    """The metadata that the host's migrations read, and how models get onto it."""

    kind: Literal["sqlmodel", "declarative", "core"]
    base: Symbol  # SQLModel, the declarative Base, or the MetaData itself with core
    metadata: str  # the expression on what `base` imports: "SQLModel.metadata"
    columns: tuple[BaseColumn, ...] = ()
    naming_convention: dict[str, str] = field(default_factory=dict)
    convention_at: Literal["", "base", "env"] = ""  # where the convention is given
    dataclass: bool = False  # MappedAsDataclass
    has_tablename: bool = False  # Base computes __tablename__
    schema: str | None = None


@dataclass(frozen=True)
class SessionStyle:
    """How the host's routes get their session."""

    kind: SessionKind
    library: OrmLibrary  # whose Session class: exec is sqlmodel's
    dependency: Symbol | None  # the function in Depends(...)
    alias: Symbol | None  # SessionDep = Annotated[Session, Depends(get_db)]
    commit_policy: CommitPolicy
    source: Literal[
        "module", "request"
    ]  # request: taken from request.state or app.state
    used: int  # by so many routes


@dataclass(frozen=True)
class EngineStyle:
    """Where engines and sessions are made."""

    kind: SessionKind
    form: EngineForm  # local: not importable
    engine: Symbol | None
    sessionmaker: Symbol | None
    url: str  # the URL's expression in `file`: "str(settings.database_url)"
    file: str


@dataclass(frozen=True)
class SettingsStyle:
    """How the host is configured. `env_prefix` is put before a field's name."""

    style: Literal["flat", "nested", "mixins", "starlette", "getenv", "dynaconf"]
    file: str
    settings_class: str | None
    instance: Symbol | None  # the object or getter that host code imports
    is_getter: bool
    env_prefix: str = ""
    nested_delimiter: str | None = None
    env_files: tuple[str, ...] = ()
    secret_str: bool = False
    forbids_extra: bool = False  # a key in .env without a field is an error


@dataclass(frozen=True)
class AlembicConfig:
    """One Alembic environment, with the file and section that configure it."""

    ini: str  # alembic.ini, or pyproject.toml
    section: str  # "alembic", "tool.alembic"
    script_location: str
    env: str  # the path of env.py
    versions_dir: str  # where a new revision goes
    version_locations: tuple[str, ...]
    heads: tuple[str, ...]
    revisions: int
    id_style: Literal["hex", "number", "date", "text"]
    next_id: str | None  # with "number": the next one, as wide as the others
    file_template: str
    timezone: str | None
    truncate_slug_length: int
    async_env: bool
    version_table: str
    filters: tuple[str, ...]  # include_object, include_name
    prepend_sys_path: str | None
    ignored: bool  # git ignores the versions folder


@dataclass(frozen=True)
class ModelRegistration:
    """How env.py comes to know of models, and where one more is told."""

    file: str
    style: RegistrationStyle
    after_line: int
    indent: str
    names: tuple[str, ...]  # the last import there, by its names
    relative_imports: bool
    all_line: int | None = None  # of __all__ in that file


@dataclass(frozen=True)
class TestLayout:
    __test__ = False  # no test class to pytest

    directory: str
    client_fixture: str | None
    client_file: str | None
    client_kind: SessionKind | None
    # What runs async tests; None: they would be skipped.
    runner: Runner | None
    is_package: bool  # has __init__.py
    relative_imports: bool
    warnings_as_errors: bool = False
    coverage_gate: float | None = None
    base_url: str | None = None  # of the client fixture: a host that the app trusts


@dataclass(frozen=True)
class PackageManager:
    tool: Literal["uv", "poetry", "pdm", "pipenv", "hatch", "pip"]
    file: str  # where dependencies are declared
    table: (
        str  # "project.dependencies", "tool.poetry.dependencies"; "" for requirements
    )
    lock: str | None
    install_command: str  # to be run by the user after a change
    dependencies: tuple[str, ...]  # normalised names of what is declared there


@dataclass(frozen=True)
class CodeStyle:
    formatter: Literal["ruff", "black", "yapf", "none"]
    line_length: int
    quotes: Literal["double", "single"]
    config: str | None  # the file that says so
    rules: tuple[str, ...] = ()  # selected rule groups
    force_single_line: bool = False
    bans_relative_imports: bool = False


@dataclass(frozen=True)
class GitState:
    repository: str | None  # the path of its root, None outside of one
    dirty: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModulePlace:
    """Where the webhooks module goes in this host."""

    directory: str  # "app/webhooks"
    package: str  # "app.webhooks"


@dataclass(frozen=True)
class Clash:
    """Something of the host's that has a name of ours."""

    kind: Literal["package", "table", "path", "tests"]
    name: str
    file: str
    line: int
