"""What of the host's still imports files that are to go."""

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from ..host.names import find
from ..host.source import Source
from ..host.syntax import parse
from .module import Place


def uses(
    root: Path, place: Place, gone: Collection[str], contents: Mapping[str, bytes]
) -> list[str]:
    """The imports of what goes, as `path:line`; `contents` are files as they will be."""
    source = Source(root)
    source.start_imports_at(place.import_root, ".")
    name = Path(place.directory).name
    found = []
    for path in source.python:
        content = contents.get(path, source.text(path).encode())
        near = path.startswith(f"{place.directory}/")
        if path in gone or not (near or name.encode() in content):
            continue
        tree = parse(content.decode("utf-8-sig", "replace"))
        found += [
            f"{path}:{line}"
            for line, modules in _imports(tree or ast.Module([], []))
            if any(find(source, module, path) in gone for module in modules)
        ]
    return found


def _imports(tree: ast.Module) -> Iterator[tuple[int, list[str]]]:
    """Each import's line and every module that it may mean."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield node.lineno, [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            joined = origin if origin.endswith(".") else f"{origin}."
            yield node.lineno, [origin, *(f"{joined}{a.name}" for a in node.names)]
