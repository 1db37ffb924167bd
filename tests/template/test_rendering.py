"""What the template renders: stable, complete, clean, and small."""

import ast
import itertools
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.service.running import REPOSITORY, render

from .golden import (
    BROKERS,
    GOLDEN,
    PLAIN,
    VOLATILE,
    changed,
    files,
    folder_of,
    read,
    varying,
)

RENEW = "run `make golden` and look at the diff"
CELLS = [
    pytest.param(
        {"providers": providers, "database": database, "session": session},
        id=f"{name}-{database}-{session}",
    )
    for (name, providers), database, session in itertools.product(
        {
            "stripe": ["stripe"],
            "github": ["github"],
            "both": ["github", "stripe"],
        }.items(),
        ["sqlite", "postgresql"],
        ["async", "sync"],
    )
] + [
    pytest.param({"queue": queue, "session": session}, id=f"{queue}-{session}")
    for queue, session in itertools.product(BROKERS, ["async", "sync"])
]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(tmp_path_factory.mktemp("template") / "service")


@pytest.fixture(scope="module", params=["database", *BROKERS])
def whole(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A service with each queue."""
    directory = tmp_path_factory.mktemp(request.param) / "service"
    return render(directory, queue=request.param)


@pytest.fixture(scope="module")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which mypy reads what it knows of libraries once for all cells."""
    return {**os.environ, "MYPY_CACHE_DIR": str(tmp_path_factory.mktemp("mypy"))}


def test_the_golden_rendering_is_what_is_rendered(rendered: Path) -> None:
    assert varying(files(rendered)) == read(GOLDEN), RENEW


@pytest.mark.parametrize("queue", BROKERS)
def test_a_queue_changes_what_its_golden_files_say(rendered: Path, queue: str) -> None:
    assert changed(files(rendered), queue) == read(folder_of(queue)), RENEW


def test_the_sync_form_is_derived_from_the_async_one() -> None:
    derive = [sys.executable, "template/derive_sync.py", "--check"]
    done = subprocess.run(derive, cwd=REPOSITORY, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_rendering_twice_gives_the_same_bytes(rendered: Path, tmp_path: Path) -> None:
    again = files(render(tmp_path / "again"))

    assert without_volatile(again) == without_volatile(files(rendered))


def test_copier_alone_renders_the_same_and_asks_for_no_trust(
    rendered: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "copier", "copy", ".", str(tmp_path / "service")]
    done = subprocess.run(
        [*command, "--vcs-ref=HEAD", "--defaults"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    alone = files(tmp_path / "service")
    assert without_volatile(alone) == without_volatile(files(rendered))


@pytest.mark.parametrize("answers", CELLS)
def test_the_output_is_clean_as_it_comes(
    answers: dict[str, Any], tmp_path: Path, mypy_cache: dict[str, str]
) -> None:
    service = render(tmp_path / "service", **answers)

    for tool in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        done = subprocess.run(
            [sys.executable, "-m", *tool],
            cwd=service,
            env=mypy_cache,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("provider", ["github", "stripe"])
def test_the_provider_layer_is_that_providers_part_of_a_service(
    rendered: Path, tmp_path: Path, provider: str
) -> None:
    answers_file = f".webhookgen/{provider}.yml"
    added = files(
        render(
            tmp_path / "added",
            answers_file=answers_file,
            layer="provider",
            providers=[provider],
        )
    )

    assert added.pop(answers_file)
    service = files(rendered)
    assert added == {path: service[path] for path in added}
    assert f"app/modules/webhooks/providers/{provider}.py" in added
    own = [path for path in added if Path(path).stem.removeprefix("test_") == provider]
    parts = ("signatures", "handshakes", "bodies")
    assert len(own) == 4
    assert all(Path(path).parent.name in parts for path in added.keys() - own)


@pytest.mark.parametrize(
    ("provider", "parts", "packages"),
    [
        (
            "github",
            {"signatures/body_hmac", "signatures/encodings", "signatures/hmac_header"},
            set(),
        ),
        (
            "paypal",
            {
                "signatures/certificates",
                "signatures/encodings",
                "signatures/paypal",
                "signatures/pinned_fetch",
                "signatures/public_keys",
                "signatures/timestamps",
            },
            {"cryptography"},
        ),
    ],
)
def test_only_what_a_provider_uses_is_rendered(
    tmp_path: Path, provider: str, parts: set[str], packages: set[str]
) -> None:
    service = render(tmp_path / "service", providers=[provider])

    module = service / "app/modules/webhooks"
    found = {
        f"{folder}/{path.stem}"
        for folder in ("signatures", "handshakes", "bodies")
        for path in (module / folder).iterdir()
        if path.stem != "__init__"
    }
    project = (service / "pyproject.toml").read_text()
    assert found == parts
    assert {p for p in ("cryptography", "pyjwt") if p in project} == packages


@pytest.mark.parametrize("session", ["async", "sync"])
@pytest.mark.parametrize(
    ("provider", "package"), [("paypal", "cryptography>=42"), ("vonage", "pyjwt>=2.9")]
)
def test_a_new_service_declares_what_its_signatures_import(
    tmp_path: Path, session: str, provider: str, package: str
) -> None:
    service = render(tmp_path / "service", providers=[provider], session=session)

    declared = tomllib.loads((service / "pyproject.toml").read_text())
    assert package in declared["project"]["dependencies"]


def test_the_module_is_legal_on_the_oldest_python_of_a_host(whole: Path) -> None:
    for path in whole.rglob("*.py"):
        ast.parse(path.read_text(), feature_version=(3, 10))


def test_files_fit_a_screen_or_two_and_functions_a_glance(whole: Path) -> None:
    module = sorted((whole / "app/modules/webhooks").rglob("*.py"))
    lengths = sorted(len(path.read_text().splitlines()) for path in module)
    functions = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in module
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )

    assert lengths[len(lengths) // 2] <= 70
    assert lengths[-1] <= 170
    assert functions[len(functions) // 2] <= 10
    assert functions[-1] <= 36


def test_templates_hold_hardly_any_logic() -> None:
    for path in PLAIN.rglob("*.py.jinja"):
        text = path.read_text()
        assert text.count("{%") <= 9, path
        assert text.count("-%}") + text.count("{%-") == 0, path


def without_volatile(tree: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in tree.items() if path not in VOLATILE}
