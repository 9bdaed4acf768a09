"""Accounts: consents, renamed and merged units, people who left."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _entity() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
    ]


def upgrade() -> None:
    with op.batch_alter_table("units") as batch:
        batch.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("merge_reason", sa.String(length=200), nullable=True))
        batch.create_foreign_key(op.f("fk_units_merged_into_id"), "units", ["merged_into_id"], ["id"])
        batch.create_index(op.f("ix_units_merged_into_id"), ["merged_into_id"], unique=False)
    op.add_column("people", sa.Column("left_on", sa.Date(), nullable=True))
    op.create_table(
        "unit_names",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_names_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_names")),
        sa.UniqueConstraint("unit_id", "from_on", name=op.f("uq_unit_names_unit_id_from_on")),
    )
    op.create_index(op.f("ix_unit_names_name"), "unit_names", ["name"], unique=False)
    op.create_table(
        "departures",
        *_entity(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("roles", JsonColumn, nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("undone_at", UtcInstant(), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_departures_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_departures_person_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["people.id"], name=op.f("fk_departures_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
    )
    op.create_index(op.f("ix_departures_person_id"), "departures", ["person_id"], unique=False)
    op.create_index(op.f("ix_departures_updated_at"), "departures", ["updated_at"], unique=False)
    op.create_table(
        "consents",
        *_entity(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("notice_version", sa.String(length=16), nullable=False),
        sa.Column("asked_at", UtcInstant(), nullable=False),
        sa.Column("given_at", UtcInstant(), nullable=True),
        sa.Column("taken_back_at", UtcInstant(), nullable=True),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id"], unique=False)
    op.create_index(op.f("ix_consents_updated_at"), "consents", ["updated_at"], unique=False)


def downgrade() -> None:
    for name in ("updated_at", "person_id"):
        op.drop_index(op.f(f"ix_consents_{name}"), table_name="consents")
    op.drop_table("consents")
    for name in ("updated_at", "person_id"):
        op.drop_index(op.f(f"ix_departures_{name}"), table_name="departures")
    op.drop_table("departures")
    op.drop_index(op.f("ix_unit_names_name"), table_name="unit_names")
    op.drop_table("unit_names")
    op.drop_column("people", "left_on")
    with op.batch_alter_table("units") as batch:
        batch.drop_index(op.f("ix_units_merged_into_id"))
        batch.drop_constraint(op.f("fk_units_merged_into_id"), type_="foreignkey")
        batch.drop_column("merge_reason")
        batch.drop_column("closed_on")
        batch.drop_column("merged_into_id")
