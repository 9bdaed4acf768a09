"""Attendance: the tables of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("civil_on", sa.Date(), nullable=False),
        sa.Column("happened_at", UtcInstant(), nullable=False),
        sa.Column("received_at", UtcInstant(), nullable=False),
        sa.Column("clock_doubt", sa.Boolean(), nullable=False),
        sa.Column("window", sa.String(length=16), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=True),
        sa.Column("datum", sa.String(length=8), nullable=True),
        sa.Column("fixed_at", UtcInstant(), nullable=True),
        sa.Column("inside", sa.Boolean(), nullable=True),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.Column("position_expires_at", UtcInstant(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_check_ins_cadre_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_check_ins_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_check_ins_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
    )
    op.create_index(op.f("ix_check_ins_cadre_id"), "check_ins", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_check_ins_position_expires_at"), "check_ins", ["position_expires_at"], unique=False)
    op.create_index("ix_check_ins_secondment_on", "check_ins", ["secondment_id", "civil_on"], unique=False)
    op.create_index(op.f("ix_check_ins_unit_id"), "check_ins", ["unit_id"], unique=False)
    op.create_index(op.f("ix_check_ins_updated_at"), "check_ins", ["updated_at"], unique=False)
    op.create_table(
        "day_overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=2), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("after_close", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_day_overrides_decided_by_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_day_overrides_secondment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_overrides")),
    )
    op.create_index("ix_day_overrides_secondment_on", "day_overrides", ["secondment_id", "day_on"], unique=False)
    op.create_index(op.f("ix_day_overrides_updated_at"), "day_overrides", ["updated_at"], unique=False)
    op.create_table(
        "month_confirmations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("basis", sa.String(length=8), nullable=False),
        sa.Column("confirmed_at", UtcInstant(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_digest", sa.String(length=64), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("reopened_at", UtcInstant(), nullable=True),
        sa.Column("reopened_by_id", sa.Uuid(), nullable=True),
        sa.Column("reopen_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["people.id"], name=op.f("fk_month_confirmations_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(["reopened_by_id"], ["people.id"], name=op.f("fk_month_confirmations_reopened_by_id")),
        sa.ForeignKeyConstraint(
            ["secondment_id"], ["secondments.id"], name=op.f("fk_month_confirmations_secondment_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_month_confirmations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_confirmations")),
        sa.UniqueConstraint("secondment_id", "month", name=op.f("uq_month_confirmations_secondment_id_month")),
    )
    op.create_index("ix_month_confirmations_unit", "month_confirmations", ["unit_id", "month"], unique=False)
    op.create_index(op.f("ix_month_confirmations_updated_at"), "month_confirmations", ["updated_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_month_confirmations_updated_at"), table_name="month_confirmations")
    op.drop_index("ix_month_confirmations_unit", table_name="month_confirmations")
    op.drop_table("month_confirmations")
    op.drop_index(op.f("ix_day_overrides_updated_at"), table_name="day_overrides")
    op.drop_index("ix_day_overrides_secondment_on", table_name="day_overrides")
    op.drop_table("day_overrides")
    op.drop_index(op.f("ix_check_ins_updated_at"), table_name="check_ins")
    op.drop_index(op.f("ix_check_ins_unit_id"), table_name="check_ins")
    op.drop_index("ix_check_ins_secondment_on", table_name="check_ins")
    op.drop_index(op.f("ix_check_ins_position_expires_at"), table_name="check_ins")
    op.drop_index(op.f("ix_check_ins_cadre_id"), table_name="check_ins")
    op.drop_table("check_ins")
