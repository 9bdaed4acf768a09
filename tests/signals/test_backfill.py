"""集中补记: what is one sitting days later, and what only looks like one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signals.detectors.backfill import Backfill
from app.signals.found import NEAR, RAISED, Found
from tests.signals.diary import Diaries, Row, at, found_by, iso

WEEK = [date(2026, 3, day) for day in (9, 10, 11, 12, 13)]
SITTING = datetime.fromisoformat("2026-03-18T20:00:00+08:00")


def clock(minutes: float) -> str:
    return (SITTING + timedelta(minutes=minutes)).isoformat()


def bare(row: Row) -> None:
    row.update(checkin_at=None, lat=None, lon=None, accuracy_m=None)


def one_sitting(rows: list[Row]) -> None:
    for place, row in enumerate(rows):
        row.update(created_at_client=clock(4 * place), submitted_at=clock(4 * place + 2), edit_seconds=120)


def without_clock(rows: list[Row]) -> None:
    one_sitting(rows)
    for row in rows:
        row["created_at_client"] = None


def with_set_clock(rows: list[Row]) -> None:
    for place, row in enumerate(rows):
        row.update(submitted_at=clock(4 * place), edit_seconds=120)
        bare(row)


def quarter_hours(rows: list[Row]) -> None:
    for place, row in enumerate(rows):
        row.update(created_at_client=clock(15 * place), submitted_at=clock(15 * place + 1))


def sent_at_once(rows: list[Row]) -> None:
    for place, row in enumerate(rows):
        row["submitted_at"] = clock(place / 20)


def sent_at_once_bare(rows: list[Row]) -> None:
    sent_at_once(rows)
    for row in rows:
        bare(row)


def sent_slowly(rows: list[Row]) -> None:
    for place, row in enumerate(rows):
        row["submitted_at"] = clock(5 * place)


def silent_offline(rows: list[Row]) -> None:
    sent_at_once(rows)
    for row in rows:
        row["created_at_client"] = None


def two_days(rows: list[Row]) -> None:
    one_sitting(rows[:2])


def next_morning(rows: list[Row]) -> None:
    for row in rows:
        following = date.fromisoformat(row["work_date"]) + timedelta(days=1)
        row.update(created_at_client=at(following, "08:05:00"), submitted_at=at(following, "08:07:00"))


def yesterday_and_today(rows: list[Row]) -> None:
    for place, row in enumerate(rows):
        on = date.fromisoformat(row["work_date"]) + timedelta(days=1 - place % 2)
        row.update(created_at_client=at(on, f"18:0{place % 2}:00"), submitted_at=at(on, f"18:0{place % 2}:30"))


def ahead(rows: list[Row]) -> None:
    for place, row in enumerate(rows):
        early = f"2026-03-02T20:0{place}:00+08:00"
        row.update(created_at_client=early, submitted_at=early)


def look(change: Callable[[list[Row]], None], days: list[date] = WEEK) -> list[Found]:
    diaries = Diaries()
    cadre = diaries.cadre("c1")
    others = [date(2026, 3, day) for day in (2, 3, 4, 5, 6, 19, 20, 23, 24, 25)]
    usual = diaries.days(cadre, ["到柳沟村看水渠，量了三处。"], others)
    for row in usual[::2] if change is sent_at_once_bare else ():
        bare(row)
    change(diaries.days(cadre, ["帮青坪村核对春灌面积。"], days))
    return found_by(Backfill(), diaries.corpus())


@pytest.mark.parametrize("change", [one_sitting, without_clock, with_set_clock])
def test_days_written_together_a_week_later_are_asked_about(change: Callable[[list[Row]], None]) -> None:
    (found,) = look(change)
    assert found.score >= RAISED
    assert iso(found) == [day.isoformat() for day in WEEK]
    assert (found.numbers["on"], found.numbers["count"], found.numbers["lag"]) == ("2026-03-18", 5, 7)
    assert (found.numbers["clock"] == "phone") == (change is one_sitting)


@pytest.mark.parametrize(
    "change",
    [quarter_hours, sent_at_once, sent_slowly, next_morning, yesterday_and_today, ahead],
)
def test_late_sending_and_small_delays_are_no_sitting(change: Callable[[list[Row]], None]) -> None:
    assert look(change) == []


@pytest.mark.parametrize("change", [sent_at_once_bare, silent_offline, two_days])
def test_what_is_half_believed_stays_just_below(change: Callable[[list[Row]], None]) -> None:
    (found,) = look(change)
    assert NEAR <= found.score < RAISED


def test_days_without_evidence_that_are_unlike_the_person_are_asked_about_mildly() -> None:
    diaries = Diaries()
    rows = diaries.days(diaries.cadre("c1"), ["核对名册。"])
    sent_at_once_bare(rows[5:10])
    for row in rows[:5] + rows[10:]:
        row["submitted_at"] = row["created_at_client"]
    (found,) = found_by(Backfill(), diaries.corpus())
    assert RAISED <= found.score < 0.6
    assert found.numbers["clock"] == "server"


def overtaken(days: list[date], later: list[date], sent: str) -> list[Found]:
    """Written on `days` by the phone, sent together in the evening of 18 March; `later` ones were sent on `sent`."""
    diaries = Diaries()
    cadre = diaries.cadre("c1")
    sent_at_once(diaries.days(cadre, ["帮青坪村核对春灌面积。"], days))
    for row in diaries.days(cadre, ["到柳沟村看水渠，量了三处。"], later):
        row.update(submitted_at=sent or at(date.fromisoformat(row["work_date"]), "20:30:00"))
    for row in diaries.entries:
        bare(row)
    return found_by(Backfill(), diaries.corpus())


AFTER = [date(2026, 3, day) for day in (16, 17)]


def test_a_phone_that_had_the_network_for_later_days_is_asked_about_the_earlier_ones_mildly() -> None:
    (found,) = overtaken(WEEK, AFTER, sent="")
    assert RAISED <= found.score < 0.6
    assert (found.numbers["clock"], found.numbers["later"], found.numbers["count"]) == ("server", 2, 5)
    assert iso(found) == [day.isoformat() for day in WEEK]


@pytest.mark.parametrize(
    ("days", "later", "sent"),
    [
        (WEEK, AFTER[:1], ""),
        (WEEK, AFTER, at(AFTER[-1], "20:30:00")),
        (WEEK, AFTER, clock(6)),
        (WEEK[:3], AFTER, ""),
        (WEEK[:2] + AFTER, WEEK[2:], ""),
    ],
    ids=["another device once", "on one day", "after them", "three days alone", "only two of them"],
)
def test_what_came_in_its_order_or_once_before_stays_just_below(days: list[date], later: list[date], sent: str) -> None:
    assert all(NEAR <= found.score < RAISED and "later" not in found.numbers for found in overtaken(days, later, sent))


def test_a_later_record_that_a_fast_clock_dates_ahead_overtakes_nothing() -> None:
    diaries = Diaries()
    cadre = diaries.cadre("c1")
    sent_at_once(diaries.days(cadre, ["帮青坪村核对春灌面积。"], WEEK))
    for day in (5, 6):
        diaries.entry(cadre, date(2026, 3, day), "到柳沟村看水渠。", created_at_client=at(AFTER[0], "20:00:00"))
    for row in diaries.entries:
        bare(row)
    assert [found.score < RAISED for found in found_by(Backfill(), diaries.corpus())] == [True]


def test_the_days_of_two_months_are_each_months_own() -> None:
    days = [date(2026, 2, 26), date(2026, 2, 27), *(date(2026, 3, day) for day in range(2, 7))]
    (found,) = look(one_sitting, days)
    assert (found.month, iso(found)) == ("2026-03", [day.isoformat() for day in days[2:]])
    assert found.numbers["count"] == 7


def test_a_month_with_one_day_of_a_sitting_leaves_it_to_the_other() -> None:
    days = [date(2026, 2, day) for day in (24, 25, 26, 27)] + [date(2026, 3, 2)]
    assert look(one_sitting, days) == []


def test_days_off_do_not_count() -> None:
    assert look(one_sitting, [date(2026, 3, day) for day in (13, 14, 15)]) == []


def test_records_loaded_by_a_machine_are_nobodys_sitting() -> None:
    diaries = Diaries()
    for number in range(4):
        cadre = diaries.cadre(f"c{number}")
        diaries.days(cadre, ["抄录纸质台账。"], created_at_client=None, submitted_at=clock(0), checkin_at=None)
    assert found_by(Backfill(), diaries.corpus()) == []


def test_one_who_hands_in_a_month_at_one_instant_is_asked() -> None:
    diaries = Diaries()
    cadre = diaries.cadre("c1")
    diaries.days(cadre, ["走访两户。"], created_at_client=None, submitted_at=at(date(2026, 4, 1), "21:00:00"))
    for row in diaries.entries:
        bare(row)
    assert [found.score >= RAISED for found in found_by(Backfill(), diaries.corpus())] == [True]


def test_corrections_after_a_return_are_no_sitting() -> None:
    diaries = Diaries()
    rows = diaries.days(diaries.cadre("c1"), ["核对名册。"], WEEK)
    one_sitting(rows)
    assert len(found_by(Backfill(), diaries.corpus())) == 1
    for row in rows[:3]:
        diaries.decide(row, clock(-60), decision="returned")
    assert [found.score < RAISED for found in found_by(Backfill(), diaries.corpus())] == [True]


@given(order=st.permutations(range(15)), share=st.integers(1, 3))
def test_order_and_shares_change_nothing(order: list[int], share: int) -> None:
    diaries = Diaries()
    for number, change in enumerate((one_sitting, sent_at_once_bare, with_set_clock)):
        change(diaries.days(diaries.cadre(f"c{number}"), ["核对名册。"], WEEK))
    whole = found_by(Backfill(), diaries.corpus())
    diaries.entries = [diaries.entries[place] for place in order]
    assert found_by(Backfill(), diaries.corpus(), share) == whole
    assert len(whole) == 3
