"""Allowances: claims."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _claims()
    _legs()
    _steps()


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("leg", sa.String(length=24), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("outbound_on", sa.Date(), nullable=True),
        sa.Column("return_on", sa.Date(), nullable=True),
        sa.Column("unit_car", sa.Boolean(), nullable=False),
        sa.Column("receipts_fen", sa.Integer(), nullable=False),
        sa.Column("statement", JsonColumn, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("submitted_at", UtcInstant(), nullable=True),
        sa.Column("verified_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("pay_fen", sa.Integer(), nullable=True),
        sa.Column("pay_reason", sa.String(length=24), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("return_on IS NULL OR return_on >= outbound_on", name=op.f("ck_claims_dates_in_order")),
        sa.CheckConstraint("receipts_fen >= 0", name=op.f("ck_claims_receipts_not_negative")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["people.id"], name=op.f("fk_claims_approved_by_id")),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_claims_cadre_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_claims_programme_id")),
        sa.ForeignKeyConstraint(["run_id"], ["allowance_runs.id"], name=op.f("fk_claims_run_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_claims_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_claims_unit_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["people.id"], name=op.f("fk_claims_verified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    for column in ("cadre_id", "month", "run_id", "unit_id", "updated_at"):
        op.create_index(op.f(f"ix_claims_{column}"), "claims", [column], unique=False)
    op.create_index("ix_claims_secondment_dates", "claims", ["secondment_id", "outbound_on"], unique=False)
    op.create_index("ix_claims_programme_state", "claims", ["programme_id", "state", "counts_on"], unique=False)


def _legs() -> None:
    op.create_table(
        "claim_legs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_place", sa.String(length=60), nullable=False),
        sa.Column("to_place", sa.String(length=60), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("depart_at", UtcInstant(), nullable=True),
        sa.Column("arrive_at", UtcInstant(), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("invoice_no", sa.String(length=40), nullable=True),
        sa.Column("no_invoice_reason", sa.String(length=200), nullable=True),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_held", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_claim_legs_amount_not_negative")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_legs_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_legs")),
        sa.UniqueConstraint("claim_id", "position", name=op.f("uq_claim_legs_claim_id_position")),
    )
    op.create_index(op.f("ix_claim_legs_attachment_id"), "claim_legs", ["attachment_id"], unique=False)
    # Two claims at the same moment cannot both hold a number; a rejected or withdrawn one lets it go.
    op.create_index(
        "uq_claim_legs_invoice_held",
        "claim_legs",
        ["invoice_no"],
        unique=True,
        sqlite_where=sa.text("invoice_held = 1"),
        postgresql_where=sa.text("invoice_held"),
    )


def _steps() -> None:
    op.create_table(
        "claim_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("comment", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_claim_steps_actor_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_steps_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_steps")),
        sa.UniqueConstraint("claim_id", "from_version", name=op.f("uq_claim_steps_claim_id_from_version")),
    )


def downgrade() -> None:
    op.drop_table("claim_steps")
    op.drop_table("claim_legs")
    op.drop_table("claims")
