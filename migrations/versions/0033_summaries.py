"""Summaries of weeks, months and quarters, and the term-end form."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Every programme asks for the form from now on; a term that ends without one names its reason."""
    _summaries()
    _appraisals()
    op.add_column("programme_policies", sa.Column("term_form", sa.Boolean(), nullable=False, server_default=sa.true()))


def _summaries() -> None:
    op.create_table(
        "record_summaries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("voice", sa.String(length=24), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=800), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("draft_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_record_summaries_author_id")),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_record_summaries_cadre_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_record_summaries_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_record_summaries_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_summaries")),
        sa.UniqueConstraint(
            "secondment_id", "voice", "period", name=op.f("uq_record_summaries_secondment_id_voice_period")
        ),
    )
    op.create_index(op.f("ix_record_summaries_cadre_id"), "record_summaries", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_record_summaries_updated_at"), "record_summaries", ["updated_at"], unique=False)
    op.create_index(
        "ix_record_summaries_period", "record_summaries", ["period", "voice", "secondment_id"], unique=False
    )
    op.create_table(
        "record_summary_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=800), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_record_summary_versions_actor_id")),
        sa.ForeignKeyConstraint(
            ["secondment_id"], ["secondments.id"], name=op.f("fk_record_summary_versions_secondment_id")
        ),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["record_summaries.id"], name=op.f("fk_record_summary_versions_summary_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_summary_versions")),
        sa.UniqueConstraint("summary_id", "number", name=op.f("uq_record_summary_versions_summary_id_number")),
        sa.UniqueConstraint(
            "secondment_id", "client_id", name=op.f("uq_record_summary_versions_secondment_id_client_id")
        ),
    )


def _appraisals() -> None:
    op.create_table(
        "appraisals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.String(length=24), nullable=False),
        sa.Column("self_report", sa.String(length=1500), nullable=True),
        sa.Column("achievements", sa.String(length=1000), nullable=True),
        sa.Column("figures", JsonColumn, nullable=False),
        sa.Column("receiving_opinion", sa.String(length=500), nullable=True),
        sa.Column("grade", sa.String(length=24), nullable=True),
        sa.Column("sending_opinion", sa.String(length=500), nullable=True),
        sa.Column("office_opinion", sa.String(length=500), nullable=True),
        sa.Column("outside_quota", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("signatures", JsonColumn, nullable=False),
        sa.Column("return_reason", sa.String(length=200), nullable=True),
        sa.Column("returned_from", sa.String(length=24), nullable=True),
        sa.Column("done_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_appraisals_cadre_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_appraisals_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_appraisals_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisals")),
        sa.UniqueConstraint("secondment_id", name=op.f("uq_appraisals_secondment_id")),
    )
    op.create_index(op.f("ix_appraisals_cadre_id"), "appraisals", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_appraisals_updated_at"), "appraisals", ["updated_at"], unique=False)
    op.create_table(
        "appraisal_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appraisal_id", sa.Uuid(), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.String(length=24), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("content", JsonColumn, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("signed_by", sa.String(length=40), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("lent_by_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_appraisal_steps_actor_id")),
        sa.ForeignKeyConstraint(["appraisal_id"], ["appraisals.id"], name=op.f("fk_appraisal_steps_appraisal_id")),
        sa.ForeignKeyConstraint(["lent_by_id"], ["people.id"], name=op.f("fk_appraisal_steps_lent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_steps")),
        sa.UniqueConstraint("appraisal_id", "from_version", name=op.f("uq_appraisal_steps_appraisal_id_from_version")),
    )
    op.create_index(op.f("ix_appraisal_steps_attachment_id"), "appraisal_steps", ["attachment_id"], unique=False)


def downgrade() -> None:
    """The release before knows neither."""
    op.drop_column("programme_policies", "term_form")
    op.drop_index(op.f("ix_appraisal_steps_attachment_id"), table_name="appraisal_steps")
    op.drop_table("appraisal_steps")
    op.drop_index(op.f("ix_appraisals_updated_at"), table_name="appraisals")
    op.drop_index(op.f("ix_appraisals_cadre_id"), table_name="appraisals")
    op.drop_table("appraisals")
    op.drop_table("record_summary_versions")
    op.drop_index("ix_record_summaries_period", table_name="record_summaries")
    op.drop_index(op.f("ix_record_summaries_updated_at"), table_name="record_summaries")
    op.drop_index(op.f("ix_record_summaries_cadre_id"), table_name="record_summaries")
    op.drop_table("record_summaries")
