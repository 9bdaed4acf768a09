"""Accounts: the second factor, and which program a refresh chain belongs to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("confirmed_at", UtcInstant(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_second_factors_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("used_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_person_id"), "recovery_codes", ["person_id"], unique=False)
    with op.batch_alter_table("refresh_tokens") as table:
        table.add_column(sa.Column("user_agent", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("address", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("started_at", UtcInstant(), nullable=True))
    links = sa.table("refresh_tokens", sa.column("family_id"), sa.column("created_at"), sa.column("started_at"))
    link = links.alias()
    began = sa.select(sa.func.min(link.c.created_at)).where(link.c.family_id == links.c.family_id).scalar_subquery()
    op.execute(sa.update(links).values(started_at=began))
    with op.batch_alter_table("refresh_tokens") as table:
        table.alter_column("started_at", existing_type=UtcInstant(), nullable=False)
        table.alter_column("user_agent", existing_type=sa.String(length=200), server_default=None)
        table.alter_column("address", existing_type=sa.String(length=64), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("refresh_tokens") as table:
        table.drop_column("started_at")
        table.drop_column("address")
        table.drop_column("user_agent")
    op.drop_index(op.f("ix_recovery_codes_person_id"), table_name="recovery_codes")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
