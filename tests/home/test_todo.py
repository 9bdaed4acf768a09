"""待办: a card a cadre and week, what is decided stays undoable for the day, and a card that is done opens the next."""

import re
from datetime import timedelta

import pytest

from app.attendance.models import DayOverride
from app.core.actor import Role
from app.home.service_todo import CARDS
from tests.home.conftest import NOON, PHONE, Office

TERM = NOON.date() - timedelta(days=2)
AGENTS = pytest.mark.parametrize("agent", ["desk", PHONE], ids=["desk", "phone"])


def card_of(page: str) -> str:
    """The key of the open card, from what its days would come back to."""
    found = re.search(r'data-next="/todo\?card=([^"]+)"', page)
    assert found is not None
    return found[1]


def cards_of(page: str) -> list[str]:
    """The keys of the desk's list, in order."""
    return re.findall(r'<li>\s*<a href="/todo\?card=([^"]+)"', page)


@AGENTS
def test_a_week_is_read_in_full_without_a_tap(office: Office, agent: str) -> None:
    office.write("2026-04-13", "走访石桥村六户，核对医保参保。", difficulty="跨县协调不畅，请县里牵头。")
    office.write("2026-04-14", "参加镇项目调度会。", takeaway="底稿互发，少一轮返工。")
    seen = office.look("/todo", agent=agent)
    for said in ("走访石桥村六户，核对医保参保。", "跨县协调不畅，请县里牵头。", "底稿互发，少一轮返工。", "林晓"):
        assert said in seen
    assert "通过这 2 天" in seen


@AGENTS
def test_one_day_is_worded_as_one(office: Office, agent: str) -> None:
    office.write("2026-04-14")
    assert "通过这一天" in office.look("/todo", agent=agent)


def test_each_cadre_and_week_is_a_card_the_oldest_first(office: Office) -> None:
    late = {"late_reason": "上周下乡没有信号"}
    office.write("2026-04-14")
    office.write("2026-04-08", **late)
    office.write("2026-04-13", secondment=office.second("许文澜", start_on=TERM))
    keys = cards_of(office.open("/todo").text)
    assert [key[:10] for key in keys] == ["2026-04-06", "2026-04-13", "2026-04-13"]
    assert keys[0].endswith(str(office.secondment.id))


def test_what_is_returned_stays_in_its_place_with_its_reason(office: Office) -> None:
    office.write("2026-04-13", "走访石桥村。")
    middle = office.write("2026-04-14", "走访群众，了解情况。")
    office.write("2026-04-15", "主体封顶。")
    office.decide(middle, "return", reason="请写明哪个村、几户")
    seen = office.look("/todo", agent=PHONE)
    assert seen.index("走访石桥村。") < seen.index("走访群众，了解情况。") < seen.index("主体封顶。")
    assert "已退回 请写明哪个村、几户" in seen
    assert "通过其余 2 天" in seen


def test_a_mend_that_was_not_sent_is_not_read(office: Office) -> None:
    returned = office.write("2026-04-13", "走访群众。")
    office.write("2026-04-14")
    office.decide(returned, "return", reason="请写明哪个村")
    mend = {"client_id": "5b0ffb57-6c4e-4a57-a4b1-3f6b5ad0c001", "day_type": "on_post", "submit": False}
    path = f"/api/v1/secondments/{office.secondment.id}/records/2026-04-13"
    body = mend | {"items": [{"text": "还没想好怎么写。"}]}
    answer = office.api.as_(office.cadre).put(path, json=body, headers={"If-Match": '"2"'})
    assert answer.status_code == 200
    seen = office.look("/todo")
    assert "还没想好怎么写" not in seen
    assert "走访群众。" in seen


def test_a_card_that_is_done_opens_the_next_and_after_the_last_the_first(office: Office) -> None:
    other = office.second("许文澜", start_on=TERM)
    ids = {str(row.id): office.write("2026-04-14", secondment=row) for row in (office.secondment, other)}
    first, second = cards_of(office.open("/todo").text)
    office.decide(ids[first[11:]], "approve")
    assert card_of(office.open(f"/todo?card={first}").text) == second
    office.decide(ids[first[11:]], "undo", version=2)
    office.decide(ids[second[11:]], "approve")
    assert card_of(office.open(f"/todo?card={second}").text) == first


def test_days_decided_at_once_are_undone_at_once_until_midnight(office: Office) -> None:
    records = [office.write(f"2026-04-{day}") for day in (13, 14)]
    chosen = [{"id": record, "version": 1} for record in records]
    client = office.api.as_(office.supervisor)
    assert client.post("/api/v1/records/review", json={"decision": "approve", "records": chosen}).status_code == 200
    page = office.open("/todo").text
    bundles = re.findall(r'data-undo="([^"]+)"', page)
    assert [bundle.count("&#34;id&#34;") for bundle in bundles] == [2]
    assert all(record in bundles[0] for record in records)
    office.clock.move_to(NOON + timedelta(hours=13))
    assert 'data-undo="' not in office.open("/todo").text


def test_a_day_without_a_record_is_named_and_a_day_off_is_not_one(office: Office) -> None:
    office.county.add(
        DayOverride(
            secondment_id=office.secondment.id,
            day_on=NOON.date() - timedelta(days=2),
            state="rest",
            reason="调休",
            decided_by_id=office.supervisor.id,
        )
    )
    office.write("2026-04-15")
    assert "4月14日尚无记录" in office.look("/todo")
    assert "4月13日尚无记录" not in office.look("/todo")


def test_nobody_sees_what_is_not_theirs_to_review(office: Office) -> None:
    office.write("2026-04-14", "只给主管看的内容。")
    elsewhere = office.county.unit("青山镇", office.county.region)
    for role in (Role.SUPERVISOR, Role.ORGADMIN, Role.FINANCE, Role.INSPECTOR, Role.LIAISON):
        unit = elsewhere if role is Role.SUPERVISOR else office.county.region
        other = office.county.person("别人", role, unit)
        seen = office.look("/todo", other)
        assert "只给主管看的内容" not in seen
        assert "没有等您审阅的记录" in seen


def test_more_cards_than_a_page_can_be_reached(office: Office) -> None:
    for number in range(CARDS + 1):
        office.write("2026-04-14", secondment=office.second(f"干部{number}", start_on=TERM))
    page = office.open("/todo").text
    assert len(cards_of(page)) == CARDS
    cursor = re.search(r'href="(/todo\?cursor=[^"]+)"', page)
    assert cursor is not None
    rest = office.open(cursor[1]).text
    assert len(re.findall(r'<a href="/todo\?cursor=[^"]+card=', rest)) == 1


@AGENTS
def test_what_a_short_list_leaves_out_is_counted_with_the_way_to_all(office: Office, agent: str) -> None:
    for number in range(10):
        row = office.second(f"干部{number}", start_on=TERM, arrived_on=TERM)
        body = {"secondment_id": str(row.id), "type": "personal", "reason": "看病"}
        days = {"start_on": "2026-04-20", "end_on": "2026-04-20"}
        filed = office.api.as_(office.author_of(row)).post("/api/v1/leave", json=body | days)
        assert filed.status_code == 201, filed.text
    page = office.open("/todo", agent=agent).text
    assert len(re.findall(r'href="/leave/[0-9a-f-]{36}"', page)) == 8
    assert re.search(r'<a[^>]* href="/leave">.*?另有 2 件', page, re.DOTALL)


def test_it_speaks_english(office: Office) -> None:
    office.write("2026-04-14")
    seen = office.look("/todo", lang="en")
    for said in ("Approve this day", "Send back", "Month confirmation", "Write a note", "All shortcuts"):
        assert said in seen
