"""Scans for signals: runs with their shards, findings just below the threshold, and what is nobody's question."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Signals that stand are of people who are asked: none of them is quiet."""
    op.add_column("signals", sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("signals", sa.Column("as_of_on", sa.Date(), nullable=True))
    _scans()
    _shards()
    _near()


def _scans() -> None:
    op.create_table(
        "signal_scans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(length=24), nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("body_digest", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("started_at", UtcInstant(), nullable=True),
        sa.Column("finished_at", UtcInstant(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.Column("counts", JsonColumn, nullable=False),
        sa.Column("failure", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["requested_by_id"], ["people.id"], name=op.f("fk_signal_scans_requested_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_scans")),
    )
    op.create_index(op.f("ix_signal_scans_updated_at"), "signal_scans", ["updated_at"], unique=False)
    op.create_index(
        "uq_signal_scans_open",
        "signal_scans",
        ["from_on", "to_on", "as_of"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )


def _shards() -> None:
    op.create_table(
        "signal_scan_shards",
        sa.Column("scan_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcInstant(), nullable=True),
        sa.Column("counts", JsonColumn, nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["signal_scans.id"], name=op.f("fk_signal_scan_shards_scan_id")),
        sa.PrimaryKeyConstraint("scan_id", "number", name=op.f("pk_signal_scan_shards")),
    )


def _near() -> None:
    op.create_table(
        "signal_near",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", JsonColumn, nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_signal_near_secondment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_signal_near_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_signal_near_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_near")),
        sa.UniqueConstraint("kind", "subject_id", "window", name=op.f("uq_signal_near_kind_subject_id_window")),
    )
    op.create_index("ix_signal_near_window", "signal_near", ["window", "unit_id"], unique=False)


def downgrade() -> None:
    """What is nobody's question cannot be told from the others there: it goes."""
    op.drop_index("ix_signal_near_window", table_name="signal_near")
    op.drop_table("signal_near")
    op.drop_table("signal_scan_shards")
    op.drop_index("uq_signal_scans_open", table_name="signal_scans")
    op.drop_index(op.f("ix_signal_scans_updated_at"), table_name="signal_scans")
    op.drop_table("signal_scans")
    op.execute(sa.text("DELETE FROM signals WHERE quiet OR kind <> 'missing'"))
    with op.batch_alter_table("signals") as table:
        table.drop_column("as_of_on")
        table.drop_column("quiet")
