from pathlib import Path

from alembic import command
from alembic.config import Config


def test_models_and_migrations_agree(tmp_path: Path) -> None:
    config = Config("alembic.ini")
    config.set_main_option("sqlalchemy.url", f"sqlite+aiosqlite:///{tmp_path}/migrated.db")

    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
