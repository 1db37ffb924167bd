"""longer texts

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("notes") as notes:
        notes.alter_column("text", type_=sa.String(length=200))


def downgrade() -> None:
    with op.batch_alter_table("notes") as notes:
        notes.alter_column("text", type_=sa.String(length=100))
