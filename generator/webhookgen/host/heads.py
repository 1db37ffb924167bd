"""The revision that ours follows."""

from .candidates import Candidate, Choice, settle
from .facts import Evidence, Fact
from .revisions import missing, read_revisions
from .source import Source
from .values import AlembicConfig

FLAG = "--head"


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
    none = f"there is no revision in {config.versions_dir} yet: make the first one"
    return settle("head", FLAG, candidates, choice, gap.rstrip("; ") or none)
