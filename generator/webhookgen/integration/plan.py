"""The story of add-provider in a host: from facts to a plan. Steps stand below in call order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from ..host.facts import HostFacts
from ..host.source import Source
from ..journal import digest
from ..plan import Plan, current, make_plan
from ..render import Answers, RenderedFile, Tree, render
from .answers import host_answers
from .edits import Edits, declare_needs, mount_router, register_models, steps_by_hand
from .hunks import hunks
from .manifest import MANIFEST, Edit, Manifest, Migration, new_manifest
from .migration import Revision, revision_for
from .module import migration_source, relocated
from .naming import renamed
from .needs import needs
from .preflight import Options, require
from .tidy import Tidier, with_licence


@dataclass(frozen=True)
class HostPlan:
    """What is written into a host, and what is left to the user."""

    plan: Plan
    manifest: Manifest
    manual: tuple[str, ...] = ()


def plan_module(
    facts: HostFacts, provider: str, options: Options, now: datetime
) -> HostPlan:
    """The plan that brings the module and its first provider into a host.

    Raises FactMissing where something is not known, or what render and the tidier raise.
    """
    require(facts, options)
    source = Source(facts.project.known())
    manifest = new_manifest(facts)
    tree = render(_answers(facts, source, provider))
    revision = revision_for(facts, migration_source(tree), now) if options.writes_revision else None
    files = _files(facts, manifest, tree, revision)
    edits = Edits(source.root)
    if options.module_only:
        edits.manual += steps_by_hand(facts, manifest.place, migration_source(tree))
    else:
        _wire(edits, facts, manifest, options)
    declare_needs(edits, needs(facts, source))
    if revision:
        content = files[revision.path].content
        manifest = replace(manifest, migration=Migration(revision.id, revision.path, digest(content)))
    return _finish(manifest, provider, files, edits)


def plan_provider(root: Path, manifest: Manifest, provider: str) -> HostPlan:
    """The plan that adds a provider to a host that has the module; empty if it has both."""
    if provider in manifest.files:
        return HostPlan(Plan(root, ()), manifest)
    answers = Answers("provider", "host", (provider,), "postgresql", manifest.session)
    rendered = relocated(render(answers), manifest.place, {})
    files = _in_style(manifest, root, rendered)
    for path in manifest.paths & files.keys():
        # A scheme that another provider brought: by now it may be the user's own.
        kept = current(root, path)
        if kept is not None:
            files[path] = replace(files[path], content=kept)
    return _finish(manifest, provider, files, Edits(root))
