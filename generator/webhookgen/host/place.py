"""Where the webhooks module goes in a host."""

from pathlib import PurePosixPath

from .candidates import Choice
from .facts import Confidence, Evidence, Fact
from .source import Source
from .values import ImportRoot, ModulePlace

FLAG = "--module"
NAMES = ("webhooks", "webhook_inbox", "incoming_webhooks")
# Folders in which hosts keep one package per domain.
GROUPS = ("modules", "domains", "features", "components")
# What only our module has, in this combination.
OURS = ("providers/provider.py", "signatures/__init__.py", "repository/ingest.py")


def find_place(
    source: Source, imports: ImportRoot, choice: Choice | None
) -> Fact[ModulePlace]:
    """Our module where it is already; else `webhooks` in the host's package, if that is free.

    The choice is a folder in the project.
    """
    if choice is not None:
        place = _place(imports, choice.text.strip("/"))
        return Fact("module", place, Confidence.CERTAIN, (choice.given_by,), flag=FLAG)
    if there := _there(source):
        evidence = (Evidence(f"{there}/__init__.py"),)
        place = _place(imports, there)
        return Fact("module", place, Confidence.CERTAIN, evidence, flag=FLAG)
    parent = _parent(source, imports)
    folders = [_join(parent, name) for name in NAMES]
    free = [one for one in folders if not taken(source, one)]
    first = _place(imports, free[0] if free else folders[0])
    if free[:1] == folders[:1]:
        return Fact("module", first, Confidence.CERTAIN, (), (free[0],), FLAG)
    evidence = (Evidence(folders[0]),)
    note = f"the host has {folders[0]} of its own"
    return Fact(
        "module", first, Confidence.AMBIGUOUS, evidence, tuple(free), FLAG, note
    )


def has_module(source: Source) -> bool:
    """Whether our module is in the host already."""
    return _there(source) is not None


def taken(source: Source, folder: str) -> bool:
    return folder in source.folders or source.has(f"{folder}.py")


def _there(source: Source) -> str | None:
    for path in source.python:
        if path.endswith(OURS[0]):
            folder = path.removesuffix(f"/{OURS[0]}")
            if all(source.has(f"{folder}/{name}") for name in OURS):
                return folder
    return None


def _parent(source: Source, imports: ImportRoot) -> str:
    """The folder for one more package: the host's modules/, if it has one."""
    for group in GROUPS:
        folder = _join(imports.package_directory, group)
        if source.has(f"{folder}/__init__.py"):
            return folder
    return imports.package_directory


def _place(imports: ImportRoot, folder: str) -> ModulePlace:
    path = PurePosixPath(folder)
    if path.is_relative_to(imports.directory):
        path = path.relative_to(imports.directory)
    return ModulePlace(folder, ".".join(path.parts))


def _join(parent: str, name: str) -> str:
    return name if parent == "." else f"{parent}/{name}"
