"""add pinned

Revision ID: b2c3d4e5f6a7
Revises: 3f2a9c41d07b
"""

import sqlalchemy as sa
from alembic import op

revision = "b2c3d4e5f6a7"
down_revision = "3f2a9c41d07b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notes", sa.Column("pinned", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("notes", "pinned")
