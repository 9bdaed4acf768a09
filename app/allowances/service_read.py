"""What is owed and why: a month's rows for those who pay, a cadre's own sum and the day behind every fen."""

import base64
import binascii
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from app.allowances import policy, repository
from app.allowances import repository_runs as runs
from app.allowances.engine import KINDS_WITHOUT_ALLOWANCE, Reason
from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun, RowStatus, RunState
from app.allowances.repository_runs import NamedRow, RowFilter, RowKey
from app.allowances.schemas import (
    ExceptionView,
    LinesView,
    LineView,
    MonthView,
    PayState,
    PayView,
    PendingView,
    RateGroupView,
    RowView,
    SpanView,
    TotalsView,
)
from app.allowances.service_calculate import Priced, exceptions_of, explanation_of, price, pricing_of
from app.allowances.service_exceptions import exceptions_of_rows
from app.allowances.service_rates import readable_paths
from app.allowances.service_runs import run_views
from app.attendance.ledger import Source, State
from app.attendance.service_days import policy_of
from app.attendance.service_ledger import MonthSheet, month_sheet
from app.core import clock
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.money import uppercase_yuan
from app.core.work import Work
from app.secondments.access import get_access
from app.secondments.scope import visible_secondment_ids

MOST_ROWS = 200


def get_month(
    work: Work,
    month: str,
    programme_id: UUID | None = None,
    unit_id: UUID | None = None,
    *,
    limit: int | None = MOST_ROWS,
    cursor: str | None = None,
) -> MonthView:
    """The month's calculated rows as far as the actor reads money; a cadre reads their own.

    Rows that ask for something come first, then by person number; totals and pending are of the whole filter.
    """
    programmes = {p.id: p for p, _ in repository.list_programmes(work.session, readable_paths(work), programme_id)}
    wanted = _filter(work, month, programme_id, unit_id)
    found = runs.list_rows(work.session, wanted, None if limit is None else limit + 1, _decode(cursor))
    more = limit is not None and len(found) > limit
    shown = found[:limit]
    known = runs.list_runs(work.session, list(programmes), month)
    asked = exceptions_of_rows(work, month, [item.row for item in shown])
    return MonthView(
        month=month,
        runs=run_views(work, known, programmes),
        rows=[row_view(item).model_copy(update={"exceptions": asked[item.row.id]}) for item in shown],
        totals=totals_of(work, wanted),
        pending=pending_of(work, wanted),
        next_cursor=_encode(shown[-1]) if more else None,
    )


def totals_of(work: Work, wanted: RowFilter) -> TotalsView:
    """Sums over the rows, with the amount in capital numerals."""
    sums = runs.sum_rows(work.session, wanted)
    return TotalsView(
        cadres=sums.cadres,
        payable_days=sums.halves / 2,
        subsidy_fen=sums.subsidy_fen,
        receipts_fen=sums.receipts_fen,
        transport_fen=sums.transport_fen,
        adjustment_fen=sums.adjustment_fen,
        debt_in_fen=sums.debt_in_fen,
        carried_fen=sums.carried_fen,
        total_fen=sums.total_fen,
        total_uppercase=uppercase_yuan(sums.total_fen),
    )


def pending_of(work: Work, wanted: RowFilter) -> list[PendingView]:
    """Who is named 待确认."""
    return [
        PendingView(secondment_id=item.row.secondment_id, cadre_name=item.cadre_name, unit_name=item.unit_name)
        for item in runs.list_pending(work.session, wanted)
    ]


def row_view(item: NamedRow) -> RowView:
    """A stored row as the API names it; what does not count has no sums."""
    row, counts = item.row, item.row.status is RowStatus.PAYABLE
    return RowView(
        secondment_id=row.secondment_id,
        cadre_id=row.cadre_id,
        cadre_name=item.cadre_name,
        person_no=item.person_no,
        unit_id=row.unit_id,
        unit_name=item.unit_name,
        programme_id=item.programme_id,
        region_band=row.explanation.get("band"),
        payable_days=row.payable_halves / 2 if counts else None,
        rates_fen=[group[0] for group in row.explanation.get("by_rate", []) if group[0] is not None],
        subsidy_fen=row.subsidy_fen if counts else None,
        trips=row.trips,
        receipts_fen=row.receipts_fen,
        transport_fen=row.transport_fen,
        adjustment_fen=row.adjustment_fen,
        debt_in_fen=row.debt_in_fen,
        carried_fen=row.carried_fen,
        total_fen=row.total_fen if counts or row.total_fen else None,
        status=row.status,
        exceptions=[ExceptionView.model_validate(item) for item in row.exceptions],
    )


def get_pay(work: Work, secondment_id: UUID, month: str) -> PayView:
    """What a month pays one cadre, before or after it is calculated; recorded or not, it is the same."""
    lines = get_lines(work, secondment_id, month)
    return PayView.model_validate(lines.model_dump(exclude={"items", "next_cursor"}))


def get_lines(work: Work, secondment_id: UUID, month: str) -> LinesView:
    """A line a calendar day: the settled ones once there is a run, else as the ledger stands today."""
    access = get_access(work, secondment_id)
    last = clock.month_bounds(month)[1]
    require(policy.can_read_pay(access.relations, policy_of(work, access.secondment, last).reviewed_by))
    return lines_of(work, secondment_id, month)


def lines_of(work: Work, secondment_id: UUID, month: str) -> LinesView:
    """`get_lines` for callers that have checked the actor."""
    first, last = clock.month_bounds(month)
    sheet = month_sheet(work, secondment_id, month)
    if sheet is None:
        raise NotFound
    settled = runs.find_row(work.session, secondment_id, month)
    if settled is not None and settled[1].status is RowStatus.PAYABLE:
        return _settled(work, sheet, *settled)
    return _live(work, sheet, settled[0] if settled else None, max(first, min(last, work.today)))


def _settled(work: Work, sheet: MonthSheet, run: AllowanceRun, row: AllowanceRow) -> LinesView:
    lines = runs.list_lines(work.session, run.id, row.secondment_id)
    return _lines_view(
        sheet,
        state=run.state.value,
        as_of_on=sheet.days[-1].on,
        halves=row.payable_halves,
        subsidy_fen=row.subsidy_fen,
        why=row.explanation,
        exceptions=row.exceptions,
        items=[_stored_line(line) for line in lines],
    )


def _live(work: Work, sheet: MonthSheet, run: AllowanceRun | None, as_of: date) -> LinesView:
    """As the ledger stands: a running month up to today."""
    running = MonthSheet(sheet.card, sheet.month, tuple(d for d in sheet.days if d.on <= as_of), sheet.said)
    item = price(pricing_of(work, sheet.card.programme, sheet.month), running)
    return _lines_view(
        sheet,
        state=_live_state(sheet, run, work.today),
        as_of_on=as_of,
        halves=item.subsidy.payable_halves,
        subsidy_fen=item.subsidy.subsidy_fen,
        why=explanation_of(item),
        exceptions=exceptions_of(item),
        items=_live_lines(item),
    )


def _live_state(sheet: MonthSheet, run: AllowanceRun | None, today: date) -> PayState:
    if run is not None and run.state in (RunState.CLOSED, RunState.PAID):
        return "left_out"
    if today <= min(sheet.days[-1].on, sheet.card.secondment.end_on):
        return "open"
    return "confirmed" if sheet.is_confirmed else "pending"


def _lines_view(
    sheet: MonthSheet,
    *,
    state: Any,
    as_of_on: date,
    halves: int,
    subsidy_fen: int,
    why: dict[str, Any],
    exceptions: list[Any],
    items: list[LineView],
) -> LinesView:
    return LinesView(
        secondment_id=sheet.card.id,
        cadre_name=sheet.card.cadre_name,
        month=sheet.month,
        state=state,
        as_of_on=as_of_on,
        payable_days=halves / 2,
        expected_days=why.get("expected_halves", 0) / 2,
        subsidy_fen=subsidy_fen,
        complete=all(rate is not None for rate, _, _ in why.get("by_rate", ())),
        by_rate=[
            RateGroupView(rate_fen=rate, days=count / 2, amount_fen=fen) for rate, count, fen in why.get("by_rate", ())
        ],
        not_counted=[_span(span) for span in why.get("not_counted", ())],
        counted_extra=[_span(span) for span in why.get("counted_extra", ())],
        exceptions=[ExceptionView.model_validate(item) for item in exceptions],
        pays_nothing=sheet.card.programme.kind.value in KINDS_WITHOUT_ALLOWANCE,
        items=items,
    )


def _span(span: list[Any]) -> SpanView:
    first, last, halves, reason = span
    return SpanView(first_on=first, last_on=last, days=halves / 2, reason=reason)


def _stored_line(line: AllowanceLine) -> LineView:
    return LineView(
        on=line.day_on,
        am=State(line.am),
        pm=State(line.pm),
        state=State(line.state),
        source=Source(line.source),
        portion=line.halves / 2,
        rate_fen=line.rate_fen,
        amount_fen=line.amount_fen,
        reason=Reason(line.reason),
    )


def _live_lines(item: Priced) -> list[LineView]:
    return [
        LineView(
            on=line.on,
            am=day.am.state,
            pm=day.pm.state,
            state=line.state,
            source=line.source,
            portion=line.portion / 2,
            rate_fen=line.rate_fen,
            amount_fen=line.amount_fen,
            reason=line.reason,
        )
        for line, day in zip(item.subsidy.lines, item.sheet.days, strict=True)
    ]


def _filter(work: Work, month: str, programme_id: UUID | None, unit_id: UUID | None) -> RowFilter:
    """As far as the actor reads money: programmes that they pay or run, and their own row."""
    visible = visible_secondment_ids(work.actor.only(*policy.PAY_READERS), work.today)
    path = runs.unit_path(work.session, unit_id) if unit_id else None
    if unit_id is not None and path is None:
        raise NotFound
    if programme_id is not None and not runs.knows_programme(work.session, visible, programme_id, readable_paths(work)):
        raise NotFound
    return RowFilter(month, visible, programme_id, path)


def _encode(item: NamedRow) -> str:
    rank = 1 if item.row.status is RowStatus.PAYABLE else 0
    key = [rank, item.person_no or "", str(item.row.secondment_id)]
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _decode(cursor: str | None) -> RowKey | None:
    if not cursor:
        return None
    try:
        rank, number, secondment = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if rank not in (0, 1) or "\0" in str(number):
            raise ValueError(rank)
        return int(rank), str(number), str(UUID(secondment))
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Invalid.at("/cursor", N_("翻页标记无效，请从第一页重新开始。"), "bad-cursor") from error
