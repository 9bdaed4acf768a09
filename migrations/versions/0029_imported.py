"""Imported history: what a dataset brought, kept as it came, and the mark of its programme."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.db import UtcInstant

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    """No programme is imported yet."""
    op.add_column("programmes", sa.Column("imported", sa.Boolean(), nullable=False, server_default=sa.false()))
    _entries()
    _approvals()
    _rows()


def _entries() -> None:
    op.create_table(
        "imported_entries",
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("work_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", UtcInstant(), nullable=False),
        sa.Column("written_at", UtcInstant(), nullable=True),
        sa.Column("edit_seconds", sa.Float(), nullable=True),
        sa.Column("work_type", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("checkin_at", UtcInstant(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("photo_id", sa.Text(), nullable=True),
        sa.Column("phash", sa.String(length=16), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("taken_at", UtcInstant(), nullable=True),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("given", JSON, nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["daily_records.id"], name=op.f("fk_imported_entries_record_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_imported_entries_secondment_id")),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_imported_entries_cadre_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_imported_entries")),
        sa.UniqueConstraint("external_id", name=op.f("uq_imported_entries_external_id")),
    )
    op.create_index("ix_imported_entries_cadre_on", "imported_entries", ["cadre_id", "work_on"])
    op.create_index(op.f("ix_imported_entries_work_on"), "imported_entries", ["work_on"])
    op.create_index(op.f("ix_imported_entries_secondment_id"), "imported_entries", ["secondment_id"])


def _approvals() -> None:
    op.create_table(
        "imported_approvals",
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=False),
        sa.Column("entry_seq", NUMBER, nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("decided_at", UtcInstant(), nullable=False),
        sa.Column("view_seconds", sa.Float(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("given", JSON, nullable=True),
        sa.ForeignKeyConstraint(["entry_seq"], ["imported_entries.seq"], name=op.f("fk_imported_approvals_entry_seq")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["people.id"], name=op.f("fk_imported_approvals_supervisor_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_imported_approvals")),
        sa.UniqueConstraint("external_id", name=op.f("uq_imported_approvals_external_id")),
    )
    for name in ("entry_seq", "supervisor_id", "decided_at"):
        op.create_index(op.f(f"ix_imported_approvals_{name}"), "imported_approvals", [name])


def _rows() -> None:
    op.create_table(
        "imported_rows",
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("row", JSON, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_imported_rows_person_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_imported_rows")),
        sa.UniqueConstraint("kind", "external_id", name=op.f("uq_imported_rows_kind_external_id")),
    )
    op.create_index("ix_imported_rows_person", "imported_rows", ["person_id", "kind"])


def downgrade() -> None:
    """The release before knows none of it; the records, people and secondments stay."""
    for name in ("imported_rows", "imported_approvals", "imported_entries"):
        op.drop_table(name)
    with op.batch_alter_table("programmes") as table:
        table.drop_column("imported")
