"""A prepared month as rows for the database, and what is different from what stood there before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.allowances import repository_changes as changes
from app.allowances import repository_runs as runs
from app.allowances import repository_settlement as settlement_rows
from app.allowances.models import AllowanceRun
from app.allowances.models_settlement import AdjustmentState, AllowanceAdjustment, ChangeKind
from app.allowances.repository_changes import Before
from app.allowances.service_calculate import days_of, explanation_of, nothing_to_explain
from app.allowances.service_late import Late
from app.allowances.service_prepare import Owed, Prepared
from app.core.bulk import Block, complete
from app.core.ids import new_id
from app.core.work import Work

Values = list[dict[str, Any]]


def store(work: Work, run: AllowanceRun, prepared: Prepared, *, compare: bool) -> None:
    """Let the run say this, and note what is different from the calculation before; `compare` when there was one."""
    session = work.session
    rows, lines = contents(run.id, prepared)
    changed = _changes(work, run.id, rows, lines) if compare else []
    settlement_rows.replace_changes(session, run.id, changed)
    runs.replace_content(session, run.id, rows, lines)
    adjustments, days = _adjustments(run, prepared)
    by_hand = [one.id for row in prepared.rows for one in row.by_hand]
    settlement_rows.replace_settlement(session, run.id, adjustments, days, by_hand)


def contents(run_id: UUID, prepared: Prepared) -> tuple[Values, list[Block]]:
    """Rows and lines for the database; what several cadres share is worked out once and stays shared."""
    why: dict[int, dict[str, Any]] = {0: nothing_to_explain()}
    days: dict[int, Values] = {}
    rows: Values = []
    lines: list[Block] = []
    for row in prepared.rows:
        key = id(row.priced.subsidy) if row.priced is not None else 0
        if row.priced is not None and key not in why:
            why[key], days[key] = explanation_of(row.priced), days_of(row.priced)
        rows.append(_row_values(run_id, prepared, row) | {"explanation": why[key]})
        if row.counts:
            own = {"run_id": run_id, "secondment_id": row.card.id, "cadre_id": row.card.secondment.cadre_id}
            lines.append(Block(own, days[key]))
    return rows, lines


def _row_values(run_id: UUID, prepared: Prepared, row: Owed) -> dict[str, Any]:
    net = prepared.nets[row.card.id]
    return {
        "id": new_id(),
        "run_id": run_id,
        "secondment_id": row.card.id,
        "cadre_id": row.card.secondment.cadre_id,
        "unit_id": row.unit_id,
        "status": row.status,
        "payable_halves": row.payable_halves,
        "subsidy_fen": row.subsidy_fen,
        "trips": sum(one.pay_fen > 0 for one in row.due),
        "receipts_fen": sum(one.receipts_fen for one in row.due),
        "transport_fen": row.transport_fen,
        "adjustment_fen": row.adjustment_fen,
        "debt_in_fen": net.debt_in_fen,
        "carried_fen": net.carried_fen,
        "total_fen": net.total_fen,
        "days_digest": prepared.days_digest(row),
        "exceptions": row.exceptions,
    }


def _adjustments(run: AllowanceRun, prepared: Prepared) -> tuple[Values, Values]:
    adjustments: Values = []
    days: Values = []
    for row in prepared.rows:
        for late in row.late:
            if not late.waits:
                values = _adjustment(run, late)
                adjustments.append(values)
                days.extend(_days(values["id"], late))
    return adjustments, days


def _adjustment(run: AllowanceRun, late: Late) -> dict[str, Any]:
    values = {
        "secondment_id": late.card.id,
        "cadre_id": late.card.secondment.cadre_id,
        "programme_id": run.programme_id,
        "month": late.month,
        "kind": late.kind,
        "state": AdjustmentState.CALCULATED,
        "amount_fen": late.amount_fen,
        "halves": late.halves,
        "run_id": run.id,
    }
    return complete(AllowanceAdjustment, values)


def _days(adjustment_id: UUID, late: Late) -> Iterable[dict[str, Any]]:
    for change in late.changes:
        before, after = change.before, change.after
        yield {
            "adjustment_id": adjustment_id,
            "day_on": change.on,
            "cadre_id": late.card.secondment.cadre_id,
            "halves": change.halves,
            "amount_fen": change.amount_fen,
            "from_halves": before.halves if before else 0,
            "from_fen": before.amount_fen if before else 0,
            "from_state": before.state if before else None,
            "from_reason": before.reason if before else None,
            "to_state": after.state,
            "to_source": after.source,
            "to_reason": after.reason,
            "rate_fen": after.rate_fen,
        }


def _changes(work: Work, run_id: UUID, rows: Values, lines: list[Block]) -> Values:
    """Whoever was added, dropped or comes out otherwise, with the days that differ."""
    before = {row.secondment_id: row for row in changes.list_before(work.session, run_id)}
    after = {row["secondment_id"]: row for row in rows}
    both = before.keys() & after.keys()
    moved = {key for key in both if not _same(before[key], after[key])}
    reread = {key for key in both if before[key].days_digest != after[key]["days_digest"]}
    old_days = settlement_rows.days_of(work.session, run_id, reread)
    new_days = {block.own["secondment_id"]: block.rows for block in lines if block.own["secondment_id"] in reread}
    found = []
    for key in sorted(before.keys() | after.keys()):
        days = _differing(old_days.get(key, {}), new_days.get(key, []))
        if key in moved or days or key not in before or key not in after:
            found.append(_change(run_id, key, before.get(key), after.get(key), days))
    return found


def _same(old: Before, new: dict[str, Any]) -> bool:
    names = ("status", "transport_fen", "adjustment_fen", "debt_in_fen", "carried_fen", "total_fen")
    return all(getattr(old, name) == new[name] for name in names)


def _change(
    run_id: UUID, key: UUID, old: Before | None, new: dict[str, Any] | None, days: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "secondment_id": key,
        "cadre_id": old.cadre_id if old else new["cadre_id"] if new else None,
        "kind": ChangeKind.ADDED if old is None else ChangeKind.DROPPED if new is None else ChangeKind.CHANGED,
        "from_status": old.status if old else None,
        "to_status": new["status"] if new else None,
        "from_fen": old.total_fen if old else 0,
        "to_fen": new["total_fen"] if new else 0,
        "days": days,
    }


def _differing(old: Any, new: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The days whose state or pay is not what it was."""
    later = {line["day_on"]: line for line in new}
    found = []
    for on in sorted(old.keys() | later.keys()):
        was, now = old.get(on), later.get(on)
        said = (was.state, was.halves, was.amount_fen) if was else (None, 0, 0)
        says = (now["state"], now["halves"], now["amount_fen"]) if now else (None, 0, 0)
        if said != says:
            found.append(
                {
                    "on": on.isoformat(),
                    "from_state": said[0],
                    "from_halves": said[1],
                    "from_fen": said[2],
                    "to_state": says[0],
                    "to_halves": says[1],
                    "to_fen": says[2],
                }
            )
    return found
