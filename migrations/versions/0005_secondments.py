"""Secondments: the tables of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "programmes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("approval_no", sa.String(length=80), nullable=True),
        sa.Column("archived_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_programmes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    op.create_index(op.f("ix_programmes_unit_id"), "programmes", ["unit_id"], unique=False)
    op.create_index(op.f("ix_programmes_updated_at"), "programmes", ["updated_at"], unique=False)
    op.create_table(
        "groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_groups_leader_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_groups_programme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_groups_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
    )
    op.create_index(op.f("ix_groups_leader_id"), "groups", ["leader_id"], unique=False)
    op.create_index(op.f("ix_groups_programme_id"), "groups", ["programme_id"], unique=False)
    op.create_index(op.f("ix_groups_unit_id"), "groups", ["unit_id"], unique=False)
    op.create_index(op.f("ix_groups_updated_at"), "groups", ["updated_at"], unique=False)
    op.create_table(
        "month_locks",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_month_locks_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", "month", name=op.f("pk_month_locks")),
    )
    op.create_table(
        "programme_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("record_frequency", sa.String(length=24), nullable=False),
        sa.Column("review", sa.String(length=24), nullable=False),
        sa.Column("reviewed_by", sa.String(length=24), nullable=False),
        sa.Column("backfill_free_days", sa.Integer(), nullable=False),
        sa.Column("backfill_reason_days", sa.Integer(), nullable=False),
        sa.Column("check_in", sa.String(length=24), nullable=False),
        sa.Column("duty_basis", sa.String(length=200), nullable=True),
        sa.Column("duty_windows", JsonColumn, nullable=False),
        sa.Column("location", sa.String(length=24), nullable=False),
        sa.Column("day_basis", sa.String(length=24), nullable=True),
        sa.Column("day_basis_document_no", sa.String(length=80), nullable=True),
        sa.Column("training_paid", sa.Boolean(), nullable=False),
        sa.Column("transport_cap_fen", sa.Integer(), nullable=False),
        sa.Column("transport_trips_a_month", sa.Integer(), nullable=False),
        sa.Column("insured", sa.Boolean(), nullable=False),
        sa.Column("reminder_hour", sa.Integer(), nullable=False),
        sa.Column("leave_tiers", JsonColumn, nullable=False),
        sa.Column("two_person_close", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_programme_policies_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_policies")),
        sa.UniqueConstraint("programme_id", "valid_from", name=op.f("uq_programme_policies_programme_id_valid_from")),
    )
    op.create_index(op.f("ix_programme_policies_programme_id"), "programme_policies", ["programme_id"], unique=False)
    op.create_index(op.f("ix_programme_policies_updated_at"), "programme_policies", ["updated_at"], unique=False)
    op.create_table(
        "secondments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("sending_unit_id", sa.Uuid(), nullable=True),
        sa.Column("receiving_unit_id", sa.Uuid(), nullable=False),
        sa.Column("post_title", sa.String(length=80), nullable=False),
        sa.Column("region_band", sa.String(length=32), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("end_month", sa.String(length=7), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("approval_no", sa.String(length=80), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("recalled_on", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_secondments_dates_in_order")),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_secondments_cadre_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_secondments_programme_id")),
        sa.ForeignKeyConstraint(["receiving_unit_id"], ["units.id"], name=op.f("fk_secondments_receiving_unit_id")),
        sa.ForeignKeyConstraint(["sending_unit_id"], ["units.id"], name=op.f("fk_secondments_sending_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secondments")),
        sa.UniqueConstraint("external_id", name=op.f("uq_secondments_external_id")),
    )
    op.create_index(op.f("ix_secondments_cadre_id"), "secondments", ["cadre_id"], unique=False)
    op.create_index(
        "ix_secondments_programme_dates", "secondments", ["programme_id", "start_on", "end_on"], unique=False
    )
    op.create_index(op.f("ix_secondments_receiving_unit_id"), "secondments", ["receiving_unit_id"], unique=False)
    op.create_index(op.f("ix_secondments_sending_unit_id"), "secondments", ["sending_unit_id"], unique=False)
    op.create_index(op.f("ix_secondments_updated_at"), "secondments", ["updated_at"], unique=False)
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_members_group_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_group_members_secondment_id")),
        sa.PrimaryKeyConstraint("group_id", "secondment_id", name=op.f("pk_group_members")),
    )
    op.create_index(op.f("ix_group_members_secondment_id"), "group_members", ["secondment_id"], unique=False)
    op.create_table(
        "secondment_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("previous_end_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_secondment_events_actor_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_secondment_events_secondment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secondment_events")),
        sa.UniqueConstraint(
            "secondment_id", "from_version", name=op.f("uq_secondment_events_secondment_id_from_version")
        ),
    )
    op.create_index(op.f("ix_secondment_events_secondment_id"), "secondment_events", ["secondment_id"], unique=False)
    op.create_table(
        "secondment_supervisors",
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_secondment_supervisors_person_id")),
        sa.ForeignKeyConstraint(
            ["secondment_id"], ["secondments.id"], name=op.f("fk_secondment_supervisors_secondment_id")
        ),
        sa.PrimaryKeyConstraint("secondment_id", "person_id", name=op.f("pk_secondment_supervisors")),
    )
    op.create_index(op.f("ix_secondment_supervisors_person_id"), "secondment_supervisors", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_secondment_supervisors_person_id"), table_name="secondment_supervisors")
    op.drop_table("secondment_supervisors")
    op.drop_index(op.f("ix_secondment_events_secondment_id"), table_name="secondment_events")
    op.drop_table("secondment_events")
    op.drop_index(op.f("ix_group_members_secondment_id"), table_name="group_members")
    op.drop_table("group_members")
    op.drop_index(op.f("ix_secondments_updated_at"), table_name="secondments")
    op.drop_index(op.f("ix_secondments_sending_unit_id"), table_name="secondments")
    op.drop_index(op.f("ix_secondments_receiving_unit_id"), table_name="secondments")
    op.drop_index("ix_secondments_programme_dates", table_name="secondments")
    op.drop_index(op.f("ix_secondments_cadre_id"), table_name="secondments")
    op.drop_table("secondments")
    op.drop_index(op.f("ix_programme_policies_updated_at"), table_name="programme_policies")
    op.drop_index(op.f("ix_programme_policies_programme_id"), table_name="programme_policies")
    op.drop_table("programme_policies")
    op.drop_table("month_locks")
    op.drop_index(op.f("ix_groups_updated_at"), table_name="groups")
    op.drop_index(op.f("ix_groups_unit_id"), table_name="groups")
    op.drop_index(op.f("ix_groups_programme_id"), table_name="groups")
    op.drop_index(op.f("ix_groups_leader_id"), table_name="groups")
    op.drop_table("groups")
    op.drop_index(op.f("ix_programmes_updated_at"), table_name="programmes")
    op.drop_index(op.f("ix_programmes_unit_id"), table_name="programmes")
    op.drop_table("programmes")
