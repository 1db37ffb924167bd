import pytest
from webhookgen.errors import CannotPlace
from webhookgen.wiring.imports import free_name, import_statement, with_import
from webhookgen.wiring.text import Text

STATEMENT = "from app.webhooks.router import router"


def unsorted(path: str, source: str) -> str:
    return source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import a\nx = 1\n", f"import a\n{STATEMENT}\nx = 1\n", id="plain"
        ),
        pytest.param("x = 1\n", f"{STATEMENT}\nx = 1\n", id="no imports"),
        pytest.param(
            '"""About."""\n\nx = 1\n',
            f'"""About."""\n{STATEMENT}\n\nx = 1\n',
            id="docstring only",
        ),
        pytest.param(
            "from a import (\n    b,\n)\nx = 1\n",
            f"from a import (\n    b,\n)\n{STATEMENT}\nx = 1\n",
            id="several lines",
        ),
        pytest.param(
            "import a\nload()\nimport b\nx = 1\n",
            f"import a\nload()\nimport b\n{STATEMENT}\nx = 1\n",
            id="code between",
        ),
        pytest.param(f"{STATEMENT}\n", f"{STATEMENT}\n", id="there already"),
    ],
)
def test_below_the_last_import(before: str, after: str) -> None:
    text = with_import(Text.of("main.py", before.encode()), STATEMENT, unsorted)
    assert text.content.decode() == after


def test_where_the_sorter_puts_it() -> None:
    def sort(path: str, source: str) -> str:
        return "".join(sorted(source.splitlines(keepends=True)))

    text = with_import(Text.of("main.py", b"import a\nimport z\n"), STATEMENT, sort)
    assert text.content.decode() == f"{STATEMENT}\nimport a\nimport z\n"


def test_a_sorter_that_moves_other_lines_is_not_followed() -> None:
    def sort(path: str, source: str) -> str:
        return "".join(sorted(source.splitlines(keepends=True)))

    text = with_import(Text.of("main.py", b"import z\nimport a\n"), STATEMENT, sort)
    assert text.content.decode() == f"import z\nimport a\n{STATEMENT}\n"


@pytest.mark.parametrize(
    ("file", "relative", "expected"),
    [
        ("app/main.py", False, "from app.webhooks.router import router"),
        ("app/main.py", True, "from .webhooks.router import router"),
        ("app/api/main.py", True, "from ..webhooks.router import router"),
        ("app/api/v1/__init__.py", True, "from ...webhooks.router import router"),
        # env.py lies outside of the package.
        ("alembic/env.py", True, "from app.webhooks.router import router"),
    ],
)
def test_the_import_in_the_style_of_the_file(
    file: str, relative: bool, expected: str
) -> None:
    statement = import_statement(
        file, "app/webhooks", "app.webhooks", "router", "router", relative=relative
    )
    assert statement == expected


def test_relative_imports_stay_inside_the_top_package() -> None:
    statement = import_statement(
        "src/main.py", "src/app/webhooks", "app.webhooks", "router", "r", relative=True
    )
    assert statement == "from app.webhooks.router import r"


@pytest.mark.parametrize(
    "line",
    [
        "webhooks_router = 1",
        "import webhooks_router",
        "from x import y as webhooks_router",
        "def webhooks_router(): ...",
        "class webhooks_router: ...",
        "def f(webhooks_router): ...",
    ],
)
def test_a_name_that_is_in_use_is_not_taken(line: str) -> None:
    text = Text.of("main.py", line.encode())
    assert free_name(text, ["webhooks_router", "other"]) == "other"
    with pytest.raises(CannotPlace, match="already uses the names webhooks_router"):
        free_name(text, ["webhooks_router"])
