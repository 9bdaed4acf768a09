"""What is found depends on the facts alone: not on names, the order of rows, or how subjects are divided."""

import os
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.clock import month_of
from app.http.wording import say
from app.signals.corpus import Corpus
from app.signals.corpus_rows import Rows
from app.signals.detectors.registry import DETECTORS
from app.signals.evidence import evidence_of
from app.signals.found import Found
from app.signals.models import Signal, SignalKind
from app.signals.sentences import question_of
from tests.signals.diary import HASHES, HOME, Diaries, at, flipped, found_by, photo, workdays
from tests.signals.test_honest_groups import own_words

EXAMPLES = 200 if os.environ.get("JISHI_TEST_SOAK") == "1" else 5
NAMES = ("甲", "乙", "丙", "丁", "戊")
TEXTS = ("防汛值班", "认真学习贯彻精神，进一步提高政治站位，扎实推进各项工作。", "到永寿镇看三家泡菜社，收购价1元9角")


def spoiled() -> Diaries:
    """Five people, each with their own ways, and a supervisor with theirs."""
    diaries = Diaries()
    for seed, name in enumerate(NAMES):
        diaries.cadre(name, unit="东坡区农业农村局" if seed % 2 else "东坡区教育局")
        for place, day in enumerate(workdays(date(2026, 2, 9))):
            text = TEXTS[place % 3] if name in "甲丁" else own_words(place, seed)
            diaries.entry(name, day, text)
    for place, row in enumerate(row for row in diaries.entries if row["work_date"] >= "2026-03-01"):
        on = date.fromisoformat(row["work_date"])
        if row["cadre_id"] == "乙" and on.weekday() in (0, 2):
            row["lat"], row["lon"] = HOME
        if row["cadre_id"] in "丙丁" and on.day % 4 == 0:
            taken = at(on, "09:30:00") if row["cadre_id"] == "丙" else None
            row["photo"] = photo(flipped(HASHES[on.day % 3], place % 7), f"f{place % 9}", taken)
    diaries.away("戊", "病假", date(2026, 3, 10), date(2026, 3, 11))
    diaries.allowance("戊", workdays())
    diaries.journey("甲", date(2026, 3, 12), "07:30:00", "11:00:00")
    begin = datetime.fromisoformat(at(date(2026, 3, 31), "16:00:00"))
    for place, row in enumerate(diaries.entries[-40:]):
        diaries.decide(row, (begin + timedelta(seconds=place * 2)).isoformat(), 0.8 if place % 2 else None)
    return diaries


@cache
def facts() -> tuple[Diaries, list[tuple[Any, ...]]]:
    diaries = spoiled()
    return diaries, everything(diaries.corpus())


def told(corpus: Corpus, found: Found, name: dict[str, str]) -> tuple[Any, ...]:
    """A finding in names that do not change."""
    people = corpus.supervisors.ids if found.kind is SignalKind.RUBBER_STAMP else corpus.cadres.ids
    entries = corpus.entries.ids
    rows = sorted(name.get(entries[row], entries[row]) for row in found.entries)
    pairs = sorted(tuple(name.get(entries[row], entries[row]) for row in pair) for pair in found.pairs)
    who = people[found.subject]
    return (
        found.kind,
        name.get(who, who),
        found.month,
        found.days,
        found.score,
        rows,
        pairs,
        sorted(found.numbers.items()),
    )


def everything(corpus: Corpus, share: int | None = None, name: dict[str, str] | None = None) -> list[tuple[Any, ...]]:
    """What all detectors find, in one order."""
    found = [one for detector in DETECTORS for one in found_by(detector, corpus, share)]
    return sorted(told(corpus, one, name or {}) for one in found)


def test_there_is_something_to_find() -> None:
    kinds = {one[0] for one in facts()[1]}
    assert kinds >= {
        SignalKind.PHOTO_REUSE,
        SignalKind.FAR_LOCATION,
        SignalKind.CLAIM_CONFLICT,
        SignalKind.RUBBER_STAMP,
    }


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_order_and_shares_change_nothing(seed: int, share: int) -> None:
    diaries, wanted = facts()
    mixed = shuffled(diaries, Random(seed))
    assert everything(mixed.corpus(), share) == wanted


@settings(max_examples=EXAMPLES)
@given(st.permutations(NAMES))
def test_names_change_nothing(names: list[str]) -> None:
    """People are called otherwise, so that they and their entries stand in another order."""
    diaries, wanted = facts()
    new = dict(zip(NAMES, (f"新{name}" for name in names), strict=True))
    called = renamed(diaries, new)
    back = {new_name: old for old, new_name in new.items()}
    for row, old_row in zip(called.entries, diaries.entries, strict=True):
        back[row["entry_id"]] = old_row["entry_id"]
    assert everything(called.corpus(), name=back) == wanted


def shuffled(diaries: Diaries, rng: Random) -> Diaries:
    rows: Rows = diaries.rows()
    lists = {name: list(getattr(rows, name)) for name in Rows.__slots__}
    for one in lists.values():
        rng.shuffle(one)
    return Diaries(**lists)


def renamed(diaries: Diaries, new: dict[str, str]) -> Diaries:
    """The same rows with other ids of people and entries."""
    ids = {row["entry_id"]: f"{new[row['cadre_id']]}-{place}" for place, row in enumerate(diaries.entries)}
    lists: dict[str, list[dict[str, Any]]] = {}
    rows = diaries.rows()
    for name in Rows.__slots__:
        lists[name] = [dict(row) for row in getattr(rows, name)]
        for row in lists[name]:
            row.update({"cadre_id": new[row["cadre_id"]]} if "cadre_id" in row else {})
            row.update({"entry_id": ids[row["entry_id"]]} if "entry_id" in row else {})
    return Diaries(**lists)


def test_every_sentence_names_a_day_or_a_number_of_its_own() -> None:
    corpus = facts()[0].corpus()
    for detector in DETECTORS:
        for found in found_by(detector, corpus):
            days = [date.fromordinal(day) for day in found.days]
            assert {month_of(day) for day in days} == {found.month}
            assert 0.3 <= found.score <= 1
            signal = Signal(kind=found.kind, window=found.month, evidence=evidence_of(found.rule, days=days))
            signal.evidence["numbers"] = dict(found.numbers)
            question = question_of(signal)
            for locale in ("zh_CN", "en"):
                text = say(locale, question.text, question.params)  # type: ignore[arg-type]
                assert any(sign.isdigit() for sign in text)
                assert "%(" not in text
            for name, value in found.numbers.items():
                if name in ("on", "first_on"):
                    assert date.fromisoformat(str(value)) in days
