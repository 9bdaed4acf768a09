"""Spot checks: the tables of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "spot_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("visited_at", UtcInstant(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("attachment_ids", JsonColumn, nullable=False),
        sa.Column("reply", sa.String(length=1000), nullable=True),
        sa.Column("replied_at", UtcInstant(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_spot_checks_author_id")),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_spot_checks_cadre_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["people.id"], name=op.f("fk_spot_checks_closed_by_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_spot_checks_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_spot_checks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_checks")),
    )
    op.create_index(op.f("ix_spot_checks_author_id"), "spot_checks", ["author_id"], unique=False)
    op.create_index(op.f("ix_spot_checks_cadre_id"), "spot_checks", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_spot_checks_secondment_id"), "spot_checks", ["secondment_id"], unique=False)
    op.create_index(op.f("ix_spot_checks_unit_id"), "spot_checks", ["unit_id"], unique=False)
    op.create_index(op.f("ix_spot_checks_updated_at"), "spot_checks", ["updated_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_spot_checks_updated_at"), table_name="spot_checks")
    op.drop_index(op.f("ix_spot_checks_unit_id"), table_name="spot_checks")
    op.drop_index(op.f("ix_spot_checks_secondment_id"), table_name="spot_checks")
    op.drop_index(op.f("ix_spot_checks_cadre_id"), table_name="spot_checks")
    op.drop_index(op.f("ix_spot_checks_author_id"), table_name="spot_checks")
    op.drop_table("spot_checks")
