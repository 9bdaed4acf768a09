"""Copied texts: what is found, whose it was, and who is left in peace."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from app.signals.corpus_rows import corpus_of
from app.signals.detectors.peer_copy import PeerCopy
from app.signals.detectors.self_copy import SelfCopy
from app.signals.detectors.text_align import align, letters
from app.signals.detectors.text_language import language_of
from app.signals.detectors.text_own import common, told
from app.signals.found import Found
from tests.signals.diaries import DAYS, DUTY, FRAMES, Diaries, found_in, own_copies, pairs_of, peer_copies, period

Edit = Callable[[str, Random], str]
COPIER, VICTIM = 3, 2
JUNE = [on for on in DAYS if on.month == 6]


def clauses(text: str) -> list[str]:
    return [part for part in re.split(r"[，；。]", text) if part]


def numbers(text: str, rng: Random) -> str:
    return re.sub(r"\d", lambda _: str(rng.randint(1, 9)), text)


def reordered(text: str, rng: Random) -> str:
    parts = text.rstrip("。").split("；")
    return "；".join(parts[1:] + parts[:1])


def without_a_clause(text: str, rng: Random) -> str:
    parts = clauses(text)
    return "，".join(parts[:1] + parts[2:])


def with_a_clause(text: str, rng: Random) -> str:
    return f"天气转好，{text}"


def with_other_words(text: str, rng: Random) -> str:
    for old, new in (
        ("去", "前往"),
        ("说", "讲"),
        ("同", "和"),
        ("帮", "替"),
        ("看", "瞧"),
        ("到", "赴"),
        ("差", "短"),
    ):
        text = text.replace(old, new)
    return text


EDITS: dict[str, Edit] = {
    "verbatim": lambda text, _: text,
    "numbers": numbers,
    "reordered": reordered,
    "a clause less": without_a_clause,
    "a clause more": with_a_clause,
    "other words": with_other_words,
}


def name(cadre: int, on: date) -> str:
    return f"E{cadre:03}-{on}"


def subjects(found: list[Found]) -> set[tuple[int, str]]:
    return {(one.subject, one.month) for one in found}


def test_honest_people_are_left_in_peace() -> None:
    corpus = Diaries().corpus()
    assert not own_copies(corpus)
    assert not peer_copies(corpus)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_own_text_again_and_a_colleagues_are_found_with_their_source(edit: Edit) -> None:
    diaries = Diaries()
    rng = Random(1)
    own = {on: DAYS[4 + at * 3] for at, on in enumerate(JUNE[1:6])}
    taken = {on: JUNE[at] for at, on in enumerate(JUNE[8:12])}
    for on, source in own.items():
        diaries.texts[COPIER, on] = edit(diaries.texts[COPIER, source], rng)
    for on, source in taken.items():
        diaries.texts[COPIER + 4, on] = edit(diaries.texts[VICTIM, source], rng)
    corpus = diaries.corpus()
    again, others = own_copies(corpus), peer_copies(corpus)
    assert subjects(again) == {(COPIER, "2026-06")}
    assert subjects(others) == {(COPIER + 4, "2026-06")}
    wanted = {(name(COPIER, on), name(COPIER, source)) for on, source in own.items()}
    assert len(pairs_of(corpus, again) & wanted) >= 4
    assert pairs_of(corpus, others) <= {(name(COPIER + 4, on), name(VICTIM, source)) for on, source in taken.items()}


def test_two_copies_of_a_month_are_nobodys_habit() -> None:
    diaries = Diaries()
    for on, source in ((JUNE[3], DAYS[4]), (JUNE[9], DAYS[11])):
        diaries.texts[COPIER, on] = diaries.texts[COPIER, source]
    assert not own_copies(diaries.corpus())


def test_a_duty_repeats_itself_and_so_do_its_words() -> None:
    diaries = Diaries()
    for on in DAYS:
        if diaries.rng.random() < 0.8:
            diaries.texts[COPIER, on] = diaries.fill(COPIER, DUTY) + "。"
    assert not own_copies(diaries.corpus())


def test_a_project_may_be_reported_on_with_new_facts() -> None:
    diaries = Diaries()
    for on in DAYS[::3]:
        fact = "，".join(diaries.fill(COPIER, frame) for frame in diaries.rng.sample(FRAMES, 2))
        diaries.texts[COPIER, on] = f"推进柏岭片区安置房二期工程：{fact}。"
    assert not own_copies(diaries.corpus())


def test_a_meeting_has_one_agenda_for_all_who_sat_in_it() -> None:
    diaries = Diaries()
    agenda = "参加全县防汛暨农村饮水工程调度会，分管领导通报七处险工险段，要求月底前销号，会上点了三个乡镇的名"
    for cadre in (1, 4, 6, 9):
        diaries.texts[cadre, JUNE[2]] = f"{agenda}；{diaries.honest(cadre)}"
    for cadre in (5, 8):
        diaries.texts[cadre, JUNE[7]] = f"{agenda.replace('防汛', '校舍')}；{diaries.honest(cadre)}"
    assert not peer_copies(diaries.corpus())


def test_who_handed_in_first_is_never_asked_and_a_tie_asks_nobody() -> None:
    diaries = Diaries()
    for on in JUNE[:3]:
        diaries.texts[9, on] = diaries.texts[VICTIM, on]
        diaries.sent[VICTIM, on] = 9 - VICTIM
    assert not peer_copies(diaries.corpus())
    diaries.sent = {(VICTIM, on): 60 for on in JUNE[:3]}
    assert subjects(peer_copies(diaries.corpus())) == {(VICTIM, "2026-06")}


def test_a_sentence_with_other_figures_is_not_the_same_text() -> None:
    texts = ["发现隐患12处，通知3人", "发现隐患15处，通知3人", "发现隐患15处，通知4人", "发现隐患15处，通知4人"]
    one, same_half, other, twin = told(language_of(Diaries().corpus()), texts)
    assert [one.differs(each) for each in (one, same_half, other)] == [False, True, True]
    assert [other.is_like(each) for each in (one, twin)] == [False, True]


def test_of_a_chain_each_names_whom_they_copied_from() -> None:
    diaries = Diaries()
    wanted = set()
    for at in (0, 1, 2):
        diaries.texts[6, JUNE[4 + at]] = numbers(diaries.texts[VICTIM, JUNE[at]], Random(3))
        diaries.texts[10, JUNE[8 + at]] = diaries.texts[6, JUNE[4 + at]]
        wanted.add((name(6, JUNE[4 + at]), name(VICTIM, JUNE[at])))
        wanted.add((name(10, JUNE[8 + at]), name(6, JUNE[4 + at])))
    corpus = diaries.corpus()
    assert pairs_of(corpus, peer_copies(corpus)) == wanted


def test_own_words_taken_back_from_who_copied_them_are_ones_own() -> None:
    diaries = Diaries()
    words = diaries.texts[VICTIM, DAYS[5]]
    diaries.texts[8, JUNE[2]] = diaries.texts[VICTIM, JUNE[9]] = words
    corpus = diaries.corpus()
    assert subjects(peer_copies(corpus)) == {(8, "2026-06")}


def half_of(text: str, fresh: str) -> str:
    """Two of three things as they stood, and one of today."""
    return "；".join([*text.rstrip("。").split("；")[:2], fresh.split("；", maxsplit=1)[0]]) + "。"


@pytest.mark.parametrize(("count", "change", "asked"), [(4, str, 1), (1, str, 0), (4, numbers, 0)])
def test_half_of_an_earlier_day_counts_where_its_figures_do(count: int, change: Edit, asked: int) -> None:
    diaries, rng = Diaries(), Random(11)
    for at, on in enumerate(JUNE[2 : 2 + count]):
        words = half_of(diaries.texts[COPIER, DAYS[3 + at * 4]], diaries.honest(COPIER))
        diaries.texts[COPIER, on] = words if change is str else change(words, rng)
    assert len(own_copies(diaries.corpus())) == asked


@pytest.mark.parametrize(("count", "change", "asked"), [(12, str, 1), (1, str, 0), (12, numbers, 0)])
def test_half_of_a_colleagues_day_counts_where_its_figures_do(count: int, change: Edit, asked: int) -> None:
    diaries, rng = Diaries(), Random(12)
    for at, on in enumerate(JUNE[8 : 8 + count]):
        words = half_of(diaries.texts[VICTIM, JUNE[at]], diaries.honest(COPIER))
        diaries.texts[COPIER, on] = words if change is str else change(words, rng)
    found = peer_copies(diaries.corpus())
    assert subjects(found) == ({(COPIER, "2026-06")} if asked else set())


def test_a_line_without_a_figure_inside_longer_days_is_the_same_work_going_on() -> None:
    diaries = Diaries()
    going_on = diaries.fill(COPIER, FRAMES[8])
    diaries.texts[COPIER, DAYS[5]] = going_on + "。"
    for on in JUNE[2:14:4]:
        diaries.texts[COPIER, on] = f"{going_on}；{diaries.honest(COPIER)}"
    assert not own_copies(diaries.corpus())


RECEIPT = "到{v}清点打捆机{n}{n}台次，收秸秆{n}{n}{n}吨，{p}签了收据{n}{n}张，余{n}{n}吨明日再运"


@pytest.mark.parametrize(("count", "asked"), [(0, 0), (2, 0), (4, 1)])
def test_a_form_filled_in_every_third_day_hides_no_day_that_is_an_earlier_one_again(count: int, asked: int) -> None:
    diaries = Diaries()
    for on in [*DAYS[:5], *JUNE[::3]]:
        diaries.texts[COPIER, on] = diaries.fill(COPIER, RECEIPT)
    for on, earlier in zip(JUNE[1::3][:count], DAYS, strict=False):
        diaries.texts[COPIER, on] = diaries.texts[COPIER, earlier]
    assert [len(found.days) for found in own_copies(diaries.corpus())] == [count] * asked


def test_what_two_texts_kept_is_cut_where_their_figures_differ() -> None:
    language = language_of(Diaries().corpus())
    texts = ["到柳湾村量水渠215米，图给陈大明看过，差36份证明", "到柳湾村量水渠215米，图给陈大明看过，差38份证明"]
    one, two, other = told(language, [*texts, texts[0].replace("215", "640").replace("36", "51")])
    found = common(one, two)
    assert (found.kept.letters, found.agreed) == (17, one.worth[0])
    assert found.kept.share == 17 / len(one.signs)
    assert common(one, other).kept.bits == common(one, other).agreed == 0
    assert common(one, one).kept.letters == len(one.signs)


def test_an_accepted_phrase_is_nobodys_copy_any_more() -> None:
    diaries = Diaries()
    words = diaries.texts[VICTIM, JUNE[1]]
    diaries.texts[COPIER, JUNE[6]] = words
    corpus = diaries.corpus()
    assert subjects(peer_copies(corpus)) == {(COPIER, "2026-06")}
    assert not peer_copies(replace(corpus, accepted={COPIER: (words,)}))


def test_the_number_is_what_is_marked_and_the_days_are_true() -> None:
    diaries = Diaries()
    diaries.texts[COPIER, JUNE[6]] = with_a_clause(diaries.texts[VICTIM, JUNE[1]], Random(0))
    corpus = diaries.corpus()
    (found,) = peer_copies(corpus)
    ((copy, source),) = found.pairs
    text, other = corpus.entries.text[copy], corpus.entries.text[source]
    assert found.numbers["on"] == JUNE[6].isoformat()
    assert found.numbers["source_on"] == JUNE[1].isoformat()
    marked = sum(len(letters(text[span.start : span.end]).text) for span in found.spans)
    assert found.numbers["percent"] == f"{100 * marked // len(letters(text).text)}%"
    for span in found.spans:
        assert letters(text[span.start : span.end]).text == letters(other[span.source_start : span.source_end]).text


def test_names_order_and_portions_change_nothing() -> None:
    diaries = Diaries()
    for at, on in enumerate(JUNE[1:6]):
        diaries.texts[COPIER, on] = diaries.texts[COPIER, DAYS[4 + at * 3]]
        diaries.texts[9, on] = numbers(diaries.texts[VICTIM, JUNE[0]], Random(at))
    rng = Random(7)
    rows, renamed = diaries.rows(), diaries.rows([f"X{rng.random()}" for _ in range(diaries.cadres)])
    renamed.entries = rng.sample(renamed.entries, len(renamed.entries))
    renamed.cadres = rng.sample(renamed.cadres, len(renamed.cadres))
    corpus, other = corpus_of(rows, period()), corpus_of(renamed, period())
    for detector in (SelfCopy(), PeerCopy()):
        found = found_in(corpus, detector)
        assert found
        assert pairs_of(corpus, found) == pairs_of(other, found_in(other, detector))
        parts = [one for at in range(0, 14, 3) for one in found_in(corpus, detector, range(at, min(at + 3, 14)))]
        assert parts == found


@pytest.mark.parametrize(("text", "other"), [("", "甲乙丙丁"), ("，。", "，。"), ("甲乙", "甲乙")])
def test_what_says_nothing_is_like_nothing(text: str, other: str) -> None:
    assert align(text, other).percent == 0
    assert align(text, other).tiles == ()


def test_punctuation_width_and_order_do_not_hide_a_copy() -> None:
    found = align("约周三带种植户来谈订单。到永寿镇看ＡＢＣ合作社", "到永寿镇,看abc合作社;约周三带种植户来 谈订单")
    assert found.percent == 100
