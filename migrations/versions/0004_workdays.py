"""Workdays: the tables of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("day_on", name=op.f("uq_calendar_days_day_on")),
    )
    op.create_index(op.f("ix_calendar_days_updated_at"), "calendar_days", ["updated_at"], unique=False)
    op.create_table(
        "calendar_years",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_years")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_years_year")),
    )
    op.create_index(op.f("ix_calendar_years_updated_at"), "calendar_years", ["updated_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_calendar_years_updated_at"), table_name="calendar_years")
    op.drop_table("calendar_years")
    op.drop_index(op.f("ix_calendar_days_updated_at"), table_name="calendar_days")
    op.drop_table("calendar_days")
