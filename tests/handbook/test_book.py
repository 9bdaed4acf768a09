"""What stands in a handbook, and that the same content is the same edition."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from app.audit.models import AuditEvent
from tests.handbook import ooxml
from tests.handbook.conftest import Take, pages_of, words_of
from tests.permissions.rows_handbooks import set_nothing
from tests.records.conftest import Town
from tests.records.test_attachments import picture
from tests.records.test_attachments import put as put_photo


def a_month(town: Town) -> str:
    """Four days of April: approved with an addendum and a photo, returned, waiting, and a draft."""
    photo = put_photo(town, picture(size=(90, 70))).json()
    said = {"difficulty": "缺一名会计", "takeaway": "一企一专员", "attachment_ids": [photo["id"]]}
    items = [
        {"text": "走访柳湾村三户低保户。", "category": "visit", "place": "柳湾村", "slot": "上午"},
        {"text": "防汛值班", "outcome": "无险情"},
    ]
    approved = town.submitted("2026-04-13", items=items, **said)
    answer = town.post(approved["id"], "approve", version=approved["version"], comment="写得实")
    assert answer.status_code == 200, answer.text
    added = town.post(approved["id"], "addenda", town.cadre, text="补一句：已回访。", reason="回访")
    assert added.status_code == 201, added.text
    returned = town.submitted("2026-04-14", items=[{"text": "走访"}, {"text": "开会"}])
    assert town.post(returned["id"], "return", version=returned["version"], reason="请写明走访了谁").status_code == 200
    town.submitted("2026-04-02", items=[{"text": "调研茶厂"}], late_reason="住院")
    assert town.put(items=[{"text": "草稿里的话"}], submit=False).status_code == 201
    return str(approved["id"])


def test_a_month_says_what_was_submitted(town: Town, take: Take) -> None:
    a_month(town)
    text = "".join(pages_of(take(town.cadre, month="2026-04")))
    for words in (
        *("走访柳湾村三户低保户。", "上午，走访，柳湾村", "结果无险情", "困难缺一名会计", "收获一企一专员"),
        *("通过：赵镇长", "写得实", "补一句：已回访。", "退回：赵镇长", "请写明走访了谁", "待审阅"),
        *("补记说明住院", "4月2日", "周四", "外派挂职", "县发改局", "拍摄时间不详", "本月尚未结束"),
    ):
        assert words in text, words
    assert "草稿里的话" not in text
    assert "填写说明" not in text


@pytest.mark.walk
def test_a_term_has_every_part_and_numbers_its_pages(town: Town, take: Take) -> None:
    a_month(town)
    pages = pages_of(take(town.cadre))
    cover, *inner = pages
    assert "挂职纪实手册" in cover
    assert "林晓" in cover
    titles = ("填写说明", "目录", "挂职信息", "挂职目标与月度任务", "纪实记录2026年1月", "主要实绩", "签章")
    for title in titles:
        assert any(title in page for page in inner), title
    for number, page in enumerate(inner, 1):
        assert page.endswith(f"{number}/{len(inner)}")


@pytest.mark.walk
def test_the_word_file_says_the_same(town: Town, take: Take) -> None:
    a_month(town)
    printed, answer = take(town.cadre), take(town.cadre, "docx")
    words = words_of(answer)
    for part in ("走访柳湾村三户低保户。", "补一句：已回访。", "请写明走访了谁", "填写说明", "主要实绩"):
        assert part in words, part
    assert "草稿里的话" not in words
    assert printed.headers["X-Handbook-SHA256"] == answer.headers["X-Handbook-SHA256"]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert ooxml.faults(answer.content) == []


def test_the_same_content_is_the_same_edition(town: Town, take: Take, clock: time_machine.Traveller) -> None:
    a_month(town)
    first = take(town.cadre, month="2026-04")
    clock.shift(timedelta(minutes=5))
    again = take(town.supervisor, "docx", month="2026-04")
    digest = first.headers["X-Handbook-SHA256"]
    assert digest in "".join(pages_of(first))
    assert town.put("2026-04-15", version=1, items=[{"text": "验收道路"}]).status_code == 200
    changed = take(town.cadre, month="2026-04")
    assert (first.headers["X-Handbook-Edition"], changed.headers["X-Handbook-Edition"]) == ("1", "2")
    assert changed.headers["X-Handbook-SHA256"] != digest
    # Signed checks are not a supervisor's to read: theirs is another book, with numbers of its own.
    assert again.headers["X-Handbook-Edition"] == "1"
    assert again.headers["X-Handbook-SHA256"] != digest
    assert "抽查表由本人和组织部查阅" in words_of(again)


def test_each_reading_is_in_the_trail(town: Town, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    set_nothing(monkeypatch)
    a_month(town)
    orgadmin = town.people["orgadmin"]
    assert take(orgadmin, month="2026-04").status_code == 200
    with town.county.database.session(write=False) as session:
        (event,) = session.exec(select(AuditEvent).where(AuditEvent.action == "handbook.make")).all()
    assert (event.actor_id, event.subject_id) == (orgadmin.id, str(town.secondment.id))
    assert event.facts["by_office"] is True
    assert event.facts["days"] == 3
    assert "走访" not in str(event.facts)
