"""Create webhook_event.

Revision: ab13c231df70
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "ab13c231df70"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook_event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
        ),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("external_id", sa.String(255), nullable=False),
        sa.Column("type", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255)),
        sa.Column("occurred_at", sa.DateTime(timezone=True)),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("payload", sa.LargeBinary()),
        sa.UniqueConstraint(
            "source", "external_id", name="uq_webhook_event_external_id"
        ),
    )
    create_partial_index(
        "ix_webhook_event_unfinished",
        ["status", "available_at", "id"],
        where="status IN ('pending', 'processing')",
    )
    create_partial_index(
        "uq_webhook_event_held_subject",
        ["source", "subject"],
        where="status = 'processing' AND subject IS NOT NULL",
        unique=True,
    )
    create_partial_index(
        "ix_webhook_event_subject",
        ["source", "subject", "occurred_at"],
        where="status = 'processed' AND occurred_at IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_table("webhook_event")


def create_partial_index(
    name: str, columns: list[str], *, where: str, unique: bool = False
) -> None:
    op.create_index(
        name,
        "webhook_event",
        columns,
        unique=unique,
        postgresql_where=sa.text(where),
        sqlite_where=sa.text(where),
    )
