"""How the host's code looks: formatter, line length, quotes, and the rules that bind ours."""

from collections.abc import Mapping
from typing import Any

from .candidates import certain
from .config_files import line_of, load_ini, load_toml, table
from .facts import Evidence, Fact
from .source import Source
from .values import CodeStyle

DEFAULT_LENGTH = 88
RUFF_FILES = ("ruff.toml", ".ruff.toml", "pyproject.toml")


def find_style(source: Source) -> Fact[CodeStyle]:
    """Ruff's configuration, else Black's, else Flake8's line length."""
    for path in RUFF_FILES:
        document = load_toml(source, path)
        ruff = table(document, "tool.ruff") if path == "pyproject.toml" else document
        if ruff:
            line = line_of(source.text(path), "line-length")
            return certain("style", _ruff(source, ruff, path), Evidence(path, line))
    black = table(load_toml(source, "pyproject.toml"), "tool.black")
    if black:
        quotes = "single" if black.get("skip-string-normalization") else "double"
        length = int(black.get("line-length", DEFAULT_LENGTH))
        style = CodeStyle("black", length, _quotes(quotes), "pyproject.toml")
        line = line_of(source.text("pyproject.toml"), "[tool.black]")
        return certain("style", style, Evidence("pyproject.toml", line))
    for path in (".flake8", "setup.cfg", "tox.ini"):
        if written := load_ini(source, path, "flake8").get("max-line-length"):
            style = CodeStyle("none", int(written), _most_used_quotes(source), path)
            return certain("style", style, Evidence(path))
    style = CodeStyle("none", DEFAULT_LENGTH, _most_used_quotes(source), None)
    return certain("style", style)


def _ruff(source: Source, ruff: Mapping[str, Any], path: str) -> CodeStyle:
    if isinstance(extended := ruff.get("extend"), str):
        ruff = {**load_toml(source, extended), **ruff}
    lint = {**ruff, **table(ruff, "lint")}
    rules = [*lint.get("select", ()), *lint.get("extend-select", ())]
    ignored = {*lint.get("ignore", ()), *lint.get("extend-ignore", ())}
    isort = table(lint, "isort")
    quotes = table(ruff, "format").get("quote-style", "double")
    return CodeStyle(
        formatter="ruff",
        line_length=int(ruff.get("line-length", DEFAULT_LENGTH)),
        quotes=_quotes(quotes),
        config=path,
        rules=tuple(str(rule) for rule in rules if rule not in ignored),
        force_single_line=bool(isort.get("force-single-line")),
        bans_relative_imports=_bans_relative(lint, rules, ignored),
    )


def _bans_relative(
    lint: Mapping[str, Any], rules: list[Any], ignored: set[Any]
) -> bool:
    """TID252 forbids those from parents; with ban-relative-imports "all" also siblings'."""
    chosen = any(rule in ("ALL", "TID", "TID2", "TID25", "TID252") for rule in rules)
    return chosen and not ignored & {"TID", "TID252"}


def _quotes(text: str) -> Any:
    return "single" if text == "single" else "double"


def _most_used_quotes(source: Source) -> Any:
    """Without a formatter, the quotes that most of the code uses."""
    text = "".join(source.text(path) for path in source.python[:50])
    return "single" if text.count("'") > text.count('"') else "double"
