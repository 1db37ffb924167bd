"""One Python file of the host, parsed, with what is asked of it again and again."""

import ast
from functools import cached_property

from .syntax import Function, called, flat, last, targets


class Module:
    """One Python file of the host."""

    def __init__(self, path: str, text: str, tree: ast.Module) -> None:
        self.path = path
        self.text = text
        self.tree = tree

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree; walking it is what takes time."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Every function in it, methods and inner ones too."""
        return tuple(node for node in self.nodes if isinstance(node, Function))

    def calls_to(self, *names: str) -> list[ast.Call]:
        """The calls in it whose last name is one of these: `FastAPI`, `fastapi.FastAPI`."""
        return [call for call in self.calls if last(called(call)) in names]

    @cached_property
    def definitions(self) -> dict[str, ast.stmt]:
        """Module-level names and the statement that gives each; imports apart."""
        found: dict[str, ast.stmt] = {}
        for statement in flat(self.tree.body):
            if isinstance(
                statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ):
                found[statement.name] = statement
            elif getattr(statement, "value", None) is not None:
                found.update(dict.fromkeys(targets(statement), statement))
        return found

    def known_as(self, *names: str) -> list[str]:
        """The local names of what is imported under these names."""
        found = [local for local, (_, name) in self.imports.items() if name in names]
        return [*names, *found]

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """Imported names: the module, with dots in front where relative, and the name in it.

        The name is empty where the module itself is meant, `*3` and so on for star imports.
        """
        found: dict[str, tuple[str, str]] = {}
        for statement in self.nodes:
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    head = alias.name if alias.asname else alias.name.split(".")[0]
                    found[alias.asname or head] = (head, "")
            elif isinstance(statement, ast.ImportFrom):
                module = "." * statement.level + (statement.module or "")
                for alias in statement.names:
                    star = f"*{len(found)}" if alias.name == "*" else ""
                    found[star or alias.asname or alias.name] = (module, alias.name)
        return found


def is_migration(module: Module) -> bool:
    """Whether a file is Alembic's env.py, or a revision, or a script like them."""
    return not {("alembic", "context"), ("alembic", "op")}.isdisjoint(
        module.imports.values()
    )
