"""Check-ins of several days far from the post, in one place, with nothing registered."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.attendance.geo import Point, distance_m
from app.signals.detectors.far_location import FarLocation
from app.signals.found import NEAR, RAISED
from app.signals.models import SignalKind
from tests.signals.diary import HOME, POST, Diaries, at, found_by, iso, raised, workdays

KIND = SignalKind.FAR_LOCATION
STREWN = workdays()[::4]
"""Six days of the month, none of them next to another."""
AT_HOME = {"lat": HOME[0], "lon": HOME[1]}


def month(**at_far: Any) -> Diaries:
    """A month of one cadre, spoiled on `STREWN`."""
    diaries = Diaries()
    diaries.cadre("王小川")
    for day in workdays():
        diaries.entry("王小川", day, f"核对{day.day}户台账", **(at_far if day in STREWN else {}))
    return diaries


def test_days_in_one_far_place() -> None:
    (found,) = raised(month(**AT_HOME).corpus(), KIND)
    assert iso(found) == [day.isoformat() for day in STREWN]
    away = distance_m(Point(*HOME), Point(*POST))
    assert found.numbers == {"count": 6, "km": away // 1000}


def test_a_jittered_place_is_one_place() -> None:
    diaries = month(**AT_HOME)
    for place, row in enumerate(row for row in diaries.entries if row["lat"] == HOME[0]):
        row["lat"], row["lon"] = row["lat"] + place % 3 * 0.012, row["lon"] - place % 2 * 0.015
    assert len(raised(diaries.corpus(), KIND)) == 1


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"lat": POST[0] + 0.17}, id="nineteen kilometres"),
        pytest.param({**AT_HOME, "accuracy_m": 3000}, id="coarse"),
        pytest.param({"lat": 0.0, "lon": 0.0}, id="no fix"),
        pytest.param({"lat": HOME[1], "lon": HOME[0]}, id="swapped"),
        pytest.param({"lat": None, "lon": None}, id="no place"),
    ],
)
def test_what_is_not_far(given: dict[str, Any]) -> None:
    assert found_by(FarLocation(), month(**given).corpus()) == []


def test_three_days_are_just_below() -> None:
    diaries = month(**AT_HOME)
    for row in [row for row in diaries.entries if row["lat"] == HOME[0]][3:]:
        row["lat"], row["lon"] = POST
    (found,) = found_by(FarLocation(), diaries.corpus())
    assert NEAR <= found.score < RAISED


@pytest.mark.parametrize(("lat", "asked"), [(POST[0] + 0.5, 0), (POST[0] + 2.5, 1)], ids=["after work", "out of reach"])
def test_an_evening_at_home_is_no_day_at_home(lat: float, asked: int) -> None:
    diaries = month(lat=lat)
    for row in diaries.entries:
        row["checkin_at"] = row["checkin_at"].replace("T08:", "T21:")
    assert len(found_by(FarLocation(), diaries.corpus())) == asked


@pytest.mark.parametrize(("kind", "asked"), [("培训", 1), ("外出培训", 0)])
def test_what_is_done_at_the_post_too_names_no_journey(kind: str, asked: int) -> None:
    """The first of five days in a row."""
    diaries = Diaries()
    diaries.cadre("王小川")
    for place, day in enumerate(workdays()):
        row = diaries.entry("王小川", day, f"核对{day.day}户台账", **(AT_HOME if 5 <= place < 10 else {}))
        row["work_type"] = kind if place == 5 else "走访"
    assert len(raised(diaries.corpus(), KIND)) == asked


def test_a_check_in_of_another_day_says_nothing() -> None:
    diaries = month(**AT_HOME)
    for row in diaries.entries:
        row["checkin_at"] = at(date.fromisoformat(row["work_date"]) + timedelta(days=1), "09:00:00")
    assert found_by(FarLocation(), diaries.corpus()) == []


@pytest.mark.parametrize("kind", ["公务外出", "年休假"])
def test_what_is_registered_is_no_question(kind: str) -> None:
    diaries = month(**AT_HOME)
    for day in STREWN:
        diaries.away("王小川", kind, day, day)
    assert found_by(FarLocation(), diaries.corpus()) == []


def test_the_way_there_and_back_belongs_to_the_trip() -> None:
    days = workdays()[3:9]
    diaries = Diaries()
    diaries.cadre("王小川")
    diaries.days("王小川", ["核对台账3本"], days, **AT_HOME)
    diaries.away("王小川", "公务外出", days[1], days[-2])
    assert found_by(FarLocation(), diaries.corpus()) == []


def test_a_trip_that_the_records_name_is_just_below() -> None:
    days = workdays()[3:9]
    diaries = Diaries()
    diaries.cadre("王小川")
    diaries.days("王小川", ["赴成都参加省厅培训", "继续听课，记了4页"], days, **AT_HOME)
    (found,) = found_by(FarLocation(), diaries.corpus())
    assert NEAR <= found.score < RAISED


def test_a_word_in_one_record_does_not_excuse_the_others() -> None:
    diaries = month(**AT_HOME)
    diaries.entries[0]["work_type"] = "出差"
    (found,) = raised(diaries.corpus(), KIND)
    assert iso(found) == [day.isoformat() for day in STREWN[1:]]


def test_many_far_villages_are_work() -> None:
    diaries = month()
    for place, row in enumerate(diaries.entries):
        row["lat"] = POST[0] + 0.22 + 0.09 * (place % 11)
        row["lon"] = POST[1] + 0.07 * (place // 11)
    assert raised(diaries.corpus(), KIND) == []


def test_a_post_whose_coordinate_is_wrong() -> None:
    """Three colleagues, all of them always in one place: that is where the office is."""
    diaries = Diaries()
    for name in ("甲", "乙", "丙"):
        diaries.cadre(name)
        diaries.days(name, ["核对台账3本"], **AT_HOME)
    assert found_by(FarLocation(), diaries.corpus()) == []


def test_a_colleague_from_the_same_town_is_no_excuse() -> None:
    diaries = month(**AT_HOME)
    diaries.cadre("李四")
    for day in workdays():
        diaries.entry("李四", day, f"核对{day.day}户台账", **(AT_HOME if day in STREWN else {}))
    assert len(raised(diaries.corpus(), KIND)) == 2


def test_a_post_that_nobody_knows_says_nothing() -> None:
    diaries = Diaries()
    diaries.cadre("王小川", post=None)
    diaries.days("王小川", ["核对台账3本"], **AT_HOME)
    assert found_by(FarLocation(), diaries.corpus()) == []
