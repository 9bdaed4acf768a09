"""Summaries, notes and term-end forms can be hidden and purged as records can."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("state IN ('held', 'proposed')")
NAMED = {
    "secondment_id": "secondments",
    "cadre_id": "people",
    "unit_id": "units",
    "record_id": "daily_records",
    "held_by_id": "people",
    "proposed_by_id": "people",
    "decided_by_id": "people",
}


def upgrade() -> None:
    """What was kept before is not hidden."""
    op.create_table(
        "text_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason_code", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.Column("content", JsonColumn, nullable=False),
        sa.Column("held_by_id", sa.Uuid(), nullable=False),
        sa.Column("held_at", UtcInstant(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", UtcInstant(), nullable=True),
        sa.Column("proposed_version", sa.Integer(), nullable=True),
        sa.Column("purge_reason", sa.String(length=200), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("decided_version", sa.Integer(), nullable=True),
        sa.Column("decision_reason", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_text_holds_{column}"))
            for column, table in NAMED.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_holds")),
    )
    for column in ("secondment_id", "subject_id", "updated_at"):
        op.create_index(op.f(f"ix_text_holds_{column}"), "text_holds", [column], unique=False)
    op.create_index(
        "uq_text_holds_open", "text_holds", ["subject_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    for table in ("record_summaries", "appraisals"):
        op.add_column(table, sa.Column("hidden", sa.String(length=24), nullable=True))
        op.add_column(table, sa.Column("hidden_reason", sa.String(length=24), nullable=True))


def downgrade() -> None:
    """What is quarantined goes back to its place only by a release: release everything before going back."""
    for table in ("appraisals", "record_summaries"):
        op.drop_column(table, "hidden_reason")
        op.drop_column(table, "hidden")
    op.drop_table("text_holds")
