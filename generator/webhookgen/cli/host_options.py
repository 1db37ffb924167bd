"""The flags by which a user decides a fact about a host, for every command that needs them."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from ..host.overrides import FLAGS, from_flags


def with_host_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command with one option per flag; it gets them together as `overrides`."""
    signature = inspect.signature(command)
    own = [one for one in signature.parameters.values() if one.name != "overrides"]
    options = [_option(flag, about) for flag, about in FLAGS.items()]

    @wraps(command)
    def run(**values: Any) -> None:
        flags = {flag: values.pop(_name(flag)) for flag in FLAGS}
        command(**values, overrides=from_flags(flags))

    # Typer reads the options off the signature and the annotations.
    parameters = [*own, *options]
    vars(run)["__signature__"] = signature.replace(parameters=parameters)
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _option(flag: str, about: str) -> inspect.Parameter:
    return inspect.Parameter(
        _name(flag),
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[
            str | None,
            typer.Option(f"--{flag}", help=about, metavar="TEXT", show_default=False),
        ],
    )


def _name(flag: str) -> str:
    return f"host_{flag.replace('-', '_')}"
