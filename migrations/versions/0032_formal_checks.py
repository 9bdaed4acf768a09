"""Formal spot checks: plans, draws, visits, findings, rectification."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One-person notes stay as they are, in a table of their own: other people read them."""
    op.create_table(
        "spot_check_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("every", sa.String(length=24), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("dates_each", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(size IS NULL) <> (share IS NULL)", name=op.f("ck_spot_check_plans_size_or_share")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_spot_check_plans_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check_plans")),
    )
    op.create_index(op.f("ix_spot_check_plans_programme_id"), "spot_check_plans", ["programme_id"], unique=False)
    op.create_index(op.f("ix_spot_check_plans_updated_at"), "spot_check_plans", ["updated_at"], unique=False)
    op.create_table(
        "spot_check_draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("home_unit_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("secondment_id", sa.Uuid(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by_weight", sa.Integer(), nullable=False),
        sa.Column("dates_each", sa.Integer(), nullable=False),
        sa.Column("inspector_ids", JsonColumn, nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("frame_size", sa.Integer(), nullable=False),
        sa.Column("frame_digest", sa.String(length=64), nullable=False),
        sa.Column("voided_at", UtcInstant(), nullable=True),
        sa.Column("voided_by_id", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_spot_check_draws_group_id")),
        sa.ForeignKeyConstraint(["home_unit_id"], ["units.id"], name=op.f("fk_spot_check_draws_home_unit_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_spot_check_draws_programme_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_spot_check_draws_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_spot_check_draws_unit_id")),
        sa.ForeignKeyConstraint(["voided_by_id"], ["people.id"], name=op.f("fk_spot_check_draws_voided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check_draws")),
        sa.UniqueConstraint(
            "home_unit_id", "month", "serial", name=op.f("uq_spot_check_draws_home_unit_id_month_serial")
        ),
    )
    op.create_index(op.f("ix_spot_check_draws_programme_id"), "spot_check_draws", ["programme_id"], unique=False)
    op.create_index(op.f("ix_spot_check_draws_updated_at"), "spot_check_draws", ["updated_at"], unique=False)
    op.create_table(
        "formal_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("days", JsonColumn, nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=True),
        sa.Column("visited_at", UtcInstant(), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("method", sa.String(length=24), nullable=True),
        sa.Column("consistent", sa.String(length=24), nullable=True),
        sa.Column("leave_in_order", sa.String(length=24), nullable=True),
        sa.Column("allowance_agrees", sa.String(length=24), nullable=True),
        sa.Column("difficulties", sa.String(length=1000), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("finding", sa.String(length=24), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("findings_digest", sa.String(length=64), nullable=True),
        sa.Column("found_at", UtcInstant(), nullable=True),
        sa.Column("reply", sa.String(length=1000), nullable=True),
        sa.Column("replied_at", UtcInstant(), nullable=True),
        sa.Column("rectification", sa.String(length=1000), nullable=True),
        sa.Column("rectified_at", UtcInstant(), nullable=True),
        sa.Column("sent_back_reason", sa.String(length=200), nullable=True),
        sa.Column("sent_back_at", UtcInstant(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("close_reason", sa.String(length=200), nullable=True),
        sa.Column("voided_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_formal_checks_cadre_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["people.id"], name=op.f("fk_formal_checks_closed_by_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["spot_check_draws.id"], name=op.f("fk_formal_checks_draw_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_formal_checks_programme_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_formal_checks_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_formal_checks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_checks")),
        sa.UniqueConstraint("draw_id", "rank", name=op.f("uq_formal_checks_draw_id_rank")),
    )
    op.create_index(op.f("ix_formal_checks_cadre_id"), "formal_checks", ["cadre_id"], unique=False)
    op.create_index("ix_formal_checks_created", "formal_checks", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_formal_checks_programme_id"), "formal_checks", ["programme_id"], unique=False)
    op.create_index(op.f("ix_formal_checks_secondment_id"), "formal_checks", ["secondment_id"], unique=False)
    op.create_index(op.f("ix_formal_checks_signal_id"), "formal_checks", ["signal_id"], unique=False)
    op.create_index("ix_formal_checks_status", "formal_checks", ["status", "due_on"], unique=False)
    op.create_index(op.f("ix_formal_checks_updated_at"), "formal_checks", ["updated_at"], unique=False)
    op.create_table(
        "spot_check_frames",
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("frame", JsonColumn, nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["spot_check_draws.id"], name=op.f("fk_spot_check_frames_draw_id")),
        sa.PrimaryKeyConstraint("draw_id", name=op.f("pk_spot_check_frames")),
    )
    op.create_table(
        "formal_check_files",
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["formal_checks.id"], name=op.f("fk_formal_check_files_check_id")),
        sa.PrimaryKeyConstraint("check_id", "attachment_id", name=op.f("pk_formal_check_files")),
    )
    op.create_index(op.f("ix_formal_check_files_attachment_id"), "formal_check_files", ["attachment_id"], unique=False)
    op.create_table(
        "formal_check_inspectors",
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("signed_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["formal_checks.id"], name=op.f("fk_formal_check_inspectors_check_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_formal_check_inspectors_person_id")),
        sa.PrimaryKeyConstraint("check_id", "person_id", name=op.f("pk_formal_check_inspectors")),
    )
    op.create_index(
        op.f("ix_formal_check_inspectors_person_id"), "formal_check_inspectors", ["person_id"], unique=False
    )


def downgrade() -> None:
    """The release before knows no formal checks."""
    op.drop_index(op.f("ix_formal_check_inspectors_person_id"), table_name="formal_check_inspectors")
    op.drop_table("formal_check_inspectors")
    op.drop_index(op.f("ix_formal_check_files_attachment_id"), table_name="formal_check_files")
    op.drop_table("formal_check_files")
    op.drop_table("spot_check_frames")
    op.drop_index(op.f("ix_formal_checks_updated_at"), table_name="formal_checks")
    op.drop_index("ix_formal_checks_status", table_name="formal_checks")
    op.drop_index(op.f("ix_formal_checks_signal_id"), table_name="formal_checks")
    op.drop_index(op.f("ix_formal_checks_secondment_id"), table_name="formal_checks")
    op.drop_index(op.f("ix_formal_checks_programme_id"), table_name="formal_checks")
    op.drop_index("ix_formal_checks_created", table_name="formal_checks")
    op.drop_index(op.f("ix_formal_checks_cadre_id"), table_name="formal_checks")
    op.drop_table("formal_checks")
    op.drop_index(op.f("ix_spot_check_draws_updated_at"), table_name="spot_check_draws")
    op.drop_index(op.f("ix_spot_check_draws_programme_id"), table_name="spot_check_draws")
    op.drop_table("spot_check_draws")
    op.drop_index(op.f("ix_spot_check_plans_updated_at"), table_name="spot_check_plans")
    op.drop_index(op.f("ix_spot_check_plans_programme_id"), table_name="spot_check_plans")
    op.drop_table("spot_check_plans")
