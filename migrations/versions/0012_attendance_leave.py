"""Attendance: leave."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "leaves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("filed_by_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("start_half", sa.String(length=2), nullable=True),
        sa.Column("end_half", sa.String(length=2), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("on_behalf_reason", sa.String(length=200), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("halves", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("retroactive", sa.Boolean(), nullable=False),
        sa.Column("after_close", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("approval_no", sa.String(length=80), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_half", sa.String(length=2), nullable=True),
        sa.Column("overdue_told_on", sa.Date(), nullable=True),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_leaves_dates_in_order")),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_leaves_cadre_id")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["people.id"], name=op.f("fk_leaves_filed_by_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_leaves_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_leaves_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index(op.f("ix_leaves_cadre_id"), "leaves", ["cadre_id"], unique=False)
    op.create_index("ix_leaves_secondment_dates", "leaves", ["secondment_id", "start_on", "end_on"], unique=False)
    op.create_index("ix_leaves_status", "leaves", ["status", "end_on"], unique=False)
    op.create_index(op.f("ix_leaves_unit_id"), "leaves", ["unit_id"], unique=False)
    op.create_index(op.f("ix_leaves_updated_at"), "leaves", ["updated_at"], unique=False)
    op.create_table(
        "leave_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("leave_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("comment", sa.String(length=200), nullable=True),
        sa.Column("basis", sa.String(length=8), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_leave_steps_actor_id")),
        sa.ForeignKeyConstraint(["leave_id"], ["leaves.id"], name=op.f("fk_leave_steps_leave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_steps")),
        sa.UniqueConstraint("leave_id", "from_version", name=op.f("uq_leave_steps_leave_id_from_version")),
    )
    op.create_index(op.f("ix_leave_steps_leave_id"), "leave_steps", ["leave_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_leave_steps_leave_id"), table_name="leave_steps")
    op.drop_table("leave_steps")
    op.drop_index(op.f("ix_leaves_updated_at"), table_name="leaves")
    op.drop_index(op.f("ix_leaves_unit_id"), table_name="leaves")
    op.drop_index("ix_leaves_status", table_name="leaves")
    op.drop_index("ix_leaves_secondment_dates", table_name="leaves")
    op.drop_index(op.f("ix_leaves_cadre_id"), table_name="leaves")
    op.drop_table("leaves")
