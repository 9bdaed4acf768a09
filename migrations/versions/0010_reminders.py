"""Reminders: the tables of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "inbox_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("params", JsonColumn, nullable=False),
        sa.Column("lines", JsonColumn, nullable=False),
        sa.Column("link", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("read_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inbox_messages_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_inbox_messages_key")),
    )
    op.create_index("ix_inbox_messages_person_at", "inbox_messages", ["person_id", "created_at"], unique=False)
    op.create_index(
        "ix_inbox_messages_unread",
        "inbox_messages",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "reminder_settings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("channels", JsonColumn, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminder_settings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_settings")),
        sa.UniqueConstraint("person_id", name=op.f("uq_reminder_settings_person_id")),
    )
    op.create_index(op.f("ix_reminder_settings_updated_at"), "reminder_settings", ["updated_at"], unique=False)
    op.create_table(
        "gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("days", JsonColumn, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("evidence", JsonColumn, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_gaps_secondment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("secondment_id", "month", name=op.f("uq_gaps_secondment_id_month")),
    )
    op.create_index(op.f("ix_gaps_updated_at"), "gaps", ["updated_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_gaps_updated_at"), table_name="gaps")
    op.drop_table("gaps")
    op.drop_index(op.f("ix_reminder_settings_updated_at"), table_name="reminder_settings")
    op.drop_table("reminder_settings")
    op.drop_index("ix_inbox_messages_unread", table_name="inbox_messages")
    op.drop_index("ix_inbox_messages_person_at", table_name="inbox_messages")
    op.drop_table("inbox_messages")
