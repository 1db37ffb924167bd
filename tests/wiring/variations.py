"""Hosts as people write them: files that differ in what stands around the lines we need."""

from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

ROUTE = """\
from fastapi import APIRouter, Depends

from app.db import get_session

router = APIRouter(prefix="/{name}")


@router.get("/")
def all_of_them(session=Depends(get_session)):
    return []
"""
DB = """\
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Session

engine = create_engine("sqlite:///app.db")


class Base(DeclarativeBase):
    pass


def get_session():
    with Session(engine) as session:
        yield session
"""
REVISION = """\
revision = "3f2a9c41d07b"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
"""
INI = "[alembic]\nscript_location = alembic\n"
MAIN = """\
from fastapi import FastAPI

from app.api.router import api_router

app = FastAPI()
app.include_router(api_router)
"""
NAMES = ("notes", "users", "zones")

header = st.sampled_from(
    ["", "#!/usr/bin/env python\n", '"""About it."""\n\n', "# \u00e9\u2028 licence\n\n"]
)
imports = st.lists(
    st.sampled_from(
        [
            "import logging\n",
            "import os, sys  # both\n",
            "from collections.abc import (\n    Iterator,  # one\n    Mapping,\n)\n",
            "from contextlib import asynccontextmanager\n\n",
            "# what follows is ours\n",
            "try:\n    import uvloop\nexcept ImportError:\n    uvloop = None\n",
        ]
    ),
    unique=True,
    max_size=4,
).map("".join)
around = st.lists(
    st.sampled_from(
        [
            "\n\n",
            "\x0c\n",
            "logger = logging.getLogger(__name__) if 0 else None\n",
            'TEXT = """\nnot.include_router(code)\n"""\n',
            "LONG = (\n    1\n    + 2\n)\n",
            "\n\ndef beside() -> int:\n    return 1\n\n\n",
            "x = 1; y = 2\n",
        ]
    ),
    max_size=3,
).map("".join)
call = st.sampled_from(
    [
        "{owner}.include_router({name}.router)\n",
        "{owner}.include_router({name}.router)  # {name}\n",
        '{owner}.include_router(\n    {name}.router,\n    prefix="/v1",\n)\n',
        "\n# {name}\n{owner}.include_router({name}.router)\n",
    ]
)
samples = st.lists(
    st.sampled_from(
        ["# The database\n", "\n", "DATABASE_URL=sqlite:///app.db\n", "A='x y'\n"]
    ),
    max_size=4,
).map("".join)
names = st.lists(st.sampled_from(NAMES), unique=True, min_size=2, max_size=3)


@dataclass(frozen=True)
class Host:
    """The files that get lines of ours, as bytes, and the simple rest."""

    main: bytes
    env: bytes
    router: bytes | None  # the file that includes the routers, where main does not
    sample: bytes  # of the environment

    @property
    def files(self) -> dict[str, bytes]:
        """The files that get lines, by their paths."""
        includes = ("app/main.py", self.main)
        if self.router is not None:
            includes = ("app/api/router.py", self.router)
        return dict(
            [includes, ("alembic/env.py", self.env), (".env.example", self.sample)]
        )

    def write(self, root: Path) -> None:
        files = {
            "app/__init__.py": b"",
            "app/api/__init__.py": b"",
            "app/db.py": DB.encode(),
            "app/main.py": self.main,
            "alembic.ini": INI.encode(),
            "alembic/env.py": self.env,
            "alembic/versions/3f2a9c41d07b_first.py": REVISION.encode(),
            "requirements.txt": b"fastapi\nsqlalchemy\nalembic\n",
        }
        for name in NAMES:
            files[f"app/api/{name}.py"] = ROUTE.format(name=name).encode()
        for path, content in {**files, **self.files}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)


@st.composite
def hosts(draw: st.DrawFn) -> Host:
    """A host of some variation."""
    router = _encoded(draw, _router(draw)) if draw(st.booleans()) else None
    main = _main(draw) if router is None else MAIN
    env, sample = _encoded(draw, _env(draw)), _encoded(draw, draw(samples))
    return Host(_encoded(draw, main), env, router, sample)


def _main(draw: st.DrawFn) -> str:
    text, calls = _including(draw, "app", "FastAPI")
    if draw(st.booleans()):
        return text + "\napp = FastAPI()\n" + calls + draw(around)
    body = "".join(f"    {line}" if line.strip() else line for line in _lines(calls))
    return (
        text + "\n\ndef create_app() -> FastAPI:\n    app = FastAPI()\n" + body
        + "    return app\n\n\napp = create_app()\n" + draw(around)
    )  # fmt: skip


def _router(draw: st.DrawFn) -> str:
    text, calls = _including(draw, "api_router", "APIRouter")
    return text + "\napi_router = APIRouter()\n" + calls + draw(around)


def _including(draw: st.DrawFn, owner: str, kind: str) -> tuple[str, str]:
    """The top of a file that includes routers, and the calls that do it."""
    included = draw(names)
    package = draw(
        st.sampled_from(["app.api", "." if owner == "api_router" else ".api"])
    )
    text = draw(header) + "import logging\n" + draw(imports)
    text += f"from fastapi import {kind}\nfrom {package} import {', '.join(included)}\n"
    calls = "".join(draw(call).format(owner=owner, name=name) for name in included)
    return text + draw(around), calls


def _env(draw: st.DrawFn) -> str:
    text = draw(header) + draw(imports) + "from alembic import context\n"
    text += draw(
        st.sampled_from(
            ["from app.db import Base\n", "from app.db import (\n    Base,\n)\n"]
        )
    )
    text += draw(around) + "target_metadata = Base.metadata\n" + draw(around)
    return text + "context.configure(target_metadata=target_metadata)\n"


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _encoded(draw: st.DrawFn, text: str) -> bytes:
    content = text.encode()
    if draw(st.booleans()):
        content = content.replace(b"\n", b"\r\n")
    return content.rstrip(b"\r\n") if draw(st.booleans()) else content
