"""总览 for the Organization Department: the own region's states and dates in the directory's order, never a ranking."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.allowances.service_cover import Covered
from app.allowances.service_insurance_pages import pressing
from app.allowances.service_objections import count_waiting
from app.attendance.ledger import State
from app.attendance.service_asked import asked_days
from app.attendance.service_ledger import sheets
from app.core import clock
from app.core.actor import Role
from app.core.errors import require
from app.core.work import Work
from app.feedback.service import count_to_handle
from app.home.service_overview_questions import Questions, open_questions
from app.records.models import RecordStatus
from app.records.service import statuses_between
from app.secondments.models import RecordFrequency
from app.secondments.service_cards import SecondmentCard, list_visible_in_month
from app.secondments.service_counts import ProgrammeCount, count_programmes
from app.spot_checks.schemas import SpotCheckView
from app.spot_checks.service import list_spot_checks
from app.spot_checks.service_due import OfficeDue, due_for_office
from app.workdays.service import Calendar, get_calendar
from app.workdays.service_care import awaited_year

WORKDAYS = 20
UNITS_A_PAGE = 24
NOTES = 3
MOST_SHORT = 50
MONTHS_BACK = 2


@dataclass(frozen=True, slots=True)
class UnitChart:
    """A unit's workdays one by one: (day, records received, records asked for)."""

    unit_id: UUID
    name: str
    people: int
    days: tuple[tuple[date, int, int], ...]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """(received, asked for) a workday."""
        return [(had, due) for _, had, due in self.days]

    @property
    def open_days(self) -> list[tuple[date, int, int]]:
        """The days on which something was asked for that has not come."""
        return [day for day in self.days if day[1] < day[2]]


@dataclass(frozen=True, slots=True)
class PendingUnit:
    """A unit whose word on a month is still awaited, and for how many people."""

    unit_id: UUID
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class PendingMonth:
    """An ended month that some units have not confirmed."""

    month: str
    units: tuple[PendingUnit, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page; each figure has a list behind it."""

    programmes: tuple[ProgrammeCount, ...]
    today_states: Mapping[State, int]
    is_workday: bool
    first_on: date
    last_on: date
    charts: tuple[UnitChart, ...]
    page: int
    is_last_page: bool
    weekly: bool
    pending: tuple[PendingMonth, ...]
    questions: Questions
    due: OfficeDue
    """Of formal checks."""
    notes: tuple[SpotCheckView, ...]
    short: tuple[Covered, ...]
    """Whose insurance lacks or ends soon."""
    more_short: bool
    provisional_year: int | None
    overdue_objections: int
    """Objections that finance has not answered within five workdays."""
    feedback: int
    """Complaints and suggestions that wait for an answer."""


def open_overview(work: Work, page: int = 1) -> Overview:
    """The overview of the actor's own region; Forbidden to all but the Organization Department."""
    require(work.actor.has(Role.ORGADMIN))
    calendar = get_calendar(work, work.today, work.today)
    first_on, last_on = calendar.workdays_back(work.today, WORKDAYS), calendar.workdays_back(work.today, 1)
    programmes = count_programmes(work)
    own = frozenset(each.programme.id for each in programmes)
    cards = _cards(work, own, first_on)
    short, more_short = pressing(work, MOST_SHORT)
    weekly = {each.programme.id for each in programmes if _is_weekly(each)}
    by_unit = _by_unit([c for c in cards if c.secondment.end_on >= first_on and c.programme.id not in weekly])
    shown = list(by_unit)[(page - 1) * UNITS_A_PAGE : page * UNITS_A_PAGE]
    return Overview(
        programmes=tuple(programmes),
        today_states=_today_states(work, cards),
        is_workday=calendar.is_workday(work.today),
        first_on=first_on,
        last_on=last_on,
        charts=_charts(work, {key: by_unit[key] for key in shown}, calendar, first_on, last_on),
        page=page,
        is_last_page=page * UNITS_A_PAGE >= len(by_unit),
        weekly=bool(weekly),
        pending=_pending(work, own),
        questions=open_questions(work),
        due=due_for_office(work),
        notes=tuple(list_spot_checks(work, limit=NOTES).items),
        short=tuple(short),
        more_short=more_short,
        provisional_year=awaited_year(work),
        overdue_objections=count_waiting(work, overdue=True),
        feedback=count_to_handle(work),
    )


def _is_weekly(count: ProgrammeCount) -> bool:
    """Asks for one day of a week, whichever: no single day can be said to lack it."""
    rules = count.programme.policy
    return rules is not None and rules.record_frequency is RecordFrequency.WEEKLY


def _cards(work: Work, programmes: frozenset[UUID], first_on: date) -> list[SecondmentCard]:
    """Everybody who serves in the months from `first_on` to today, once each."""
    month, last = clock.month_of(first_on), clock.month_of(work.today)
    found: dict[UUID, SecondmentCard] = {}
    while month <= last:
        found |= {card.id: card for card in list_visible_in_month(work, None, month)}
        month = clock.next_month(month)
    return [card for card in found.values() if card.programme.id in programmes]


def _by_unit(cards: Sequence[SecondmentCard]) -> dict[UUID, list[SecondmentCard]]:
    """Cards by receiving unit, the units in the order of the page 单位: by name, never by a figure."""
    found: dict[UUID, list[SecondmentCard]] = defaultdict(list)
    for card in sorted(cards, key=lambda card: (card.receiving_unit_name, card.receiving_path)):
        found[card.secondment.receiving_unit_id].append(card)
    return found


def _charts(
    work: Work, by_unit: Mapping[UUID, Sequence[SecondmentCard]], calendar: Calendar, first_on: date, last_on: date
) -> tuple[UnitChart, ...]:
    cards = [card for some in by_unit.values() for card in some]
    asked = asked_days(work, cards, first_on, last_on)
    statuses = statuses_between(work, {card.id for card in cards}, first_on, last_on)
    received = {
        key: {on for on, status in days.items() if status is not RecordStatus.DRAFT} for key, days in statuses.items()
    }
    workdays = calendar.workdays_between(first_on, last_on)

    def of_day(on: date, some: Sequence[SecondmentCard]) -> tuple[date, int, int]:
        due = [card for card in some if on in asked[card.id].asked]
        return on, sum(1 for card in due if on in received[card.id]), len(due)

    return tuple(
        UnitChart(
            unit_id,
            some[0].receiving_unit_name,
            sum(1 for card in some if card.secondment.start_on <= work.today <= card.secondment.end_on),
            tuple(of_day(on, some) for on in workdays),
        )
        for unit_id, some in by_unit.items()
    )


def _today_states(work: Work, cards: Sequence[SecondmentCard]) -> Mapping[State, int]:
    """What today is for everybody by the ledger."""
    serving = [card for card in cards if card.secondment.start_on <= work.today <= card.secondment.end_on]
    found = sheets(work, serving, clock.month_of(work.today))
    return Counter(day.state for sheet in found for day in sheet.days if day.on == work.today)


def _pending(work: Work, programmes: frozenset[UUID]) -> tuple[PendingMonth, ...]:
    """The last ended months that somebody has still to confirm, newest first."""
    found: list[PendingMonth] = []
    month = clock.month_of(work.today)
    for _ in range(MONTHS_BACK):
        month = clock.previous_month(month)
        cards = [card for card in list_visible_in_month(work, None, month) if card.programme.id in programmes]
        parts = [part for sheet in sheets(work, cards, month) for part in sheet.parts if not part.is_confirmed]
        hosts = sorted((part.posting.receiving_unit_name, part.posting.receiving_path, part.unit_id) for part in parts)
        waiting = Counter((unit_id, name) for name, _, unit_id in hosts)
        units = tuple(PendingUnit(*unit, count) for unit, count in waiting.items())
        if units:
            found.append(PendingMonth(month, units))
    return tuple(found)
