"""Secondments: dated postings, and confirmations a unit."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core import clock
from app.core.columns import JsonColumn
from app.core.db import UtcInstant
from app.core.ids import new_id

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COPIED = ("receiving_unit_id", "post_title", "region_band", "start_on")
CONFIRMED = "uq_month_confirmations_secondment_id_month"

SECONDMENTS = sa.table(
    "secondments",
    sa.column("id", sa.Uuid()),
    sa.column("created_at", UtcInstant()),
    sa.column("created_by_id", sa.Uuid()),
    sa.column("receiving_unit_id", sa.Uuid()),
    sa.column("post_title", sa.String()),
    sa.column("region_band", sa.String()),
    sa.column("start_on", sa.Date()),
)
SUPERVISORS = sa.table(
    "secondment_supervisors", sa.column("secondment_id", sa.Uuid()), sa.column("person_id", sa.Uuid())
)


def upgrade() -> None:
    postings = _postings()
    op.bulk_insert(postings, _first_postings())
    # A month was confirmed by the unit that hosted it; until now that unit was the secondment's own.
    op.execute(
        "UPDATE month_confirmations SET unit_id = (SELECT s.receiving_unit_id FROM secondments s "
        "WHERE s.id = month_confirmations.secondment_id)"
    )
    with op.batch_alter_table("month_confirmations") as batch:
        batch.drop_constraint(CONFIRMED, type_="unique")
        batch.create_unique_constraint(f"{CONFIRMED}_unit_id", ["secondment_id", "month", "unit_id"])


def _postings() -> sa.Table:
    table = op.create_table(
        "postings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("end_month", sa.String(length=7), nullable=True),
        sa.Column("receiving_unit_id", sa.Uuid(), nullable=False),
        sa.Column("post_title", sa.String(length=80), nullable=False),
        sa.Column("region_band", sa.String(length=32), nullable=True),
        sa.Column("supervisor_ids", JsonColumn, nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("end_on IS NULL OR end_on >= start_on", name=op.f("ck_postings_dates_in_order")),
        sa.ForeignKeyConstraint(["receiving_unit_id"], ["units.id"], name=op.f("fk_postings_receiving_unit_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_postings_secondment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint("secondment_id", "start_on", name=op.f("uq_postings_secondment_id_start_on")),
    )
    op.create_index("ix_postings_unit", "postings", ["receiving_unit_id", "secondment_id"], unique=False)
    op.create_index(op.f("ix_postings_updated_at"), "postings", ["updated_at"], unique=False)
    op.create_index(
        "ix_postings_coming",
        "postings",
        ["start_on"],
        unique=False,
        sqlite_where=sa.text("in_force = 0"),
        postgresql_where=sa.text("NOT in_force"),
    )
    return table


def _first_postings() -> list[dict[str, Any]]:
    """Every secondment as the one posting that it was."""
    connection = op.get_bind()
    reminded: dict[Any, list[str]] = {}
    for secondment_id, person_id in connection.execute(sa.select(SUPERVISORS)):
        reminded.setdefault(secondment_id, []).append(str(person_id))
    now = clock.now()
    return [
        {name: row[name] for name in COPIED}
        | {
            "id": new_id(),
            "version": 1,
            "created_at": row["created_at"],
            "updated_at": now,
            "secondment_id": row["id"],
            "end_on": None,
            "end_month": None,
            "supervisor_ids": sorted(reminded.get(row["id"], [])),
            "in_force": True,
            "reason": None,
            "created_by_id": row["created_by_id"],
        }
        for row in connection.execute(sa.select(SECONDMENTS)).mappings().all()
    ]


def downgrade() -> None:
    # Only one word a month is kept: that of the unit that hosted its end.
    op.execute(
        "DELETE FROM month_confirmations WHERE unit_id != (SELECT s.receiving_unit_id FROM secondments s "
        "WHERE s.id = month_confirmations.secondment_id)"
    )
    with op.batch_alter_table("month_confirmations") as batch:
        batch.drop_constraint(f"{CONFIRMED}_unit_id", type_="unique")
        batch.create_unique_constraint(CONFIRMED, ["secondment_id", "month"])
    op.drop_table("postings")
