"""Which engine is behind the session of the routes, and how it can be had."""

from pathlib import Path

import pytest
from webhookgen.host.detect import detect
from webhookgen.host.facts import HostFacts
from webhookgen.host.overrides import Overrides, from_flags
from webhookgen.host.source import Source
from webhookgen.integration.names import host_names

from tests.hosts.hosts import make_host

from .traps import edited

TOP = """
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from app.settings import Settings, settings

class Base(DeclarativeBase):
    pass
"""
ROUTED = """
def get_session():
    with Session({engine}) as session:
        yield session
"""


def db(directory: Path, text: str, **files: str) -> HostFacts:
    return edited(directory, app__db=TOP + text, **files)


@pytest.mark.parametrize(
    "given",
    [
        "with sessionmaker(bind=second)() as session:",
        "with Sessions() as session:",
        "with Session(second) as session:",
        "with opened() as session:",
    ],
)
def test_the_session_tells_which_of_two_engines(tmp_path: Path, given: str) -> None:
    text = """
first = create_engine("sqlite:///first.db")
second = create_engine("sqlite:///second.db")
Others = sessionmaker(first)
Sessions = sessionmaker(bind=second)

def opened():
    return Sessions()

def get_session():
    {given}
        yield session
"""
    facts = db(tmp_path, text.format(given=given))

    assert str(facts.engine.known().engine) == "app.db:second"
    assert facts.engine.confidence == "certain"


def test_a_session_of_two_engines_chooses_none(tmp_path: Path) -> None:
    text = """
first = create_engine("sqlite:///first.db")
second = create_engine("sqlite:///second.db")
""" + ROUTED.format(engine="first if settings else second")

    assert not db(tmp_path, text).engine.settled


def test_routes_with_sessions_of_two_engines_choose_none(tmp_path: Path) -> None:
    text = """
from fastapi import APIRouter, Depends

first = create_engine("sqlite:///first.db")
second = create_engine("sqlite:///second.db")
router = APIRouter()

def other_session():
    with Session(second) as session:
        yield session

@router.get("/others")
def others(session: Session = Depends(other_session)) -> None: ...
""" + ROUTED.format(engine="first")

    assert not db(tmp_path, text).engine.settled


def test_a_session_out_of_the_request_chooses_none(tmp_path: Path) -> None:
    text = """
from fastapi import Request

first = create_engine("sqlite:///first.db")
second = create_engine("sqlite:///second.db")

def get_session(request: Request):
    first.pool.status()
    with request.app.state.sessions() as session:
        yield session
"""
    assert not db(tmp_path, text).engine.settled


MADE = """
def make(url: str):
    return create_engine(url, echo=True)
"""


def test_an_argument_that_all_callers_give_is_the_url(tmp_path: Path) -> None:
    text = MADE + ROUTED.format(engine="make(settings.database_url)")
    job = """
    from app.db import make
    from app.settings import settings

    def run():
        where = settings.database_url
        make(url=where)
    """
    engine = db(tmp_path, text, app__job=job).engine

    assert engine.confidence == "likely"
    assert engine.known().url == "settings.database_url"


@pytest.mark.parametrize(
    "given",
    [
        "make(settings.other_url)",  # which of the two?
        "make(unknown)",  # a parameter that nobody gives
        "make(*unknown)",
        "make(asked().database_url)",  # asked once more, the answer may be another
        "make(vault.get('database'))",
        "make([one for one in unknown][0])",
    ],
)
def test_callers_that_differ_are_asked_about(tmp_path: Path, given: str) -> None:
    text = MADE + ROUTED.format(engine="make(settings.database_url)")
    other = f"""
vault = object()

def asked():
    return input()

def other(unknown):
    {given}
"""
    assert not db(tmp_path, text + other).engine.settled


def test_a_name_that_changes_is_no_url(tmp_path: Path) -> None:
    text = """
def make():
    url = settings.database_url
    url += "?sslmode=require"
    return create_engine(url)

kept = [make()]
""" + ROUTED.format(engine="kept[0]")

    assert db(tmp_path, text).engine.known().url == ""


def test_a_parameter_hides_what_the_module_calls_so(tmp_path: Path) -> None:
    text = """
def make(settings):
    return create_engine(settings.database_url)

def get_session(other):
    with Session(make(other)) as session:
        yield session
"""
    assert not db(tmp_path, text).engine.settled


def test_a_parameter_of_the_settings_class_is_the_hosts_settings(
    tmp_path: Path,
) -> None:
    text = """
def make(given: Settings):
    return create_engine(given.database_url)

def get_session(given: Settings):
    with Session(make(given)) as session:
        yield session
"""
    engine = db(tmp_path, text).engine.known()

    assert (engine.url, engine.file) == ("settings.database_url", "app/settings.py")


CLASS = """
class DB:
    @classmethod
    def engine(cls):
        try:
            return cls._engine
        except AttributeError:
            cls.start()
            return cls._engine

    @classmethod
    def start(cls):
        cls._engine = create_engine(settings.database_url)
        cls._sessions = sessionmaker(cls._engine)

    @classmethod
    def get_session(cls):
        with cls._sessions() as session:
            yield session
"""


def test_a_class_method_that_sees_to_the_engine_gives_it(tmp_path: Path) -> None:
    engine = db(tmp_path, CLASS + "\nget_session = DB.get_session\n").engine.known()

    assert (str(engine.engine), engine.form) == ("app.db:DB.engine", "function")


def test_a_class_method_that_only_reads_the_engine_does_not(tmp_path: Path) -> None:
    text = CLASS.replace("            cls.start()\n", "            raise\n")

    engine = db(tmp_path, text + "\nget_session = DB.get_session\n").engine.known()

    assert engine.engine is None


def test_an_engine_in_a_class_is_an_attribute(tmp_path: Path) -> None:
    text = """
class DB:
    engine = create_engine("sqlite://")
""" + ROUTED.format(engine="DB.engine")

    assert str(db(tmp_path, text).engine.known().engine) == "app.db:DB.engine"


def test_an_attribute_of_what_a_function_returns_can_be_named(tmp_path: Path) -> None:
    text = """
class Database:
    def __init__(self, url: str):
        self.url = url
        self.engine = create_engine(self.url)

def get_db():
    return Database(settings.database_url)
""" + ROUTED.format(engine="get_db().engine")
    assert not db(tmp_path, text).engine.settled

    named = detect(tmp_path, from_flags({"engine": "app.db:get_db().engine"}))

    names = host_names(named, Source(tmp_path))
    assert names.engine_import == "from app.db import get_db"
    assert names.engine == "get_db().engine"


def test_a_url_out_of_the_environment_is_read_there_again(tmp_path: Path) -> None:
    text = "import os\n" + MADE + ROUTED.format(engine='make(os.environ["URL"])')

    names = host_names(db(tmp_path, text), Source(tmp_path))

    assert names.engine == "create_engine(os.environ['URL'])"
    assert names.engine_import == "import os\n\nfrom sqlalchemy import create_engine"


def test_settings_beside_the_application_are_imported_as_its_own_code_does(
    tmp_path: Path,
) -> None:
    make_host("flat_modules", tmp_path)
    (tmp_path / "db.py").write_text(
        """
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Session

from settings import Settings

class Base(DeclarativeBase):
    pass

def get_session(given: Settings):
    with Session(create_engine(given.database_url)) as session:
        yield session
"""
    )
    names = host_names(detect(tmp_path, Overrides({})), Source(tmp_path))

    assert names.engine == "create_engine(settings.database_url)"
    assert names.engine_import.endswith("\nfrom settings import settings")


def test_what_is_made_out_of_an_engine_is_none(tmp_path: Path) -> None:
    text = """
Others = sessionmaker(create_engine("sqlite:///others.db"))
Sessions = sessionmaker(create_engine(settings.database_url))

def get_session():
    with Sessions() as session:
        yield session
"""
    facts = db(tmp_path, text)

    engine = facts.engine.known()
    assert (engine.engine, str(engine.sessionmaker)) == (None, "app.db:Sessions")
    assert host_names(facts, Source(tmp_path)).engine == 'Sessions.kw["bind"]'


MANAGER = """
class Manager:
    def __init__(self, url: str | None = None):
        address = url or settings.database_url
        self._engine = create_engine(address)

    @property
    def engine(self):
        return self._engine

_manager: Manager | None = None

def get_manager() -> Manager:
    global _manager
    if _manager is None:
        _manager = Manager()
    return _manager
"""


@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param("", "get_manager().engine", id="what keeps it"),
        pytest.param(
            "\ndef get_engine():\n    return get_manager().engine\n",
            "get_engine",
            id="what gives it",
        ),
        pytest.param("\nmanager = Manager()\n", "manager.engine", id="an instance"),
    ],
)
def test_an_engine_of_a_manager_is_had_from_its_one_instance(
    tmp_path: Path, more: str, found: str
) -> None:
    given = "get_manager().engine"
    facts = db(tmp_path, MANAGER + more + ROUTED.format(engine=given))

    assert str(facts.engine.known().engine) == f"app.db:{found}"


def test_a_function_that_nobody_calls_plainly_is_offered(tmp_path: Path) -> None:
    text = """
def get_engine(url: str | None = None):
    return create_engine(url or settings.database_url)
""" + ROUTED.format(engine="get_engine(str(settings.database_url))")
    facts = db(tmp_path, text)

    assert not facts.engine.settled
    assert facts.engine.candidates == ("app.db:get_engine()",)
    chosen = detect(tmp_path, from_flags({"engine": "app.db:get_engine()"}))
    assert str(chosen.engine.known().engine) == "app.db:get_engine"


def test_engines_of_one_kind_tell_the_kind_of_a_containers_sessions(
    tmp_path: Path,
) -> None:
    facts = db(
        tmp_path,
        "engine = create_engine(settings.database_url)\n",
        app__api__notes="from dishka import FromDishka\nfrom fastapi import APIRouter\n"
        "router = APIRouter()\n",
    )

    assert facts.session.known().kind == "sync"
    assert facts.session.known().dependency is None


def test_what_a_function_makes_out_of_an_engine_is_no_engine(tmp_path: Path) -> None:
    text = """
def make_sessions():
    engine = create_engine(settings.database_url)
    return sessionmaker(bind=engine)

Sessions = make_sessions()

def get_session():
    with Sessions() as session:
        yield session
"""
    style = db(tmp_path, text).engine.known()

    assert style.engine is None
    assert style.url == "settings.database_url"
