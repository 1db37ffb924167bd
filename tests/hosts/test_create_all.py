"""Tables that the host makes by itself: our revision leaves alone what is there."""

from pathlib import Path

from sqlalchemy import make_url

from .cycle import Lab

START = """
from fastapi.testclient import TestClient
from app.main import app

with TestClient(app):
    pass
"""


def test_the_application_was_started_before_the_migration(tmp_path: Path) -> None:
    lab = Lab.of("create_all_at_startup", tmp_path)
    url = make_url(f"sqlite:///{tmp_path}/developers.db")
    assert lab.alembic(url, "upgrade heads").exit_code == 0
    added = lab.add("github", "--no-verify")
    assert added.exit_code == 0, added.err

    started = lab.python(url, START)
    assert started.exit_code == 0, started.err
    steps = ("upgrade heads", "check", "downgrade -1", "upgrade heads", "check")
    done = lab.alembic(url, *steps)

    assert done.exit_code == 0, done.out + done.err


def test_what_it_would_do_is_said_and_written_as_sql(tmp_path: Path) -> None:
    lab = Lab.of("create_all_in_revision", tmp_path)
    added = lab.add("github", "--no-verify")
    assert added.exit_code == 0, added.err

    detected = lab.webhookgen("detect", "--json").json["facts"]["create_all"]
    ours = lab.manifest["migration"]["revision"]
    url = make_url("postgresql://nobody@localhost/none")
    script = lab.alembic(url, f"upgrade 3f2a9c41d07b:{ours} --sql")

    place = "alembic/versions/3f2a9c41d07b_create_notes.py:17"
    assert (detected["value"], detected["evidence"]) == (True, [place])
    assert script.exit_code == 0, script.err
    assert script.out.count("CREATE TABLE webhook_event") == 1


def test_other_hosts_get_no_such_look(tmp_path: Path) -> None:
    lab = Lab.of("plain_sync", tmp_path)
    added = lab.add("github", "--no-verify")

    assert added.exit_code == 0, added.err
    script = (lab.root / lab.manifest["migration"]["path"]).read_text()
    assert "has_table" not in script
    assert "create_all" not in script
