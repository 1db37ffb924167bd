"""How the host is configured: the settings that most of its code imports, and their form."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from .candidates import Candidate, Choice, settle
from .facts import Confidence, Evidence, Fact
from .module import Module, is_migration
from .names import dotted_path, resolve
from .settings_class import SettingsClass, settings_classes
from .source import Source
from .syntax import Function, called, calls_to, dotted, flat, last, targets
from .values import ImportRoot, SettingsStyle, Symbol

FLAG = "--settings"
READERS = {"Config": "starlette", "Dynaconf": "dynaconf", "LazySettings": "dynaconf"}
MISSING = "no BaseSettings, and nothing that reads the environment"


def find_settings(
    source: Source, imports: ImportRoot, choice: Choice | None
) -> Fact[SettingsStyle]:
    """The settings class whose instance or getter is imported most."""
    classes = settings_classes(source)
    # Of several that stand by themselves the most used one is likely, and no more.
    alone = sum(not one.is_part for one in classes) == 1
    sure = Confidence.CERTAIN if alone else Confidence.LIKELY
    candidates = []
    counts: Counter[str] = Counter()
    for found, instance, is_getter in _usable(source, imports, classes):
        style = replace(found.style, instance=instance, is_getter=is_getter)
        text = str(instance or f"{dotted_path(style.file)}:{style.settings_class}")
        counts[text] += _imported(source, instance)
        evidence = (Evidence(style.file, found.line),)
        candidates.append(Candidate(text, style, evidence, sure))
    candidates = candidates or list(_others(source, imports))
    if choice is None and len(candidates) > 1:
        candidates.sort(key=lambda one: -counts[one.text])
        if counts[candidates[0].text] > counts[candidates[1].text]:
            candidates = candidates[:1]
    return settle("settings", FLAG, candidates, choice, MISSING)


def _usable(
    source: Source, imports: ImportRoot, classes: list[SettingsClass]
) -> list[tuple[SettingsClass, Symbol | None, bool]]:
    """The classes with an object or getter; else those that are no part of another."""
    every = [(found, *_instance(source, imports, found)) for found in classes]
    usable = [one for one in every if one[1] is not None]
    return usable or [one for one in every if not one[0].is_part] or every


def _instance(
    source: Source, imports: ImportRoot, found: SettingsClass
) -> tuple[Symbol | None, bool]:
    """The module-level object of the class, or else the function that returns one."""
    getter = None
    for module in source.containing(f"{found.name}("):
        if is_migration(module):
            continue
        path = dotted_path(module.path, imports.directory)
        for name, statement in module.definitions.items():
            value = getattr(statement, "value", None)
            makers = [
                call
                for call in calls_to(statement, found.name)
                if resolve(source, module, called(call)).name == found.name
            ]
            if isinstance(statement, Function) and _returns(statement, makers):
                getter = getter or Symbol(path, name)
            elif makers and isinstance(value, ast.Call):
                return Symbol(path, name), False
    return getter, getter is not None


def _returns(function: Function, makers: list[ast.Call]) -> bool:
    """Whether a function gives the settings, and does not only make use of some."""
    names = [
        name
        for statement in flat(function.body)
        if getattr(statement, "value", None) in makers
        for name in targets(statement)
    ]
    return any(
        isinstance(node, ast.Return)
        and (node.value in makers or (node.value and dotted(node.value) in names))
        for node in ast.walk(function)
    )


def _imported(source: Source, symbol: Symbol | None) -> int:
    if symbol is None:
        return 0
    name = symbol.name.partition(".")[0]
    return sum(
        name in module.imports and module.imports[name][1] == name
        for module in source.containing(name)
    )


def _others(source: Source, imports: ImportRoot) -> Iterator[Candidate[SettingsStyle]]:
    """Starlette's Config, Dynaconf; else the module that reads most of the environment."""
    reads: Counter[Module] = Counter()
    for module in source.containing("Config(", "Dynaconf(", "environ", "getenv"):
        for name, statement in module.definitions.items():
            maker = last(called(getattr(statement, "value", None)))
            origin = module.imports.get(maker, ("", ""))[0]
            if maker in READERS and origin.startswith(("starlette", "dynaconf")):
                yield _plain(module, imports, READERS[maker], name, statement.lineno)
                return
        if is_migration(module):
            continue
        reads[module] += sum(_reads_environment(one) for one in module.nodes)
    for module, count in reads.most_common(1):
        if count:
            yield _plain(module, imports, "getenv", "", 1)


def _reads_environment(node: ast.AST) -> bool:
    name = called(node) or dotted(getattr(node, "value", None))
    return name in ("os.getenv", "getenv", "os.environ.get", "environ.get") or (
        isinstance(node, ast.Subscript) and name in ("os.environ", "environ")
    )


def _plain(
    module: Module, imports: ImportRoot, style: str, name: str, line: int
) -> Candidate[SettingsStyle]:
    path = dotted_path(module.path, imports.directory)
    value = SettingsStyle(
        style=style,  # type: ignore[arg-type]
        file=module.path,
        settings_class=None,
        instance=Symbol(path, name) if name else None,
        is_getter=False,
    )
    text = f"{path}:{name}".rstrip(":")
    evidence = (Evidence(module.path, line),)
    return Candidate(text, value, evidence, Confidence.LIKELY)
