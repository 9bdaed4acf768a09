"""The day ledger of stored facts: one cadre's month, or a whole programme's in a handful of statements.

Start here from other domains: `month_sheet` (one secondment), `programme_month` (a programme, 3,000 cadres at once),
`visible_month` (what the actor may know of). None of them looks at records or check-ins.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.attendance import repository, repository_leave
from app.attendance.ledger import Day, Half, LeaveSpan, Override, State, Term
from app.attendance.models import DayOverride
from app.attendance.parts import Confirmations, ConfirmationState, MonthPart, parts_of
from app.attendance.policy_leave import span_of
from app.attendance.service_calendars import MonthCalendars
from app.core import clock
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.service_cards import SecondmentCard
from app.workdays.overlays import Calendar


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """One cadre's month: a `Day` a date (those outside the term included) and the receiving units' words on it."""

    card: SecondmentCard
    month: str
    days: tuple[Day, ...]
    said: Confirmations

    @property
    def parts(self) -> tuple[MonthPart, ...]:
        """The month by the units that hosted it, each with its word; one part for nearly everybody."""
        return parts_of(self.days, self.card.postings, self.said)

    @property
    def state(self) -> ConfirmationState:
        """Confirmed when every unit has confirmed its own dates; pending is never unpaid for good."""
        states = {part.state for part in self.parts}
        if states == {ConfirmationState.CONFIRMED}:
            return ConfirmationState.CONFIRMED
        return ConfirmationState.REOPENED if ConfirmationState.REOPENED in states else ConfirmationState.PENDING

    @property
    def is_confirmed(self) -> bool:
        """Whether the month counts."""
        return self.state is ConfirmationState.CONFIRMED

    @property
    def changed(self) -> bool:
        """A day was corrected after its unit had confirmed."""
        return any(part.changed for part in self.parts)


def month_sheet(work: Work, secondment_id: UUID, month: str) -> MonthSheet | None:
    """One secondment's month; None when there is no such secondment. The caller has checked the actor."""
    card = service_cards.describe(work, [secondment_id]).get(secondment_id)
    return sheets(work, [card], month)[0] if card else None


def programme_month(work: Work, programme_id: UUID, month: str) -> list[MonthSheet]:
    """Everybody who serves in a programme's month, NOT filtered by actor; by person number and name."""
    return sheets(work, service_cards.list_in_month(work, programme_id, month), month)


def visible_month(work: Work, month: str, programme_id: UUID | None = None) -> list[MonthSheet]:
    """Everybody who serves in the month, as far as the actor may know of them."""
    return sheets(work, service_cards.list_visible_in_month(work, programme_id, month), month)


def sheets(
    work: Work, cards: Sequence[SecondmentCard], month: str, calendar: Calendar | None = None
) -> list[MonthSheet]:
    """The sheets of these cards, in their order; four statements a thousand cards.

    `calendar` instead of the stored one asks what a change of the calendar would do.
    """
    first, last = clock.month_bounds(month)
    ids = [card.id for card in cards]
    said: dict[UUID, list[DayOverride]] = defaultdict(list)
    for row in repository.list_overrides(work.session, ids, first, last):
        said[row.secondment_id].append(row)
    away = leave_spans(work, ids, first, last)
    confirmed = repository.list_confirmations(work.session, ids, month)
    calendars = MonthCalendars(work, month, calendar)
    found = []
    for card in cards:
        term, corrections, leaves = term_of(card), said.get(card.id, ()), away.get(card.id, ())
        days = calendars.ledger(card, term, standing(corrections), leaves)
        found.append(MonthSheet(card, month, days, confirmed.get(card.id, {})))
    return found


def leave_spans(work: Work, ids: Sequence[UUID], first: date, last: date) -> dict[UUID, list[LeaveSpan]]:
    """The approved leave of these secondments from `first` to `last`, early returns confirmed by the unit cut off."""
    found = repository_leave.list_away(work.session, ids, first, last)
    return {key: [span_of(row) for row in rows] for key, rows in found.items()}


def term_of(card: SecondmentCard) -> Term:
    """The days served: from arrival to the end, without suspensions."""
    return Term(card.term_start_on, card.secondment.end_on, card.suspensions)


def standing(rows: Iterable[DayOverride]) -> list[Override]:
    """The newest word on each half, from corrections that are given oldest first."""
    newest: dict[tuple[date, Half], Override] = {}
    for row in rows:
        for half in (Half(row.half),) if row.half else (Half.AM, Half.PM):
            newest[row.day_on, half] = Override(row.day_on, half, State(row.state), str(row.id))
    return list(newest.values())
