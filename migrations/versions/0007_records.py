"""Records: the tables of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "daily_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("work_on", sa.Date(), nullable=False),
        sa.Column("day_type", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("items", JsonColumn, nullable=False),
        sa.Column("difficulty", sa.String(length=500), nullable=True),
        sa.Column("takeaway", sa.String(length=500), nullable=True),
        sa.Column("attachment_ids", JsonColumn, nullable=False),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("late_sync", sa.Boolean(), nullable=False),
        sa.Column("resubmitted", sa.Boolean(), nullable=False),
        sa.Column("mending", sa.Boolean(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("addenda_count", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcInstant(), nullable=True),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decision_comment", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_daily_records_cadre_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_daily_records_decided_by_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_daily_records_secondment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_daily_records_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_records")),
        sa.UniqueConstraint("secondment_id", "work_on", name=op.f("uq_daily_records_secondment_id_work_on")),
    )
    op.create_index("ix_daily_records_cadre_on", "daily_records", ["cadre_id", "work_on"], unique=False)
    op.create_index(
        "ix_daily_records_queue",
        "daily_records",
        ["secondment_id", "work_on"],
        unique=False,
        sqlite_where=sa.text("status = 'submitted'"),
        postgresql_where=sa.text("status = 'submitted'"),
    )
    op.create_index(op.f("ix_daily_records_updated_at"), "daily_records", ["updated_at"], unique=False)
    op.create_table(
        "day_unlocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("work_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("unlocked_by_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_day_unlocks_secondment_id")),
        sa.ForeignKeyConstraint(["unlocked_by_id"], ["people.id"], name=op.f("fk_day_unlocks_unlocked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_unlocks")),
        sa.UniqueConstraint("secondment_id", "work_on", name=op.f("uq_day_unlocks_secondment_id_work_on")),
    )
    op.create_index(op.f("ix_day_unlocks_secondment_id"), "day_unlocks", ["secondment_id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("phash", sa.String(length=16), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("taken_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_attachments_owner_id")),
        sa.ForeignKeyConstraint(["record_id"], ["daily_records.id"], name=op.f("fk_attachments_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_owner_id"), "attachments", ["owner_id"], unique=False)
    op.create_index(op.f("ix_attachments_record_id"), "attachments", ["record_id"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)
    op.create_index(op.f("ix_attachments_updated_at"), "attachments", ["updated_at"], unique=False)
    op.create_table(
        "record_addenda",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_record_addenda_author_id")),
        sa.ForeignKeyConstraint(["record_id"], ["daily_records.id"], name=op.f("fk_record_addenda_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_addenda")),
    )
    op.create_index(op.f("ix_record_addenda_record_id"), "record_addenda", ["record_id"], unique=False)
    op.create_table(
        "record_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("body_digest", sa.String(length=64), nullable=True),
        sa.Column("content", JsonColumn, nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("client_created_at", UtcInstant(), nullable=True),
        sa.Column("edit_seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_record_versions_actor_id")),
        sa.ForeignKeyConstraint(["record_id"], ["daily_records.id"], name=op.f("fk_record_versions_record_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_record_versions_secondment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_versions")),
        sa.UniqueConstraint("record_id", "number", name=op.f("uq_record_versions_record_id_number")),
        sa.UniqueConstraint("secondment_id", "client_id", name=op.f("uq_record_versions_secondment_id_client_id")),
    )


def downgrade() -> None:
    op.drop_table("record_versions")
    op.drop_index(op.f("ix_record_addenda_record_id"), table_name="record_addenda")
    op.drop_table("record_addenda")
    op.drop_index(op.f("ix_attachments_updated_at"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_sha256"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_record_id"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_owner_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_day_unlocks_secondment_id"), table_name="day_unlocks")
    op.drop_table("day_unlocks")
    op.drop_index(op.f("ix_daily_records_updated_at"), table_name="daily_records")
    op.drop_index("ix_daily_records_cadre_on", table_name="daily_records")
    op.drop_table("daily_records")
