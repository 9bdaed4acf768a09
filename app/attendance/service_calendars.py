"""What the dates of a month are to each cadre: the calendar of the nation, and what the host has arranged for itself.

Cadres whom the same arrangements reach share one calendar and one plain ledger, so that 3,000 cadres need a handful.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from app.attendance import repository
from app.attendance.ledger import Day, LeaveSpan, Override, Term, build_ledger
from app.attendance.repository_calendars import closed_at
from app.core import clock
from app.core.work import Work
from app.secondments.service_cards import SecondmentCard
from app.workdays.overlays import Calendar, Overlay, RegionalDay
from app.workdays.rules import DayKind, dates
from app.workdays.service import get_calendar

Place = tuple[str, str]
"""The path of the unit that hosts somebody, and that of the unit that runs the programme."""
Host = tuple[Place, date, date]
"""A place from a first to a last day, both included."""


@dataclass(frozen=True)
class MonthCalendar:
    """A month as one cadre has it: the nation's kinds, and the dates that are different here."""

    first: date
    last: date
    kinds: Mapping[date, DayKind]
    regional: Mapping[date, RegionalDay]

    @cached_property
    def plain(self) -> tuple[Day, ...]:
        """The ledger of everybody who serves the whole month and of whom nothing else is said."""
        return self.build(Term(self.first))

    def build(
        self, term: Term, overrides: Iterable[Override] = (), leaves: Sequence[LeaveSpan] = ()
    ) -> tuple[Day, ...]:
        """The ledger of one cadre."""
        kind_of = self.kinds.__getitem__
        return build_ledger(self.first, self.last, term, kind_of, overrides, leaves, self.regional)


class MonthCalendars:
    """The calendars of one month. A month that is closed keeps the calendar that was known when it was closed."""

    def __init__(self, work: Work, month: str, calendar: Calendar | None = None, *, settled: bool = True) -> None:
        """`calendar` instead of the stored one is for asking what a change would do.

        Without `settled` a closed month goes by what is known today as well.
        """
        self._work, self._paths = work, dict[UUID, str]()
        self._first, self._last = clock.month_bounds(month)
        self._calendar = calendar or get_calendar(work, self._first, self._last)
        late = self._calendar.former or self._calendar.overlays
        self._closed = closed_at(work.session, month) if late and settled else {}
        self._known: dict[datetime | None, _Shared] = {}

    def of(self, card: SecondmentCard) -> MonthCalendar:
        """One cadre's: by the units that host them on each day, and by whether their programme's month is closed."""
        known = self._as_of(card.programme.id)
        if known not in self._known:
            calendar = self._calendar if known is None else self._calendar.as_of(known)
            self._known[known] = _Shared(calendar, self._first, self._last)
        return self._known[known].of(_hosts(card, self._programme_path(card), self._first, self._last))

    def _programme_path(self, card: SecondmentCard) -> str:
        """Asked for only where something was arranged for the cadres of one region."""
        if not self._calendar.overlays:
            return ""
        unit_id = card.programme.unit_id
        if unit_id not in self._paths:
            self._paths |= repository.unit_paths(self._work.session, [unit_id])
        return self._paths[unit_id]

    def ledger(
        self,
        card: SecondmentCard,
        term: Term,
        overrides: Collection[Override] = (),
        leaves: Sequence[LeaveSpan] = (),
    ) -> tuple[Day, ...]:
        """One cadre's days; the same object for all of whom nothing but the calendar speaks."""
        here = self.of(card)
        if overrides or leaves or not _covers(term, self._first, self._last):
            return here.build(term, overrides, leaves)
        return here.plain

    def _as_of(self, programme_id: UUID) -> datetime | None:
        closing = self._closed.get(programme_id)
        if closing is not None and self._calendar.changed_after(closing, self._first, self._last):
            return closing
        return None


class _Shared:
    """The calendars of one month by the arrangements that reach a place; the same object for the same ones."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self._calendar, self._first, self._last = calendar, first, last
        self._kinds = {on: calendar.kind(on) for on in dates(first, last)}
        self._overlays = [o for o in calendar.overlays if o.holds(None) and o.first_on <= last and o.last_on >= first]
        self._reaching: dict[Place, tuple[str, ...]] = {}
        self._made: dict[tuple[tuple[tuple[str, ...], date, date], ...], MonthCalendar] = {}

    def of(self, hosts: Sequence[Host]) -> MonthCalendar:
        key = tuple((self._reach(place), first, last) for place, first, last in hosts)
        if not any(refs for refs, _, _ in key):
            key = ()
        if key not in self._made:
            self._made[key] = MonthCalendar(self._first, self._last, self._kinds, self._regional(hosts) if key else {})
        return self._made[key]

    def _reach(self, place: Place) -> tuple[str, ...]:
        if place not in self._reaching:
            self._reaching[place] = tuple(one.ref for one in self._over(place))
        return self._reaching[place]

    def _over(self, place: Place) -> list[Overlay]:
        return [one for one in self._overlays if one.reaches(*place)]

    def _regional(self, hosts: Sequence[Host]) -> dict[date, RegionalDay]:
        found: dict[date, RegionalDay] = {}
        for place, first, last in hosts:
            here = self._calendar.place(self._over(place))
            found |= {on: day for on, day in here.items() if first <= on <= last}
        return found


def calendar_at(work: Work, card: SecondmentCard, start: date, end: date, on: date | None = None) -> Calendar:
    """The calendar of a cadre as hosted on `on` (today unless given), for counting workdays and naming days."""
    calendar = get_calendar(work, start, end)
    if not calendar.overlays:
        return calendar
    programme_path = repository.unit_paths(work.session, [card.programme.unit_id])[card.programme.unit_id]
    return calendar.at(card.posting_on(on or work.today).receiving_path, programme_path)


def _covers(term: Term, first: date, last: date) -> bool:
    """The whole month is served."""
    whole = term.start_on <= first and (term.end_on is None or term.end_on >= last)
    return whole and not term.suspensions


def _hosts(card: SecondmentCard, programme_path: str, first: date, last: date) -> list[Host]:
    """Days off the term go with the nearest posting."""
    postings = [one for one in card.postings if one.start_on <= last and one.end_on >= first]
    if len(postings) < 2:
        return [((card.posting_on(first).receiving_path, programme_path), first, last)]
    ends = [one.start_on - timedelta(days=1) for one in postings[1:]]
    starts = [first, *(one.start_on for one in postings[1:])]
    spans = zip(postings, starts, [*ends, last], strict=True)
    return [((one.receiving_path, programme_path), start, end) for one, start, end in spans]
