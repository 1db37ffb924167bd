"""create notes

Revision ID: 3f2a9c41d07b
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "3f2a9c41d07b"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("notes")
