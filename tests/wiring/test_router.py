from dataclasses import replace

import pytest
from webhookgen.errors import CannotPlace
from webhookgen.host.values import RouterMount
from webhookgen.wiring.router import with_router
from webhookgen.wiring.text import Text

FROM = "from app.webhooks.router import"
IMPORT = f"{FROM} router as webhooks_router"
MOUNT = RouterMount(
    file="app/main.py",
    style="module_variable",
    variable="api",
    function=None,
    insert_after_line=3,
    indent="",
    import_after_line=1,
    prefix="",
    full_path="/webhooks/{source}",
    relative_imports=False,
)


def wired(source: str, mount: RouterMount) -> str:
    text = Text.of("app/main.py", source.encode())
    return with_router(text, mount, FROM, lambda path, text: text).content.decode()


def test_below_its_siblings() -> None:
    source = "import a\napi = APIRouter()\napi.include_router(a.router)  # last\n"
    assert wired(source, MOUNT) == (
        f"import a\n{IMPORT}\napi = APIRouter()\napi.include_router(a.router)  # last\n"
        "api.include_router(webhooks_router)\n"
    )


def test_inside_a_factory() -> None:
    source = "import a\ndef make():\n    app = FastAPI()\n    return app\n"
    mount = replace(
        MOUNT, style="factory", variable="app", function="make", indent="    "
    )
    assert wired(source, mount) == (
        f"import a\n{IMPORT}\ndef make():\n    app = FastAPI()\n"
        "    app.include_router(webhooks_router)\n    return app\n"
    )


@pytest.mark.parametrize(
    ("items", "line", "expected"),
    [
        pytest.param("[a, b]\n", 2, "[a, b, webhooks_router]\n", id="one line"),
        pytest.param("[a, b,]\n", 2, "[a, b, webhooks_router,]\n", id="comma"),
        pytest.param(
            "[\n    a,\n    b,  # last\n]\n",
            4,
            "[\n    a,\n    b,  # last\n    webhooks_router,\n]\n",
            id="several lines",
        ),
        pytest.param(
            "[\n    a,\n    b  # last\n]\n",
            4,
            "[\n    a,\n    b,  # last\n    webhooks_router,\n]\n",
            id="several lines, no comma",
        ),
        pytest.param(
            "[\n    a, b\n]\n",
            3,
            "[\n    a, b, webhooks_router\n]\n",
            id="one inner line",
        ),
    ],
)
def test_in_a_list(items: str, line: int, expected: str) -> None:
    mount = replace(MOUNT, style="list_literal", insert_after_line=line, indent="    ")
    result = wired(f"import a\nROUTERS = {items}", mount)
    assert result == f"import a\n{IMPORT}\nROUTERS = {expected}"


def test_a_second_time_changes_nothing() -> None:
    source = "import a\napi = APIRouter()\napi.include_router(a.router)\n"
    once = wired(source, MOUNT)
    assert wired(once, MOUNT) == once


def test_another_name_where_ours_is_in_use() -> None:
    source = "import a\napi = APIRouter()\nwebhooks_router = 1\n"
    assert "api.include_router(webhook_receiver_router)" in wired(source, MOUNT)


@pytest.mark.parametrize(
    ("source", "mount"),
    [
        pytest.param("import a\n", MOUNT, id="no such line"),
        pytest.param("import a\nx = (\n    1,\n)\n", MOUNT, id="inside an expression"),
        pytest.param(
            "import a\ndef make():\n    app = FastAPI()\n    return app\n",
            replace(MOUNT, indent="    ", function="other"),
            id="another function",
        ),
        pytest.param("import a\n\ndef (:\n", MOUNT, id="no Python"),
        pytest.param(
            "import a\n\nx = 1\n", replace(MOUNT, style="list_literal"), id="no list"
        ),
    ],
)
def test_where_it_is_not_plain_nothing_is_guessed(
    source: str, mount: RouterMount
) -> None:
    with pytest.raises(CannotPlace, match=r"app/main\.py"):
        wired(source, mount)
