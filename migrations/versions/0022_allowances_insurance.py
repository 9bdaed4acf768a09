"""Allowances: insurance."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "insurance_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("policy_no", sa.String(length=64), nullable=False),
        sa.Column("insurer", sa.String(length=80), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("premium_fen", sa.Integer(), nullable=False),
        sa.Column("voided_at", UtcInstant(), nullable=True),
        sa.Column("voided_by_id", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_insurance_policies_dates_in_order")),
        sa.CheckConstraint("premium_fen >= 0", name=op.f("ck_insurance_policies_premium_not_negative")),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_insurance_policies_cadre_id")),
        sa.ForeignKeyConstraint(
            ["secondment_id"], ["secondments.id"], name=op.f("fk_insurance_policies_secondment_id")
        ),
        sa.ForeignKeyConstraint(["voided_by_id"], ["people.id"], name=op.f("fk_insurance_policies_voided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_policies")),
    )
    for column in ("cadre_id", "end_on", "policy_no", "updated_at"):
        op.create_index(op.f(f"ix_insurance_policies_{column}"), "insurance_policies", [column], unique=False)
    op.create_index("ix_insurance_policies_cover", "insurance_policies", ["secondment_id", "start_on", "end_on"])
    op.create_index(
        "uq_insurance_policies_standing",
        "insurance_policies",
        ["secondment_id", "policy_no", "start_on"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.add_column(
        "roster_imports", sa.Column("kind", sa.String(length=16), nullable=False, server_default=sa.text("'roster'"))
    )


def downgrade() -> None:
    op.execute("DELETE FROM roster_imports WHERE kind <> 'roster'")
    op.drop_column("roster_imports", "kind")
    op.drop_table("insurance_policies")
