"""What is written into a host stays only if the host is well with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from webhookgen.errors import VerificationFailed
from webhookgen.interpreter import HostPython
from webhookgen.verification import tests as host_tests

from tests.postgresql import own_database

from .addition import ENV, HOST_ROUTER, REVISION, ROUTER, TEST, Addition, write
from .cycle import COMMAND, Lab

NOTES = "app/api/notes.py"
SECRET = "sqlite:///a-secret"
ALL = [
    "linters",
    "table in metadata",
    "revision on SQLite",
    "whole history",
    "route answers",
    "tests of the module",
    "tests of the host",
]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab.of("plain_sync", tmp_path)


@pytest.fixture
def addition(lab: Lab) -> Addition:
    return Addition(lab.root)


def refused(addition: Addition, lab: Lab, step: str, *words: str) -> None:
    """It is taken back to the byte, for this reason and no other."""
    before = lab.tree()
    with pytest.raises(VerificationFailed) as problem:
        addition.apply()
    assert problem.value.exit_code == 5
    failed = [s for s in addition.steps if s.outcome == "failed"]
    assert [s.name for s in failed] == [step]
    assert all(word in failed[0].detail for word in words), failed[0].detail
    assert failed[0].detail in str(problem.value)
    assert lab.tree() == before


def test_all_is_looked_at_and_stays(addition: Addition, lab: Lab) -> None:
    steps = addition.apply()

    assert {name: step.outcome for name, step in steps.items()} == dict.fromkeys(
        ALL, "passed"
    )
    assert list(steps) == ALL
    assert steps["tests of the host"].detail == "3 passed as before"
    wanted = addition.written | addition.edited
    assert {path: (lab.root / path).read_text() for path in wanted} == wanted


def test_a_test_of_the_hosts_that_breaks(addition: Addition, lab: Lab) -> None:
    source = (lab.root / NOTES).read_text()
    addition.edited[NOTES] = source.replace("return list(", "return 2 * list(")
    id = "tests/test_notes.py::test_a_note_is_listed"
    refused(addition, lab, "tests of the host", id)


def test_what_failed_before_is_no_reason(addition: Addition, lab: Lab) -> None:
    write(lab.root, "tests/test_theirs.py", "def test_it() -> None:\n    assert 0\n")
    steps = addition.apply()
    assert steps["tests of the host"].outcome == "passed"


def test_nor_is_a_test_that_comes_and_goes(addition: Addition, lab: Lab) -> None:
    count = lab.root.parent / "count"
    write(
        lab.root,
        "tests/test_theirs.py",
        "from pathlib import Path\n\n\ndef test_it() -> None:\n"
        f"    with Path({str(count)!r}).open('a+') as file:\n"
        "        file.write('x')\n        file.seek(0)\n"
        "        assert file.read() != 'xx'\n",
    )
    steps = addition.apply()
    assert steps["tests of the host"].outcome == "passed"
    assert count.read_text() == "xxx"  # before, after, and once more alone


@pytest.mark.parametrize(
    ("source", "word"),
    [
        pytest.param(
            "import pytest\n\n\n@pytest.mark.skip\ndef test_ours() -> None:\n    pass\n",
            f"{TEST}::test_ours: skipped",
            id="skipped",
        ),
        pytest.param(
            "def test_ours() -> None:\n    assert False\n",
            f"{TEST}::test_ours: failed",
            id="failed",
        ),
        pytest.param("X = 1\n", "no test ran", id="none"),
    ],
)
def test_all_tests_of_the_module_must_pass(
    addition: Addition, lab: Lab, source: str, word: str
) -> None:
    addition.written["tests/webhooks/test_more.py"] = source
    expected = word.replace(TEST, "tests/webhooks/test_more.py")
    if word == "no test ran":
        del addition.written[TEST]
    refused(addition, lab, "tests of the module", expected)


def test_also_where_the_host_has_none(addition: Addition, lab: Lab) -> None:
    for name in ("test_notes.py", "test_migrations.py"):
        (lab.root / "tests" / name).unlink()
    addition.written[TEST] = "def test_ours() -> None:\n    assert False\n"
    refused(addition, lab, "tests of the module", f"{TEST}::test_ours: failed")


def test_the_hosts_linter_has_the_say_on_new_files(
    addition: Addition, lab: Lab
) -> None:
    addition.written[ROUTER] = "import os\n" + addition.written[ROUTER]
    refused(addition, lab, "linters", f"{ROUTER}: F401")


def test_what_it_said_of_the_hosts_files_before_does_not_count(
    addition: Addition, lab: Lab
) -> None:
    for path in (HOST_ROUTER, ENV):
        (lab.root / path).write_text(f"import os\n{(lab.root / path).read_text()}")
        addition.edited[path] = f"import os\n{addition.edited[path]}"
    assert addition.apply()["linters"].outcome == "passed"


def test_a_model_that_the_migrations_do_not_see(addition: Addition, lab: Lab) -> None:
    del addition.edited[ENV]
    (lab.root / "tests/test_migrations.py").unlink()  # it would say so, too
    refused(addition, lab, "table in metadata", "env.py knows no table webhook_event")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('"id", sa.Integer()', '"other", sa.Integer()', "add_column"),
        ('op.drop_table("webhook_event")', "pass", "already exists"),
    ],
    ids=["another column", "no way back"],
)
def test_a_revision_that_is_not_as_the_model(
    addition: Addition, lab: Lab, old: str, new: str, word: str
) -> None:
    addition.written[REVISION] = addition.written[REVISION].replace(old, new)
    before = lab.tree()
    with pytest.raises(VerificationFailed, match=word):
        addition.apply()
    assert lab.tree() == before


def test_a_router_that_is_not_mounted(addition: Addition, lab: Lab) -> None:
    del addition.edited[HOST_ROUTER]
    refused(addition, lab, "route answers", "something else answers", "404")


def test_an_application_that_does_not_start_any_more(
    addition: Addition, lab: Lab
) -> None:
    addition.written[ROUTER] += "\n\nraise RuntimeError('not today')\n"
    before = lab.tree()
    with pytest.raises(VerificationFailed, match="any more: RuntimeError: not today"):
        addition.apply()
    assert lab.tree() == before


def needing_environment(lab: Lab) -> None:
    settings = lab.root / "app/settings.py"
    field = "    database_url"
    settings.write_text(settings.read_text().replace(field, f"    key: str\n{field}"))


def test_a_host_that_needs_its_environment(addition: Addition, lab: Lab) -> None:
    needing_environment(lab)
    addition.variables = {"DATABASE_URL": SECRET}
    steps = addition.apply()
    assert steps["route answers"].outcome == "skipped"
    assert steps["tests of the module"].outcome == "skipped"
    assert steps["tests of the host"].outcome == "skipped"
    told = steps["route answers"].detail
    assert told.startswith("ValidationError of key at app/settings.py:")
    of_tests = steps["tests of the host"].detail
    assert of_tests.endswith("error for Settings key Field required")
    assert SECRET not in told + of_tests  # the error quotes what it was given


def test_and_is_given_it(addition: Addition, lab: Lab) -> None:
    needing_environment(lab)
    addition.variables = {"KEY": "x"}
    steps = addition.apply()
    assert {step.outcome for step in steps.values()} == {"passed"}


def test_a_python_without_anything(addition: Addition, tmp_path: Path) -> None:
    """What cannot be looked at is said, and decides nothing."""
    command = [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")]
    subprocess.run(command, check=True)
    addition.python = tmp_path / "bare/bin/python"
    steps = addition.apply()
    assert {steps[name].outcome for name in ALL[1:]} == {"skipped"}
    assert "No module named 'alembic" in steps["table in metadata"].detail
    assert "No module named pytest" in steps["tests of the host"].detail


@pytest.mark.parametrize(
    "options", [(), ("--no-verify",), ("--python", "nowhere/python")]
)
def test_that_nothing_was_verified_is_said_last(
    lab: Lab, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    run = lab.webhookgen("add-provider", "github", *options)

    assert (run.exit_code, run.err.count("Traceback")) == (0, 0)
    last = run.out.strip().splitlines()[-1]
    assert last.startswith("written, but NOT verified, because ")
    assert "tests and migrations before you commit" in last


def test_the_history_needs_a_database_of_its_kind(addition: Addition) -> None:
    addition.variables = {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1/none"}
    steps = addition.apply()
    assert steps["whole history"].outcome == "skipped"
    assert "give an empty --database-url" in steps["whole history"].detail


def test_and_runs_on_the_one_that_is_given(addition: Addition) -> None:
    addition.variables = {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1/none"}
    with own_database() as url:
        addition.database_url = url.render_as_string(hide_password=False)
        steps = addition.apply()
    assert steps["whole history"].outcome == "passed"


def test_a_run_of_tests_that_does_not_end(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ended, with all that it started."""
    monkeypatch.setattr(host_tests, "SECONDS", 5)
    child = tmp_path / "child"
    write(
        lab.root,
        "tests/test_theirs.py",
        "import subprocess\nimport sys\nfrom pathlib import Path\n\n\n"
        "def test_it() -> None:\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'input()'],\n"
        "        stdin=subprocess.PIPE)\n"
        f"    Path({str(child)!r}).write_text(str(child.pid))\n    child.wait()\n",
    )
    host = HostPython(lab.root, Path(sys.executable))
    run = host_tests.run_tests(host, "tests/test_theirs.py")
    assert "timed out after 5 seconds" in run.problem
    assert not running(int(child.read_text()))


def running(pid: int) -> bool:
    """Whether the process is there and not only waited for by nobody."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_of_much_output_the_end_is_kept(lab: Lab) -> None:
    host = HostPython(lab.root, Path(sys.executable))
    code = "for _ in range(40): print('x' * 1024 * 1024)\nprint('the end')"
    done = host.run([sys.executable, "-c", code], seconds=60)
    assert len(done.stdout) == 16 * 1024 * 1024
    assert done.stdout.endswith("the end\n")


def test_a_host_that_goes_on_when_asked(lab: Lab) -> None:
    """Threads of its own and what it prints at exit are not waited for."""
    main = lab.root / "app/main.py"
    main.write_text(
        f"{main.read_text()}\nimport atexit\nimport threading\n\n"
        "threading.Thread(target=threading.Event().wait).start()\n"
        "atexit.register(print, 'bye')\n"
    )
    host = HostPython(lab.root, Path(sys.executable))
    where = {"app": "app.main:app", "path": "/api/health", "root": "."}
    answer, problem = host.ask("app_answer", **where, host="localhost")
    assert (answer["status"], problem) == (405, "")


# It waits once the module is there: while the tests run that come after.
WAITING = """\
import os
import threading
from pathlib import Path

if Path("app/webhooks").exists():
    Path({mark!r}).write_text(str(os.getpid()))
    threading.Event().wait()
"""


def not_ignored() -> None:
    """What a shell starts in the background ignores SIGINT, and so does all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ended_while_the_host_is_looked_at(
    lab: Lab, tmp_path: Path, how: signal.Signals
) -> None:
    mark = tmp_path / "mark"
    write(lab.root, "tests/test_theirs.py", WAITING.format(mark=str(mark)))
    before = lab.tree()
    command = [str(COMMAND), "add-provider", "github", "--python", sys.executable]
    adding = subprocess.Popen(
        [*command, "--allow-dirty"],
        cwd=lab.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=not_ignored,
    )
    deadline = time.monotonic() + 120
    while not (mark.exists() and mark.read_text()):
        assert adding.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    adding.send_signal(how)
    _, err = adding.communicate()

    if how == signal.SIGKILL:
        os.killpg(int(mark.read_text()), signal.SIGKILL)
        assert lab.tree() != before
        again = lab.add("github", "--dry-run")
        assert "an earlier run was interrupted" in again.err
    else:
        assert adding.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[how]
        assert b"Traceback" not in err
        assert not running(int(mark.read_text()))
    assert lab.tree() == before


def test_a_second_provider_where_the_application_cannot_start(lab: Lab) -> None:
    """It could not be looked at before either: what is written stays, and that is said."""
    assert lab.add("stripe", "--no-verify").exit_code == 0
    needing_environment(lab)

    run = lab.add("github", "--allow-dirty")

    assert run.exit_code == 0, run.err
    assert "skipped tests of the module" in run.out
    assert "written, but NOT verified" in run.out.strip().splitlines()[-1]
    assert "github" in lab.manifest["files"]
