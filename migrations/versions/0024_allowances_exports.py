"""Allowances: exports that are asked for, made apart and kept for a week; sums over years from one index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEXES = (("sha256",), ("made_by_id",), ("finished_at",))
SUMMED = (
    "run_id",
    "cadre_id",
    "unit_id",
    "payable_halves",
    "subsidy_fen",
    "receipts_fen",
    "transport_fen",
    "adjustment_fen",
    "debt_in_fen",
    "carried_fen",
    "total_fen",
)


def _columns() -> list[sa.Column[object]]:
    """What an export learns; the files taken before are done, for people, and no longer kept."""
    return [
        sa.Column("state", sa.String(length=24), nullable=False, server_default="done"),
        sa.Column("progress", sa.Integer(), nullable=False, server_default="100"),
        sa.Column("made_by_kind", sa.String(length=8), nullable=False, server_default="person"),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("group_by", sa.String(length=12), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False, server_default="zh_CN"),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("held_until", UtcInstant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failure", sa.String(length=48), nullable=True),
        sa.Column("finished_at", UtcInstant(), nullable=True),
        sa.Column("taken_at", UtcInstant(), nullable=True),
        sa.Column("file_key", sa.String(length=120), nullable=True),
        sa.Column("file_name", sa.String(length=160), nullable=False, server_default=""),
        sa.Column("size", sa.Integer(), nullable=False, server_default="0"),
    ]


def upgrade() -> None:
    for column in _columns():
        op.add_column("allowance_exports", column)
    op.execute("UPDATE allowance_exports SET finished_at = at")
    for names in INDEXES:
        op.create_index(op.f(f"ix_allowance_exports_{'_'.join(names)}"), "allowance_exports", list(names))
    op.create_table(
        "allowance_export_programmes",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["allowance_exports.id"], name=op.f("fk_allowance_export_programmes_export_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_allowance_export_programmes_programme_id")
        ),
        sa.PrimaryKeyConstraint("export_id", "programme_id", name=op.f("pk_allowance_export_programmes")),
    )
    op.create_index(
        op.f("ix_allowance_export_programmes_programme_id"), "allowance_export_programmes", ["programme_id"]
    )
    op.execute(
        "INSERT INTO allowance_export_programmes (export_id, programme_id) SELECT e.id, r.programme_id "
        "FROM allowance_exports e JOIN allowance_runs r ON r.id = e.run_id"
    )
    op.create_index("ix_allowance_rows_totals", "allowance_rows", list(SUMMED))


def downgrade() -> None:
    op.drop_index("ix_allowance_rows_totals", table_name="allowance_rows")
    op.drop_table("allowance_export_programmes")
    # What was never finished was no export in the former sense.
    op.execute("DELETE FROM allowance_exports WHERE state <> 'done'")
    for names in INDEXES:
        op.drop_index(op.f(f"ix_allowance_exports_{'_'.join(names)}"), table_name="allowance_exports")
    for column in reversed(_columns()):
        op.drop_column("allowance_exports", column.name)
