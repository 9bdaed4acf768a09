"""The demo's closed, calculated and open months, taken through the real services by the people whose task it is."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from app.accounts.models import Person
from app.allowances.schemas import StepIn
from app.allowances.service_runs import approve_month, calculate_month, close_month, pay_month
from app.attendance.ledger import Half, State
from app.attendance.schemas import Basis, ConfirmIn, DayIn
from app.attendance.service_days import correct_day
from app.attendance.service_months import confirm_month
from app.core import clock
from app.core.work import Work
from app.demo.acting import as_person, at
from app.demo.money import MoneyStory
from app.secondments.models import Secondment
from app.workdays.service import get_calendar

LEFT_PENDING = 2
"""Of the calculated month so many units have not confirmed yet: exceptions to look at."""


def settle_months(
    work: Work,
    people: dict[str, Person],
    supervisors: list[Person],
    rows: list[Secondment],
    closed: Callable[[str], None],
) -> None:
    """The month before last is paid, the last one calculated with some cadres pending, this one open.

    `closed` is called with the month once it is closed, before it is noted as paid.
    """
    last = clock.previous_month(clock.month_of(work.today))
    earlier = clock.previous_month(last)
    story = MoneyStory.of(work, people, supervisors[:-LEFT_PENDING], rows)
    for month in (earlier, last):
        _correct_days(work, month, supervisors, rows)
    after, end = clock.month_bounds(earlier)[1], clock.month_bounds(last)[1]
    _confirm(work, earlier, [host for host in supervisors if host is not story.late_host], after + timedelta(days=1))
    story.recover(earlier)
    _settle(work, people, earlier, closed)
    story.late_facts(earlier)
    prompt = [host for host in supervisors[:-LEFT_PENDING] if host is not story.slow_host]
    _confirm(work, last, prompt, end + timedelta(days=1))
    with as_person(work, people["finance"], min(at(end, 3, 11), work.now)) as desk:
        calculate_month(desk, last, StepIn())
    story.recount(last)
    story.propose(last)


def _settle(work: Work, people: dict[str, Person], month: str, closed: Callable[[str], None]) -> None:
    """One finance person makes and closes, the other approves and pays; whoever is not confirmed is paid later."""
    after = clock.month_bounds(month)[1]
    with as_person(work, people["finance"], at(after, 3, 16)) as desk:
        calculate_month(desk, month, StepIn())
    with as_person(work, people["finance2"], at(after, 4, 10)) as desk:
        approve_month(desk, month, StepIn())
    with as_person(work, people["finance"], at(after, 5, 9)) as desk:
        close_month(desk, month, StepIn(exclude_pending=True))
    closed(month)
    with as_person(work, people["finance2"], at(after, 8, 15)) as desk:
        pay_month(desk, month, StepIn())


def _units_of(supervisor: Person) -> UUID:
    assert supervisor.home_unit_id is not None  # noqa: S101 - the demo's supervisors all have their host as home
    return supervisor.home_unit_id


def _confirm(work: Work, month: str, supervisors: list[Person], on: date) -> None:
    for number, supervisor in enumerate(supervisors):
        instant = min(at(on, number % 2, 9) + timedelta(minutes=7 * number), work.now)
        with as_person(work, supervisor, instant) as desk:
            confirm_month(desk, month, ConfirmIn(unit_id=_units_of(supervisor), basis=Basis.ONLINE))


def _correct_days(work: Work, month: str, supervisors: list[Person], rows: list[Secondment]) -> None:
    """A weekend on duty, a training day and half a day away: what supervisors correct in a real month."""
    first, last = clock.month_bounds(month)
    calendar = get_calendar(work, first, last)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    working = [on for on in days if calendar.is_workday(on)]
    resting = [on for on in days if not calendar.is_workday(on) and calendar.name(on) is None]
    hosted = {_units_of(supervisor): supervisor for supervisor in supervisors}
    for number, row in enumerate(rows[:9]):
        supervisor = hosted.get(row.receiving_unit_id)
        if supervisor is None or row.start_on > first:
            continue
        on, body = (
            (resting[number % len(resting)], DayIn(state=State.ON_POST, reason="防汛值班")),
            (working[number % len(working)], DayIn(state=State.TRAINING, reason="县委组织部调训")),
            (working[-1 - number % 5], DayIn(state=State.ABSENT, half=Half.PM, reason="私事外出，未办手续")),
        )[number % 3]
        with as_person(work, supervisor, at(on, 1, 9)) as desk:
            correct_day(desk, row.id, on, body)
