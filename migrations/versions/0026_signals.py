"""Signals: questions with their evidence; open gaps become the first of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core.columns import JsonColumn
from app.core.db import UtcInstant

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DAYS_TO_ANSWER = timedelta(days=30)
BEIJING = timezone(timedelta(hours=8))
AT_ONCE = 500


def upgrade() -> None:
    op.create_table(
        "signals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", JsonColumn, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("told_at", UtcInstant(), nullable=True),
        sa.Column("reason_code", sa.String(length=24), nullable=True),
        sa.Column("reply_text", sa.String(length=300), nullable=True),
        sa.Column("answered_at", UtcInstant(), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("outcome_note", sa.String(length=300), nullable=True),
        sa.Column("resolved_by_id", sa.Uuid(), nullable=True),
        sa.Column("resolved_for_id", sa.Uuid(), nullable=True),
        sa.Column("closed_reason", sa.String(length=24), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("accepted", JsonColumn, nullable=False),
        sa.Column("history", JsonColumn, nullable=False),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_signals_secondment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_signals_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_signals_unit_id")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["people.id"], name=op.f("fk_signals_resolved_by_id")),
        sa.ForeignKeyConstraint(["resolved_for_id"], ["people.id"], name=op.f("fk_signals_resolved_for_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
        sa.UniqueConstraint("kind", "subject_id", "window", name=op.f("uq_signals_kind_subject_id_window")),
    )
    op.create_index(op.f("ix_signals_updated_at"), "signals", ["updated_at"], unique=False)
    op.create_index(op.f("ix_signals_person_id"), "signals", ["person_id"], unique=False)
    op.create_index("ix_signals_state_kind", "signals", ["state", "kind"], unique=False)
    op.create_index("ix_signals_secondment", "signals", ["secondment_id"], unique=False)
    op.create_index("ix_signals_window", "signals", ["window", "unit_id"], unique=False)
    op.create_index(
        "ix_daily_records_drafts",
        "daily_records",
        ["secondment_id", "work_on"],
        unique=False,
        sqlite_where=sa.text("status = 'draft'"),
        postgresql_where=sa.text("status = 'draft'"),
    )
    _move(_GAPS_WITH_SUBJECTS, _signal_of, "signals")
    op.drop_index(op.f("ix_gaps_updated_at"), table_name="gaps")
    op.drop_table("gaps")


def downgrade() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("secondment_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("days", JsonColumn, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("evidence", JsonColumn, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["secondment_id"], ["secondments.id"], name=op.f("fk_gaps_secondment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("secondment_id", "month", name=op.f("uq_gaps_secondment_id_month")),
    )
    op.create_index(op.f("ix_gaps_updated_at"), "gaps", ["updated_at"], unique=False)
    _move(_MISSING, _gap_of, "gaps")
    op.drop_index("ix_daily_records_drafts", table_name="daily_records")
    for name in ("window", "secondment", "state_kind"):
        op.drop_index(f"ix_signals_{name}", table_name="signals")
    op.drop_index(op.f("ix_signals_person_id"), table_name="signals")
    op.drop_index(op.f("ix_signals_updated_at"), table_name="signals")
    op.drop_table("signals")


_SHARED = ("id", "version", "created_at", "updated_at", "first_on", "last_on", "closed_at", "secondment_id")
_gaps = sa.table(
    "gaps",
    sa.column("id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("created_at", UtcInstant()),
    sa.column("updated_at", UtcInstant()),
    sa.column("secondment_id", sa.Uuid()),
    sa.column("month", sa.String()),
    sa.column("days", JsonColumn),
    sa.column("status", sa.String()),
    sa.column("evidence", JsonColumn),
    sa.column("first_on", sa.Date()),
    sa.column("last_on", sa.Date()),
    sa.column("told_on", sa.Date()),
    sa.column("closed_at", UtcInstant()),
)
_signals = sa.table(
    "signals",
    *(sa.column(name, kind) for name, kind in (
        ("id", sa.Uuid()), ("version", sa.Integer()), ("created_at", UtcInstant()), ("updated_at", UtcInstant()),
        ("kind", sa.String()), ("subject_id", sa.Uuid()), ("secondment_id", sa.Uuid()), ("person_id", sa.Uuid()),
        ("unit_id", sa.Uuid()), ("window", sa.String()), ("first_on", sa.Date()), ("last_on", sa.Date()),
        ("score", sa.Float()), ("evidence", JsonColumn), ("state", sa.String()), ("opened_on", sa.Date()),
        ("expires_on", sa.Date()), ("told_at", UtcInstant()), ("closed_reason", sa.String()),
        ("closed_at", UtcInstant()), ("accepted", JsonColumn), ("history", JsonColumn),
    )),
)  # fmt: skip
_secondments = sa.table("secondments", sa.column("id", sa.Uuid()), sa.column("cadre_id", sa.Uuid()))
_postings = sa.table(
    "postings",
    sa.column("secondment_id", sa.Uuid()),
    sa.column("start_on", sa.Date()),
    sa.column("receiving_unit_id", sa.Uuid()),
)
_posted = sa.select(_postings.c.receiving_unit_id).where(_postings.c.secondment_id == _gaps.c.secondment_id)
_host = _posted.where(_postings.c.start_on <= _gaps.c.last_on).order_by(_postings.c.start_on.desc()).limit(1)
_first_host = _posted.order_by(_postings.c.start_on).limit(1)
_GAPS_WITH_SUBJECTS = (
    sa.select(
        _gaps,
        _secondments.c.cadre_id,
        sa.func.coalesce(_host.scalar_subquery(), _first_host.scalar_subquery()).label("unit_id"),
    )
    .select_from(_gaps.join(_secondments, _secondments.c.id == _gaps.c.secondment_id))
    .order_by(_gaps.c.id)
)
_MISSING = sa.select(_signals).where(_signals.c.kind == "missing").order_by(_signals.c.id)


def _move(rows: sa.Select[Any], as_new: Any, table: str) -> None:
    connection = op.get_bind()
    found = [as_new(row) for row in connection.execute(rows).mappings()]
    into = _signals if table == "signals" else _gaps
    for at in range(0, len(found), AT_ONCE):
        connection.execute(sa.insert(into), found[at : at + AT_ONCE])


def _signal_of(gap: Any) -> dict[str, Any]:
    opened_on = gap["created_at"].astimezone(BEIJING).date()
    told_on: date | None = gap["told_on"]
    weekly = gap["evidence"].get("by") == "weekly"
    return {name: gap[name] for name in _SHARED} | {
        "kind": "missing",
        "subject_id": gap["secondment_id"],
        "person_id": gap["cadre_id"],
        "unit_id": gap["unit_id"],
        "window": gap["month"],
        "score": 1.0,
        "evidence": {
            "rule": "missing/1",
            "days": gap["days"],
            "numbers": {"by": "week" if weekly else "workday", "count": len(gap["days"])},
        },
        "state": "closed" if gap["status"] != "open" else "told" if told_on else "open",
        "opened_on": opened_on,
        "expires_on": (told_on or opened_on) + DAYS_TO_ANSWER,
        "told_at": datetime(told_on.year, told_on.month, told_on.day, 1, tzinfo=UTC) if told_on else None,
        "closed_reason": "written" if gap["status"] != "open" else None,
        "accepted": [],
        "history": [],
    }


def _gap_of(signal: Any) -> dict[str, Any]:
    """What a gap cannot say (an answer, a decision) is lost; what was answered or ran out asks no more."""
    told_at: datetime | None = signal["told_at"]
    weekly = signal["evidence"].get("numbers", {}).get("by") == "week"
    live = signal["state"] in ("open", "told")
    return {name: signal[name] for name in _SHARED} | {
        "month": signal["window"],
        "days": signal["evidence"].get("days", []),
        "status": "open" if live else "closed",
        "evidence": {"by": "weekly" if weekly else "workday"},
        "told_on": told_at.astimezone(BEIJING).date() if told_at else None,
        "closed_at": signal["closed_at"] if live else signal["closed_at"] or signal["updated_at"],
    }
