"""What is left to do in a host that the module or a provider was added to."""

from pathlib import PurePosixPath

from ..host.facts import HostFacts
from ..host.values import AlembicConfig
from ..plan import Action, Plan
from .manifest import Manifest


def next_steps(
    plan: Plan, manifest: Manifest, provider: str, facts: HostFacts | None
) -> tuple[str, ...]:
    """Each as one line; `facts` only where the module itself came along."""
    steps = []
    packages = facts.packages.value if facts else None
    if facts and packages and _edits(plan, packages.file):
        steps.append(packages.install_command)
    if facts and facts.alembic.value and manifest.migration:
        steps.append(_upgrade(facts.alembic.value))
    place, url = manifest.place, manifest.url.replace("{source}", provider)
    steps.append(_secret(manifest, provider))
    steps.append(f"{place.directory}/handlers/{provider}.py, where your work goes")
    if url:
        steps.append(f"https://your.domain{url}, the address to give the provider")
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


def _secret(manifest: Manifest, provider: str) -> str:
    name = f"WEBHOOKS_{provider.upper()}_SECRETS"
    if manifest.env_commented:
        return f"{name} in the environment; your settings refuse keys of others in .env"
    return f"{name} in {manifest.place.env_file}"
