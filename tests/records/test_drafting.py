"""Drafts of summaries 小结草稿: the author's own phrases, within the limit, the same for the same entries."""

import itertools
import os
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.records.drafting import OTHER, Phrase, compose, phrases_of
from app.records.drafting_days import Days, read_days, say_days
from app.records.drafting_read import read_phrases
from app.records.periods import Grain, parse_period, period_of, periods_between

EXAMPLES = 3_000 if os.environ.get("JISHI_TEST_SOAK") == "1" else 60
FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
DATES = st.dates(FIRST, LAST)
WORDS = st.text("防汛值班走访企业，协调用电3户村组；。镇", min_size=2, max_size=60).filter(
    lambda text: any(map(str.isalnum, text))
)
ITEMS = st.fixed_dictionaries(
    {"text": WORDS},
    optional={"category": st.sampled_from(["duty", "visit", "乡村建设", None]), "outcome": WORDS, "place": WORDS},
)
ENTRIES = st.lists(
    st.tuples(DATES, st.lists(ITEMS, min_size=1, max_size=3), st.none() | WORDS, st.none() | WORDS), max_size=12
)


def on(day: int, month: int = 6) -> date:
    return date(2026, month, day)


def test_the_same_duty_is_said_once_with_its_days() -> None:
    days = [phrases_of(on(day), [{"text": "防汛值班", "category": "duty"}], None, None) for day in (3, 10, 17)]
    assert compose([phrase for some in days for phrase in some], 300) == "值班：防汛值班（6月3日、10日、17日）。"


def test_what_came_of_something_stands_first_and_difficulties_last() -> None:
    found = [
        *phrases_of(on(1), [{"text": "例会", "category": "meeting"}], "缺收购商", "先定人再散会"),
        *phrases_of(
            on(2), [{"text": "对接企业", "category": "investment", "outcome": "签约一家", "place": "园区"}], None, None
        ),
    ]
    assert compose(found, 300).splitlines() == [
        "招商：对接企业，签约一家（园区，6月2日）。",
        "会议：例会（6月1日）。",
        "困难：缺收购商。",
        "收获：先定人再散会。",
    ]


def test_what_was_written_without_a_kind_joins_the_same_work_that_has_one() -> None:
    found = [
        Phrase(OTHER, "走访农户，登记需求", days=Days.of(on(1))),
        Phrase("走访", "走访农户，修路灯", days=Days.of(on(2))),
    ]
    assert compose(found, 300) == "走访：走访农户，登记需求（6月1日）；走访农户，修路灯（6月2日）。"


def test_what_does_not_fit_loses_its_later_clauses_before_it_is_left_out() -> None:
    found = [
        Phrase("走访", f"走访{name}户，谈了很久很久的家常话", days=Days.of(on(3 + turn)))
        for turn, name in enumerate("甲乙丙丁")
    ]
    short = compose(found, 60)
    assert all(f"走访{name}户" in short for name in "甲乙丙丁")
    assert "走访丁户，谈了" not in short
    assert "丁" not in compose(found, 30)


@settings(max_examples=EXAMPLES, deadline=None)
@given(entries=ENTRIES, limit=st.sampled_from([40, 300, 500, 800]))
def test_a_draft_keeps_its_limit_says_nothing_of_its_own_and_is_the_same_again(
    entries: list[tuple[date, list[dict[str, str | None]], str | None, str | None]], limit: int
) -> None:
    phrases = [phrase for entry in entries for phrase in phrases_of(*entry)]
    draft = compose(phrases, limit)
    assert len(draft) <= limit
    assert draft == compose(phrases, limit)
    said = "".join(
        text or "" for _, items, *rest in entries for text in (*rest, *(x for item in items for x in item.values()))
    )
    own = set("：；，（）、。月日至多次其他工作困难收获值班走访0123456789 \n")
    assert set(draft) <= set(said) | own


@settings(max_examples=EXAMPLES, deadline=None)
@given(days=st.sets(DATES, min_size=1, max_size=9))
def test_days_are_read_back_as_they_were_said(days: set[date]) -> None:
    said = say_days(Days(frozenset(days)))
    found = read_days(said, FIRST, LAST)
    assert found is not None
    assert say_days(found) == said
    assert not found.named or found.named == days


def test_a_kept_summary_is_read_back_for_the_month_that_its_days_lie_in() -> None:
    week, june = parse_period("2026-W27"), parse_period("2026-06")
    assert week is not None
    assert june is not None
    text = "值班：防汛值班（6月29日、7月2日）。\n走访企业，签约一家（7月1日）。\n困难：缺收购商。"
    assert [(one.group, one.text, say_days(one.days)) for one in read_phrases(text, week, june)] == [
        ("值班", "防汛值班", "6月29日"),
    ]


def test_periods_tile_the_days_and_know_their_names() -> None:
    for grain in (Grain.WEEK, Grain.MONTH, Grain.QUARTER):
        tiled = list(periods_between(date(2025, 12, 20), date(2027, 1, 10), grain))
        assert all(one.last_on + timedelta(days=1) == other.first_on for one, other in itertools.pairwise(tiled))
        assert all(parse_period(one.name) == one == period_of(one.last_on, grain) for one in tiled)
    assert period_of(date(2027, 1, 2), Grain.WEEK).name == "2026-W53"
    assert [parse_period(name) for name in ("2025-W53", "2026-Q5", "2026-13", "26-06")] == [None] * 4
