"""Any amount explained: the sentence a cadre understands, the sum step by step, and the grounds of every part."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import col, select

from app.allowances.models import AllowanceRow, AllowanceRun
from app.allowances.models_bank import Payment, PaymentState
from app.allowances.models_claims import Claim, ClaimKind, ClaimLeg, ClaimState, Trip
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core.actor import Scope
from app.secondments.models import Secondment
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County

MARCH = "2026-03"


def away(scene: Scene, first: date, last: date) -> None:
    """An approved leave with a reason that finance must never read."""
    scene.county.add(
        Leave(
            secondment_id=scene.secondment.id, cadre_id=scene.cadre.id, unit_id=scene.township.id,
            filed_by_id=scene.cadre.id, type=LeaveType.SICK, start_on=first, end_on=last, reason="胆囊手术",
            halves=4, level=Level.RECEIVING, status=LeaveStatus.APPROVED,
        )
    )  # fmt: skip


def journey(scene: Scene, on: date, fen: int, secondment: Secondment | None = None) -> Claim:
    """An approved journey there and back with two receipts."""
    whose = secondment or scene.secondment
    row = Claim(
        secondment_id=whose.id, cadre_id=whose.cadre_id, programme_id=scene.programme.id,
        unit_id=scene.township.id, kind=ClaimKind.TRANSPORT, leg=Trip.ROUND, month=on.isoformat()[:7], counts_on=on,
        outbound_on=on, return_on=on, receipts_fen=fen, state=ClaimState.APPROVED,
    )  # fmt: skip
    halves = (fen // 2, fen - fen // 2)
    legs = [
        ClaimLeg(
            claim_id=row.id, position=at, from_place="县城", to_place="白鹭镇", day_on=on, amount_fen=part,
            invoice_no=uuid4().hex[:12], invoice_held=True,
        )
        for at, part in enumerate(halves)
    ]  # fmt: skip
    scene.county.add(row, *legs)
    return row


def explain(scene: Scene, person: Any = None, month: str = MARCH, lang: str = "zh-CN") -> Any:
    answer = scene.api.as_(person or scene.cadre).get(
        f"/api/v1/allowances/{month}/explain",
        params={"secondment_id": str(scene.secondment.id)},
        headers={"Accept-Language": lang},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def steps(told: Any) -> list[tuple[str, str, Any]]:
    return [
        (step["op"], step["kind"], step["days"] if step["amount_fen"] is None else step["amount_fen"])
        for step in told["steps"]
    ]


@pytest.fixture
def march(scene: Scene) -> Scene:
    scene.rate(30_00, document_no="云财行〔2025〕9号")
    away(scene, date(2026, 3, 12), date(2026, 3, 13))
    scene.correct("2026-03-21", "on_post")
    return scene


def test_the_sentence_and_the_sum(march: Scene) -> None:
    scene = march
    scene.confirm(MARCH)
    scene.settle(MARCH)
    told = explain(scene)
    assert told["sentence"] == "21 天 × ¥30.00：3月12–13日请假不计，3月21日值班计入"
    assert explain(scene, lang="en")["sentence"] == (
        "21 days × ¥30.00: 12–13 Mar: leave, not counted; 21 Mar: duty, counted"
    )
    assert steps(told) == [
        ("", "expected", 22),
        ("−", "not_counted", 2),
        ("+", "counted_extra", 1),
        ("=", "payable", 21),
        ("×", "rate", 30_00),
        ("=", "subsidy", 630_00),
        ("=", "total", 630_00),
    ]
    assert (told["state"], told["total_fen"], told["total_uppercase"]) == ("closed", 630_00, "陆佰叁拾元整")
    assert sum(day["amount_fen"] for day in told["days"]) == told["subsidy_fen"]
    assert [rate["document_no"] for rate in told["rates"]] == ["云财行〔2025〕9号"]
    assert told["rule"]["document_no"] == "云组发〔2025〕37号"
    word = told["confirmations"][0]
    assert (word["unit_name"], word["basis"], word["by"], word["state"]) == ("白鹭镇", "online", "周敏", "confirmed")
    assert told["closed"]["by"] == "程以宁"


def test_finance_learns_of_leave_and_never_of_its_type_or_reason(march: Scene) -> None:
    told = explain(march, march.finance)
    assert [(word["first_on"], word["last_on"]) for word in told["leaves"]] == [("2026-03-12", "2026-03-13")]
    assert "胆囊" not in str(told)
    assert "sick" not in str(told)
    assert told["corrections"][0]["reason"] is None
    assert explain(march, march.cadre)["corrections"][0]["reason"] == "按实际情况更正"


def test_journeys_join_the_days(march: Scene) -> None:
    scene = march
    journey(scene, date(2026, 3, 6), 477_50)
    told = explain(scene)
    assert (told["state"], told["transport_fen"], told["total_fen"]) == ("pending", 0, 630_00)
    assert [trip["reason"] for trip in told["trips"]] == ["not_reimbursed"]


@pytest.fixture
def travelling(county: County, api: Api) -> Scene:
    scene = build(county, api, transport_cap_fen=500_00, transport_trips_a_month=1)
    scene.rate(30_00)
    return scene


def test_a_journey_over_the_cap_and_a_second_one(travelling: Scene) -> None:
    scene = travelling
    journey(scene, date(2026, 4, 10), 623_50)
    journey(scene, date(2026, 4, 20), 410_00)
    scene.confirm("2026-04")
    before = explain(scene, month="2026-04")
    scene.settle("2026-04")
    told = explain(scene, month="2026-04")
    for view in (before, told):
        assert [(trip["pay_fen"], trip["cap_fen"], trip["receipts"]) for trip in view["trips"]] == [
            (500_00, 500_00, 2),
            (0, 500_00, 2),
        ]
        assert [trip["reason"] for trip in view["trips"]] == ["over_cap", "second_trip"]
        assert (view["transport_fen"], view["total_fen"]) == (500_00, 1_130_00)
    assert told["sentence"] == "21 天 × ¥30.00：应计的日子全部计发；往返交通 ¥500.00；合计 ¥1,130.00"
    assert told["receipts_fen"] == 1_033_50


def test_late_facts_are_explained_by_the_day_in_both_months(scene: Scene) -> None:
    scene.rate(30_00)
    scene.confirm(MARCH)
    scene.settle(MARCH)
    away(scene, date(2026, 3, 12), date(2026, 3, 13))
    scene.correct("2026-03-21", "on_post")
    scene.confirm("2026-04")
    scene.settle("2026-04")
    april = explain(scene, month="2026-04")
    assert (april["adjustment_fen"], april["total_fen"]) == (-30_00, 600_00)
    part = april["adjustments"][0]
    assert (part["month"], part["kind"], part["amount_fen"]) == (MARCH, "correction", -30_00)
    assert [(day["on"], day["amount_fen"]) for day in part["items"]] == [
        ("2026-03-12", -30_00),
        ("2026-03-13", -30_00),
        ("2026-03-21", 30_00),
    ]
    assert "2026年3月差额：3月12日请假不计（−¥30.00）" in april["sentence"]
    march = explain(scene)
    assert (march["total_fen"], march["adjustments"]) == (660_00, [])
    assert [(later["paid_in"], later["amount_fen"]) for later in march["later"]] == [("2026-04", -30_00)]


def test_back_pay_is_explained_where_it_is_paid_and_where_it_was_missing(scene: Scene) -> None:
    scene.rate(30_00)
    other = scene.colleague("何靖川")
    scene.confirm(MARCH, other)
    scene.settle(MARCH, exclude_pending=True)
    scene.confirm(MARCH)
    scene.confirm("2026-04")
    scene.settle("2026-04")
    april = explain(scene, month="2026-04")
    assert (april["adjustment_fen"], april["total_fen"]) == (660_00, 1_290_00)
    assert (april["adjustments"][0]["kind"], april["adjustments"][0]["days"]) == ("back_pay", 22)
    assert ("+", "adjustment", 660_00) in steps(april)
    march = explain(scene)
    assert (march["total_fen"], march["later"][0]["paid_in"]) == (0, "2026-04")
    own = {row["month"]: row for row in scene.api.as_(scene.cadre).get("/api/v1/me/allowances").json()["items"]}
    assert (own[MARCH]["state_text"], own["2026-04"]["back_pay_fen"]) == ("已补发", 660_00)


def test_a_term_that_is_over_is_explained_by_what_came_late(travelling: Scene) -> None:
    scene = travelling
    over = scene.colleague("何靖川", end_on=date(2026, 3, 31))
    scene.confirm(MARCH)
    scene.settle(MARCH, exclude_pending=True)
    journey(scene, date(2026, 3, 20), 236_50, secondment=over)
    scene.confirm("2026-04")
    scene.settle("2026-04", exclude_pending=True)
    url, wanted = "/api/v1/allowances/2026-04/explain", {"secondment_id": str(over.id)}
    told = scene.api.as_(scene.finance).get(url, params=wanted).json()
    assert (told["payable_days"], told["subsidy_fen"], told["total_fen"]) == (0, 0, 236_50)
    assert told["sentence"] == "本月没有计发的日子；往返交通 ¥236.50；合计 ¥236.50"
    page = scene.api.as_(scene.finance).get(f"/allowances/2026-04/{over.id}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "贰佰叁拾陆元伍角整" in page.text
    sheet = scene.api.as_(scene.finance).get(f"{url}.pdf", params=wanted)
    assert sheet.headers["content-type"] == "application/pdf"


def test_a_running_month_says_so_far(march: Scene) -> None:
    with time_machine.travel(datetime(2026, 3, 16, 4, 0, tzinfo=UTC)):
        told = explain(march)
    assert told["sentence"] == "截至3月16日，9 天 × ¥30.00：3月12–13日请假不计"
    assert (told["state"], told["total_fen"], told["may_object"]) == ("open", 270_00, False)


def test_a_day_without_a_rate_has_no_total(scene: Scene) -> None:
    scene.rate(30_00, date(2026, 3, 3))
    told = explain(scene)
    assert told["sentence"] == "3月2日没有适用标准，补齐后重新核算"
    assert (told["complete"], told["total_fen"]) == (False, None)


def test_half_days_and_two_rates(scene: Scene) -> None:
    scene.rate(30_00, last=date(2026, 3, 16))
    scene.rate(40_00, date(2026, 3, 16))
    scene.correct("2026-03-10", "absent", "pm")
    told = explain(scene)
    assert told["sentence"] == "9.5 天 × ¥30.00 + 12 天 × ¥40.00：3月10日（半天）缺勤不计"
    assert told["total_fen"] == 285_00 + 480_00
    assert len(told["rates"]) == 2


def test_a_pending_cadre_is_paid_later_and_reads_so(march: Scene) -> None:
    scene = march
    other = scene.colleague("何靖川")
    scene.confirm(MARCH, other)
    scene.settle(MARCH, exclude_pending=True)
    told = explain(scene)
    assert (told["state"], told["status"], told["held_back"], told["total_fen"]) == ("left_out", "pending", True, 0)
    assert ("−", "held_back", 630_00) in steps(told)
    assert told["sentence"].endswith("出勤待确认，这部分确认后补发；合计 ¥0.00")


def test_who_manages_the_days_reads_as_far_as_the_subsidy(march: Scene) -> None:
    scene = march
    journey(scene, date(2026, 3, 6), 477_50)
    scene.confirm(MARCH)
    scene.settle(MARCH)
    told = explain(scene, scene.supervisor)
    assert (told["subsidy_fen"], told["total_fen"], told["trips"]) == (630_00, None, [])
    assert [step["kind"] for step in told["steps"]][-1] == "subsidy"


def test_payments_name_the_account_to_its_owner_and_finance(march: Scene) -> None:
    scene = march
    scene.confirm(MARCH)
    scene.settle(MARCH)
    with scene.county.database.session(write=True) as session:
        run = session.exec(select(AllowanceRun)).one()
        row = session.exec(select(AllowanceRow).where(col(AllowanceRow.run_id) == run.id)).one()
        paid = session.exec(select(Payment).where(Payment.run_id == run.id)).first() or Payment(
            run_id=run.id, secondment_id=row.secondment_id, cadre_id=row.cadre_id, amount_fen=row.total_fen,
            state=PaymentState.DUE,
        )  # fmt: skip
        paid.bank_name, paid.tail = "农商银行", "4417"
        session.add(paid)
        session.commit()
    for person, known in ((scene.cadre, True), (scene.finance, True), (scene.orgadmin, False)):
        one = explain(scene, person)["payments"][0]
        assert (one["amount_fen"], one["state"]) == (630_00, "due")
        assert ("4417" in (one["account"] or "")) is known


def test_who_reads_an_explanation(march: Scene) -> None:
    scene = march
    url = f"/api/v1/allowances/{MARCH}/explain"
    wanted = {"secondment_id": str(scene.secondment.id)}
    assert scene.api.anonymous.get(url, params=wanted).status_code == 401
    assert scene.api.as_(scene.sender).get(url, params=wanted).status_code == 403
    stranger = scene.county.person("钱未然")
    assert scene.api.as_(stranger).get(url, params=wanted).status_code == 404
    program = scene.api.as_client(scene.county.api_client(Scope.ALLOWANCE_EXPORT))
    told = program.get(url, params=wanted)
    assert (told.status_code, told.json()["total_fen"]) == (200, 630_00)
    other = scene.api.as_client(scene.county.api_client(Scope.ATTENDANCE_READ))
    assert other.get(url, params=wanted).status_code == 403
    assert scene.api.as_(scene.cadre).get(url).json()["errors"][0]["pointer"] == "/secondment_id"
