"""Handbooks made in one job."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """The editions of each handbook, and jobs that make many of them."""
    op.create_table(
        "handbook_editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("cut", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_handbook_editions_secondment_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_handbook_editions_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handbook_editions")),
        sa.UniqueConstraint(
            "secondment_id", "month", "cut", "number", name=op.f("uq_handbook_editions_secondment_id_month_cut_number")
        ),
    )
    op.create_index(op.f("ix_handbook_editions_secondment_id"), "handbook_editions", ["secondment_id"], unique=False)
    op.create_index(op.f("ix_handbook_editions_digest"), "handbook_editions", ["digest"], unique=False)
    op.create_table(
        "handbook_jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_kind", sa.String(length=8), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("creation_digest", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("held_until", UtcInstant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=48), nullable=True),
        sa.Column("finished_at", UtcInstant(), nullable=True),
        sa.Column("taken_at", UtcInstant(), nullable=True),
        sa.Column("file_key", sa.String(length=120), nullable=True),
        sa.Column("file_name", sa.String(length=160), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_handbook_jobs_group_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_handbook_jobs_programme_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_handbook_jobs_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handbook_jobs")),
    )
    op.create_index("ix_handbook_jobs_maker", "handbook_jobs", ["made_by_id", "at"], unique=False)
    op.create_index(op.f("ix_handbook_jobs_finished_at"), "handbook_jobs", ["finished_at"], unique=False)
    op.create_table(
        "handbook_job_books",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(length=120), nullable=True),
        sa.Column("file_name", sa.String(length=160), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=48), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["handbook_jobs.id"], name=op.f("fk_handbook_job_books_job_id")),
        sa.ForeignKeyConstraint(
            ["secondment_id"], ["secondments.id"], name=op.f("fk_handbook_job_books_secondment_id")
        ),
        sa.PrimaryKeyConstraint("job_id", "secondment_id", name=op.f("pk_handbook_job_books")),
    )
    op.create_index("ix_handbook_job_books_secondment", "handbook_job_books", ["secondment_id"], unique=False)


def downgrade() -> None:
    """Editions and jobs go; the files of jobs stay behind and are swept with the strays."""
    op.drop_table("handbook_job_books")
    op.drop_table("handbook_jobs")
    op.drop_table("handbook_editions")
