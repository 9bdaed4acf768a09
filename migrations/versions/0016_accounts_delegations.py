"""Accounts: delegations and heads of units; groups' dated members; decisions on paper and by delegation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _delegations()
    _paper_reviews()
    with op.batch_alter_table("units") as batch:
        batch.add_column(sa.Column("head_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("group_members") as batch:
        batch.add_column(sa.Column("from_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("to_on", sa.Date(), nullable=True))
    with op.batch_alter_table("month_confirmations") as batch:
        batch.add_column(sa.Column("signed_by", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("sheet_no", sa.String(length=24), nullable=True))
        batch.add_column(sa.Column("confirmed_for_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_month_confirmations_confirmed_for_id"), "people", ["confirmed_for_id"], ["id"]
        )
        batch.create_index(op.f("ix_month_confirmations_attachment_id"), ["attachment_id"], unique=False)
    with op.batch_alter_table("daily_records") as batch:
        batch.add_column(sa.Column("decided_for_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("paper_review_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_daily_records_decided_for_id"), "people", ["decided_for_id"], ["id"])


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("body_digest", sa.String(length=64), nullable=True),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_delegations_dates_in_order")),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name=op.f("fk_delegations_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_delegations_to_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_delegations_unit_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["people.id"], name=op.f("fk_delegations_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    for name in ("from_id", "to_id", "unit_id", "updated_at"):
        op.create_index(op.f(f"ix_delegations_{name}"), "delegations", [name], unique=False)


def _paper_reviews() -> None:
    op.create_table(
        "paper_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("signed_by", sa.String(length=40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by_id"], ["people.id"], name=op.f("fk_paper_reviews_entered_by_id")),
        sa.ForeignKeyConstraint(["record_id"], ["daily_records.id"], name=op.f("fk_paper_reviews_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_reviews")),
    )
    op.create_index(op.f("ix_paper_reviews_attachment_id"), "paper_reviews", ["attachment_id"], unique=False)
    op.create_index(op.f("ix_paper_reviews_record_id"), "paper_reviews", ["record_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("daily_records") as batch:
        batch.drop_constraint(op.f("fk_daily_records_decided_for_id"), type_="foreignkey")
        batch.drop_column("paper_review_id")
        batch.drop_column("decided_for_id")
    with op.batch_alter_table("month_confirmations") as batch:
        batch.drop_index(op.f("ix_month_confirmations_attachment_id"))
        batch.drop_constraint(op.f("fk_month_confirmations_confirmed_for_id"), type_="foreignkey")
        for name in ("confirmed_for_id", "sheet_no", "signed_on", "signed_by"):
            batch.drop_column(name)
    with op.batch_alter_table("group_members") as batch:
        batch.drop_column("to_on")
        batch.drop_column("from_on")
    with op.batch_alter_table("units") as batch:
        batch.drop_column("head_id")
    op.drop_table("paper_reviews")
    op.drop_table("delegations")
