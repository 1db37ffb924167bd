"""The finer points of single facts, and the traps that hosts set."""

from typing import Any

import pytest
from webhookgen.host.detect import detect
from webhookgen.host.overrides import Overrides
from webhookgen.host.syntax import parse

from .conftest import MakeHost

# host, fact, field of its value, what it is
DETAILS = [
    ("factory_only", "tests", "base_url", "http://notes.test"),
    ("factory_only", "router", "function", "create_app"),
    ("factory_only", "router", "indent", "    "),
    ("router_builder", "router", "function", "build_router"),
    ("router_list", "router", "style", "list_literal"),
    ("router_list", "router", "insert_after_line", 5),
    ("relative_imports", "router", "relative_imports", True),
    ("two_names", "imports", "test_package", "src.app"),
    ("guarded_router", "router", "style", "main_app"),
    ("guarded_router", "router", "insert_after_line", 8),  # above the pages
    ("no_aggregator", "router", "insert_after_line", 7),  # above if __name__
    ("crlf", "router", "insert_after_line", 7),
    ("plain_sync", "session", "commit_policy", "explicit"),
    ("base_columns", "session", "commit_policy", "on_exit"),
    ("models_walker", "session", "commit_policy", "on_exit"),
    ("models_walker", "session", "source", "request"),
    ("models_walker", "engine", "form", "local"),
    ("middleware_session", "session", "commit_policy", "middleware"),
    ("middleware_session", "session", "source", "request"),
    ("naming_in_env", "metadata", "convention_at", "env"),
    ("base_columns", "metadata", "convention_at", "base"),
    ("nested_settings", "settings", "env_prefix", "NOTES_"),
    ("nested_settings", "settings", "nested_delimiter", "__"),
    ("nested_settings", "settings", "secret_str", True),
    ("nested_settings", "settings", "is_getter", True),
    ("plain_sync", "settings", "forbids_extra", True),
    ("backend_folder", "settings", "forbids_extra", False),
    ("backend_folder", "settings", "env_files", ("../.env",)),
    ("include_object", "alembic", "filters", ("include_object",)),
    ("version_table", "alembic", "version_table", "notes_schema_version"),
    ("version_table", "alembic", "id_style", "number"),
    ("version_table", "alembic", "next_id", "0003"),
    ("version_table", "alembic", "timezone", "UTC"),
    ("version_table", "alembic", "truncate_slug_length", 20),
    (
        "alembic_pyproject",
        "alembic",
        "file_template",
        "%(year)d%(month).2d%(day).2d_%(slug)s_%(rev)s",
    ),
    ("two_heads", "alembic", "heads", ("a1c3d4e5f6a7", "b2c3d4e5f6a7")),
    ("src_layout", "alembic", "prepend_sys_path", "src"),
    ("models_package", "models", "all_line", 4),
    ("python310", "style", "force_single_line", True),
    ("python310", "style", "bans_relative_imports", True),
    ("python310", "packages", "lock", "uv.lock"),
    ("python310", "tests", "warnings_as_errors", True),
    ("plain_async", "tests", "runner", "anyio"),
    ("plain_sync", "tests", "runner", None),
    ("getenv_settings", "packages", "install_command", "python -m pip install -r requirements.txt"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fact", "field", "value"),
    DETAILS,
    ids=[f"{name}-{fact}-{field}" for name, fact, field, _ in DETAILS],
)
def test_detail(name: str, fact: str, field: str, value: Any, host: MakeHost) -> None:
    facts = detect(host(name), Overrides({}))

    assert getattr(getattr(facts, fact).value, field) == value


def test_columns_of_the_base_come_in_its_own_words(host: MakeHost) -> None:
    metadata = detect(host("base_columns"), Overrides({})).metadata.known()

    assert [(one.name, one.value) for one in metadata.columns] == [
        ("id", "mapped_column(primary_key=True)"),
        ("created_at", "mapped_column(server_default=func.now())"),
        (
            "updated_at",
            "mapped_column(server_default=func.now(), onupdate=func.now())",
        ),
    ]
    assert metadata.naming_convention["pk"] == "pk_%(table_name)s"


@pytest.mark.parametrize(
    ("newer", "line"),
    [
        pytest.param("try: ...\nexcept A, B:\n    pass\nx = 1\n", 4, id="PEP 758"),
        pytest.param("class A[T: (int, str)](B):\n    pass\nx = 1\n", 3, id="PEP 695"),
        pytest.param("def f[T](a: T) -> T: ...\nx = 1\n", 2, id="generic function"),
        pytest.param("type Names[T] = list[T]\nx = 1\n", 2, id="type statement"),
    ],
)
def test_newer_syntax_is_read(newer: str, line: int) -> None:
    tree = parse(newer)

    assert tree is not None
    assert tree.body[-1].lineno == line
