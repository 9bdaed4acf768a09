"""A month with guessed days: calculated with a warning, approved, but not settled until the notice is in."""

from datetime import UTC, date, datetime

import time_machine

from tests.allowances.conftest import Scene

NOTICE = {"year": 2027, "text": "2027-01-01 休 元旦", "source": "国办发明电〔2026〕9号"}


def test_calculated_not_closed_until_the_notice_is_in(scene: Scene) -> None:
    scene.rate(3000)
    late = scene.colleague("跨年挂职", start_on=date(2026, 12, 1), end_on=date(2027, 6, 30))
    with time_machine.travel(datetime(2027, 2, 3, 4, tzinfo=UTC), tick=True):
        scene.confirm("2027-01", late)
        run = scene.step("calculate", "2027-01").json()["items"][0]
        assert run["warnings"] == ["month-provisional"]
        assert scene.month("2027-01")["runs"][0]["warnings"] == ["month-provisional"]
        assert scene.step("approve", "2027-01", scene.finance2).status_code == 200
        refused = scene.step("close", "2027-01")
        assert (refused.status_code, refused.json()["code"]) == (409, "month-provisional")
        assert "2027" in refused.json()["detail"]
        page = scene.api.as_(scene.finance).get("/allowances?month=2027-01", headers={"Accept": "text/html"}).text
        assert "不能结账" in page
        taken = scene.api.as_(scene.orgadmin).post("/api/v1/workdays/import", json=NOTICE)
        assert taken.status_code == 200
        stale = scene.step("close", "2027-01")
        assert (stale.status_code, stale.json()["code"]) == (409, "run-stale")
        scene.confirm("2027-01", late)
        scene.settle("2027-01")
        assert scene.month("2027-01")["runs"][0]["warnings"] == []
