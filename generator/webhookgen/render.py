"""Rendering: answers in, files out, through copier's public API, never into a user's folder.

The only file that knows copier. It is imported late: it alone takes half a second.
"""

import contextlib
import io
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .bundle import git_environment
from .catalog import Record
from .errors import RenderFailed, UsageError
from .template import URL, find_bundle


@dataclass(frozen=True)
class Answers:
    """An answer to every question of copier.yml, so that copier has nothing to guess."""

    layer: str
    project_name: str
    providers: tuple[str, ...]
    database: str
    session: str = "async"
    queue: str = "database"
    orm: str = "sqlmodel"  # asked of layer `module` only
    # Not asked of layer `service`: the one provider's other name, and the record that our
    # catalogue does not have.
    source: str = ""
    record: Record | None = None

    @property
    def answers_file(self) -> str:
        """Where these answers are kept; each application of the template has its own."""
        if self.layer == "service":
            return ".copier-answers.yml"
        if self.layer == "module":
            return ".webhookgen/module.yml"
        return f".webhookgen/{self.source or self.providers[0]}.yml"

    @property
    def given(self) -> dict[str, Any]:
        """What copier is told; what is not given has its default there."""
        given = {name: answer for name, answer in vars(self).items() if answer}
        return {**given, "providers": list(self.providers)}


@dataclass(frozen=True)
class RenderedFile:
    content: bytes
    executable: bool


Tree = Mapping[str, RenderedFile]


def render(answers: Answers) -> Tree:
    """The rendered files by their path.

    Raises GitMissing, UsageError for an answer that the template refuses, else RenderFailed.
    """
    with tempfile.TemporaryDirectory(prefix="webhookgen-") as scratch:
        bundle = find_bundle(Path(scratch))
        with _isolated(bundle, Path(scratch)):
            _run_copier(answers, Path(scratch) / "rendered")
        return _read(Path(scratch) / "rendered")


@contextlib.contextmanager
def _isolated(bundle: Path, scratch: Path) -> Iterator[None]:
    """Lets git find the bundle at the template's URL, and nothing of the user's."""
    # plumbum, which copier runs git through, keeps a copy of the environment of its own.
    from plumbum import local

    variables = git_environment(**{f"url.{bundle}.insteadOf": URL})
    cache = os.environ.get("COPIER_CACHE_DIR")
    os.environ["COPIER_CACHE_DIR"] = str(scratch / "cache")
    try:
        with local.env(**variables):
            # Inside a git hook GIT_DIR and its like name the user's repository.
            for name, _ in list(local.env.items()):
                if name.startswith("GIT_") and name not in variables:
                    del local.env[name]
            yield
    finally:
        os.environ.pop("COPIER_CACHE_DIR")
        if cache is not None:
            os.environ["COPIER_CACHE_DIR"] = cache


def _run_copier(answers: Answers, destination: Path) -> None:
    import copier

    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            copier.run_copy(
                URL,
                destination,
                answers.given,
                answers_file=answers.answers_file,
                vcs_ref="main",
                settings=copier.Settings(),
                defaults=True,
                quiet=True,
            )
    # Copier lets errors of its own, of Jinja, of git and plain ValueErrors through.
    except Exception as error:
        problem = str(error) or type(error).__name__
        if problem.startswith("Validation error for question"):
            raise UsageError(problem.removeprefix("Validation error for ")) from error
        summary = " ".join(problem.split())
        raise RenderFailed(
            f"the template could not be rendered: {type(error).__name__}: {summary}; "
            "nothing was written"
        ) from error


def _read(directory: Path) -> dict[str, RenderedFile]:
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    return {
        path.relative_to(directory).as_posix(): RenderedFile(
            content=path.read_bytes(), executable=os.access(path, os.X_OK)
        )
        for path in files
    }
