"""Worked examples 1 to 4 through the API, to the fen; and that no record is ever needed for pay.

Example 4 with a transfer stands in test_transfers, 5 in test_claims_paid, 6 in test_late_facts.
"""

from datetime import date, datetime, timedelta
from typing import Any

from app.core.clock import BEIJING
from app.records.models import DailyRecord, DayType, RecordStatus
from tests.allowances.conftest import Scene, build
from tests.allowances.test_late_facts import take_leave
from tests.factories import Api, County


def settled(scene: Scene, month: str) -> Any:
    scene.confirm(month)
    scene.settle(month)
    return scene.row(month)


def lines_of(scene: Scene, month: str) -> dict[str, Any]:
    url = f"/api/v1/allowances/{month}/lines"
    answer = scene.api.as_(scene.finance).get(url, params={"secondment_id": str(scene.secondment.id)})
    assert answer.status_code == 200, answer.text
    return {line["on"]: line for line in answer.json()["items"]}


def test_example_1_a_full_april(scene: Scene) -> None:
    scene.rate(30_00)
    row = settled(scene, "2026-04")
    assert (row["payable_days"], row["subsidy_fen"], row["total_fen"], row["status"]) == (21, 630_00, 630_00, "payable")
    totals = scene.month("2026-04")["totals"]
    assert (totals["total_fen"], totals["total_uppercase"], totals["cadres"]) == (630_00, "陆佰叁拾元整", 1)
    lines = lines_of(scene, "2026-04")
    assert len(lines) == 30
    assert sum(line["amount_fen"] for line in lines.values()) == 630_00


def test_example_2_sick_leave_half_a_day_and_rest_day_duty(scene: Scene) -> None:
    scene.rate(30_00)
    take_leave(scene, "2026-02-14", "2026-02-14", type="sick")
    take_leave(scene, "2026-02-26", "2026-02-26", start_half="pm")
    scene.correct("2026-02-17", "on_post")
    row = settled(scene, "2026-02")
    assert (row["payable_days"], row["subsidy_fen"]) == (15.5, 465_00)
    lines = lines_of(scene, "2026-02")
    assert (lines["2026-02-14"]["amount_fen"], lines["2026-02-14"]["source"]) == (0, "leave")
    assert (lines["2026-02-26"]["portion"], lines["2026-02-26"]["amount_fen"]) == (0.5, 15_00)
    assert (lines["2026-02-17"]["reason"], lines["2026-02-17"]["source"]) == ("duty", "override")


def test_example_3_a_start_and_a_new_rate_within_the_month(county: County, api: Api) -> None:
    scene = build(county, api)
    first, change = date(2026, 6, 10), date(2026, 6, 16)
    late = scene.colleague("邓思齐", start_on=first)
    scene.rate(30_00, last=change)
    scene.rate(40_00, change)
    scene.confirm("2026-06")
    scene.settle("2026-06")
    row = scene.row("2026-06", late)
    assert (row["payable_days"], row["subsidy_fen"], row["rates_fen"]) == (14, 520_00, [30_00, 40_00])
    pay = (
        scene.api.as_(scene.finance).get(f"/api/v1/secondments/{late.id}/allowance", params={"month": "2026-06"}).json()
    )
    assert [(g["rate_fen"], g["days"], g["amount_fen"]) for g in pay["by_rate"]] == [
        (30_00, 4, 120_00),
        (40_00, 10, 400_00),
    ]


def test_example_4_calendar_days_and_a_trip_paid_elsewhere(county: County, api: Api) -> None:
    """The two bands as two dated rates; with a posting in each region it stands in test_transfers."""
    scene = build(county, api, day_basis="calendar")
    scene.rate(15_00, last=date(2026, 9, 8))
    scene.rate(30_00, date(2026, 9, 8))
    for on in ("2026-09-21", "2026-09-22", "2026-09-23"):
        scene.correct(on, "trip_paid_elsewhere")
    assert settled(scene, "2026-09")["subsidy_fen"] == 705_00


def test_the_same_month_with_no_records_at_all_pays_the_same(scene: Scene) -> None:
    """One cadre wrote every day and was approved, the other not once: both are paid every workday."""
    scene.rate(30_00)
    silent = scene.colleague("何靖川")
    day = date(2026, 4, 1)
    while day.month == 4:
        record = DailyRecord(
            secondment_id=scene.secondment.id,
            cadre_id=scene.cadre.id,
            unit_id=scene.township.id,
            work_on=day,
            day_type=DayType.LEAVE if day.day % 2 else DayType.ON_POST,
            status=RecordStatus.APPROVED,
            items=[{"text": "防汛值班"}],
            submitted_at=datetime(2026, 4, day.day, 18, tzinfo=BEIJING),
        )
        scene.county.add(record)
        day += timedelta(days=1)
    scene.confirm("2026-04")
    scene.settle("2026-04")
    wrote, wrote_nothing = scene.row("2026-04"), scene.row("2026-04", silent)
    assert wrote["subsidy_fen"] == wrote_nothing["subsidy_fen"] == 630_00
    assert wrote["payable_days"] == wrote_nothing["payable_days"] == 21


def test_a_half_day_is_rounded_half_up(scene: Scene) -> None:
    scene.rate(33_33)
    scene.correct("2026-04-21", "absent", "am")
    row = settled(scene, "2026-04")
    assert row["subsidy_fen"] == 20 * 33_33 + 16_67
