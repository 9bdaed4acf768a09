"""`missing` asks at three workdays past their deadline, follows the facts, and closes by itself."""

from datetime import date, datetime

import pytest

from app.accounts.models import Person, Unit
from app.attendance.models import DayOverride
from app.core.actor import Role
from app.core.clock import BEIJING
from app.records.models import RecordStatus
from app.secondments.models import MonthLock, Programme, Secondment
from app.signals.evidence import days_of
from app.signals.models import ClosedReason, SignalState
from tests.factories import County
from tests.signals.conftest import DUE, MORNING, Run, Signals, Write


def test_three_missing_workdays_open_a_question(
    run: Run, signals: Signals, secondment: Secondment, write_record: Write
) -> None:
    write_record(secondment, "2026-04-08")
    write_record(secondment, "2026-04-14")
    assert run().summary == "opened=1 reopened=0 updated=0 closed=0 expired=0"
    (signal,) = signals()
    assert (signal.subject_id, signal.person_id) == (secondment.id, secondment.cadre_id)
    assert (signal.window, signal.state) == ("2026-04", SignalState.OPEN)
    assert days_of(signal.evidence) == ["2026-04-09", "2026-04-10", "2026-04-13"]
    assert (signal.first_on, signal.last_on) == (date(2026, 4, 9), date(2026, 4, 13))


@pytest.mark.parametrize("recorded", [DUE[:3], DUE])
def test_fewer_than_three_open_none(
    run: Run, signals: Signals, secondment: Secondment, write_record: Write, recorded: list[str]
) -> None:
    for on in recorded:
        write_record(secondment, on)
    run()
    assert signals() == []


@pytest.mark.parametrize(("morning", "asked"), [(15, 0), (16, 3), (17, 4)])
def test_a_day_is_asked_about_once_it_can_no_longer_be_written_freely(
    run: Run, signals: Signals, secondment: Secondment, morning: int, asked: int
) -> None:
    run(MORNING.replace(day=morning))
    assert sum(len(days_of(signal.evidence)) for signal in signals()) == asked


@pytest.mark.parametrize(
    ("status", "found"), [(RecordStatus.DRAFT, 1), (RecordStatus.RETURNED, 0), (RecordStatus.APPROVED, 0)]
)
def test_a_draft_is_no_record_yet_and_a_returned_one_is(
    run: Run, signals: Signals, secondment: Secondment, write_record: Write, status: RecordStatus, found: int
) -> None:
    for on in DUE[:3]:
        write_record(secondment, on, status)
    run()
    assert len(signals()) == found


def test_evidence_follows_the_facts_until_it_closes(
    run: Run, signals: Signals, secondment: Secondment, write_record: Write
) -> None:
    run(MORNING)
    write_record(secondment, DUE[0])
    assert run(MORNING.replace(day=21)).summary.split()[2] == "updated=1"
    (signal,) = signals()
    assert days_of(signal.evidence) == [*DUE[1:], "2026-04-15"]
    for on in (*DUE[1:], "2026-04-15"):
        write_record(secondment, on)
    assert run(MORNING.replace(day=22)).summary.split()[3] == "closed=1"
    (signal,) = signals()
    assert (signal.state, signal.closed_reason) == (SignalState.CLOSED, ClosedReason.WRITTEN)


def test_the_month_before_is_still_looked_at(
    county: County, run: Run, signals: Signals, office: Unit, programme: Programme
) -> None:
    county.secondment(county.person("吴干部", Role.CADRE), programme, office, start_on=date(2026, 3, 25))
    run(datetime(2026, 4, 3, 6, 30, tzinfo=BEIJING))
    (signal,) = signals()
    assert signal.window == "2026-03"
    assert days_of(signal.evidence) == ["2026-03-25", "2026-03-26", "2026-03-27", "2026-03-30"]


def test_a_closed_month_asks_nothing(county: County, run: Run, signals: Signals, secondment: Secondment) -> None:
    county.add(MonthLock(programme_id=secondment.programme_id, month="2026-04", state="closed"))
    run()
    assert signals() == []


def test_days_off_by_correction_are_not_asked_for(
    county: County, run: Run, signals: Signals, secondment: Secondment, cadre: Person
) -> None:
    decider = county.person("李主管")
    for on in DUE[:3]:
        day = date.fromisoformat(on)
        county.add(
            DayOverride(
                secondment_id=secondment.id, day_on=day, state="absent", reason="事由", decided_by_id=decider.id
            )
        )
    run()
    assert signals() == []


def test_a_provisional_year_asks_nothing(
    county: County, run: Run, signals: Signals, office: Unit, programme: Programme, cadre: Person
) -> None:
    county.secondment(cadre, programme, office, start_on=date(2027, 3, 1), end_on=date(2027, 12, 31))
    run(datetime(2027, 3, 20, 6, 30, tzinfo=BEIJING))
    assert signals() == []


def test_a_weekly_programme_asks_for_weeks(
    county: County, run: Run, signals: Signals, office: Unit, write_record: Write, cadre: Person
) -> None:
    weekly = county.programme(record_frequency="weekly")
    secondment = county.secondment(cadre, weekly, office)
    write_record(secondment, "2026-03-05")
    run(datetime(2026, 4, 2, 6, 30, tzinfo=BEIJING))
    march = [signal for signal in signals() if signal.window == "2026-03"]
    assert [days_of(signal.evidence) for signal in march] == [["2026-03-09", "2026-03-16", "2026-03-23"]]
