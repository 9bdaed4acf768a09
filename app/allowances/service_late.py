"""What closed months are adjusted by: late facts are looked for, and only what they touch is worked out anew.

A month whose days nobody has confirmed adjusts nothing, and neither does one whose confirmation a later transfer made
incomplete: nothing is paid on an unconfirmed day, and nothing is taken back for want of a confirmation. Taken back is
what confirmed days say otherwise. A closed month keeps its calendar (attendance) and its policy (secondments).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.allowances import repository
from app.allowances import repository_settlement as settlement_rows
from app.allowances.engine import Reason
from app.allowances.models import AllowanceRun
from app.allowances.models_settlement import AdjustmentKind
from app.allowances.once import PaidElsewhere, PaidTwice
from app.allowances.service_calculate import Priced, days_digest, price_sheets, pricing_of
from app.allowances.service_once import paid_elsewhere
from app.allowances.settlement import DayChange, DayPay, Month, differences, settled, total_of
from app.attendance.ledger import Source, State
from app.attendance.service_late import touched_months
from app.attendance.service_ledger import MonthSheet, sheets
from app.core import clock
from app.core.work import Work
from app.secondments.models import Programme
from app.secondments.service_cards import SecondmentCard, describe
from app.secondments.service_late import touched_since

UNDER_WAY = timedelta(hours=1)
"""What was touched this long before a close may have been committed after it."""
_OUTSIDE = DayPay(0, 0, State.OUTSIDE.value, Source.TERM.value, Reason.OUTSIDE.value)
Wanted = Mapping[str, Collection[UUID]]
"""Secondments by the closed month that is worked out anew for them."""


@dataclass(frozen=True, slots=True)
class Late:
    """What one closed month of a secondment is adjusted by; with `missing` days it waits for their rates."""

    card: SecondmentCard
    month: str
    kind: AdjustmentKind
    changes: tuple[DayChange, ...]
    missing: tuple[date, ...] = ()
    twice: tuple[PaidTwice, ...] = ()
    """Dates that it would pay although another programme has: it waits for people to settle which one does."""

    @property
    def waits(self) -> bool:
        """Nothing is settled of it this time, and its row is not approved."""
        return bool(self.missing or self.twice)

    @property
    def amount_fen(self) -> int:
        """The sum of its days."""
        return total_of(self.changes)

    @property
    def halves(self) -> int:
        """Half days more or less than settled."""
        return sum(change.halves for change in self.changes)


def find_late(work: Work, programme: Programme, month: str) -> list[Late]:
    """The adjustments that the run of `month` makes for earlier, closed months: by month, person number and name."""
    closed = settlement_rows.list_closed(work.session, programme.id, month)
    return recompute(work, programme, closed, candidates(work, programme.id, closed))


def candidates(work: Work, programme_id: UUID, closed: Sequence[AllowanceRun]) -> dict[str, set[UUID]]:
    """Whose closed months may come out otherwise: the days were not paid, or something was touched after the close."""
    found: dict[str, set[UUID]] = defaultdict(set)
    since = {run.month: _since(run) for run in closed}
    if not since:
        return found
    for key, month in touched_months(work, programme_id, since):
        found[month].add(key)
    touched = touched_since(work, programme_id, min(since.values()))
    for month, instant in since.items():
        found[month] |= {key for key, at in touched.items() if at > instant}
    rated = _rated_months(work, programme_id, since)
    for run in closed:
        found[run.month] |= settlement_rows.secondments_in(work.session, run.id, unpaid=run.month not in rated)
    return found


def _since(run: AllowanceRun) -> datetime:
    assert run.closed_at is not None  # noqa: S101 - the caller asks for closed runs
    return run.closed_at - UNDER_WAY


def _rated_months(work: Work, programme_id: UUID, since: Mapping[str, datetime]) -> set[str]:
    """The closed months for which a rate was set or ended afterwards."""
    found = set()
    for rate in repository.list_programme_rates(work.session, programme_id):
        for month, instant in since.items():
            first, last = clock.month_bounds(month)
            holds = rate.valid_from <= last and (rate.valid_to is None or rate.valid_to > first)
            if holds and rate.updated_at > instant:
                found.add(month)
    return found


def recompute(work: Work, programme: Programme, closed: Sequence[AllowanceRun], wanted: Wanted) -> list[Late]:
    """Recomputed − settled of these months; the same whoever else is asked about."""
    cards = describe(work, {key for ids in wanted.values() for key in ids})
    adjusted = settlement_rows.adjusted_pairs(work.session, programme.id) if cards else set()
    found = []
    for run in closed:
        asked = [cards[key] for key in wanted.get(run.month, ()) if key in cards]
        if asked:
            found += _of_month(work, programme, run, asked, adjusted)
    return found


def _of_month(
    work: Work,
    programme: Programme,
    run: AllowanceRun,
    cards: Sequence[SecondmentCard],
    adjusted: Collection[settlement_rows.Pair],
) -> list[Late]:
    month, session = run.month, work.session
    ordered = sorted(cards, key=lambda card: (card.person_no or "", card.cadre_name, str(card.id)))
    paid = settlement_rows.paid_digests(session, run.id, [card.id for card in ordered])
    asked = [s for s in sheets(work, ordered, month) if s.is_confirmed and _concerns(s, paid, adjusted)]
    known: dict[int, str] = {}
    open_to_question = []
    for item in price_sheets(pricing_of(work, programme, month), asked):
        key = id(item.subsidy)
        known[key] = known.get(key) or days_digest(item.subsidy)
        as_paid = paid.get(item.sheet.card.id) == known[key] and item.sheet.card.has_begun
        if not as_paid or (item.sheet.card.id, month) in adjusted:
            open_to_question.append(item)
    ids = [item.sheet.card.id for item in open_to_question]
    lines = settlement_rows.days_of(session, run.id, [key for key in ids if key in paid])
    changes = settlement_rows.changes_of(session, month, [key for key in ids if (key, month) in adjusted])
    elsewhere = paid_elsewhere(work, programme.id, month, settled=True) if open_to_question else {}
    compared = [
        _compared(item, elsewhere, settled(lines.get(item.sheet.card.id), changes.get(item.sheet.card.id, ())))
        for item in open_to_question
    ]
    return [late for late in compared if late is not None]


def _concerns(sheet: MonthSheet, paid: Collection[UUID], adjusted: Collection[settlement_rows.Pair]) -> bool:
    """Somebody served, or something was settled."""
    card = sheet.card
    if card.id in paid or (card.id, sheet.month) in adjusted:
        return True
    return card.has_begun and any(day.state is not State.OUTSIDE for day in sheet.days)


def _compared(item: Priced, elsewhere: Mapping[UUID, PaidElsewhere], before: Month | None) -> Late | None:
    card, month = item.sheet.card, item.sheet.month
    kind = AdjustmentKind.BACK_PAY if before is None else AdjustmentKind.CORRECTION
    if card.has_begun and not item.subsidy.complete:
        return Late(card, month, kind, (), tuple(found.on for found in item.subsidy.exceptions))
    changes = differences(before, _recomputed(item))
    others = elsewhere.get(card.secondment.cadre_id, {})
    twice = tuple(PaidTwice(c.on, others[c.on]) for c in changes if c.halves > 0 and c.on in others)
    if twice:
        return Late(card, month, kind, (), twice=twice)
    return Late(card, month, kind, changes) if changes else None


def _recomputed(item: Priced) -> Month:
    """Every day as the facts have it; whoever never took up the post has served none."""
    if not item.sheet.card.has_begun:
        return {line.on: _OUTSIDE for line in item.subsidy.lines}
    return {
        line.on: DayPay(
            line.portion,
            line.amount_fen or 0,
            line.state.value,
            line.source.value,
            line.reason.value,
            line.rate_fen,
        )
        for line in item.subsidy.lines
    }
