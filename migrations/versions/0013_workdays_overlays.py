"""Workdays: overlays by region or unit, former days of announced years, and the notice behind a correction."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "calendar_overlays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("body_digest", sa.String(length=64), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("for_unit_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=24), nullable=True),
        sa.Column("document_no", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdraw_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_calendar_overlays_dates_in_order")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_calendar_overlays_unit_id")),
        sa.ForeignKeyConstraint(["for_unit_id"], ["units.id"], name=op.f("fk_calendar_overlays_for_unit_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["people.id"], name=op.f("fk_calendar_overlays_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_overlays")),
    )
    op.create_index(op.f("ix_calendar_overlays_updated_at"), "calendar_overlays", ["updated_at"], unique=False)
    op.create_index(op.f("ix_calendar_overlays_unit_id"), "calendar_overlays", ["unit_id"], unique=False)
    op.create_index("ix_calendar_overlays_span", "calendar_overlays", ["last_on", "first_on"], unique=False)
    op.create_table(
        "calendar_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("was_off", sa.Boolean(), nullable=True),
        sa.Column("was_name", sa.String(length=40), nullable=True),
        sa.Column("changed_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_changes")),
    )
    op.create_index(op.f("ix_calendar_changes_day_on"), "calendar_changes", ["day_on"], unique=False)
    op.add_column("day_overrides", sa.Column("document_no", sa.String(length=80), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("day_overrides") as batch:
        batch.drop_column("document_no")
    op.drop_index(op.f("ix_calendar_changes_day_on"), table_name="calendar_changes")
    op.drop_table("calendar_changes")
    op.drop_index("ix_calendar_overlays_span", table_name="calendar_overlays")
    op.drop_index(op.f("ix_calendar_overlays_unit_id"), table_name="calendar_overlays")
    op.drop_index(op.f("ix_calendar_overlays_updated_at"), table_name="calendar_overlays")
    op.drop_table("calendar_overlays")
