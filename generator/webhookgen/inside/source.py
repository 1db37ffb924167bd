"""Questions about the host's source and what is installed."""

import ast
import importlib.util


def source_unparsed(files: list[str]) -> list[str]:
    """Which of the files are no Python to this interpreter."""
    return [path for path in files if not _parses(path)]


def source_missing(modules: list[str]) -> list[str]:
    """Which of the modules cannot be imported."""
    return [name for name in modules if importlib.util.find_spec(name) is None]


def _parses(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            ast.parse(file.read())
    except (SyntaxError, ValueError):
        return False
    return True
