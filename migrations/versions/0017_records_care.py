"""Records: quarantine and purge; feedback."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("state IN ('held', 'proposed')")


def _entity(*columns: sa.Column[object]) -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        *columns,
    ]


def _foreign(table: str, **keys: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in keys.items()
    ]


def upgrade() -> None:
    op.add_column("daily_records", sa.Column("hidden", sa.String(length=24), nullable=True))
    op.add_column("daily_records", sa.Column("hidden_reason", sa.String(length=24), nullable=True))
    op.add_column("attachments", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    _holds()
    op.create_table(
        "file_deletions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_deletions")),
    )
    op.create_index(op.f("ix_file_deletions_sha256"), "file_deletions", ["sha256"], unique=False)
    _feedback()


def _holds() -> None:
    op.create_table(
        "record_holds",
        *_entity(
            sa.Column("record_id", sa.Uuid(), nullable=False),
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
        ),
        *_foreign(
            "record_holds",
            record_id="daily_records",
            secondment_id="secondments",
            held_by_id="people",
            proposed_by_id="people",
            decided_by_id="people",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_holds")),
    )
    for column in ("record_id", "secondment_id", "updated_at"):
        op.create_index(op.f(f"ix_record_holds_{column}"), "record_holds", [column], unique=False)
    op.create_index(
        "uq_record_holds_open", "record_holds", ["record_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        *_entity(
            sa.Column("unit_id", sa.Uuid(), nullable=False),
            sa.Column("kind", sa.String(length=24), nullable=False),
            sa.Column("state", sa.String(length=24), nullable=False),
            sa.Column("text", sa.String(length=2000), nullable=False),
            sa.Column("anonymous", sa.Boolean(), nullable=False),
            sa.Column("author_id", sa.Uuid(), nullable=True),
            sa.Column("secondment_id", sa.Uuid(), nullable=True),
            sa.Column("barred_ids", JsonColumn, nullable=False),
            sa.Column("code_hash", sa.String(length=64), nullable=True),
            sa.Column("sent_hash", sa.String(length=64), nullable=False),
            sa.Column("body_digest", sa.String(length=64), nullable=False),
            sa.Column("taken_by_id", sa.Uuid(), nullable=True),
            sa.Column("taken_at", UtcInstant(), nullable=True),
            sa.Column("answer", sa.String(length=2000), nullable=True),
            sa.Column("answered_by_id", sa.Uuid(), nullable=True),
            sa.Column("answered_at", UtcInstant(), nullable=True),
            sa.Column("closed_by_id", sa.Uuid(), nullable=True),
            sa.Column("closed_at", UtcInstant(), nullable=True),
        ),
        *_foreign(
            "feedback",
            unit_id="units",
            author_id="people",
            secondment_id="secondments",
            taken_by_id="people",
            answered_by_id="people",
            closed_by_id="people",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_feedback_code_hash")),
        sa.UniqueConstraint("sent_hash", name=op.f("uq_feedback_sent_hash")),
    )
    for column in ("author_id", "unit_id", "updated_at"):
        op.create_index(op.f(f"ix_feedback_{column}"), "feedback", [column], unique=False)


def downgrade() -> None:
    """What is quarantined goes back to its place only by a release: release everything before going back."""
    op.drop_table("feedback")
    op.drop_table("file_deletions")
    op.drop_table("record_holds")
    op.drop_column("attachments", "held")
    op.drop_column("daily_records", "hidden_reason")
    op.drop_column("daily_records", "hidden")
