"""By which name something that is made in a function or class can be had from elsewhere."""

import ast

from .module import Module
from .syntax import Function, called, calls_to, dotted, flat, last, targets
from .values import EngineForm


def name_by_function(
    module: Module, function: Function, call: ast.Call
) -> tuple[EngineForm, str]:
    """A variable made by the function; else the function, if it can simply be called."""
    position = returned_at(function, call)
    if position is None:
        return "local", ""
    for statement in module.definitions.values():
        if called(getattr(statement, "value", None)) == function.name:
            names = targets(statement)
            return "variable", names[min(position, len(names) - 1)]
    if getter := _getter(module, function):
        return "function", getter.name
    return ("local", "") if _required(function) else ("function", function.name)


def _getter(module: Module, function: Function) -> Function | None:
    """The function that keeps the engine which another one makes: get_engine."""
    for other in module.definitions.values():
        if not isinstance(other, Function) or other is function or _required(other):
            continue
        made = calls_to(other, function.name)
        if made and returned_at(other, made[0]) is not None:
            return other
    return None


def _required(function: Function) -> int:
    """How many arguments a call must give."""
    given = function.args
    positional = len(given.posonlyargs + given.args) - len(given.defaults)
    return positional + given.kw_defaults.count(None)


def has_parameters(function: Function) -> bool:
    """Whether a call may give arguments: what the defaults do is not known then."""
    given = function.args
    return bool(given.posonlyargs or given.args or given.kwonlyargs)


def returned_at(function: Function, call: ast.Call) -> int | None:
    """The place of the engine in what a function returns: 1 in `return factory, engine`."""
    names = [
        name
        for statement in flat(function.body)
        if isinstance(statement, ast.Assign) and gives(statement.value, call)
        for name in targets(statement)
    ]
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            for position, one in enumerate(getattr(node.value, "elts", [node.value])):
                if gives(one, call) or dotted(one) in names:
                    return position
    return None


def gives(value: ast.expr | None, call: ast.Call) -> bool:
    """Whether a value is what the call makes, and not something made out of that."""
    if isinstance(value, ast.IfExp):
        return gives(value.body, call) or gives(value.orelse, call)
    if last(called(value)) == "AsyncEngine" and isinstance(value, ast.Call):
        return call in value.args
    return value is call


def name_by_class(
    module: Module, owner: ast.ClassDef, call: ast.Call
) -> tuple[EngineForm, str]:
    """`DB.engine`; `db.engine` of an instance; `get_db().engine`; `DB.get_engine`."""
    for statement in owner.body:
        if gives(getattr(statement, "value", None), call):
            return "attribute", f"{owner.name}.{targets(statement)[0]}"
    attribute = _attribute(owner, call)
    for name, statement in module.definitions.items():
        if attribute and called(getattr(statement, "value", None)) == owner.name:
            return "attribute", f"{name}.{attribute}"
    if attribute and (keeper := _keeper(module, owner)):
        if giver := _giver(module, f"{keeper.name}().{attribute}"):
            return "function", giver.name
        return "attribute", f"{keeper.name}().{attribute}"
    if method := _class_getter(owner, call):
        return "function", f"{owner.name}.{method.name}"
    return "local", ""


def _keeper(module: Module, owner: ast.ClassDef) -> Function | None:
    """The function without parameters that returns the one instance, made at its first call."""
    for function in module.definitions.values():
        if not isinstance(function, ast.FunctionDef) or has_parameters(function):
            continue
        made = {
            name
            for statement in flat(function.body)
            if called(getattr(statement, "value", None)) == owner.name
            for name in targets(statement)
        }
        kept = {
            name
            for statement in flat(function.body)
            if isinstance(statement, ast.Global)
            for name in statement.names
        }
        returned = [one for one in ast.walk(function) if isinstance(one, ast.Return)]
        if returned and all(dotted(one.value) in made & kept for one in returned):
            return function
    return None


def _giver(module: Module, text: str) -> Function | None:
    """The function without parameters that only returns what an expression gives."""
    for function in module.definitions.values():
        if isinstance(function, ast.FunctionDef) and not has_parameters(function):
            last_one = function.body[-1]
            if isinstance(last_one, ast.Return) and _says(last_one.value, text):
                return function
    return None


def _says(value: ast.expr | None, text: str) -> bool:
    return value is not None and ast.unparse(value) == text


def _class_getter(owner: ast.ClassDef, call: ast.Call) -> Function | None:
    """The class method without arguments that sees to the engine and returns it."""
    methods = [one for one in owner.body if isinstance(one, Function)]
    maker = next((one for one in methods if call in ast.walk(one)), None)
    if maker is None:
        return None
    kept = {
        name
        for statement in flat(maker.body)
        if gives(getattr(statement, "value", None), call)
        for name in targets(statement)
        if name.startswith("cls.")
    }
    for method in methods:
        decorators = [dotted(one) for one in method.decorator_list]
        if isinstance(method, ast.AsyncFunctionDef) or decorators != ["classmethod"]:
            continue
        makes = method is maker or calls_to(method, maker.name)
        returned = [one for one in ast.walk(method) if isinstance(one, ast.Return)]
        is_it = returned and all(dotted(one.value) in kept for one in returned)
        if makes and is_it and _required(method) == 1:
            return method
    return None


def _attribute(owner: ast.ClassDef, call: ast.Call) -> str:
    """The attribute that the call is kept in, or the property that returns it."""
    kept = _kept_in(owner, call)
    for method in owner.body if kept.startswith("_") else ():
        if isinstance(method, Function) and _is_property(method):
            returned = [one for one in ast.walk(method) if isinstance(one, ast.Return)]
            if returned and all(dotted(r.value) == f"self.{kept}" for r in returned):
                return method.name
    return kept


def _is_property(method: Function) -> bool:
    return any("property" in dotted(one) for one in method.decorator_list)


def _kept_in(owner: ast.ClassDef, call: ast.Call) -> str:
    for method in owner.body:
        if not isinstance(method, Function):
            continue
        for statement in flat(method.body):
            value = getattr(statement, "value", None)
            if value is None or call not in ast.walk(value):
                continue
            for target in getattr(
                statement, "targets", [getattr(statement, "target", 0)]
            ):
                if dotted(target).startswith("self."):
                    return dotted(target).removeprefix("self.")
            if isinstance(statement, ast.Return) and _is_property(method):
                return method.name
    return ""
