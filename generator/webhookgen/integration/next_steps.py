"""What is left to do in a host that the module or a provider was added to."""

from pathlib import PurePosixPath

from ..dotenv import variables_of
from ..endpoint import Endpoint
from ..host.values import AlembicConfig, PackageManager
from ..plan import Action, Plan
from .manifest import Manifest

STILL_MISSING = "webhookgen doctor, which says what is still missing"


def next_steps(
    plan: Plan,
    manifest: Manifest,
    endpoint: Endpoint,
    packages: PackageManager | None,
    alembic: AlembicConfig | None = None,
) -> tuple[str, ...]:
    """Each as one line; `alembic` where a migration came along."""
    steps, source = [], endpoint.source
    if packages and _edits(plan, packages.file):
        steps.append(packages.install_command)
    if alembic:
        steps.append(_upgrade(alembic))
    place, url = manifest.place, manifest.url.replace("{source}", source)
    steps.append(_secrets(manifest, endpoint))
    steps.append(f"{place.directory}/handlers/{source}.py, where your work goes")
    if url:
        steps.append(f"https://your.domain{url}, the address to give the provider")
    steps.append(STILL_MISSING)
    return tuple(steps)


def _edits(plan: Plan, path: str) -> bool:
    return any(s.path == path and s.action is Action.EDIT for s in plan.steps)


def _upgrade(alembic: AlembicConfig) -> str:
    ini = PurePosixPath(alembic.ini)
    options = "" if ini.name in ("alembic.ini", "pyproject.toml") else f" -c {ini.name}"
    if alembic.section not in ("alembic", "tool.alembic"):
        options += f" -n {alembic.section}"
    there = "" if str(ini.parent) == "." else f", in {ini.parent}"
    return f"alembic{options} upgrade head{there}"


def _secrets(manifest: Manifest, endpoint: Endpoint) -> str:
    names = " and ".join(variables_of(endpoint.source, endpoint.record))
    if manifest.env_commented:
        return (
            f"{names} in the environment; your settings refuse keys of others in .env"
        )
    return f"{names} in {manifest.place.env_file}"
