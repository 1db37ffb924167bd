"""What is derived from the catalogue and the template's parts: `make catalog` writes it.

names.yml for Copier's question, schema.json for editors, parts.json: which files of
signatures/, handshakes/ and bodies/ need which others, and which packages. index.json: what
`providers list` shows, so that it need not read every record. reserved.json: names that are
taken.
"""

import ast
import json
from pathlib import Path
from typing import Any

from webhookgen.catalog import INDEX, find_record, provider_names, summary
from webhookgen.endpoint import RESERVED
from webhookgen.record import json_schema
from webhookgen.template import CATALOG, MODULE, SOURCE

PACKAGES = {"cryptography": "cryptography>=42", "jwt": "pyjwt>=2.9"}
WIDTH = 110
KINDS = ("signatures", "handshakes", "bodies")


def derived() -> dict[Path, str]:
    """The files' contents."""
    names = "".join(f"- {name}\n" for name in provider_names())
    return {
        CATALOG / "names.yml": names,
        SOURCE / "template/includes/record.schema.json": json_schema(),
        SOURCE / "template/includes/parts.json": json.dumps(parts(), indent=1) + "\n",
        INDEX: index(),
        RESERVED: json.dumps(reserved(), indent=1) + "\n",
        **{
            CATALOG / f"{name}.json": pretty(find_record(name))
            for name in provider_names()
        },
    }


def index() -> str:
    """The summary of each record, one a line."""
    lines = [json.dumps(summary(find_record(name))) for name in provider_names()]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def reserved() -> list[str]:
    """What no source can be called: files of its name are there, and mean something else."""
    tree = SOURCE / "template/project"
    tests = {path.stem.removeprefix("test_") for path in tree.rglob("test_*.py")}
    return sorted(
        {*(p.stem for p in (MODULE / "providers").glob("*.py")), *tests, "module"}
    )


def pretty(value: Any, indent: int = 0) -> str:
    """JSON that is read: what fits a line stays on one."""
    line = json.dumps(value, ensure_ascii=False)
    if indent and (len(line) + indent <= WIDTH or not isinstance(value, dict | list)):
        return line
    pad, close = " " * (indent + 2), " " * indent
    if isinstance(value, dict):
        items = [
            f"{pad}{json.dumps(k)}: {pretty(v, indent + 2)}" for k, v in value.items()
        ]
        text = "{\n" + ",\n".join(items) + f"\n{close}}}"
    else:
        items = [pad + pretty(item, indent + 2) for item in value]
        text = "[\n" + ",\n".join(items) + f"\n{close}]"
    return text if indent else text + "\n"


def parts() -> dict[str, dict[str, list[str]]]:
    """Of each part what it needs, and what that needs, and so on."""
    direct = {
        f"{kind}/{path.stem}": _imports(path) for kind in KINDS for path in _files(kind)
    }
    return {
        part: {
            "needs": sorted(needed := _closure(part, direct) - {part}),
            "packages": sorted(
                {p for used in needed | {part} for p in direct[used][1]}
            ),
        }
        for part in sorted(direct)
    }


def _files(kind: str) -> list[Path]:
    return [path for path in (MODULE / kind).glob("*.py") if path.stem != "__init__"]


def _imports(path: Path) -> tuple[set[str], set[str]]:
    parts, packages = set(), set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            packages |= {PACKAGES[a.name] for a in node.names if a.name in PACKAGES}
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.level == 1:
                parts.add(f"{path.parent.name}/{node.module}")
            elif node.level == 2 and node.module.partition(".")[0] in KINDS:
                parts.add(node.module.replace(".", "/"))
            root = node.module.partition(".")[0]
            if not node.level and root in PACKAGES:
                packages.add(PACKAGES[root])
    return {part for part in parts if "/" in part}, packages


def _closure(part: str, direct: dict[str, tuple[set[str], set[str]]]) -> set[str]:
    found, todo = {part}, [part]
    while todo:
        new = direct[todo.pop()][0] - found
        found |= new
        todo += new
    return found


if __name__ == "__main__":
    for path, content in derived().items():
        path.write_text(content)
