"""Questions on a terminal; where there is none, the flag that would have answered."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import typer

from ..errors import UsageError
from .output import say


@dataclass(frozen=True)
class Asking:
    """Whether there is somebody to ask, and how."""

    possible: bool

    def text(self, flag: str, question: str) -> str:
        """Raises UsageError where nobody can be asked."""
        if not self.possible:
            raise UsageError(f"{question}? Give {flag}; there is no terminal to ask on")
        answer: str = typer.prompt(question)
        return answer

    def text_or(self, question: str, usual: str) -> str:
        """The answer, or what is usual."""
        return str(typer.prompt(question, usual)) if self.possible else usual

    def choice(self, flag: str, question: str, choices: type[StrEnum]) -> str:
        """One of the choices, by its number or its name. Raises UsageError."""
        names = [str(choice) for choice in choices]
        if self.possible:
            for number, choice in enumerate(names, start=1):
                say(f"  {number} {choice}")
        answer = self.text(flag, f"{question} (number or name)")
        if answer.isdigit() and 0 < int(answer) <= len(names):
            return names[int(answer) - 1]
        if answer not in names:
            raise UsageError(f"{answer!r} is none of {', '.join(names)}")
        return answer

    def file(self, question: str) -> Path | None:
        """A file that is there; None without an answer. Raises UsageError."""
        answer = self.text_or(question, "")
        if answer and not Path(answer).is_file():
            raise UsageError(f"{answer} is no file")
        return Path(answer) if answer else None
