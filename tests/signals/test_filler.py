"""没有具体事实: emptiness in whatever words, and people who say little but something."""

import pytest

from app.signals.detectors.emptiness import is_empty, read
from app.signals.detectors.filler import Filler, learned
from app.signals.found import NEAR, RAISED
from tests.signals.diary import Diaries, found_by, iso, workdays
from tests.signals.said import NOTHING, SOMETHING

FACT = "到柳沟村看水渠，量了三处。"


def test_nearly_all_that_says_nothing_is_seen() -> None:
    missed = [text for text in NOTHING if not is_empty(read(text))]
    assert len(missed) <= len(NOTHING) // 20, missed


@pytest.mark.parametrize("text", SOMETHING)
def test_what_names_anything_says_something(text: str) -> None:
    assert not is_empty(read(text))


@pytest.mark.parametrize("text", NOTHING[:12])
def test_length_and_numbering_are_no_facts(text: str) -> None:
    assert is_empty(read(f"{text}{text}" if len(text) > 3 else f"1.{text}"))


@pytest.mark.parametrize(
    "fact", ["永寿镇", "张建国书记", "三户", "12亩", "《土地管理法》", "柳沟村", "县自然资源局", "青禾合作社"]
)
def test_one_named_fact_amid_slogans_is_enough(fact: str) -> None:
    assert is_empty(read("认真履行职责，扎实推进各项工作，取得良好成效。"))
    assert not is_empty(read(f"认真履行职责，扎实推进各项工作，{fact}，取得良好成效。"))


def test_a_month_of_slogans_is_asked_about_on_its_own_days() -> None:
    diaries = Diaries()
    cadre = diaries.cadre("c1")
    diaries.days(cadre, [NOTHING[0], FACT])
    (found,) = found_by(Filler(), diaries.corpus())
    assert found.score >= RAISED
    assert iso(found) == [day.isoformat() for day in workdays()[::2]]
    assert found.numbers == {"count": 11, "total": 22}
    assert {NOTHING[0][span.start : span.end] for span in found.spans} >= {"认真完成各项工作任务", "努力提升自身能力"}


@pytest.mark.parametrize(("empty", "low", "high"), [(3, 0.0, 0.0), (5, NEAR, RAISED), (7, RAISED, 1.0)])
def test_the_share_of_the_month_decides(empty: int, low: float, high: float) -> None:
    diaries = Diaries()
    diaries.days(diaries.cadre("c1"), [NOTHING[0]] * empty + [FACT] * (22 - empty))
    scores = [found.score for found in found_by(Filler(), diaries.corpus())] or [0.0]
    assert low <= scores[0]
    assert scores[0] < high or scores[0] == low == high


@pytest.mark.parametrize(("kind", "found"), [("学习", 0), ("日常", 1), ("走访", 1)])
def test_a_terse_record_may_name_the_kind_of_work_it_is_filed_under(kind: str, found: int) -> None:
    diaries = Diaries()
    diaries.days(diaries.cadre("c1"), ["参加学习" if kind != "日常" else "日常工作"], work_type=kind)
    assert len(found_by(Filler(), diaries.corpus())) == found


def test_two_records_are_too_few() -> None:
    diaries = Diaries()
    diaries.days(diaries.cadre("c1"), NOTHING[:2], workdays()[:2])
    assert found_by(Filler(), diaries.corpus()) == []


def test_an_accepted_sentence_is_a_fact_of_that_cadre_alone() -> None:
    diaries = Diaries()
    for name in ("c1", "c2"):
        diaries.days(diaries.cadre(name), ["协助处理单位事务"])
    corpus = diaries.corpus()
    assert [found.subject for found in found_by(Filler(), corpus)] == [0, 1]
    corpus.accepted[0] = ("处理单位事务",)  # type: ignore[index]
    assert [found.subject for found in found_by(Filler(), corpus)] == [1]


def test_slogans_that_nobody_listed_are_learned_from_many_people() -> None:
    diaries = Diaries()
    slogan = "踵事增华，恢弘壮阔，认真落实工作，扎实推进任务"
    for number in range(8):
        kind = ("会议", "走访", "调研", "值班")[number % 4]
        diaries.days(diaries.cadre(f"c{number}"), [slogan, FACT, "清塘坝除草"], work_type=kind)
    corpus = diaries.corpus()
    assert "清塘坝除草" not in learned(corpus)
    assert learned(corpus)
    assert len(found_by(Filler(), corpus)) == 8


def test_order_and_shares_change_nothing() -> None:
    diaries = Diaries()
    for number in range(4):
        diaries.days(diaries.cadre(f"c{number}"), NOTHING[number * 9 :] if number % 2 else SOMETHING)
    whole = found_by(Filler(), diaries.corpus())
    diaries.entries.reverse()
    assert found_by(Filler(), diaries.corpus(), 1) == whole
    assert [found.subject for found in whole] == [1, 3]
