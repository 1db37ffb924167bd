"""create all that there is

Revision ID: 3f2a9c41d07b
Revises:
"""

from alembic import op
from app.models import Base

revision = "3f2a9c41d07b"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())


def downgrade() -> None:
    Base.metadata.drop_all(op.get_bind())
