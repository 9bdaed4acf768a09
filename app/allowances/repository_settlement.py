"""What closed months were settled at, and what a calculation keeps beside its rows: adjustments, debts, changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, update
from sqlalchemy import select as rows
from sqlmodel import Session, col, select

from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun, RowStatus, RunState
from app.allowances.models_settlement import (
    AdjustmentKind,
    AdjustmentState,
    AllowanceAdjustment,
    AllowanceAdjustmentLine,
    AllowanceChange,
    AllowanceDebt,
)
from app.allowances.settlement import DayChange, DayPay, Month
from app.core.bulk import insert_rows
from app.core.portions import portions

FINAL = (RunState.CLOSED, RunState.PAID)
Pair = tuple[UUID, str]
"""(secondment, month)."""
_SETTLED = (col(AllowanceAdjustment.kind) != AdjustmentKind.MANUAL, col(AllowanceRun.state).in_(FINAL))


def list_closed(session: Session, programme_id: UUID, before: str) -> list[AllowanceRun]:
    """A programme's closed runs of earlier months, in order."""
    statement = select(AllowanceRun).where(
        AllowanceRun.programme_id == programme_id, AllowanceRun.month < before, col(AllowanceRun.state).in_(FINAL)
    )
    return list(session.exec(statement.order_by(col(AllowanceRun.month))).all())


def secondments_in(session: Session, run_id: UUID, *, unpaid: bool = False) -> set[UUID]:
    """The secondments of a run, or only those whose days it did not pay."""
    statement = select(AllowanceRow.secondment_id).where(AllowanceRow.run_id == run_id)
    if unpaid:
        statement = statement.where(AllowanceRow.status != RowStatus.PAYABLE)
    return set(session.exec(statement).all())


def paid_digests(session: Session, run_id: UUID, ids: Iterable[UUID]) -> dict[UUID, str | None]:
    """Of these secondments the ones whose days a run paid, with the digest of their lines where it was kept."""
    found: dict[UUID, str | None] = {}
    for chunk in portions(sorted(set(ids))):
        statement = select(AllowanceRow.secondment_id, AllowanceRow.days_digest).where(
            AllowanceRow.run_id == run_id,
            AllowanceRow.status == RowStatus.PAYABLE,
            col(AllowanceRow.secondment_id).in_(chunk),
        )
        found |= dict(session.exec(statement).all())
    return found


def days_of(session: Session, run_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Month]:
    """The lines of these secondments in a run."""
    found: dict[UUID, dict[Any, DayPay]] = defaultdict(dict)
    line = AllowanceLine
    columns = (col(line.secondment_id), col(line.day_on), col(line.halves), col(line.amount_fen))
    words = (col(line.state), col(line.source), col(line.reason), col(line.rate_fen))
    for chunk in portions(sorted(set(ids))):
        statement = rows(*columns, *words).where(col(line.run_id) == run_id, col(line.secondment_id).in_(chunk))
        for key, on, halves, amount, state, source, reason, rate in session.connection().execute(statement):
            found[key][on] = DayPay(halves, amount, state, source, reason, rate)
    return dict(found)


def adjusted_pairs(session: Session, programme_id: UUID) -> set[Pair]:
    """The months of secondments that closed runs of later months have adjusted by themselves."""
    statement = (
        select(AllowanceAdjustment.secondment_id, AllowanceAdjustment.month)
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceAdjustment.run_id)
        .where(AllowanceAdjustment.programme_id == programme_id, *_SETTLED)
    )
    return set(session.exec(statement).all())


def changes_of(session: Session, month: str, ids: Iterable[UUID]) -> dict[UUID, list[DayChange]]:
    """What closed runs changed of a month afterwards, by secondment, oldest run first."""
    found: dict[UUID, list[DayChange]] = defaultdict(list)
    for chunk in portions(sorted(set(ids))):
        statement = (
            rows(AllowanceAdjustment.__table__.c.secondment_id, AllowanceAdjustmentLine.__table__)  # type: ignore[attr-defined]
            .join(AllowanceAdjustmentLine, col(AllowanceAdjustmentLine.adjustment_id) == col(AllowanceAdjustment.id))
            .join(AllowanceRun, col(AllowanceRun.id) == AllowanceAdjustment.run_id)
            .where(
                col(AllowanceAdjustment.month) == month,
                col(AllowanceAdjustment.secondment_id).in_(chunk),
                *_SETTLED,
            )
            .order_by(col(AllowanceRun.month), col(AllowanceAdjustmentLine.day_on))
        )
        for row in session.connection().execute(statement):
            found[row.secondment_id].append(_change(row))
    return dict(found)


def _change(row: Any) -> DayChange:
    """A stored day as it was worked out; what stood before is not needed again."""
    after = DayPay(
        row.halves + row.from_halves,
        row.amount_fen + row.from_fen,
        row.to_state,
        row.to_source,
        row.to_reason,
        row.rate_fen,
    )
    return DayChange(row.day_on, row.halves, row.amount_fen, None, after)


def settled_pairs(session: Session, secondment_ids: Iterable[UUID]) -> set[Pair]:
    """The months of these secondments whose days a closed run has paid: their own, or a later one as back pay."""
    found: set[Pair] = set()
    for chunk in portions(sorted(set(secondment_ids))):
        own = (
            select(AllowanceRow.secondment_id, AllowanceRun.month)
            .join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
            .where(
                col(AllowanceRow.secondment_id).in_(chunk),
                AllowanceRow.status == RowStatus.PAYABLE,
                col(AllowanceRun.state).in_(FINAL),
                _has_days(),
            )
        )
        later = (
            select(AllowanceAdjustment.secondment_id, AllowanceAdjustment.month)
            .join(AllowanceRun, col(AllowanceRun.id) == AllowanceAdjustment.run_id)
            .where(col(AllowanceAdjustment.secondment_id).in_(chunk), *_SETTLED)
        )
        found |= set(session.exec(own).all()) | set(session.exec(later).all())
    return found


def _has_days() -> ColumnElement[bool]:
    """Whoever only got what was left of earlier months has a row without days."""
    return exists().where(
        col(AllowanceLine.run_id) == col(AllowanceRow.run_id),
        col(AllowanceLine.secondment_id) == col(AllowanceRow.secondment_id),
    )


def approved_by_hand(session: Session, programme_id: UUID, run_id: UUID | None) -> list[AllowanceAdjustment]:
    """The approved hand-entered adjustments that no run settles yet, or this very run does, oldest first."""
    free = col(AllowanceAdjustment.run_id).is_(None)
    statement = select(AllowanceAdjustment).where(
        AllowanceAdjustment.programme_id == programme_id,
        AllowanceAdjustment.state == AdjustmentState.APPROVED,
        free if run_id is None else free | (col(AllowanceAdjustment.run_id) == run_id),
    )
    return list(session.exec(statement.order_by(col(AllowanceAdjustment.id))).all())


def balances(session: Session, *, lock: Iterable[UUID] | None = None) -> dict[UUID, int]:
    """What everybody who owes something owes; with `lock`, these people's balances, held for change in one order."""
    statement = select(AllowanceDebt.cadre_id, AllowanceDebt.balance_fen)
    if lock is None:
        return dict(session.exec(statement.where(AllowanceDebt.balance_fen > 0)).all())
    found: dict[UUID, int] = {}
    for chunk in portions(sorted(set(lock))):
        held = statement.where(col(AllowanceDebt.cadre_id).in_(chunk)).order_by(col(AllowanceDebt.cadre_id))
        found |= dict(session.exec(held.with_for_update()).all())
    return found


def replace_settlement(
    session: Session,
    run_id: UUID,
    adjustments: Sequence[dict[str, Any]],
    lines: Sequence[dict[str, Any]],
    manual_ids: Sequence[UUID],
) -> None:
    """Let these be what an open run settles of earlier months; the database refuses it for a closed one."""
    own = rows(col(AllowanceAdjustment.id)).where(
        col(AllowanceAdjustment.run_id) == run_id, col(AllowanceAdjustment.kind) != AdjustmentKind.MANUAL
    )
    session.execute(delete(AllowanceAdjustmentLine).where(col(AllowanceAdjustmentLine.adjustment_id).in_(own)))
    automatic = col(AllowanceAdjustment.kind) != AdjustmentKind.MANUAL
    ours = col(AllowanceAdjustment.run_id) == run_id
    session.execute(delete(AllowanceAdjustment).where(ours, automatic).execution_options(synchronize_session=False))
    session.execute(
        update(AllowanceAdjustment).where(ours).values(run_id=None).execution_options(synchronize_session=False)
    )
    for kind, values in ((AllowanceAdjustment, adjustments), (AllowanceAdjustmentLine, lines)):
        for _ in insert_rows(session, kind, values):
            pass
    for chunk in portions(sorted(set(manual_ids))):
        joined = update(AllowanceAdjustment).where(col(AllowanceAdjustment.id).in_(chunk)).values(run_id=run_id)
        session.execute(joined.execution_options(synchronize_session=False))


def replace_changes(session: Session, run_id: UUID, changes: Sequence[dict[str, Any]]) -> None:
    """Let these be what is different since the calculation before."""
    session.execute(delete(AllowanceChange).where(col(AllowanceChange.run_id) == run_id))
    for _ in insert_rows(session, AllowanceChange, changes):
        pass
