"""What add-provider writes, at its smallest: enough for each look at a host to find something."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from webhookgen.host.values import AlembicConfig, CodeStyle
from webhookgen.integration.manifest import Manifest, Migration
from webhookgen.integration.module import Place
from webhookgen.integration.names import Names
from webhookgen.interpreter import HostPython
from webhookgen.plan import Plan, current, make_plan
from webhookgen.render import RenderedFile
from webhookgen.verification.guarded import apply_verified
from webhookgen.verification.subject import Step, Subject

HEAD = "3f2a9c41d07b"
ROUTER = "app/webhooks/router.py"
TEST = "tests/webhooks/test_ours.py"
REVISION = "alembic/versions/0123456789ab_create_webhook_event.py"
HOST_ROUTER = "app/api/router.py"
ENV = "alembic/env.py"
WRITTEN = {
    "app/webhooks/__init__.py": "",
    "app/webhooks/models.py": """\
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class WebhookEvent(Base):
    __tablename__ = "webhook_event"

    id: Mapped[int] = mapped_column(primary_key=True)
""",
    ROUTER: """\
from fastapi import APIRouter, HTTPException

router = APIRouter()


@router.post("/webhooks/{source}")
def receive(source: str) -> None:
    raise HTTPException(404, "No provider listens at this address.")
""",
    REVISION: """\
import sqlalchemy as sa

from alembic import op

revision = "0123456789ab"
down_revision = "3f2a9c41d07b"


def upgrade() -> None:
    op.create_table("webhook_event", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("webhook_event")
""",
    TEST: "def test_ours() -> None:\n    pass\n",
}
# What stands in the host's files, and what then stands there.
EDITED = {
    HOST_ROUTER: [
        (
            "api_router = APIRouter()\n",
            "from app.webhooks.router import router\n\napi_router = APIRouter()\n"
            "api_router.include_router(router)\n",
        ),
        ("\n\nfrom app.webhooks", "\nfrom app.webhooks"),
    ],
    ENV: [
        (
            "import settings\n",
            "import settings\nfrom app.webhooks.models import WebhookEvent  # noqa: F401\n",
        )
    ],
}
ALEMBIC = AlembicConfig(
    ini="alembic.ini",
    section="alembic",
    script_location="alembic",
    env=ENV,
    versions_dir="alembic/versions",
    version_locations=("alembic/versions",),
    heads=(HEAD,),
    revisions=1,
    id_style="hex",
    next_id=None,
    file_template="%(rev)s_%(slug)s",
    timezone=None,
    truncate_slug_length=40,
    async_env=False,
    version_table="alembic_version",
    filters=(),
    prepend_sys_path=".",
    ignored=False,
)
MANIFEST = Manifest(
    place=Place("app/webhooks", "app.webhooks", "tests/webhooks"),
    names=Names(*[""] * 9),
    session="sync",
    style=CodeStyle("ruff", 100, "double", "pyproject.toml"),
    app="app.main:app",
    url="/api/webhooks/{source}",
    env_samples=(),
    env_commented=False,
    migration=Migration("0123456789ab", REVISION, ""),
)


@dataclass
class Addition:
    """The files that are written into a host, to be spoiled by a test."""

    root: Path
    written: dict[str, str] = field(default_factory=WRITTEN.copy)
    edited: dict[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    python: Path = Path(sys.executable)
    database_url: str | None = None
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path, changes in EDITED.items():
            text = (self.root / path).read_text()
            for old, new in changes:
                assert old in text
                text = text.replace(old, new)
            self.edited[path] = text

    @property
    def plan(self) -> Plan:
        rendered = {p: RenderedFile(t.encode(), False) for p, t in self.written.items()}
        edits = {path: text.encode() for path, text in self.edited.items()}
        return make_plan(self.root, rendered, edits)

    @property
    def subject(self) -> Subject:
        return Subject(
            host=HostPython(self.root, self.python, self.variables),
            manifest=MANIFEST,
            written=tuple(self.written),
            edited=tuple(self.edited),
            import_root=".",
            alembic=ALEMBIC,
            head=HEAD,
            database_url=self.database_url,
        )

    def apply(self, **otherwise: bool) -> dict[str, Step]:
        """Applies it and gives each step by its name. Raises VerificationFailed."""
        subject = replace(self.subject, **otherwise)  # type: ignore[arg-type]
        apply_verified(self.plan, subject, self.steps.append)
        return self.by_name

    @property
    def by_name(self) -> dict[str, Step]:
        return {step.name: step for step in self.steps}


def write(root: Path, path: str, text: str) -> None:
    """A file of the host's own."""
    assert current(root, path) is None
    (root / path).write_text(text)
