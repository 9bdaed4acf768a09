"""Before submitting, the author alone may ask whether the day is very like an earlier one; nothing is kept of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import func, select

from app.audit.models import AuditEvent
from app.core.actor import SYSTEM
from app.core.work import Work
from app.records.likeness import Alike, find_alike
from app.records.models import DailyRecord, RecordStatus
from app.records.models_care import Hidden
from tests.records.conftest import Town, problem

VISIT = "到永寿镇看三家泡菜合作社，记下收购价1.9元/公斤，约周五带种植户来谈订单。"
AGAIN = "到永寿镇看三家泡菜合作社，记下收购价2.1元/公斤，约周五带种植户来谈订单。"
OTHER = "整理产业园用地资料，把缺的两份林地批复报给自然资源局窗口。"
DUTY = "防汛值班，巡查河堤三公里，水位正常，无险情。"
JUNE = date(2026, 6, 3)


def alike(new: str, *earlier: str) -> Alike | None:
    return find_alike([new], [(JUNE - timedelta(days=number), [text]) for number, text in enumerate(earlier)])


def marked(text: str, found: Alike) -> str:
    return "".join(text[one.start : one.end] for one in found.stretches)


def test_a_text_with_other_numbers_is_very_like_its_day() -> None:
    found = alike(AGAIN, OTHER, VISIT)
    assert found is not None
    assert found.on == JUNE - timedelta(days=1)
    assert found.percent >= 85
    assert "到永寿镇看三家泡菜合作社" in marked(AGAIN, found)
    assert "2.1" not in marked(AGAIN, found)


@pytest.mark.parametrize("new", ["防汛值班", "在岗。", OTHER, "1234 56", "…… ，。"])
def test_what_is_short_or_new_is_like_nothing(new: str) -> None:
    assert alike(new, VISIT, "防汛值班", "在岗。") is None


def test_a_duty_that_returns_is_a_habit() -> None:
    assert alike(DUTY, *[DUTY] * 5) is None
    assert alike(DUTY, DUTY) is not None


def test_a_long_text_handed_in_again_and_again_is_no_habit() -> None:
    assert alike(VISIT + OTHER, *[VISIT + OTHER] * 5) is not None


@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=5), old=st.lists(st.text(max_size=60), max_size=5))
def test_stretches_lie_in_their_texts_and_say_the_percentage(texts: list[str], old: list[str]) -> None:
    found = find_alike(texts, [(JUNE, old), (JUNE - timedelta(days=1), texts)])
    if found is None:
        return
    for one in found.stretches:
        assert 0 <= one.start < one.end <= len(texts[one.text])
        assert any(sign.isalnum() for sign in texts[one.text][one.start : one.end])
    assert 50 <= found.percent <= 100


def ask(town: Town, *texts: str, on: date | None = None) -> dict[str, object]:
    answer = town.api.as_(town.cadre).post(f"{town.path(on) if on else town.path()}/likeness", json={"texts": texts})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_author_is_told_of_the_own_earlier_day(town: Town) -> None:
    town.submitted("2026-04-13", items=[{"text": VISIT}])
    before = events(town)
    found = ask(town, OTHER, AGAIN)["alike"]
    assert isinstance(found, dict)
    assert found["on"] == "2026-04-13"
    assert {one["text"] for one in found["stretches"]} == {1}
    assert ask(town, AGAIN, on=date(2026, 4, 10)) == {"alike": None}
    assert ask(town, OTHER) == {"alike": None}
    assert events(town) == before


def events(town: Town) -> int:
    with Work(town.county.database, SYSTEM, writes=False) as work:
        return work.session.exec(select(func.count()).select_from(AuditEvent)).one()


def test_drafts_and_what_is_hidden_are_not_looked_at(town: Town) -> None:
    town.put("2026-04-13", submit=False, items=[{"text": VISIT}])
    record = town.submitted("2026-04-14", items=[{"text": VISIT}])
    with Work(town.county.database, SYSTEM, writes=True) as work:
        row = work.session.exec(select(DailyRecord).where(DailyRecord.status != RecordStatus.DRAFT)).one()
        assert str(row.id) == record["id"]
        row.hidden = Hidden.QUARANTINED
        work.session.add(row)
    assert ask(town, AGAIN) == {"alike": None}


def test_nobody_else_may_ask(town: Town) -> None:
    path = f"{town.path()}/likeness"
    assert town.api.anonymous.post(path, json={"texts": [VISIT]}).status_code == 401
    assert problem(town.api.as_(town.supervisor).post(path, json={"texts": [VISIT]})) == (403, "forbidden")
    stranger = town.county.person("路人")
    assert town.api.as_(stranger).post(path, json={"texts": [VISIT]}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"texts": []}, {"texts": [""]}, {"texts": ["x"] * 6}, {"texts": ["字" * 201]}, {"texts": ["好"], "day": 1}],
)
def test_a_question_that_asks_nothing_is_refused(town: Town, body: dict[str, object]) -> None:
    assert town.api.as_(town.cadre).post(f"{town.path()}/likeness", json=body).status_code == 422
