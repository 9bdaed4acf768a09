"""A cadre moved inside a month: each unit confirms its own dates, each day is paid by the band of its posting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import time_machine

from app.accounts.models import Person, Unit
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.workdays.service import ensure_seeded
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County

OCTOBER = datetime(2026, 10, 8, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    with time_machine.travel(OCTOBER, tick=True):
        yield


@dataclass
class Moved:
    """A scene with a second host, outside the county, that the cadre is moved to."""

    scene: Scene
    bureau: Unit
    host: Person

    def transfer(self, on: str, **body: Any) -> httpx.Response:
        """The Organization Department moves the scene's cadre."""
        url = f"/api/v1/secondments/{self.scene.secondment.id}"
        admin = self.scene.api.as_(self.scene.orgadmin)
        wanted = {"from_on": on, "reason": "组织安排", "receiving_unit_id": str(self.bureau.id)} | body
        return admin.post(f"{url}/transfer", json=wanted, headers={"If-Match": admin.get(url).headers["ETag"]})

    def confirm(self, month: str, person: Person, unit: Unit, **body: Any) -> httpx.Response:
        """One unit's word on its own dates."""
        wanted = {"unit_id": str(unit.id), "basis": "online"} | body
        return self.scene.api.as_(person).post(f"/api/v1/attendance/{month}/confirm", json=wanted)

    def both(self, month: str) -> None:
        """Both units confirm their dates."""
        for person, unit in ((self.scene.supervisor, self.scene.township), (self.host, self.bureau)):
            answer = self.confirm(month, person, unit)
            assert answer.status_code == 200, answer.text

    def rows(self, month: str, person: Person) -> list[tuple[str, str, str, bool]]:
        """(unit, first day, last day, whole) of the rows that somebody sees."""
        found = self.scene.api.as_(person).get(f"/api/v1/attendance/{month}").json()["items"]
        return [(row["unit_name"], row["first_on"], row["last_on"], row["whole"]) for row in found]

    def state(self, month: str) -> str:
        """What the month's row says."""
        assert self.scene.step("calculate", month).status_code == 200
        return str(self.scene.row(month)["status"])


@pytest.fixture
def moved(county: County, api: Api) -> Moved:
    with Work(county.database, SYSTEM, True) as work:
        ensure_seeded(work)
    scene = build(county, api, day_basis="calendar")
    bureau = county.unit("江州市商务局", region_band="县外")
    scene.rate(1500)
    scene.rate(3000, region_band="县外")
    return Moved(scene, bureau, county.person("温致和", Role.SUPERVISOR, bureau))


def test_worked_example_4_through_the_api(moved: Moved) -> None:
    """CALENDAR; 1 to 7 in the region at 15, 8 to 30 outside at 30, a trip of 21 to 23 paid elsewhere: 705.00."""
    assert moved.transfer("2026-09-08").status_code == 200
    for day in ("2026-09-21", "2026-09-22", "2026-09-23"):
        body = {"state": "trip_paid_elsewhere", "reason": "市里统一安排"}
        url = f"/api/v1/secondments/{moved.scene.secondment.id}/days/{day}"
        assert moved.scene.api.as_(moved.scene.supervisor).put(url, json=body).status_code == 403
        assert moved.scene.api.as_(moved.host).put(url, json=body).status_code == 200
    moved.both("2026-09")
    assert moved.scene.step("calculate", "2026-09").status_code == 200
    row = moved.scene.row("2026-09")
    assert (row["status"], row["payable_days"], row["total_fen"]) == ("payable", 27, 705_00)
    assert (row["unit_name"], row["region_band"]) == ("江州市商务局", "县外")
    lines = moved.scene.api.as_(moved.scene.finance).get(
        "/api/v1/allowances/2026-09/lines", params={"secondment_id": row["secondment_id"]}
    )
    paid = [(line["on"], line["rate_fen"]) for line in lines.json()["items"] if line["amount_fen"]]
    assert [rate for on, rate in paid if on < "2026-09-08"] == [1500] * 7
    assert [rate for on, rate in paid if on >= "2026-09-08"] == [3000] * 20


@pytest.mark.parametrize(
    ("on", "yuan"),
    [("2026-09-02", 15 + 29 * 30), ("2026-09-16", 15 * 15 + 15 * 30), ("2026-09-30", 29 * 15 + 30)],
)
def test_each_day_is_paid_by_its_postings_band(moved: Moved, on: str, yuan: int) -> None:
    assert moved.transfer(on).status_code == 200
    moved.both("2026-09")
    assert moved.scene.step("calculate", "2026-09").status_code == 200
    assert moved.scene.row("2026-09")["total_fen"] == yuan * 100


def test_a_band_alone_may_change(moved: Moved) -> None:
    unit = str(moved.scene.township.id)
    assert moved.transfer("2026-09-16", receiving_unit_id=unit, region_band="县外").status_code == 200
    moved.scene.confirm("2026-09")
    assert moved.scene.step("calculate", "2026-09").status_code == 200
    assert moved.scene.row("2026-09")["total_fen"] == (15 * 15 + 15 * 30) * 100
    assert moved.rows("2026-09", moved.scene.supervisor) == [("白鹭镇", "2026-09-01", "2026-09-30", True)]


def test_a_month_counts_when_each_unit_has_confirmed_its_dates(moved: Moved) -> None:
    assert moved.transfer("2026-09-16").status_code == 200
    assert moved.rows("2026-09", moved.scene.supervisor) == [("白鹭镇", "2026-09-01", "2026-09-15", False)]
    assert moved.rows("2026-09", moved.host) == [("江州市商务局", "2026-09-16", "2026-09-30", False)]
    both = [("江州市商务局", "2026-09-16", "2026-09-30", False), ("白鹭镇", "2026-09-01", "2026-09-15", False)]
    assert sorted(moved.rows("2026-09", moved.scene.finance)) == sorted(both)
    assert moved.state("2026-09") == "pending"
    moved.confirm("2026-09", moved.scene.supervisor, moved.scene.township)
    assert moved.state("2026-09") == "pending"
    assert moved.confirm("2026-09", moved.scene.supervisor, moved.bureau).status_code == 404
    moved.confirm("2026-09", moved.host, moved.bureau)
    assert moved.state("2026-09") == "payable"


def test_a_former_unit_confirms_once_its_days_are_over(moved: Moved) -> None:
    with time_machine.travel(datetime(2026, 9, 10, 2, 0, tzinfo=UTC), tick=True):
        assert moved.transfer("2026-09-16").status_code == 200
        early = moved.confirm("2026-09", moved.scene.supervisor, moved.scene.township)
        assert (early.status_code, early.json()["code"]) == (409, "month-not-ended")
    with time_machine.travel(datetime(2026, 9, 17, 2, 0, tzinfo=UTC), tick=True):
        assert moved.confirm("2026-09", moved.scene.supervisor, moved.scene.township).status_code == 200
        late = moved.confirm("2026-09", moved.host, moved.bureau)
        assert (late.status_code, late.json()["code"]) == (409, "month-not-ended")


def test_a_transfer_written_after_the_confirmation_asks_for_both_parts_anew(moved: Moved) -> None:
    moved.scene.confirm("2026-09")
    assert moved.state("2026-09") == "payable"
    assert moved.transfer("2026-09-16").status_code == 200
    rows = moved.scene.api.as_(moved.scene.finance).get("/api/v1/attendance/2026-09").json()["items"]
    states = {row["unit_name"]: (row["confirmation"]["state"], row["confirmation"]["changed"]) for row in rows}
    assert states == {"白鹭镇": ("confirmed", True), "江州市商务局": ("pending", False)}
    assert moved.state("2026-09") == "pending"
    moved.both("2026-09")
    assert moved.state("2026-09") == "payable"


def test_each_unit_takes_back_its_own_word(moved: Moved) -> None:
    assert moved.transfer("2026-09-16").status_code == 200
    moved.both("2026-09")
    body = {"unit_id": str(moved.bureau.id), "reason": "补一次出差"}
    assert moved.scene.api.as_(moved.host).post("/api/v1/attendance/2026-09/reopen", json=body).status_code == 200
    days = moved.scene.api.as_(moved.scene.finance).get(
        f"/api/v1/secondments/{moved.scene.secondment.id}/days?month=2026-09"
    )
    assert [(part["unit_name"], part["confirmation"]["state"]) for part in days.json()["parts"]] == [
        ("白鹭镇", "confirmed"),
        ("江州市商务局", "reopened"),
    ]
    assert days.json()["confirmation"]["state"] == "reopened"
    assert {day["on"]: day["confirmed"] for day in days.json()["items"]}["2026-09-15"]
    assert not {day["on"]: day["confirmed"] for day in days.json()["items"]}["2026-09-16"]
    assert moved.state("2026-09") == "pending"


def test_back_and_forth_in_one_month_is_one_part_a_unit(moved: Moved) -> None:
    assert moved.transfer("2026-09-08").status_code == 200
    assert moved.transfer("2026-09-22", receiving_unit_id=str(moved.scene.township.id)).status_code == 200
    assert moved.rows("2026-09", moved.scene.supervisor) == [("白鹭镇", "2026-09-01", "2026-09-30", False)]
    moved.both("2026-09")
    assert moved.state("2026-09") == "payable"
    assert moved.scene.row("2026-09")["total_fen"] == (16 * 15 + 14 * 30) * 100


def pending(moved: Moved, person: Person, **params: str) -> list[tuple[str, str, str]]:
    answer = moved.scene.api.as_(person).get("/api/v1/attendance/pending", params=params)
    assert answer.status_code == 200, answer.text
    return [(item["month"], item["unit_name"], item["state"]) for item in answer.json()["items"]]


def test_whoever_was_left_out_of_a_closed_month_stays_named(moved: Moved) -> None:
    other = moved.scene.colleague("赵若彤", start_on=date(2026, 8, 1))
    assert moved.transfer("2026-08-16").status_code == 200
    moved.confirm("2026-08", moved.scene.supervisor, moved.scene.township)
    moved.scene.settle("2026-08", exclude_pending=True)
    assert [each["cadre_name"] for each in moved.scene.month("2026-08")["pending"]] == ["许文澜"]
    for person in (moved.scene.orgadmin, moved.scene.finance):
        assert ("2026-08", "江州市商务局", "pending") in pending(moved, person)
    assert [month for month, _, _ in pending(moved, moved.host)] == ["2026-08", "2026-09"]
    lines = [row["total_fen"] for row in moved.scene.month("2026-08")["rows"]]

    assert moved.confirm("2026-08", moved.host, moved.bureau).status_code == 200
    assert [row["total_fen"] for row in moved.scene.month("2026-08")["rows"]] == lines
    assert ("2026-08", "江州市商务局", "owed") in pending(moved, moved.scene.finance)
    assert moved.scene.trail("attendance.confirm")[-1].facts["after_close"] is True
    assert moved.scene.trail("attendance.confirm")[0].facts.get("after_close") is None
    assert str(other.id) not in {item["secondment_id"] for item in _closed_items(moved)}


def _closed_items(moved: Moved) -> list[Any]:
    items = moved.scene.api.as_(moved.scene.finance).get("/api/v1/attendance/pending").json()["items"]
    return [item for item in items if item["month_closed"]]


def test_a_host_whose_power_is_over_is_answered_for_on_paper(moved: Moved) -> None:
    """Left out of a closed month, a cadre keeps the host's say for sixty days; after them paper is entered above."""
    left = moved.scene.colleague("江以南", start_on=date(2026, 8, 1), end_on=date(2026, 8, 31))
    moved.scene.confirm("2026-08", moved.scene.secondment)
    moved.scene.settle("2026-08", exclude_pending=True)
    url = f"/api/v1/secondments/{left.id}"
    assert moved.scene.api.as_(moved.scene.supervisor).get(url).status_code == 200
    with time_machine.travel(datetime(2026, 11, 2, 2, 0, tzinfo=UTC), tick=True):
        assert moved.scene.api.as_(moved.scene.supervisor).get(url).status_code == 404
        items = [each for each in _closed_items(moved) if each["secondment_id"] == str(left.id)]
        assert [(each["state"], each["can_confirm_paper"]) for each in items] == [("pending", False)]
        own = moved.scene.api.as_(moved.scene.orgadmin).get("/api/v1/attendance/pending").json()["items"]
        assert [each["can_confirm_paper"] for each in own if each["secondment_id"] == str(left.id)] == [True]


def test_the_list_is_paged_and_narrowed(moved: Moved) -> None:
    finance = moved.scene.api.as_(moved.scene.finance)
    whole = finance.get("/api/v1/attendance/pending").json()
    assert [each["month"] for each in whole["items"]] == [f"2026-{month:02d}" for month in range(1, 10)]
    assert (whole["pending"], whole["owed"], whole["next_cursor"]) == (9, 0, None)
    read: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = finance.get("/api/v1/attendance/pending", params={"limit": 4} | ({"cursor": cursor} if cursor else {}))
        read, cursor = [*read, *page.json()["items"]], page.json()["next_cursor"]
    assert read == whole["items"]
    assert pending(moved, moved.scene.finance, unit_id=str(moved.bureau.id)) == []
    assert finance.get("/api/v1/attendance/pending", params={"cursor": "x"}).status_code == 422
    assert moved.scene.api.anonymous.get("/api/v1/attendance/pending").status_code == 401
