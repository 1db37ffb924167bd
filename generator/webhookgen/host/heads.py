"""The revision that ours follows."""

from .candidates import Candidate, Choice, certain, settle
from .facts import Confidence, Evidence, Fact
from .revisions import missing, read_revisions
from .source import Source
from .values import AlembicConfig

FLAG = "--head"
BASE = "base"  # as Alembic calls what comes before the first revision


def find_head(
    source: Source, config: AlembicConfig, choice: Choice | None
) -> Fact[str]:
    """The one head. Several are never merged: the user says which one."""
    revisions = read_revisions(source, config.version_locations, recursive=True)
    heads = [one for one in revisions if one.id in config.heads]
    candidates = [Candidate(one.id, one.id, (Evidence(one.path),)) for one in heads]
    gap = "".join(
        f"{one.path} follows {before}, which is not there; "
        for one, before in missing(revisions)
    )
    if gap:
        candidates = []
    if not revisions:
        return _first(config, choice)
    return settle("head", FLAG, candidates, choice, gap.rstrip("; "))


def _first(config: AlembicConfig, choice: Choice | None) -> Fact[str]:
    """Nothing to follow yet. That ours becomes the first revision is for the user to say."""
    if choice is not None and choice.text == BASE:
        return certain("head", BASE, choice.given_by, flag=FLAG)
    note = (
        f"there is no revision in {config.versions_dir} yet; base makes ours the first"
    )
    return Fact("head", None, Confidence.NONE, (), (BASE,), FLAG, note)
