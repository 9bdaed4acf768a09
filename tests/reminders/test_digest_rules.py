"""Who gets a digest and when, for people, calendars, leave and terms by chance, against the rules said once more.

The rules (domain.md 5): one a workday, from 09:00 to 18:00, at the programme's hour; none on rest days, on statutory
holidays, on leave, off the term, while suspended; a make-up workday reminds, and so does an ordinary weekday of a year
whose holidays are not announced; whoever muted it or may not sign in hears nothing; nothing to say is nothing said.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person, PersonStatus
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.job_runs import Ran
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus
from app.reminders.models import InboxMessage, ReminderSettings
from app.secondments.models import SecondmentEvent, SecondmentStatus
from tests.factories import LONG_AGO, County

SOAK = os.environ.get("JISHI_TEST_SOAK") == "1"
PEOPLE = 150 if SOAK else 40
DAYS = {
    date(2026, 4, 15): True,  # Wednesday
    date(2026, 4, 17): True,  # Friday
    date(2026, 4, 18): False,  # Saturday
    date(2026, 4, 6): False,  # 清明 on a Monday
    date(2026, 2, 14): True,  # a Saturday that is worked for 春节
    date(2026, 2, 17): False,  # 春节 on a Tuesday
    date(2027, 3, 10): True,  # a Wednesday of a year that nobody has announced
    date(2027, 3, 13): False,  # its Saturday
}
"""The days looked at, and whether they are worked."""
WEEKS_LAST_WORKDAY = {date(2026, 4, 17), date(2026, 2, 14)}
HOURS = (10, 17)


@dataclass
class Served:
    """A cadre made by chance, with all that the rules ask about them."""

    person: Person
    hour: int
    weekly: bool
    start_on: date
    end_on: date
    away: tuple[tuple[date, bool], ...] = ()
    """Half days on leave: (date, is the afternoon)."""
    suspended_from: date | None = None
    resumed_on: date | None = None
    written: frozenset[date] = frozenset()
    muted: bool = False
    barred: bool = False
    told: set[date] = field(default_factory=set)

    def is_due(self, on: date) -> bool:
        """The rules, in other words than the product's."""
        if not DAYS[on] or self.muted or self.barred:
            return False
        if not self.start_on <= on <= self.end_on or self._is_suspended(on):
            return False
        if (on, self.hour >= 12) in self.away:
            return False
        if on == self.end_on:  # the end of the term is told, whatever is written; no day before it is looked at
            return True
        if self.weekly:
            week = {on - timedelta(days=back) for back in range(on.weekday() + 1)}
            return on in WEEKS_LAST_WORKDAY and not week & self.written
        return on not in self.written

    def _is_suspended(self, on: date) -> bool:
        begun = self.suspended_from is not None and on >= self.suspended_from
        return begun and not (self.resumed_on is not None and on >= self.resumed_on)


@pytest.mark.parametrize("seed", range(3 if SOAK else 1))
def test_a_digest_goes_out_exactly_where_the_rules_say(
    seed: int, county: County, database: Database, run: Callable[..., Ran], travel: time_machine.Traveller
) -> None:
    chance = random.Random(seed)
    everybody = _county(county, chance)
    for on in DAYS:
        for hour in HOURS:
            run("workday-digest", datetime.combine(on, time(hour), BEIJING))
    with Work(database, SYSTEM, writes=False) as work:
        messages = work.session.exec(select(InboxMessage).where(InboxMessage.kind == "workday-digest")).all()
        sent = {(row.person_id, row.created_at.astimezone(BEIJING)) for row in messages}
    expected = {
        (one.person.id, datetime.combine(on, time(one.hour), BEIJING))
        for one in everybody
        for on in DAYS
        if one.is_due(on)
    }
    cadres = {one.person.id: one for one in everybody}
    assert {pair for pair in sent if pair[0] in cadres} == expected
    assert len(expected) > PEOPLE // 2
    assert len({person_id for person_id, _ in expected}) < PEOPLE


def _county(county: County, chance: random.Random) -> list[Served]:
    office = county.unit("白鹭镇", county.region)
    programmes = {
        (hour, often): county.programme(f"{hour}/{often}", reminder_hour=hour, record_frequency=often)
        for hour in HOURS
        for often in ("workday", "weekly")
    }
    boss = county.person("主管", Role.SUPERVISOR, office)
    found = []
    for number in range(PEOPLE):
        hour, weekly = chance.choice(HOURS), chance.random() < 0.25
        one = _by_chance(county, chance, number, hour, weekly)
        row = county.secondment(
            one.person,
            programmes[hour, "weekly" if weekly else "workday"],
            office,
            start_on=one.start_on,
            end_on=one.end_on,
            arrived_on=one.start_on,
            status=SecondmentStatus.ACTIVE,
        )
        county.add(*_rows(one, row.id, office.id, boss.id))
        found.append(one)
    return found


def _by_chance(county: County, chance: random.Random, number: int, hour: int, weekly: bool) -> Served:
    def maybe(share: float) -> bool:
        return chance.random() < share

    barred = maybe(0.08)
    status = PersonStatus.DISABLED if barred and maybe(0.5) else PersonStatus.ACTIVE
    left_on = LONG_AGO if barred and status is PersonStatus.ACTIVE else None
    person = county.person(f"干部{number}", Role.CADRE, status=status, left_on=left_on)
    start_on = chance.choice((date(2026, 1, 1), date(2026, 2, 15), date(2026, 4, 16), date(2026, 5, 1)))
    end_on = chance.choice((date(2026, 4, 15), date(2026, 12, 31), date(2027, 12, 31), date(2027, 12, 31)))
    one = Served(person, hour, weekly, start_on, max(end_on, start_on), muted=maybe(0.1), barred=barred)
    if maybe(0.4):
        one.away = _leave_halves(chance)
    if maybe(0.2):
        one.suspended_from = chance.choice((date(2026, 4, 1), date(2027, 3, 1)))
        one.resumed_on = chance.choice((None, date(2026, 4, 16), date(2027, 3, 5)))
        if one.resumed_on is not None and one.resumed_on <= one.suspended_from:
            one.resumed_on = None
    one.written = frozenset(on for on in DAYS if maybe(0.2))
    if weekly:  # a weekly programme asks for any day: leave on the last one would move the asking to the day before
        one.away = ()
    return one


def _leave_halves(chance: random.Random) -> tuple[tuple[date, bool], ...]:
    """A day, or a morning, or an afternoon, on some of the days."""
    halves = [((False, True), (False,), (True,))[chance.randrange(3)] for _ in DAYS]
    return tuple((on, pm) for on, taken in zip(DAYS, halves, strict=True) if chance.random() < 0.5 for pm in taken)


def _rows(one: Served, secondment_id: UUID, unit_id: UUID, boss_id: UUID) -> list[Any]:
    ids = {"secondment_id": secondment_id, "cadre_id": one.person.id, "unit_id": unit_id}
    days = sorted({on for on, _ in one.away})
    rows: list[Any] = [_leave(on, {pm for day, pm in one.away if day == on}, one, ids) for on in days]
    written = {"day_type": DayType.ON_POST, "status": RecordStatus.APPROVED}
    rows += [DailyRecord(**ids, work_on=on, **written) for on in one.written]
    steps = (("suspend", one.suspended_from), ("resume", one.resumed_on if one.suspended_from else None))
    rows += [
        SecondmentEvent(
            secondment_id=secondment_id,
            kind=kind,
            from_version=version,
            effective_on=on,
            actor_id=boss_id,
            at=datetime(2026, 1, version, tzinfo=BEIJING),
        )
        for version, (kind, on) in enumerate(steps, start=1)
        if on is not None
    ]
    if one.muted:
        rows.append(ReminderSettings(person_id=one.person.id, muted=True))
    return rows


def _leave(on: date, taken: set[bool], one: Served, ids: dict[str, UUID]) -> Leave:
    half = None if len(taken) == 2 else ("pm" if taken == {True} else "am")
    return Leave(
        **ids,
        filed_by_id=one.person.id,
        type=LeaveType.PERSONAL,
        start_on=on,
        end_on=on,
        start_half=half,
        end_half=half,
        reason="家事",
        halves=len(taken),
        level=Level.RECEIVING,
        status=LeaveStatus.CLOSED,
        ended_on=on,
        ended_half=half,
    )
