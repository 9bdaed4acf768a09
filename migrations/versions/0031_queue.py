"""The weekly queue of signals, its blind judgements and accepted phrases."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcInstant

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NEW = ("was_real", "seen_at", "queued_at", "queue_item_id")


def _entity() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
    )


def upgrade() -> None:
    """What was asked before waited in no queue: only days without a record were."""
    op.create_table(
        "signal_draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("frame_size", sa.Integer(), nullable=False),
        sa.Column("frame_digest", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_signal_draws_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_draws")),
        sa.UniqueConstraint("week_on", "unit_id", name=op.f("uq_signal_draws_week_on_unit_id")),
    )
    op.create_table(
        "signal_queue",
        *_entity(),
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("repeats_id", sa.Uuid(), nullable=True),
        sa.Column("judgement", sa.String(length=24), nullable=True),
        sa.Column("judged_at", UtcInstant(), nullable=True),
        sa.Column("conclusion", sa.String(length=24), nullable=True),
        sa.Column("concluded_at", UtcInstant(), nullable=True),
        sa.Column("lapsed_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["signal_draws.id"], name=op.f("fk_signal_queue_draw_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name=op.f("fk_signal_queue_reviewer_id")),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_signal_queue_secondment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_signal_queue_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_signal_queue_unit_id")),
        sa.ForeignKeyConstraint(["repeats_id"], ["signal_queue.id"], name=op.f("fk_signal_queue_repeats_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_queue")),
        sa.UniqueConstraint("draw_id", "subject_id", "window", name=op.f("uq_signal_queue_draw_id_subject_id_window")),
    )
    op.create_index(op.f("ix_signal_queue_updated_at"), "signal_queue", ["updated_at"], unique=False)
    op.create_index(op.f("ix_signal_queue_person_id"), "signal_queue", ["person_id"], unique=False)
    op.create_index("ix_signal_queue_reviewer", "signal_queue", ["reviewer_id", "concluded_at"], unique=False)
    op.create_index("ix_signal_queue_subject", "signal_queue", ["subject_id", "window"], unique=False)
    op.create_table(
        "signal_queue_settings",
        *_entity(),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("weekly", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_signal_queue_settings_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_queue_settings")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_signal_queue_settings_unit_id")),
    )
    op.create_index(op.f("ix_signal_queue_settings_updated_at"), "signal_queue_settings", ["updated_at"], unique=False)
    op.create_table(
        "accepted_phrases",
        *_entity(),
        sa.Column("cadre_id", sa.Uuid(), nullable=False),
        sa.Column("phrase", sa.String(length=1000), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_by_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", UtcInstant(), nullable=False),
        sa.Column("taken_back_at", UtcInstant(), nullable=True),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["people.id"], name=op.f("fk_accepted_phrases_cadre_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_accepted_phrases_signal_id")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["people.id"], name=op.f("fk_accepted_phrases_accepted_by_id")),
        sa.ForeignKeyConstraint(["taken_back_by_id"], ["people.id"], name=op.f("fk_accepted_phrases_taken_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_phrases")),
    )
    op.create_index(op.f("ix_accepted_phrases_updated_at"), "accepted_phrases", ["updated_at"], unique=False)
    op.create_index("ix_accepted_phrases_cadre", "accepted_phrases", ["cadre_id", "taken_back_at"], unique=False)
    op.add_column("signals", sa.Column("queue_item_id", sa.Uuid(), nullable=True))
    op.add_column("signals", sa.Column("queued_at", UtcInstant(), nullable=True))
    op.add_column("signals", sa.Column("seen_at", UtcInstant(), nullable=True))
    op.add_column("signals", sa.Column("was_real", sa.Boolean(), nullable=True))
    op.create_index(op.f("ix_signals_queue_item_id"), "signals", ["queue_item_id"], unique=False)


def downgrade() -> None:
    """The release before words days without a record alone and asks at once: what waited in a queue is dropped."""
    op.drop_index(op.f("ix_signals_queue_item_id"), table_name="signals")
    op.drop_index("ix_accepted_phrases_cadre", table_name="accepted_phrases")
    op.drop_index(op.f("ix_accepted_phrases_updated_at"), table_name="accepted_phrases")
    op.drop_table("accepted_phrases")
    op.drop_index(op.f("ix_signal_queue_settings_updated_at"), table_name="signal_queue_settings")
    op.drop_table("signal_queue_settings")
    for name in ("subject", "reviewer", "person_id", "updated_at"):
        op.drop_index(f"ix_signal_queue_{name}", table_name="signal_queue")
    op.drop_table("signal_queue")
    op.drop_table("signal_draws")
    op.execute("DELETE FROM signals WHERE kind <> 'missing'")
    with op.batch_alter_table("signals") as table:
        for name in _NEW:
            table.drop_column(name)
