"""Approvals faster than anybody reads; the supervisor is the one who is asked."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.signals.corpus import Corpus
from app.signals.detectors.rubber_stamp import RubberStamp
from app.signals.found import NEAR, RAISED, Found
from app.signals.models import SignalKind
from tests.signals.diary import Diaries, at, found_by, iso, raised, workdays

KIND = SignalKind.RUBBER_STAMP
LONG = "到永寿镇看三家泡菜合作社，记下收购价每公斤1元9角，约周五带种植户来谈订单，另核对上月仓单11张，缺2张待补。"
BEGIN = datetime.fromisoformat(at(date(2026, 3, 20), "09:00:00"))


def month(texts: list[str], seconds: float, view: float | None = None, **given: Any) -> Corpus:
    """A month of one cadre, decided on 20 March in one sitting, so many seconds apart."""
    diaries = Diaries()
    diaries.cadre("王小川")
    rows = diaries.days("王小川", texts, workdays(date(2026, 2, 16), date(2026, 3, 19)))
    for place, row in enumerate(rows[:20]):
        decided = (BEGIN + timedelta(seconds=place * seconds)).isoformat()
        diaries.decide(row, decided, view, **given)
    return diaries.corpus()


def only(found: list[Found]) -> Found:
    (one,) = found
    return one


def test_twenty_approvals_in_a_minute() -> None:
    found = only(raised(month([LONG], 2), KIND))
    assert iso(found) == ["2026-03-20"]
    assert found.numbers == {"burst": 20, "on": "2026-03-20", "time": "09:00:00", "seconds": 38}
    assert len(found.entries) == 20


@pytest.mark.parametrize("seconds", [4, 4.28])
def test_fifteen_in_a_minute_are_enough(seconds: float) -> None:
    assert len(raised(month([LONG], seconds), KIND)) == 1


def test_thirteen_in_a_minute_are_just_below() -> None:
    assert NEAR <= only(found_by(RubberStamp(), month([LONG], 4.7))).score < RAISED


def test_slower_than_that_is_reading() -> None:
    assert found_by(RubberStamp(), month([LONG], 6)) == []


def test_all_at_once_after_reading() -> None:
    """The texts had been open for 12 seconds each before the one button was pressed."""
    assert found_by(RubberStamp(), month([LONG], 0, view=12)) == []


def test_all_at_once_without() -> None:
    found = only(raised(month([LONG], 0, view=0.4), KIND))
    assert found.numbers["burst"] == 20
    assert found.numbers["median"] == 0.4


def test_very_short_texts_are_read_in_a_minute() -> None:
    assert found_by(RubberStamp(), month(["防汛值班"], 3)) == []


def test_sending_back_is_reading() -> None:
    assert found_by(RubberStamp(), month([LONG], 2, decision="returned")) == []


def test_a_month_of_glances() -> None:
    found = only(raised(month([LONG], 90, view=1.5), KIND))
    assert found.numbers == {"decisions": 20, "median": 1.5, "chars": len(LONG)}
    assert iso(found) == ["2026-03-20"]


def test_most_of_them_read_is_no_month_of_glances() -> None:
    diaries = Diaries()
    diaries.cadre("王小川")
    for place, row in enumerate(diaries.days("王小川", [LONG])[:20]):
        diaries.decide(row, (BEGIN + timedelta(minutes=place)).isoformat(), 1 if place < 9 else 15)
    assert found_by(RubberStamp(), diaries.corpus()) == []


def test_a_day_of_glances_in_a_month_of_reading() -> None:
    diaries = Diaries()
    diaries.cadre("王小川")
    for place, row in enumerate(diaries.days("王小川", [LONG], workdays(date(2026, 1, 12), date(2026, 3, 19)))):
        hasty = place < 16
        begin = BEGIN if hasty else BEGIN - timedelta(days=7)
        diaries.decide(row, (begin + timedelta(seconds=place * 40)).isoformat(), 1 if hasty else 15)
    found = only(raised(diaries.corpus(), KIND))
    assert iso(found) == ["2026-03-20"]
    assert found.numbers == {"on": "2026-03-20", "decisions": 16, "median": 1, "chars": len(LONG)}


def test_a_glance_is_enough_for_four_characters() -> None:
    assert found_by(RubberStamp(), month(["防汛值班"], 90, view=2.5)) == []


def test_three_quick_decisions_are_nothing() -> None:
    diaries = Diaries()
    diaries.cadre("王小川")
    for place, row in enumerate(diaries.days("王小川", [LONG])[:3]):
        diaries.decide(row, (BEGIN + timedelta(seconds=place)).isoformat(), 1)
    assert found_by(RubberStamp(), diaries.corpus()) == []


def test_a_system_that_counts_no_seconds() -> None:
    """Zero everywhere is no measurement."""
    assert found_by(RubberStamp(), month([LONG], 90, view=0)) == []


def test_the_same_record_twice_is_one_decision() -> None:
    diaries = Diaries()
    diaries.cadre("王小川")
    row = diaries.entry("王小川", date(2026, 3, 19), LONG)
    for place in range(20):
        diaries.decide(row, (BEGIN + timedelta(seconds=place)).isoformat())
    assert found_by(RubberStamp(), diaries.corpus()) == []


def test_a_minute_over_midnight_of_two_months_belongs_to_neither() -> None:
    diaries = Diaries()
    diaries.cadre("王小川")
    begin = datetime.fromisoformat(at(date(2026, 2, 28), "23:59:36"))
    for place, row in enumerate(diaries.days("王小川", [LONG], workdays(date(2026, 2, 1)))[:20]):
        diaries.decide(row, (begin + timedelta(seconds=place * 2)).isoformat())
    assert raised(diaries.corpus(), KIND) == []
