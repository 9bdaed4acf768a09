"""The difference of two versions: fields, words, paired items, and always both texts in full."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.difference import (
    FIELD_LABELS,
    ITEM_FIELDS,
    RECORD_FIELDS,
    Change,
    Op,
    compare_records,
    compare_texts,
)


def marked(old: str, new: str) -> str:
    """`[-removed-]`, `{+added+}`."""
    form = {Op.SAME: "{}", Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}"}
    return "".join(form[segment.op].format(segment.text) for segment in compare_texts(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("走访农户", "走访农户", "走访农户"),
        ("", "走访农户", "{+走访农户+}"),
        ("走访农户", "", "[-走访农户-]"),
        ("走访3户农户", "走访5户农户", "走访[-3-]{+5+}户农户"),
        ("走访13户", "走访15户", "走访[-13-]{+15+}户"),
        ("收购价1.9元", "收购价2.1元", "收购价[-1.9-]{+2.1+}元"),
        ("增长8%", "增长8.5%", "增长[-8%-]{+8.5%+}"),
        ("看三家合作社", "看三家泡菜合作社", "看三家{+泡菜+}合作社"),
        ("参加会议并发言", "参加会议", "参加会议[-并发言-]"),
        ("整理wifi台账", "整理WiFi台账", "整理[-wifi-]{+WiFi+}台账"),
        ("上午在村里开会研究道路", "下午去镇上找人商量水渠", "[-上午在村里开会研究道路-]{+下午去镇上找人商量水渠+}"),
    ],
)
def test_words_read_as_a_person_would_mark_them(old, new, expected):
    assert marked(old, new) == expected


def test_a_crumb_of_agreement_is_swallowed_and_a_real_anchor_is_not():
    assert marked("组织干部的培训", "检查学校的食堂") == "[-组织干部的培训-]{+检查学校的食堂+}"
    assert marked("组织村干部防汛培训会", "检查村干部防汛值班表") == "[-组织-]{+检查+}村干部防汛[-培训会-]{+值班表+}"


OLD = {
    "day_type": "on_post",
    "items": [
        {"text": "到永寿镇看三家泡菜合作社", "category": "调研", "place": "永寿镇"},
        {"text": "整理防汛值班表"},
    ],
    "difficulty": "缺冷链车",
    "takeaway": None,
}


def changes(old, new) -> list[tuple[str, str]]:
    return [(d.pointer, str(d.change)) for d in compare_records(old, new) if d.change is not Change.SAME]


def test_an_unchanged_record_has_no_change():
    found = compare_records(OLD, OLD)
    assert [difference.pointer for difference in found] == [
        "/day_type",
        "/items/0/text",
        "/items/0/category",
        "/items/0/place",
        "/items/1/text",
        "/difficulty",
    ]
    assert {difference.change for difference in found} == {Change.SAME}


def test_each_field_is_told():
    new = {
        "day_type": "official_trip",
        "items": [
            {"text": "到永寿镇看五家泡菜合作社", "place": "永寿镇", "outcome": "谈成一单"},
            {"text": "整理防汛值班表"},
        ],
        "difficulty": "",
        "takeaway": "订单先行",
        "late_reason": "下乡无信号",
    }
    assert changes(OLD, new) == [
        ("/day_type", "changed"),
        ("/items/0/text", "changed"),
        ("/items/0/category", "removed"),
        ("/items/0/outcome", "added"),
        ("/difficulty", "removed"),
        ("/takeaway", "added"),
        ("/late_reason", "added"),
    ]
    day_type = compare_records(OLD, new)[0]
    assert [(segment.op, segment.text) for segment in day_type.segments] == [
        (Op.REMOVED, "on_post"),
        (Op.ADDED, "official_trip"),
    ]


def test_an_item_put_first_marks_no_other():
    new = {**OLD, "items": [{"text": "陪同县领导检查水库大坝"}, *OLD["items"]]}
    assert changes(OLD, new) == [("/items/0/text", "added")]


def test_an_item_taken_out_is_told_by_its_old_place():
    new = {**OLD, "items": OLD["items"][1:]}
    assert changes(OLD, new) == [
        ("/items/0/text", "removed"),
        ("/items/0/category", "removed"),
        ("/items/0/place", "removed"),
    ]


def test_another_item_in_its_place_is_one_out_and_one_in():
    new = {**OLD, "items": [OLD["items"][0], {"text": "陪同县领导检查水库大坝"}]}
    assert changes(OLD, new) == [("/items/1/text", "removed"), ("/items/1/text", "added")]


@pytest.mark.parametrize("content", [{}, {"items": None}, {"items": "x"}, {"items": [1, None]}, {"day_type": 3}])
def test_missing_and_strange_content_is_absent(content):
    assert compare_records(content, content) == ()


def test_every_field_has_a_label():
    assert {"day_type", *ITEM_FIELDS, *RECORD_FIELDS} == set(FIELD_LABELS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("的" * 1000, "的" * 999 + "了"),
        ("的了" * 500, "了的" * 500),
        ("的" * 500, "了的" * 250),
        ("的" * 500 + "了" * 500, "了" * 500 + "的" * 500),
        ("".join(map(chr, range(0x4E00, 0x51E8))), "".join(map(chr, range(0x51E7, 0x4DFF, -1)))),
    ],
)
def test_hostile_texts_are_compared_in_bounded_time(old, new):
    begun = time.perf_counter()
    segments = compare_texts(old, new)
    assert time.perf_counter() - begun < 1
    assert "".join(s.text for s in segments if s.op is not Op.REMOVED) == new


def test_hostile_items_are_paired_in_bounded_time():
    for length in (200, 140, 100, 54):
        old = {"items": [{"text": "的" * length}] * 5}
        new = {"items": [{"text": "了的" * (length // 2)}] * 5}
        begun = time.perf_counter()
        assert len(compare_records(old, new)) == 5
        assert time.perf_counter() - begun < 1


TEXTS = st.text(alphabet="走访农户三家合作社的，。3 1.9ab%\n", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_are_there_in_full(old, new):
    segments = compare_texts(old, new)
    assert "".join(segment.text for segment in segments if segment.op is not Op.ADDED) == old
    assert "".join(segment.text for segment in segments if segment.op is not Op.REMOVED) == new
    assert all(segment.text for segment in segments)
    assert all(one.op is not two.op for one, two in pairwise(segments))


ITEMS = st.lists(st.fixed_dictionaries({"text": TEXTS}, optional={"place": TEXTS}), max_size=5)
CONTENTS = st.fixed_dictionaries({"items": ITEMS}, optional={"day_type": TEXTS, "difficulty": st.none() | TEXTS})


@given(CONTENTS, CONTENTS)
def test_every_text_of_both_versions_stands_somewhere(old, new):
    found = compare_records(old, new)
    for content, hidden in ((old, Op.ADDED), (new, Op.REMOVED)):
        told = ["".join(s.text for s in d.segments if s.op is not hidden) for d in found if "/items/" in d.pointer]
        wanted = [item[name] for item in content["items"] for name in ("text", "place") if item.get(name)]
        assert sorted(text for text in told if text) == sorted(wanted)


@given(CONTENTS)
def test_a_version_differs_in_nothing_from_itself(content):
    assert changes(content, content) == []
