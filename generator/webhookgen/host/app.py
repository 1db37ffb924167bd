"""The application: what an ASGI server is told to run."""

import ast
from dataclasses import dataclass
from pathlib import PurePosixPath

from .candidates import Candidate, Choice, settle
from .facts import Confidence, Evidence, Fact
from .import_root import find_import_root
from .launch import LaunchTarget, launch_targets
from .module import Module
from .names import dotted_path, resolve
from .source import Source
from .syntax import (
    Function,
    argument,
    assignment,
    called,
    calls_to,
    dotted,
    flat,
    last,
)
from .values import AppTarget

FLAG = "--app"


@dataclass(frozen=True)
class AppObject:
    """An application in the code: a variable, or what a function returns."""

    module: Module
    name: str
    kind: str  # instance | factory
    line: int
    built: tuple[str, int]  # file and line of FastAPI(...)


def find_app(
    source: Source, choice: Choice | None, root_choice: Choice | None
) -> Fact[AppTarget]:
    """The application that the host's servers start; else the outermost one."""
    every = apps = applications(source)
    started = {
        app: target.evidence
        for target in reversed(list(launch_targets(source)))
        if (app := _started(apps, target)) is not None
    }
    if choice is None:
        preferred = [app for app in apps if app in started]
        apps = preferred or _outermost(source, apps)
    plain = started or len(every) == 1
    sure = Confidence.CERTAIN if plain else Confidence.LIKELY
    candidates = []
    for app in apps:
        target = _target(source, app, root_choice)
        places = [Evidence(app.module.path, app.line)]
        places += [started[app]] if app in started else []
        candidates.append(Candidate(str(target), target, tuple(places), sure))
    missing = "no module-level FastAPI() and no function that returns one"
    return settle("app", FLAG, candidates, choice, missing)


def applications(source: Source) -> list[AppObject]:
    """Every application; without the factories that a module-level variable is made by."""
    apps = []
    for module in source.containing(*source.app_classes):
        apps += _factories(source, module)
    makers = [f"{app.name}(" for app in apps]
    makers += [f"{name}(" for name in source.app_classes]
    for module in source.containing(*makers):
        apps += _instances(source, module)
    built = {app.built for app in apps if app.kind == "instance"}
    return [app for app in apps if app.kind == "instance" or app.built not in built]


def _instances(source: Source, module: Module) -> list[AppObject]:
    found = []
    for statement in flat(module.tree.body):
        name, value = assignment(statement) or ("", None)
        if not isinstance(value, ast.Call) or "." in name:
            continue
        if last(called(value)) in source.app_classes:
            built: tuple[str, int] | None = (module.path, value.lineno)
        else:
            built = built_by(source, module, value)
        if built:
            found.append(AppObject(module, name, "instance", value.lineno, built))
    return found


def built_by(
    source: Source, module: Module, call: ast.Call, hops: int = 3
) -> tuple[str, int] | None:
    """Where the function called makes its FastAPI; None where it makes none."""
    found = resolve(source, module, called(call)) if called(call) else None
    if found is None or found.module is None or hops == 0:
        return None
    function = found.statement
    if not isinstance(function, Function):
        return None
    for made in calls_to(function, *source.app_classes):
        return found.module.path, made.lineno
    for statement in ast.walk(function):
        if (
            isinstance(statement, ast.Assign | ast.Return)
            and isinstance(statement.value, ast.Call)
            and (built := built_by(source, found.module, statement.value, hops - 1))
        ):
            return built
    return None


def _factories(source: Source, module: Module) -> list[AppObject]:
    found = []
    for function in module.functions:
        if module.definitions.get(function.name) is not function:
            continue
        made = calls_to(function, *source.app_classes)
        returns = any(isinstance(node, ast.Return) for node in ast.walk(function))
        if made and returns:
            built = (module.path, made[0].lineno)
            found.append(
                AppObject(module, function.name, "factory", function.lineno, built)
            )
    return found


def _started(apps: list[AppObject], target: LaunchTarget) -> AppObject | None:
    """The application that a server's target names, by the end of its module's path."""
    for app in apps:
        path = str(PurePosixPath(app.module.path).with_suffix(""))
        path = path.removesuffix("/__init__")
        wanted = target.module.replace(".", "/")
        same = path == wanted or path.endswith(f"/{wanted}")
        if same and target.name in ("", app.name):
            return app
    return None


def _outermost(source: Source, apps: list[AppObject]) -> list[AppObject]:
    """Without those that another one mounts; with routers rather than without any."""
    mounted = set()
    for app in apps if len(apps) > 1 else []:
        for call in app.module.calls_to("mount"):
            if name := dotted(argument(call, "app", 1)):
                found = resolve(source, app.module, name)
                mounted.add((found.module.path if found.module else "", found.name))
    outer = [app for app in apps if (app.module.path, app.name) not in mounted] or apps
    routed = [app for app in outer if "include_router" in app.module.text]
    return routed if len(routed) == 1 else outer


def _target(source: Source, app: AppObject, root_choice: Choice | None) -> AppTarget:
    path = app.module.path
    imports = find_import_root(source, path, root_choice).known()
    return AppTarget(
        file=path,
        module=dotted_path(path, imports.directory),
        name=app.name,
        kind="factory" if app.kind == "factory" else "instance",
        line=app.line,
        built_file=app.built[0],
        built_line=app.built[1],
    )
