"""create tags

Revision ID: 8c1d5b7e2f90
Revises: 3f2a9c41d07b
"""

import sqlalchemy as sa
from alembic import op

revision: str = "8c1d5b7e2f90"
down_revision: str | None = "3f2a9c41d07b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("tags")
