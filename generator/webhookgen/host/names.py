"""From a name in one file of the host to what it stands for, through imports and re-exports."""

import ast
from dataclasses import dataclass
from pathlib import PurePosixPath

from .module import Module
from .source import Source
from .syntax import assignment

MAX_HOPS = 12  # of re-exports; more is a circle


@dataclass(frozen=True)
class Found:
    """What a name stands for. `module` is None for what is not the host's.

    `name` is empty for a module itself; `rest` are attributes that hang on it.
    """

    module: Module | None
    name: str
    rest: str = ""

    @property
    def statement(self) -> ast.stmt | None:
        """The statement that defines it."""
        return self.module.definitions.get(self.name) if self.module else None

    @property
    def value(self) -> ast.expr | None:
        """What was assigned to it."""
        pair = assignment(self.statement) if self.statement else None
        return pair[1] if pair else None


def resolve(source: Source, module: Module, name: str, hops: int = MAX_HOPS) -> Found:
    """What a dotted name in a module stands for."""
    head, _, rest = name.partition(".")
    if head in module.definitions or hops == 0:
        return Found(module, head, rest)
    if head in module.imports:
        return _follow(source, module, *module.imports[head], rest, hops - 1)
    for local, (origin, _) in module.imports.items():
        if local.startswith("*") and (path := find(source, origin, module.path)):
            star = source.module(path)
            if star and (head in star.definitions or head in star.imports):
                return resolve(source, star, name, hops - 1)
    return Found(None, name)


def find(source: Source, module: str, importer: str) -> str | None:
    """The file of a module that a file imports; None where it is not the host's."""
    return next(iter(locate(source, module, importer)), None)


def locate(source: Source, module: str, importer: str) -> list[str]:
    """Every file that the import may mean, the likeliest first.

    As long as the import root is not known, an absolute name is looked for from the root,
    from src, then from the importer's own folders: which of them is on sys.path cannot be
    read off a single import.
    """
    relative = module.lstrip(".")
    dots = len(module) - len(relative)
    if not dots and relative.partition(".")[0] not in source.names:
        return []
    key = (module, importer.rpartition("/")[0])
    if key not in source.located:
        source.located[key] = _locate(source, relative, dots, importer)
    return source.located[key]


def _locate(source: Source, relative: str, dots: int, importer: str) -> list[str]:
    parents = [str(parent) for parent in PurePosixPath(importer).parents]
    if dots:
        folders = parents[dots - 1 : dots]
    elif source.import_roots:
        folders = list(source.import_roots)
    else:
        folders = list(dict.fromkeys([".", "src", *reversed(parents)]))
    parts = relative.replace(".", "/")
    found = []
    for folder in folders:
        stem = "/".join(part for part in (folder, parts) if part not in ("", "."))
        candidates = [f"{stem}.py", f"{stem}/__init__.py" if stem else "__init__.py"]
        found += [path for path in candidates if source.has(path)]
    return found


def dotted_path(path: str, root: str = ".") -> str:
    """The module name of a file, imported from a folder: `app.main`.

    What lies outside of the folder is named from the project.
    """
    relative = PurePosixPath(path)
    if relative.is_relative_to(root):
        relative = relative.relative_to(root)
    parts = relative.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _follow(
    source: Source, module: Module, origin: str, name: str, rest: str, hops: int
) -> Found:
    """Resolves `rest` of what `from origin import name` brought."""
    if name:
        joined = f"{origin}{name}" if origin.endswith(".") else f"{origin}.{name}"
        # A package may hold a module and a name of the same spelling; the name wins.
        path = find(source, origin, module.path)
        package = source.module(path) if path else None
        if package and (name in package.definitions or name in package.imports):
            return resolve(source, package, f"{name}.{rest}".rstrip("."), hops)
        if submodule := find(source, joined, module.path):
            return _inside(source, submodule, rest, hops)
        if package:
            return resolve(source, package, f"{name}.{rest}".rstrip("."), hops)
        return Found(None, f"{joined}.{rest}".rstrip("."))
    full = origin
    # `import a.b` binds `a`; the rest says how far into the package the name goes.
    while rest and find(source, f"{full}.{rest.split('.')[0]}", module.path):
        step, _, rest = rest.partition(".")
        full = f"{full}.{step}"
    path = find(source, full, module.path)
    if path is None:
        return Found(None, f"{full}.{rest}".rstrip("."))
    return _inside(source, path, rest, hops)


def _inside(source: Source, path: str, rest: str, hops: int) -> Found:
    module = source.module(path)
    if module is None or not rest:
        return Found(module, "", rest)
    return resolve(source, module, rest, hops)
