"""Channels: deliveries, their attempts, addresses and switches."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SETTINGS, PAUSES, ADDRESSES = "channel_settings", "channel_pauses", "channel_addresses"
DELIVERIES, ATTEMPTS = "deliveries", "delivery_attempts"


def _entity() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        SETTINGS,
        *_entity(),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_minute BETWEEN 1 AND 6000", name=op.f(f"ck_{SETTINGS}_per_minute")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SETTINGS}")),
        sa.UniqueConstraint("channel", name=op.f(f"uq_{SETTINGS}_channel")),
    )
    op.create_table(
        PAUSES,
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("until_at", UtcInstant(), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f(f"pk_{PAUSES}")),
    )
    op.create_table(
        ADDRESSES,
        *_entity(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("sealed", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{ADDRESSES}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ADDRESSES}")),
        sa.UniqueConstraint("person_id", "channel", name=op.f(f"uq_{ADDRESSES}_person_id_channel")),
    )
    _create_deliveries()
    _create_attempts()
    for table in (SETTINGS, ADDRESSES, DELIVERIES):
        op.create_index(op.f(f"ix_{table}_updated_at"), table, ["updated_at"], unique=False)


def _create_deliveries() -> None:
    op.create_table(
        DELIVERIES,
        *_entity(),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcInstant(), nullable=False),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.Column("settled_at", UtcInstant(), nullable=True),
        sa.Column("code", sa.String(length=48), nullable=True),
        sa.CheckConstraint("items >= 1", name=op.f(f"ck_{DELIVERIES}_items")),
        sa.CheckConstraint("failures <= attempts", name=op.f(f"ck_{DELIVERIES}_failures")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["inbox_messages.id"], name=op.f(f"fk_{DELIVERIES}_message_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{DELIVERIES}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{DELIVERIES}")),
        sa.UniqueConstraint("message_id", "channel", name=op.f(f"uq_{DELIVERIES}_message_id_channel")),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_deliveries_due", DELIVERIES, ["channel", "next_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("ix_deliveries_state_created", DELIVERIES, ["state", "created_at"])
    op.create_index(op.f(f"ix_{DELIVERIES}_person_id"), DELIVERIES, ["person_id"])
    op.create_index(op.f(f"ix_{DELIVERIES}_expires_at"), DELIVERIES, ["expires_at"])


def _create_attempts() -> None:
    op.create_table(
        ATTEMPTS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcInstant(), nullable=False),
        sa.Column("finished_at", UtcInstant(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("code", sa.String(length=48), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f(f"fk_{ATTEMPTS}_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ATTEMPTS}")),
        sa.UniqueConstraint("delivery_id", "no", name=op.f(f"uq_{ATTEMPTS}_delivery_id_no")),
    )
    under_way = sa.text("outcome IS NULL")
    op.create_index(
        "uq_delivery_attempts_open",
        ATTEMPTS,
        ["delivery_id"],
        unique=True,
        sqlite_where=under_way,
        postgresql_where=under_way,
    )
    op.create_index("ix_delivery_attempts_channel_started", ATTEMPTS, ["channel", "started_at"])


def downgrade() -> None:
    for table in (ATTEMPTS, DELIVERIES, ADDRESSES, PAUSES, SETTINGS):
        op.drop_table(table)
