"""However a host's files look: every line of theirs stays in its place, and ours come once."""

import ast
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from webhookgen.endpoint import find_endpoint
from webhookgen.host.detect import detect
from webhookgen.host.overrides import from_flags
from webhookgen.integration.edits import Edits, mount_router, register_models
from webhookgen.integration.hunks import closed, ends_open, hunks, taken_out
from webhookgen.integration.module import Place
from webhookgen.integration.tidy import Tidier
from webhookgen.wiring.imports import Sorter
from webhookgen.wiring.text import Text, only_adds

from .variations import Host, hosts

PLACE = Place("app/webhooks", "app.webhooks", "tests/webhooks")


def as_it_is(path: str, source: str) -> str:
    return source


def wire(root: Path, sort: Sorter | None) -> dict[str, bytes]:
    """The edited files; the facts are detected as add-provider does it."""
    facts = detect(root, from_flags({}))
    edits = Edits(root)
    tidier = Tidier(root, facts.style.known())
    sorter = sort or tidier.sort_imports
    mount_router(edits, facts, PLACE, sorter)
    register_models(edits, facts, PLACE, sorter, tidier.excuses)
    edits.add_secrets(".env.example", find_endpoint("stripe"), commented=False)
    assert edits.manual == []
    return edits.contents


def check(host: Host, sort: Sorter | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        host.write(root)
        wired = wire(root, sort)
        assert wired.keys() == host.files.keys()
        for path, before in host.files.items():
            after = wired[path]
            assert only_adds(Text.of(path, before), Text.of(path, after))
            assert (b"\r\n" in after) is (b"\r\n" in before)
            restored, missing = taken_out(after, hunks(before, after))
            assert missing == []
            assert (closed(restored) if ends_open(before) else restored) == before
            (root / path).write_bytes(after)
            if path.endswith(".py"):
                assert ends_open(after) is ends_open(before)
        assert_mounted_once(wired[next(iter(host.files))])
        assert wire(root, sort) == {}


def assert_mounted_once(source: bytes) -> None:
    """Ours is included once, on what the host includes on, and after its own."""
    owners = [
        (node.lineno, ast.unparse(node.func.value), ast.unparse(node.args[0]))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "include_router"
    ]
    *theirs, ours = sorted(owners)
    assert ours[2] == "webhooks_router"
    assert all(router != "webhooks_router" for _, _, router in theirs)
    assert {owner for _, owner, _ in owners} == {ours[1]}


@settings(max_examples=80, deadline=None)
@given(hosts())
def test_lines_are_only_added(host: Host) -> None:
    check(host, as_it_is)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(hosts())
def test_lines_are_only_added_where_imports_are_sorted(host: Host) -> None:
    check(host, None)
