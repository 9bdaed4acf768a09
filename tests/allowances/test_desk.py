"""The month at the desk: exceptions first with what is live, tabs and search, a page at a time, whose turn it is."""

import re
from typing import Any

import pytest
from sqlmodel import select

from app.allowances import service_desk
from app.allowances.models import AllowanceRow
from app.allowances.models_bank import AccountState, BankAccount
from app.core.actor import Role
from app.secondments.models import Secondment
from tests.allowances.conftest import Scene

MARCH, APRIL = "2026-03", "2026-04"


def get(scene: Scene, path: str, person: Any = None, status: int = 200, lang: str = "zh-CN") -> str:
    answer = scene.api.as_(person or scene.finance).get(path, headers={"Accept": "text/html", "Accept-Language": lang})
    assert answer.status_code == status, answer.text
    return str(answer.text).split("<main", 1)[-1]


def month(scene: Scene, person: Any = None, month: str = APRIL, **params: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in params.items())
    return get(scene, f"/allowances?month={month}&programme_id={scene.programme.id}{more}", person)


def names(page: str) -> list[str]:
    """Who stands in the table, in order."""
    return re.findall(r'<th scope="row"><a class="ink" href="/allowances/[^"]*">([^<（]*)', page)


def verify(scene: Scene, *secondments: Secondment) -> None:
    scene.county.add(
        *(
            BankAccount(
                person_id=row.cadre_id, bank_name="某银行", holder="某", tail="0000", state=AccountState.VERIFIED
            )
            for row in secondments
        )
    )


@pytest.fixture
def settled(scene: Scene) -> dict[str, Secondment]:
    """April calculated: 许文澜 plain, 沈书宁 not confirmed, 邓思齐 above the cap, 冯砚秋 without an account."""
    people = {name: scene.colleague(name) for name in ("沈书宁", "邓思齐", "冯砚秋")} | {"许文澜": scene.secondment}
    scene.rate(30_00)
    scene.confirm(APRIL, *(row for name, row in people.items() if name != "沈书宁"))
    verify(scene, people["许文澜"], people["邓思齐"], people["沈书宁"])
    assert scene.step("calculate", APRIL).status_code == 200
    with scene.county.database.session(write=True) as session:
        row = session.exec(select(AllowanceRow).where(AllowanceRow.secondment_id == people["邓思齐"].id)).one()
        row.receipts_fen, row.transport_fen, row.total_fen = 623_50, 500_00, row.subsidy_fen + 500_00
        session.commit()
    return people


def test_exceptions_come_first_whatever_the_number(scene: Scene, settled: dict[str, Secondment]) -> None:
    page = month(scene)
    assert names(page)[0] == "沈书宁"
    assert set(names(page)[1:3]) == {"邓思齐", "冯砚秋"}
    assert names(page)[3] == "许文澜"
    assert "4月考勤待白鹭镇确认" in page
    assert "往返票据 623.50 元，按每月次数和限额核报 500.00 元，差额不结转" in page
    assert "还没有收款账号" in page
    assert "/bank-accounts?state=missing" in page
    assert "本次付 3 人，待确认 1 人不计入" in page
    assert "2,390.00" in page
    assert "贰仟叁佰玖拾元整" in page


def test_the_api_joins_what_is_live(scene: Scene, settled: dict[str, Secondment]) -> None:
    def codes(secondment: Secondment) -> list[str]:
        return [each["code"] for each in scene.row(APRIL, secondment)["exceptions"]]

    assert codes(settled["许文澜"]) == []
    assert codes(settled["沈书宁"]) == ["pending"]
    assert codes(settled["邓思齐"]) == ["over-cap"]
    assert codes(settled["冯砚秋"]) == ["account-missing"]
    verify(scene, settled["冯砚秋"])
    assert codes(settled["冯砚秋"]) == []


def test_tabs_and_search_narrow_the_rows_not_the_sums(scene: Scene, settled: dict[str, Secondment]) -> None:
    assert set(names(month(scene, tab="exceptions"))) == {"沈书宁", "邓思齐", "冯砚秋"}
    assert names(month(scene, tab="pending")) == ["沈书宁"]
    assert names(month(scene, q="0102")) == ["许文澜"]
    assert "2,390.00" in month(scene, q="许文")
    assert "没有符合的人" in month(scene, q="%")
    assert "没有符合的人" in month(scene, tab="adjusted")


def test_rows_come_a_page_at_a_time(
    scene: Scene, settled: dict[str, Secondment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_desk, "A_PAGE", 3)
    first = month(scene)
    cursor = re.search(r"cursor=([\w-]+)", first)
    assert len(names(first)) == 3
    assert "第 1–3 人，共 4 人" in first
    assert cursor is not None
    last = month(scene, cursor=cursor[1])
    assert names(last) == ["许文澜"]
    assert "第 4–4 人，共 4 人" in last
    assert "cursor=" not in last
    get(scene, f"/allowances?month={APRIL}&programme_id={scene.programme.id}&cursor=x", status=422)


def test_the_steps_say_whose_turn_it_is(scene: Scene) -> None:
    scene.rate(30_00)
    assert "考勤已确认 0 人，待确认 1 人" in month(scene)
    scene.confirm(APRIL)
    assert "1 人考勤全部确认" in month(scene)
    scene.step("calculate", APRIL)
    assert "待另一位财务审核" in month(scene)
    assert "待您审核" in month(scene, scene.finance2)
    scene.step("approve", APRIL, scene.finance2)
    assert "待另一位财务结账" in month(scene, scene.finance2)
    assert "待您结账" in month(scene)


def test_a_second_calculation_says_what_it_changed(scene: Scene, settled: dict[str, Secondment]) -> None:
    assert "的核算相比" not in month(scene)
    scene.confirm(APRIL, settled["沈书宁"])
    assert "4月考勤在核算之后已经确认，重新核算即计入。" in month(scene)
    scene.step("calculate", APRIL)
    page = month(scene)
    assert "的核算相比" in page
    assert "考勤已确认，计入本月" in page


def test_whoever_a_closed_month_left_out_is_followed_to_the_back_pay(scene: Scene) -> None:
    late = scene.colleague("沈书宁")
    verify(scene, scene.secondment, late)
    scene.rate(30_00)
    for each in (MARCH, APRIL):
        scene.confirm(each, scene.secondment)
    scene.settle(MARCH, exclude_pending=True)
    assert "3月考勤待白鹭镇确认。已结账的月份在确认后补发。" in month(scene, month=MARCH)
    scene.confirm(MARCH, late)
    assert "3月考勤已经确认，随下一次核算补发。" in month(scene, month=MARCH)
    scene.step("calculate", APRIL)
    assert "随4月补发" in month(scene, month=MARCH)
    april = month(scene)
    assert "2026年3月考勤后来确认，补发 22 天" in april
    assert "+660.00" in april
    listed = get(scene, "/adjustments")
    assert "随核算更新" in listed
    assert "计入2026年4月" in listed


def test_adjustments_wait_for_a_second_person(scene: Scene) -> None:
    found = get(scene, "/adjustments/new?q=0102")
    assert f"/adjustments/new?secondment_id={scene.secondment.id}" in found
    assert "POST /api/v1/allowances/adjustments" in get(scene, f"/adjustments/new?secondment_id={scene.secondment.id}")
    body = {"secondment_id": str(scene.secondment.id), "on": "2026-03-09", "amount_fen": -900_00, "reason": "误发收回"}
    made = scene.api.as_(scene.finance).post("/api/v1/allowances/adjustments", json=body).json()
    assert f"adjustments/{made['id']}/approve" not in get(scene, "/adjustments?tab=submitted")
    waiting = get(scene, "/adjustments", scene.finance2)
    assert f"adjustments/{made['id']}/approve" in waiting
    assert "−900.00" in waiting
    api = scene.api.as_(scene.finance2)
    assert api.post(f"/api/v1/allowances/adjustments/{made['id']}/approve", json={"version": 1}).status_code == 200
    scene.rate(30_00)
    scene.confirm(MARCH)
    scene.settle(MARCH)
    closed = month(scene, month=MARCH)
    assert "低于零的 240.00 元记为欠款，以后扣回。" in closed
    debts = get(scene, "/adjustments?tab=debts")
    assert "尚欠 240.00 元" in debts
    assert f"POST /api/v1/allowances/debts/{scene.cadre.id}/settle" in debts
    assert "/settle" not in get(scene, "/adjustments?tab=debts", scene.orgadmin)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_months_are_listed_with_how_far_they_are(scene: Scene, lang: str) -> None:
    scene.rate(30_00)
    scene.confirm(MARCH)
    scene.settle(MARCH)
    page = get(scene, f"/allowances/months?programme_id={scene.programme.id}", lang=lang)
    assert "660.00" in page
    assert f"/allowances?month={APRIL}&amp;programme_id={scene.programme.id}" in page
    assert ("已结账" if lang == "zh-CN" else "Closed") in page


def test_the_pages_are_for_those_who_read_money(scene: Scene) -> None:
    for path in ("/allowances/months", "/adjustments", "/adjustments/new"):
        for person in (scene.cadre, scene.supervisor, scene.sender):
            get(scene, path, person, status=403)
    get(scene, "/adjustments/new", scene.orgadmin, status=403)
    elsewhere = scene.county.unit("邻县")
    stranger = scene.county.person("邻县财务", Role.FINANCE, elsewhere)
    get(scene, f"/adjustments/new?secondment_id={scene.secondment.id}", stranger, status=403)
    get(scene, f"/allowances/months?programme_id={scene.programme.id}", stranger, status=404)
    get(scene, f"/adjustments?programme_id={scene.programme.id}", stranger, status=404)
