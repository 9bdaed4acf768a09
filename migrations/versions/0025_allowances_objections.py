"""Allowances: objections."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE, DAYS = "allowance_objections", "allowance_objection_days"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=True),
        sa.Column("answered_at", UtcInstant(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name=op.f(f"ck_{TABLE}_answered_when")),
        sa.CheckConstraint("(state = 'answered') = (outcome IS NOT NULL)", name=op.f(f"ck_{TABLE}_answered_how")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f(f"fk_{TABLE}_answered_by_id")),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f(f"fk_{TABLE}_cadre_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f(f"fk_{TABLE}_programme_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f(f"fk_{TABLE}_secondment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_cadre_id"), TABLE, ["cadre_id"], unique=False)
    op.create_index(op.f(f"ix_{TABLE}_updated_at"), TABLE, ["updated_at"], unique=False)
    op.create_index(f"ix_{TABLE}_programme_state", TABLE, ["programme_id", "state", "due_on"], unique=False)
    op.create_index(f"ix_{TABLE}_secondment_month", TABLE, ["secondment_id", "month"], unique=False)
    op.create_table(
        DAYS,
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["objection_id"], [f"{TABLE}.id"], name=op.f(f"fk_{DAYS}_objection_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f(f"fk_{DAYS}_secondment_id")),
        sa.PrimaryKeyConstraint("objection_id", "day_on", name=op.f(f"pk_{DAYS}")),
    )
    op.create_index(op.f(f"ix_{DAYS}_secondment_id"), DAYS, ["secondment_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f(f"ix_{DAYS}_secondment_id"), table_name=DAYS)
    op.drop_table(DAYS)
    for name in (f"ix_{TABLE}_secondment_month", f"ix_{TABLE}_programme_state"):
        op.drop_index(name, table_name=TABLE)
    for column in ("updated_at", "cadre_id"):
        op.drop_index(op.f(f"ix_{TABLE}_{column}"), table_name=TABLE)
    op.drop_table(TABLE)
