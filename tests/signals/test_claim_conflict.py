"""Subsidy for days of leave, and journeys whose traveller was seen at the post."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.signals.detectors.claim_conflict import ClaimConflict
from app.signals.models import SignalKind
from tests.signals.diary import HOME, POST, Diaries, at, found_by, iso, raised, workdays

KIND = SignalKind.CLAIM_CONFLICT
TUESDAY, FRIDAY = date(2026, 3, 10), date(2026, 3, 13)


@pytest.fixture
def diaries() -> Diaries:
    made = Diaries()
    made.cadre("王小川")
    return made


def test_subsidy_for_days_of_leave(diaries: Diaries) -> None:
    diaries.away("王小川", "病假", TUESDAY, TUESDAY + timedelta(days=1))
    diaries.allowance("王小川", workdays())
    (found,) = raised(diaries.corpus(), KIND)
    assert iso(found) == ["2026-03-10", "2026-03-11"]
    assert found.numbers == {"leave_days": 2, "first_on": "2026-03-10"}
    assert found.month == "2026-03"


@pytest.mark.parametrize(("kind", "status"), [("公务外出", "approved"), ("病假", "cancelled"), ("病假", "rejected")])
def test_what_is_no_leave(diaries: Diaries, kind: str, status: str) -> None:
    diaries.away("王小川", kind, TUESDAY, TUESDAY, status)
    diaries.allowance("王小川", workdays())
    assert found_by(ClaimConflict(), diaries.corpus()) == []


def test_a_day_of_leave_on_which_one_was_at_the_post_is_asked_about(diaries: Diaries) -> None:
    diaries.away("王小川", "事假", TUESDAY, TUESDAY)
    diaries.entry("王小川", TUESDAY, "提前销假，上午到镇上开会")
    diaries.allowance("王小川", workdays())
    (found,) = raised(diaries.corpus(), KIND)
    assert found.score < 0.6


def test_a_short_ride_has_a_middle(diaries: Diaries) -> None:
    diaries.entry("王小川", TUESDAY, "整理台账3本", checkin_at=at(TUESDAY, "14:20:00"))
    diaries.journey("王小川", TUESDAY, "14:00:00", "14:40:00")
    assert len(raised(diaries.corpus(), KIND)) == 1


def test_a_day_of_rest_amid_leave_is_no_question(diaries: Diaries) -> None:
    diaries.away("王小川", "探亲假", FRIDAY, FRIDAY + timedelta(days=3))
    diaries.allowance("王小川", [FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)])
    assert raised(diaries.corpus(), KIND) == []


def test_a_journey_with_a_check_in_at_the_post(diaries: Diaries) -> None:
    diaries.entry("王小川", TUESDAY, "整理台账3本", checkin_at=at(TUESDAY, "14:00:00"))
    diaries.journey("王小川", TUESDAY, "13:05:00", "16:40:00")
    (found,) = raised(diaries.corpus(), KIND)
    assert iso(found) == ["2026-03-10"]
    assert len(found.entries) == 1
    wanted = {"on": "2026-03-10", "depart": "13:05", "arrive": "16:40", "checkin": "14:00", "km": 1, "journeys": 1}
    assert found.numbers == wanted | {"leave_days": 0}


@pytest.mark.parametrize(
    ("given", "depart", "arrive"),
    [
        pytest.param({}, "13:45:00", "16:00:00", id="the bus was late"),
        pytest.param({}, "10:00:00", "14:15:00", id="and came early"),
        pytest.param({}, "14:30:00", "16:00:00", id="before it"),
        pytest.param({}, None, "16:00:00", id="nobody knows when it left"),
        pytest.param({}, "13:00:00", None, id="nor when it came"),
        pytest.param({}, "16:00:00", "13:00:00", id="the wrong way round"),
        pytest.param({"lat": HOME[0], "lon": HOME[1]}, "13:00:00", "16:00:00", id="checked in where it went"),
        pytest.param({"lat": POST[0] + 0.09}, "13:20:00", "16:00:00", id="10 km on, from a slow bus"),
        pytest.param({"lat": None, "lon": None}, "13:00:00", "16:00:00", id="checked in nowhere"),
        pytest.param({"accuracy_m": 30_000}, "13:00:00", "16:00:00", id="a fix that may be anywhere"),
    ],
)
def test_what_agrees_with_a_journey(
    diaries: Diaries, given: dict[str, Any], depart: str | None, arrive: str | None
) -> None:
    diaries.entry("王小川", TUESDAY, "整理台账3本", **{"checkin_at": at(TUESDAY, "14:00:00"), **given})
    diaries.journey("王小川", TUESDAY, depart, arrive)
    assert found_by(ClaimConflict(), diaries.corpus()) == []


def test_a_post_that_nobody_knows_says_nothing() -> None:
    diaries = Diaries()
    diaries.cadre("王小川", post=None)
    diaries.entry("王小川", TUESDAY, "整理台账3本", checkin_at=at(TUESDAY, "14:00:00"))
    diaries.journey("王小川", TUESDAY, "13:00:00", "16:00:00")
    assert found_by(ClaimConflict(), diaries.corpus()) == []
