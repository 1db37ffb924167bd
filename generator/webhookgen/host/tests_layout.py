"""Where the host's tests are, the client that they use, and what runs async ones."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from .candidates import Candidate, Choice, settle
from .config_files import load_ini, load_toml, table
from .facts import Confidence, Evidence, Fact
from .source import Source, is_beside
from .tests_client import client_fixture
from .values import Runner, TestLayout

FLAG = "--tests"
MISSING = "no tests folder and no conftest.py"


def find_tests(source: Source, choice: Choice | None) -> Fact[TestLayout]:
    """The folder of the conftest.py with a client fixture, within testpaths."""
    options = _pytest_options(source)
    candidates = []
    for folder, evidence in _folders(source, options):
        layout = _layout(source, folder, options)
        candidates.append(Candidate(folder, layout, (evidence,)))
    with_client = [one for one in candidates if one.value.client_fixture]
    if choice is None and len(candidates) > 1:
        first = (with_client or candidates)[0]
        candidates = [first if len(with_client) == 1 else _less_sure(first)]
    return settle("tests", FLAG, candidates, choice, MISSING)


def _less_sure(one: Candidate[TestLayout]) -> Candidate[TestLayout]:
    return Candidate(one.text, one.value, one.evidence, Confidence.LIKELY)


def _pytest_options(source: Source) -> dict[str, str]:
    """pytest's own options, from whichever file it would read."""
    for path, section in (
        ("pytest.ini", "pytest"),
        ("pyproject.toml", "tool.pytest.ini_options"),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ):
        if path.endswith(".toml"):
            found = table(load_toml(source, path), section)
        else:
            found = load_ini(source, path, section)
        if found:
            return {
                key: " ".join(map(str, value))
                if isinstance(value, list)
                else str(value)
                for key, value in found.items()
            }
    return {}


def _folders(source: Source, options: dict[str, str]) -> Iterator[tuple[str, Evidence]]:
    """testpaths, then each folder of a conftest.py or of tests, outermost first."""
    found: dict[str, Evidence] = {}
    for name in options.get("testpaths", "").split():
        folder = name.strip("./") or "."
        if folder in source.folders:
            found[folder] = Evidence(f"{folder}/".removeprefix("./"))
    for path in sorted(source.python, key=lambda one: one.count("/")):
        name = path.rpartition("/")[2]
        if name == "conftest.py" or (name.startswith("test_") and name.endswith(".py")):
            folder = _tests_folder(path)
            if not any(_is_within(folder, known) for known in found):
                found[folder] = Evidence(path)
    yield from found.items()


def _tests_folder(path: str) -> str:
    """The outermost folder called tests or test on the way; else the file's own."""
    parents = [str(parent) for parent in PurePosixPath(path).parents]
    named = [one for one in parents if one.rpartition("/")[2] in ("tests", "test")]
    return named[-1] if named else parents[0]


def _is_within(folder: str, other: str) -> bool:
    return PurePosixPath(folder).is_relative_to(other)


def _layout(source: Source, folder: str, options: dict[str, str]) -> TestLayout:
    client = client_fixture(source, folder)
    directory = _directory(source, folder)
    texts = [source.text(path) for path in source.python if _is_within(path, folder)]
    addopts = options.get("addopts", "")
    return TestLayout(
        directory=directory,
        client_fixture=client[0] if client else None,
        client_file=client[1] if client else None,
        client_kind=client[2] if client else None,
        runner=_runner(source, folder, options),
        is_package=source.has(f"{directory}/__init__.py"),
        relative_imports=any("\nfrom ." in text for text in texts),
        warnings_as_errors="error" in options.get("filterwarnings", "")
        or "-W error" in addopts,
        coverage_gate=_coverage_gate(source, addopts),
        base_url=client[3] if client else None,
    )


def _directory(source: Source, folder: str) -> str:
    """The folder itself; where it holds the code as well, a folder of tests in it."""
    code = any(
        path.endswith(".py") and not is_beside(path) and _is_within(path, folder)
        for path in source.python
    )
    return f"{folder}/tests".removeprefix("./") if code else folder


def _runner(source: Source, folder: str, options: dict[str, str]) -> Runner | None:
    """What runs async tests; None where the host has nothing, and they would be skipped."""
    if options.get("asyncio_mode") == "auto":
        return "asyncio_auto"
    if options.get("anyio_mode") == "auto":
        return "anyio"
    texts = "".join(
        source.text(path) for path in source.python if _is_within(path, folder)
    )
    if "mark.anyio" in texts or "anyio_backend" in texts:
        return "anyio"
    if (
        "mark.asyncio" in texts
        or "pytest_asyncio" in texts
        or "asyncio_mode" in options
    ):
        return "asyncio_strict"
    return None


def _coverage_gate(source: Source, addopts: str) -> float | None:
    """The share of lines that must be covered, in percent."""
    if "--cov-fail-under" in addopts:
        text = addopts.split("--cov-fail-under")[1].lstrip("= ").split()[0]
        return float(text)
    report = table(load_toml(source, "pyproject.toml"), "tool.coverage.report")
    given = report.get("fail_under") or load_ini(source, ".coveragerc", "report").get(
        "fail_under"
    )
    return float(given) if given else None
