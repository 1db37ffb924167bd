"""The way from the application to the module's router, as the files say."""

from functools import cached_property

from ..host.catch_all import first_catch_all
from ..host.includes import Include, Includes, Router
from ..host.source import Source
from ..host.syntax import argument


class Mounting:
    """The includes that lead to the router in a file, the innermost first."""

    def __init__(self, source: Source, file: str) -> None:
        self._source = source
        self._includes = Includes(source)
        self._router = Router(file, "", "router")

    @cached_property
    def steps(self) -> list[Include]:
        found: list[Include] = []
        wanted = self._router
        while step := self._of(wanted, found):
            found += step
            wanted = self._includes.canonical(step[0].parent)
        return found

    @property
    def is_missing(self) -> bool:
        """Whether nobody includes it; only where it is known of each include what it includes."""
        return not self.steps and all(one.child for one in self._includes.all)

    @property
    def places(self) -> list[str]:
        return [_place(one) for one in self.steps]

    @property
    def guards(self) -> list[str]:
        """The includes that ask for something."""
        return [
            _place(one)
            for one in self.steps
            if getattr(argument(one.site.call, "dependencies"), "elts", None)
        ]

    @property
    def shadow(self) -> str:
        """What takes every path above one of the includes."""
        for one in self.steps:
            siblings = self._includes.of(one.parent)
            line = first_catch_all(
                self._source, self._includes, one.module, one.site.function, siblings
            )
            if line is not None and line < one.site.statement.lineno:
                return f"{one.module.path}:{line}"
        return ""

    def _of(self, wanted: Router, found: list[Include]) -> list[Include]:
        """The includes of a router that are not found yet."""
        return [
            one
            for one in self._includes.all
            if one.child
            and self._includes.canonical(one.child) == wanted
            and one not in found
        ]


def _place(one: Include) -> str:
    return f"{one.module.path}:{one.site.call.lineno}"
