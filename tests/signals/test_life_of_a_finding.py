"""Findings of every kind follow one life: opened, answered, accepted, closed, opened again with what is new."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from sqlmodel import col, select

from app.accounts.models import Person, Unit
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus, RecordVersion
from app.secondments.models import Secondment
from app.signals.corpus import Corpus
from app.signals.evidence import days_of
from app.signals.found import Found, Span
from app.signals.models import ClosedReason, Outcome, ReasonCode, Signal, SignalKind, SignalState
from app.signals.models_scan import NearSignal
from app.signals.service_runs import Period
from app.workdays.service import ensure_seeded
from tests.factories import County
from tests.signals.scan_scene import scan

NOW = datetime(2026, 5, 8, 9, tzinfo=BEIJING)
YESTERDAY = date(2026, 5, 7)
APRIL = (date(2026, 4, 1), date(2026, 4, 30))


@dataclass
class Told:
    """A rule that finds the days that it is told of, each copied from the month's first entry."""

    days: list[int] = field(default_factory=list)
    score: float = 0.8
    lag: int = 9
    kind: SignalKind = SignalKind.PEER_COPY
    rule: str = "told/1"

    def prepare(self, corpus: Corpus) -> Any:
        return None

    def find(self, corpus: Corpus, prepared: Any, subjects: Sequence[int]) -> Iterator[Found]:
        for subject in subjects:
            rows = [at for at in range(len(corpus.entries)) if corpus.entries.cadre[at] == subject]
            copies = [at for at in rows if date.fromordinal(int(corpus.entries.day[at])).day in self.days]
            if copies:
                yield Found(
                    kind=self.kind,
                    subject=subject,
                    month="2026-04",
                    days=tuple(int(corpus.entries.day[at]) for at in copies),
                    score=self.score,
                    rule=self.rule,
                    entries=tuple(copies),
                    pairs=tuple((at, rows[0]) for at in copies),
                    spans=tuple(Span(at, 0, 2, rows[0], 0, 2) for at in copies),
                    numbers={"count": len(copies), "percent": 86, "lag": self.lag},
                )


@pytest.fixture
def office(county: County) -> Unit:
    return county.unit("财政局", county.region)


@pytest.fixture
def secondment(county: County, database: Database, office: Unit) -> Secondment:
    """With a record on each workday of April."""
    with Work(database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
    cadre: Person = county.person("周干部", Role.CADRE)
    term = county.secondment(cadre, county.programme(), office, start_on=date(2026, 4, 1))
    for day in range(1, 31):
        row = DailyRecord(
            secondment_id=term.id,
            cadre_id=cadre.id,
            unit_id=office.id,
            work_on=date(2026, 4, day),
            day_type=DayType.ON_POST,
            status=RecordStatus.SUBMITTED,
            items=[{"text": f"第{day}天走访三户"}],
        )
        version = RecordVersion(
            record_id=row.id,
            secondment_id=term.id,
            number=1,
            action="submit",
            status=RecordStatus.SUBMITTED,
            content={"items": row.items},
            at=datetime(2026, 4, day, 18, tzinfo=BEIJING),
            actor_id=cadre.id,
        )
        county.add(row, version)
    return term


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


Look = Callable[..., Signal | None]


@pytest.fixture
def look(database: Database, secondment: Secondment, travel: time_machine.Traveller) -> Look:
    """Scan with a rule as of a day; answers the question as it stands then."""

    def look(rule: Told, as_of: date = YESTERDAY) -> Signal | None:
        scan(database, Period(*APRIL, as_of), parts=1, detectors=[rule])
        with Work(database, SYSTEM, writes=False) as work:
            row = work.session.exec(select(Signal).where(Signal.kind == rule.kind)).first()
            work.session.expunge_all()
        return row

    return look


def change(database: Database, row: Signal, **values: Any) -> None:
    with Work(database, SYSTEM, writes=True) as work:
        stands = work.session.get(Signal, row.id)
        assert stands is not None
        for name, value in values.items():
            setattr(stands, name, value)
        work.session.add(stands)


def on(*days: int) -> list[str]:
    return [date(2026, 4, day).isoformat() for day in days]


def asked(row: Signal | None) -> tuple[SignalState, list[str]]:
    assert row is not None
    return row.state, days_of(row.evidence)


def test_it_opens_with_evidence_that_is_found_again_and_follows_the_facts(
    look: Look, secondment: Secondment, office: Unit
) -> None:
    rule = Told([7, 9])
    row = look(rule)
    assert asked(row) == (SignalState.OPEN, on(7, 9))
    assert row is not None
    assert (row.subject_id, row.person_id, row.unit_id) == (secondment.id, secondment.cadre_id, office.id)
    assert (row.window, row.first_on, row.last_on, row.quiet) == ("2026-04", date(2026, 4, 7), date(2026, 4, 9), False)
    (copy, source), _ = row.evidence["pairs"]
    places = row.evidence["records"]
    assert [places[copy]["day"], places[source]["day"]] == on(7, 1)
    assert places[copy] == {"record_id": copy, "number": 1, "day": "2026-04-07"}
    assert row.evidence["spans"][0] == {
        "entry_id": copy, "start": 0, "end": 2, "with_id": source, "with_start": 0, "with_end": 2
    }  # fmt: skip
    again = look(rule)
    assert again is not None
    assert again.version == row.version
    rule.days = [7, 9, 14]
    assert asked(look(rule)) == (SignalState.OPEN, on(7, 9, 14))


def test_to_what_was_answered_nothing_is_added(look: Look, database: Database) -> None:
    rule = Told([7, 9])
    row = look(rule)
    assert row is not None
    change(database, row, state=SignalState.ANSWERED, reason_code=ReasonCode.SAME_DUTY)
    rule.days, rule.score = [7, 9, 14], 0.9
    assert asked(look(rule)) == (SignalState.ANSWERED, on(7, 9))
    rule.days = [9, 14]
    narrower = look(rule)
    assert asked(narrower) == (SignalState.ANSWERED, on(9))
    assert narrower is not None
    assert narrower.evidence["numbers"]["count"] == 1
    assert {span["entry_id"] for span in narrower.evidence["spans"]} == set(narrower.evidence["entries"])


def test_what_was_accepted_is_not_asked_again_and_what_is_new_is(look: Look, database: Database) -> None:
    rule = Told([7, 9])
    row = look(rule)
    assert row is not None
    closed = {"state": SignalState.CLOSED, "closed_reason": ClosedReason.RESOLVED, "outcome": Outcome.EXPLAINED}
    change(database, row, **closed, accepted=on(7, 9))
    assert asked(look(rule))[0] is SignalState.CLOSED
    rule.days = [7, 9, 14]
    assert asked(look(rule)) == (SignalState.OPEN, on(14))
    rule.kind, rule.days = SignalKind.TEMPLATE, [7, 9, 14]
    other = look(rule)
    assert other is not None
    change(database, other, **closed, accepted=on(7, 9, 14))
    rule.days = [7, 9, 14, 15, 16]
    assert asked(look(rule))[0] is SignalState.CLOSED
    rule.days = [7, 9, 14, 15, 16, 17]
    assert asked(look(rule)) == (SignalState.OPEN, on(15, 16, 17))


def test_it_closes_when_the_facts_no_longer_ask(
    look: Look, county: County, secondment: Secondment, office: Unit, database: Database
) -> None:
    rule = Told([7])
    look(rule)
    rule.days = []
    row = look(rule)
    assert row is not None
    assert (row.state, row.closed_reason) == (SignalState.CLOSED, ClosedReason.CORRECTED)
    rule.days = [9]
    assert asked(look(rule)) == (SignalState.OPEN, on(9))
    leave: dict[str, Any] = {
        "type": LeaveType.SICK,
        "status": LeaveStatus.APPROVED,
        "level": Level.RECEIVING,
        "halves": 2,
    }
    people: dict[str, Any] = {
        "cadre_id": secondment.cadre_id,
        "filed_by_id": secondment.cadre_id,
        "secondment_id": secondment.id,
    }
    days: dict[str, Any] = {"start_on": date(2026, 4, 9), "end_on": date(2026, 4, 9), "reason": "感冒"}
    county.add(Leave(unit_id=office.id, **leave, **people, **days))
    rule.days = []
    row = look(rule)
    assert row is not None
    assert (row.closed_reason, len(row.history)) == (ClosedReason.LEAVE, 1)


def test_a_scan_of_the_past_asks_nobody_and_touches_nothing_that_is_asked(look: Look) -> None:
    rule = Told([7])
    row = look(rule, date(2026, 4, 20))
    assert row is not None
    assert row.quiet
    row = look(rule)
    assert row is not None
    assert (row.quiet, row.opened_on) == (False, date(2026, 5, 8))
    rule.days = []
    assert asked(look(rule, date(2026, 4, 25))) == (SignalState.OPEN, on(7))


def test_a_sitting_within_the_free_days_reaches_nobody(look: Look) -> None:
    rule = Told([7], lag=3, kind=SignalKind.BACKFILL)
    row = look(rule)
    assert row is not None
    assert row.quiet
    rule.lag = 4
    row = look(rule)
    assert row is not None
    assert not row.quiet


def test_what_is_just_below_is_kept_apart(look: Look, database: Database, secondment: Secondment) -> None:
    rule = Told([7], score=0.4)

    def near() -> list[tuple[Any, ...]]:
        with Work(database, SYSTEM, writes=False) as work:
            rows = work.session.exec(select(NearSignal).order_by(col(NearSignal.first_on)))
            return [(row.id, row.subject_id, row.score, row.first_on.day) for row in rows]

    assert look(rule) is None
    (first,) = near()
    assert first[1:] == (secondment.id, 0.4, 7)
    look(rule)
    assert near() == [first]
    rule.days, rule.score = [9], 0.45
    look(rule)
    assert [one[2:] for one in near()] == [(0.45, 9)]
    rule.score = 0.6
    assert asked(look(rule)) == (SignalState.OPEN, on(9))
    assert near() == []
