"""The story of add-provider in a host: from facts to a plan. Steps stand below in call order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from ..endpoint import Endpoint
from ..host.facts import HostFacts
from ..host.git import find_git
from ..host.packages import find_packages
from ..host.source import Source
from ..journal import digest
from ..plan import Plan, current, make_plan
from ..render import Answers, RenderedFile, Tree, render
from .edits import Edits, declare_needs, mount_router, register_models, steps_by_hand
from .history import earlier_migration
from .manifest import MANIFEST, Manifest, Migration, new_manifest
from .migration import Revision, revision_for
from .module import migration_source, named, relocated, renamed
from .names import host_names
from .naming import conventional_names
from .needs import SETTINGS, needs, of_provider, of_tests
from .next_steps import next_steps
from .preflight import Options, require
from .tidy import Tidier, with_licence

# Folders of the module with files that only some providers use.
PARTS = ("signatures", "handshakes", "bodies")
# Folders with one file of each source.
OWN = ("providers", "handlers", "samples", ".webhookgen")


@dataclass(frozen=True)
class HostPlan:
    """What is written into a host, and what is left to the user."""

    plan: Plan
    manifest: Manifest
    manual: tuple[str, ...] = ()
    requirements: Sequence[str] = ()  # of the code and its tests, installed or not
    next_steps: tuple[str, ...] = ()


def plan_module(
    facts: HostFacts, endpoint: Endpoint, options: Options, now: datetime
) -> HostPlan:
    """The plan that brings the module and its first provider into a host.

    Raises FactMissing where something is not known, or what render and the tidier raise.
    """
    require(facts, options)
    source = Source(facts.project.known())
    manifest = new_manifest(facts, host_names(facts, source))
    tree = named(render(_answers(manifest, endpoint)), manifest.names)
    revision = None
    if options.writes_revision:
        earlier = earlier_migration(facts)
        manifest = replace(manifest, migration=earlier)
        if earlier is None:
            revision = revision_for(facts, migration_source(tree), now)
    files = _files(facts, manifest, tree, revision)
    if options.module_only:  # nothing is mounted that its test could ask
        files.pop(f"{manifest.place.tests}/test_app.py")
    edits = Edits(source.root)
    if options.module_only:
        manifest = replace(manifest, env_samples=())
        edits.manual += steps_by_hand(manifest, migration_source(tree))
    else:
        _wire(edits, facts, manifest, options)
    required = [SETTINGS, *of_provider(tree)]
    tests = of_tests(manifest.session)
    wanted = needs(source, facts.packages.value, required, tests)
    declare_needs(edits, wanted, by_hand=options.module_only)
    if revision:
        written = digest(files[revision.path].content)
        migration = Migration(revision.id, revision.path, written)
        manifest = replace(manifest, migration=migration)
    made = _finish(manifest, endpoint, files, edits)
    return replace(
        made,
        requirements=[*required, *tests],
        next_steps=next_steps(
            made.plan,
            made.manifest,
            endpoint,
            facts.packages.value,
            facts.alembic.value if revision else None,
        ),
    )


def plan_provider(root: Path, manifest: Manifest, endpoint: Endpoint) -> HostPlan:
    """The plan that adds a provider to a host that has the module; empty if it has both."""
    if endpoint.source in manifest.files:
        return HostPlan(Plan(root, ()), manifest)
    answers = _answers(manifest, endpoint, layer="provider")
    rendered = relocated(render(answers), manifest.place, {})
    files = _in_style(manifest, root, rendered)
    for path in manifest.paths & files.keys():
        # A scheme that another provider brought: by now it may be the user's own.
        kept = current(root, path)
        if kept is not None:
            files[path] = replace(files[path], content=kept)
    edits = Edits(root)
    packages = None
    if required := of_provider(rendered):
        source = Source(root)
        packages = find_packages(source, _repository(root)).value
        declare_needs(edits, needs(source, packages, required))
    made = _finish(manifest, endpoint, files, edits)
    steps = next_steps(made.plan, made.manifest, endpoint, packages)
    # The module's own may not be installed yet either: its tests are run again.
    needed = [SETTINGS, *required, *of_tests(manifest.session)]
    return replace(made, requirements=needed, next_steps=steps)


def _repository(root: Path) -> Path | None:
    top = find_git(root).known().repository
    return Path(top) if top else None


def _answers(manifest: Manifest, endpoint: Endpoint, layer: str = "module") -> Answers:
    return Answers(
        layer=layer,
        project_name="host",
        providers=(endpoint.provider,),
        database="postgresql",
        session=manifest.session,
        orm=manifest.names.orm,
        source=endpoint.source,
        record=endpoint.record if endpoint.own else None,
    )


def _wire(edits: Edits, facts: HostFacts, manifest: Manifest, options: Options) -> None:
    here = manifest.place.directory
    upcoming = tuple(f"{here}/{name}.py" for name in ("__init__", "router", "models"))
    tidier = Tidier(edits.directory, manifest.style, upcoming=upcoming)
    mount_router(edits, facts, manifest.place, tidier.sort_imports)
    if options.migration:
        register_models(
            edits, facts, manifest.place, tidier.sort_imports, tidier.excuses
        )


def _files(
    facts: HostFacts, manifest: Manifest, tree: Tree, revision: Revision | None
) -> dict[str, RenderedFile]:
    names = conventional_names(facts.metadata.known().naming_convention)
    files = dict(relocated(tree, manifest.place, names))
    if revision:
        script = renamed(revision.source.encode(), manifest.place, names)
        files[revision.path] = RenderedFile(script, executable=False)
    return _in_style(manifest, facts.project.known(), files)


def _in_style(manifest: Manifest, root: Path, files: Tree) -> dict[str, RenderedFile]:
    if manifest.licence:
        files = with_licence(files, manifest.licence)
    return dict(Tidier(root, manifest.style).tidy(files))


def _finish(
    manifest: Manifest,
    endpoint: Endpoint,
    files: Mapping[str, RenderedFile],
    edits: Edits,
) -> HostPlan:
    """The plan that writes the files and edits, and the manifest that remembers them."""
    source = endpoint.source
    for path in manifest.env_samples:
        edits.add_secrets(path, endpoint, commented=manifest.env_commented)
    for path, file in files.items():
        owner = source if _is_of_source(path, source) else ""
        manifest = manifest.with_file(owner, path, file.content)
    for path, after in edits.contents.items():
        before = current(edits.directory, path) or b""
        owner = source if path in manifest.env_samples else ""
        manifest = manifest.with_edit(path, owner, before, after)
    made = make_plan(edits.directory, files, edits.contents)
    manifest = replace(manifest, folders=_folders(manifest, made))
    return HostPlan(with_manifest(made, manifest), manifest, tuple(edits.manual))


def with_manifest(plan: Plan, manifest: Manifest) -> Plan:
    """The plan that also writes the manifest."""
    there = current(plan.directory, MANIFEST) is not None
    kept = {MANIFEST: manifest.content}
    last = (
        make_plan(plan.directory, {}, kept)
        if there
        else make_plan(
            plan.directory, {MANIFEST: RenderedFile(manifest.content, False)}, {}
        )
    )
    return replace(plan, steps=(*plan.steps, *last.steps))


def _is_of_source(path: str, source: str) -> bool:
    """Whether a rendered file is there for one source, as those of layer `provider` are."""
    name = PurePosixPath(path)
    if name.parent.name in PARTS:
        return name.stem != "__init__"
    if name.parent.name in OWN:
        return name.stem == source
    return name.stem == f"test_{source}"


def _folders(manifest: Manifest, plan: Plan) -> tuple[str, ...]:
    """The folders that are made for our files, added to those made before."""
    made = {
        folder.as_posix()
        for step in plan.changes
        for folder in PurePosixPath(step.path).parents
        if not (plan.directory / folder).exists()
    }
    return tuple(sorted({*manifest.folders, *made}))
