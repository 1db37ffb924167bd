"""Commands whose modules are imported when they are called.

Help and completion name every command, and need one line of each; what a command itself imports
is several times what the command line costs.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup


class LateGroup(TyperGroup):
    """A group that imports the command that is called, and no other.

    `abouts` has the first line of each command's help. The command add-provider is the function,
    or the Typer, `add_provider` of the module of this name.
    """

    abouts: ClassVar[Mapping[str, str]]

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, about in self.abouts.items():
            self.add_command(TyperCommand(name, help=about))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(str(name)), rest


def load(name: str) -> Any:
    """The command itself, or the group of commands."""
    module = name.replace("-", "_")
    found = getattr(import_module(f".{module}", __package__), module)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(found)
    return typer.main.get_command(alone)
