"""How host code names itself: read off the imports that it makes, not off folder names."""

import re
from collections import Counter
from pathlib import PurePosixPath

from .candidates import Candidate, Choice, settle
from .facts import Confidence, Evidence, Fact
from .names import dotted_path, locate
from .source import Source, is_beside
from .values import ImportRoot

FLAG = "--import-root"
MAIN_SHARE = (
    0.7  # of the imports of self name the main package, and of the files are in it
)
IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+([A-Za-z_][\w.]*)", re.M)


def find_import_root(
    source: Source, app_file: str, choice: Choice | None
) -> Fact[ImportRoot]:
    """From which folder the package of the application is imported.

    The application's own package decides; where it is silent, all of the host's code does.
    """
    own = str(PurePosixPath(app_file).parent)
    near = _roots_used(source, own)
    uses = near or _roots_used(source, ".")
    if not uses:
        uses = {_by_packages(source, app_file): Evidence(app_file)}
    possible = [
        root for root in uses if PurePosixPath(app_file).is_relative_to(root)
    ] or ["."]
    candidates = [
        Candidate(
            root,
            _import_root(source, root, app_file),
            (uses.get(root, Evidence(app_file)),),
            Confidence.CERTAIN if near else Confidence.LIKELY,
        )
        for root in possible
    ]
    return settle("imports", FLAG, candidates, choice)


def _roots_used(source: Source, folder: str) -> dict[str, Evidence]:
    """Folders that the absolute imports of self made below `folder` start from.

    Only the most used are kept: one stray script must not make a host ambiguous.
    """
    counts: Counter[str] = Counter()
    first: dict[str, Evidence] = {}
    for path in source.python:
        if not _is_code(path, folder):
            continue
        for match in IMPORT.finditer(source.text(path)):
            if root := _root_of(source, match[1], path):
                counts[root] += 1
                line = source.text(path).count("\n", 0, match.start()) + 1
                first.setdefault(root, Evidence(path, line))
    most = max(counts.values(), default=0)
    return {root: first[root] for root in first if counts[root] * 3 > most}


def _root_of(source: Source, module: str, importer: str) -> str | None:
    """The folder that an absolute import of the host's own starts from."""
    for path in locate(source, module, importer):
        parts = len(module.split("."))
        within = PurePosixPath(path)
        up = within.parent if within.name == "__init__.py" else within
        return str(up.parents[parts - 1])
    return None


def _by_packages(source: Source, app_file: str) -> str:
    """Without any import of self: the folder above the outermost package."""
    folder = PurePosixPath(app_file).parent
    while source.has(str(folder / "__init__.py")) and str(folder) != ".":
        folder = folder.parent
    return str(folder)


def _import_root(source: Source, root: str, app_file: str) -> ImportRoot:
    package = _package_folder(source, root, app_file)
    if package == root:
        package = _main_package(source, root) or root
    name = "" if package == root else dotted_path(f"{package}/__init__.py", root)
    return ImportRoot(root, name, package, _named_by_tests(source, package) or name)


def _package_folder(source: Source, root: str, app_file: str) -> str:
    """The outermost folder with code below the root, on the way to the application."""
    folder = PurePosixPath(root)
    for part in PurePosixPath(app_file).relative_to(root).parts[:-1]:
        folder = folder / part
        if _holds_modules(source, str(folder)):
            break
    return str(folder)


def _main_package(source: Source, root: str) -> str | None:
    """The package that nearly all imports of self name, where the application is beside it."""
    names: Counter[str] = Counter()
    for path in source.python:
        if not _is_code(path, root):
            continue
        for match in IMPORT.finditer(source.text(path)):
            if _root_of(source, match[1], path) == root:
                names[match[1].partition(".")[0]] += 1
    own = [path for path in source.python if _is_code(path, root)]
    for name, number in names.most_common(1):
        folder = str(PurePosixPath(root) / name)
        inside = [path for path in own if PurePosixPath(path).is_relative_to(folder)]
        shares = (number / names.total(), len(inside) / len(own))
        if folder in source.folders and min(shares) >= MAIN_SHARE:
            return folder
    return None


def _is_code(path: str, root: str) -> bool:
    if is_beside(path) or "/versions/" in path:
        return False
    return PurePosixPath(path).is_relative_to(root)


def _holds_modules(source: Source, folder: str) -> bool:
    """Whether a folder is a package of its own, and no mere `src`."""
    within = PurePosixPath(folder)
    return any(
        path.endswith(".py") and PurePosixPath(path).parent == within
        for path in source.python
    )


def _named_by_tests(source: Source, package: str) -> str | None:
    """The package as the tests import it; some say src.app where the code says app."""
    names: Counter[str] = Counter()
    for path in source.python:
        if not is_beside(path):
            continue
        for match in IMPORT.finditer(source.text(path)):
            name = match[1]
            for found in locate(source, name, path):
                if (
                    PurePosixPath(found).is_relative_to(package)
                    and (root := _root_of(source, name, path))
                    and PurePosixPath(package).is_relative_to(root)
                ):
                    names[dotted_path(f"{package}/__init__.py", root)] += 1
                break
    return names.most_common(1)[0][0] if names else None
