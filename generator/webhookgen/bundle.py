"""The template's releases as one git bundle, which copier can render and later update from.

Only the standard library is imported: hatch_build.py loads this file while building.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

CONTENTS = ("copier.yml", "template")
RELEASE = re.compile(r"v(\d+)\.(\d+)\.(\d+)")
# Equal contents must give equal commits, whoever builds them and when.
DATE = "2000-01-01T00:00:00+00:00"


def build_bundle(checkout: Path, destination: Path, version: str) -> None:
    """Writes a bundle with a commit per release of the checkout and its working tree on top.

    Each commit holds copier.yml and template/ only. The working tree is tagged as `version`
    unless that is released already. Raises subprocess.CalledProcessError, FileNotFoundError.
    """
    with tempfile.TemporaryDirectory() as scratch:
        repository = _Repository(Path(scratch) / "bundle.git", checkout)
        released = _release_tags(checkout)
        for tag in released:
            repository.commit(repository.tree_of(tag), tag)
            repository.git("tag", tag)
        tree = repository.working_tree()
        if not released or tree != repository.git("rev-parse", "HEAD^{tree}"):
            repository.commit(tree, f"v{version}")
        if f"v{version}" not in released:
            repository.git("tag", f"v{version}")
        repository.git("bundle", "create", "--quiet", str(destination), "HEAD", "--all")


def git_environment(**config: str) -> dict[str, str]:
    """Variables under which git depends on no configuration but this one.

    https://git-scm.com/docs/git-config#ENVIRONMENT
    """
    variables = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": str(len(config)),
        "GIT_TERMINAL_PROMPT": "0",
    }
    for number, (key, value) in enumerate(config.items()):
        variables[f"GIT_CONFIG_KEY_{number}"] = key
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables


class _Repository:
    """A bare repository that borrows the objects of the checkout."""

    def __init__(self, directory: Path, checkout: Path) -> None:
        self.checkout = checkout
        self.environment = {
            "GIT_DIR": str(directory),
            "GIT_INDEX_FILE": str(directory / "scratch-index"),
            "GIT_AUTHOR_NAME": "webhookgen",
            "GIT_AUTHOR_EMAIL": "webhookgen@users.noreply.github.com",
            "GIT_AUTHOR_DATE": DATE,
            "GIT_COMMITTER_NAME": "webhookgen",
            "GIT_COMMITTER_EMAIL": "webhookgen@users.noreply.github.com",
            "GIT_COMMITTER_DATE": DATE,
        }
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(directory))
        # Threads would make the pack, and so the wheel, differ from build to build.
        self.git("config", "pack.threads", "1")
        if (checkout / ".git").exists():
            objects = _git(checkout, "rev-parse", "--git-path", "objects")
            self.environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = str(
                (checkout / objects).resolve()
            )

    def tree_of(self, tag: str) -> str:
        """The tree with what a release of the checkout rendered from."""
        listing = _git(self.checkout, "ls-tree", "-r", tag, "--", *CONTENTS)
        self.git("read-tree", "--empty")
        self.git("update-index", "--index-info", stdin=listing + "\n")
        return self.git("write-tree")

    def working_tree(self) -> str:
        """The tree with what lies in the checkout and is not ignored."""
        self.git("read-tree", "--empty")
        self.git(f"--work-tree={self.checkout}", "add", "--", *CONTENTS)
        return self.git("write-tree")

    def commit(self, tree: str, message: str) -> None:
        head = self.git("for-each-ref", "--format=%(objectname)", "refs/heads/main")
        parents = ["-p", head] if head else []
        commit = self.git("commit-tree", tree, *parents, "-m", message)
        self.git("update-ref", "refs/heads/main", commit)

    def git(self, *arguments: str, stdin: str = "") -> str:
        return _git(self.checkout, *arguments, stdin=stdin, variables=self.environment)


def _release_tags(checkout: Path) -> list[str]:
    """The tags vX.Y.Z that the checkout descends from, oldest first; none without git."""
    if not (checkout / ".git").exists():
        return []
    tags = _git(checkout, "tag", "--merged", "HEAD", "--list", "v*").split()
    releases = [match for tag in tags if (match := RELEASE.fullmatch(tag))]
    releases.sort(key=lambda match: [int(number) for number in match.groups()])
    return [match.string for match in releases]


def _git(
    directory: Path,
    *arguments: str,
    stdin: str = "",
    variables: Mapping[str, str] | None = None,
) -> str:
    # Inside a git hook GIT_DIR and its like name the user's repository.
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    done: subprocess.CompletedProcess[str] = subprocess.run(
        ["git", *arguments],
        cwd=directory,
        # In containers the checkout often belongs to another user; it is only read.
        env=inherited
        | git_environment(**{"safe.directory": "*"})
        | dict(variables or {}),
        input=stdin,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.strip()
