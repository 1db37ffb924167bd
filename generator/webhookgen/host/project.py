"""Where the project is: the folder of the manifest that the application belongs to."""

from pathlib import Path, PurePosixPath

from .candidates import Candidate, Choice, settle
from .facts import Evidence, Fact
from .source import Source

MANIFESTS = ("pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "requirements.txt")
FLAG = "--project"


def find_project(directory: Path, choice: Choice | None) -> Fact[Path]:
    """The project at, below or above a directory.

    Several applications below it make it ambiguous, but for those that have no migrations
    where others have some.
    """
    directory = directory.resolve()
    source = Source(directory)
    roots = _roots_of_applications(source)
    if not any(_has_manifest(source, root) for root in roots) and (
        above := _manifest_above(directory)
    ):
        source = Source(above)
        roots = _roots_of_applications(source)
    migrated = {root: line for root, line in roots.items() if _migrates(source, root)}
    if len(roots) > 1 and migrated:
        roots = migrated
    candidates = [
        Candidate(root, source.root / root, (evidence,))
        for root, evidence in sorted(roots.items())
    ]
    missing = f"no file below {directory} calls FastAPI()"
    return settle("project", FLAG, candidates, choice, missing)


def _roots_of_applications(source: Source) -> dict[str, Evidence]:
    roots: dict[str, Evidence] = {}
    for module in source.containing(*source.app_classes):
        for call in module.calls_to(*source.app_classes):
            root = _manifest_folder(source, module.path)
            path = str(PurePosixPath(module.path).relative_to(root))
            roots.setdefault(root, Evidence(path, call.lineno))
    return roots


def _manifest_folder(source: Source, path: str) -> str:
    """The nearest folder with a manifest; else the nearest with an Alembic configuration."""
    folders = [str(parent) for parent in PurePosixPath(path).parents]
    for folder in folders:
        if _has_manifest(source, folder):
            return folder
    for folder in folders:
        if source.has(str(PurePosixPath(folder) / "alembic.ini")):
            return folder
    return "."


def _has_manifest(source: Source, folder: str) -> bool:
    within = PurePosixPath(folder)
    if str(within / "requirements") in source.folders:
        return True
    found = [name for name in MANIFESTS if source.has(str(within / name))]
    # A module may be called setup.py too.
    if found == ["setup.py"]:
        return "setuptools" in source.text(str(within / "setup.py"))
    return bool(found)


def _migrates(source: Source, root: str) -> bool:
    """Whether there is an Alembic environment in a project."""
    return any(
        path.endswith("env.py")
        and PurePosixPath(path).is_relative_to(root)
        and "alembic" in source.text(path)
        for path in source.python
    )


def _manifest_above(directory: Path) -> Path | None:
    """The project that a directory is inside of, up to the top of its repository."""
    for folder in directory.parents:
        if any((folder / name).is_file() for name in MANIFESTS):
            return folder
        if (folder / ".git").exists():
            return None
    return None
