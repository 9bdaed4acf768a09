"""Drafts of summaries from a cadre's own phrases: sorted, merged and cut by rule, never reworded, never counted.

One line a kind of work, what had an outcome first; the same duty on several days is said once with its days. What does
not fit is first shortened to its main clause and then left out, from the least to the most telling. The same phrases
give the same draft.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.records.drafting_days import Days, say_days

DIFFICULTY, TAKEAWAY, OTHER = "困难", "收获", "其他工作"
CATEGORIES = {
    "visit": "走访",
    "meeting": "会议",
    "project": "项目",
    "investment": "招商",
    "duty": "值班",
    "other": OTHER,
}
_LAST = (OTHER, DIFFICULTY, TAKEAWAY)
_ENDS = "。．.；;，,、！!：: \n\t"
_CLAUSE = "，,；;：:。"
_LEADS = ("因", "由于", "为", "经", "按", "根据", "针对", "结合", "围绕", "在", "自", "随着", "考虑")
"""A clause that begins so only leads to the next one: alone it says nothing."""
_SHORTEST_HEAD = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing said: the kind of work, the words, what came of it, where, and when."""

    group: str
    text: str
    outcome: str = ""
    place: str = ""
    days: Days = field(default_factory=Days)
    head: str = ""
    """Set once the phrase was shortened: the whole text stays known for what it was."""

    @property
    def words(self) -> str:
        """What is written before the brackets."""
        shown = self.head or self.text
        return f"{shown}，{self.outcome}" if self.outcome and self.outcome not in shown else shown

    def says(self) -> str:
        """With its place and days in brackets, as far as the words do not name them."""
        place = self.place if self.place and self.place not in self.words else ""
        noted = "，".join(one for one in (place, say_days(self.days)) if one)
        return f"{self.words}（{noted}）" if noted else self.words


def tidy(text: str) -> str:
    """One line without a closing mark."""
    return " ".join(text.split()).strip(_ENDS)


def phrases_of(
    on: date, items: Iterable[dict[str, str | None]], difficulty: str | None, takeaway: str | None
) -> list[Phrase]:
    """The phrases of a day's record."""
    days = Days.of(on)
    found = [
        Phrase(_group(item.get("category")), tidy(item["text"] or ""), tidy(item.get("outcome") or ""),
               tidy(item.get("place") or ""), days)
        for item in items
    ]  # fmt: skip
    for group, text in ((DIFFICULTY, difficulty), (TAKEAWAY, takeaway)):
        if text and tidy(text):
            found.append(Phrase(group, tidy(text)))
    return [phrase for phrase in found if phrase.text]


def _group(category: str | None) -> str:
    word = tidy(category or "")
    return CATEGORIES.get(word, word) or OTHER


def compose(phrases: Sequence[Phrase], limit: int) -> str:
    """The draft, at most `limit` characters; empty when nothing was said."""
    kept = merge(_sorted_in([_within(phrase, limit) for phrase in phrases]))
    whole = _ranked(kept)
    kept = _shorten(kept, whole[len(whole) // 3 :], limit)
    kept = _drop(kept, len(kept) - len(kept) // 3, limit)
    kept = _shorten(kept, whole, limit)
    return _written(_drop(kept, 0, limit))


def _shorten(kept: list[Phrase], some: Sequence[Phrase], limit: int) -> list[Phrase]:
    """With the least telling of `some` cut to their main clause, until it fits."""
    for phrase in reversed(some):
        if len(_written(kept)) <= limit:
            break
        short = _shortened(phrase)
        if short is not None:
            kept = merge([short if one is phrase else one for one in kept])
    return kept


def _drop(kept: list[Phrase], least: int, limit: int) -> list[Phrase]:
    """Without the least telling, until it fits or so many are left."""
    while len(kept) > least and len(_written(kept)) > limit:
        last = _ranked(kept)[-1]
        kept = [one for one in kept if one is not last]
    return kept


def _sorted_in(phrases: Sequence[Phrase]) -> list[Phrase]:
    """What was written without a kind stands with the same work that has one."""
    kinds: dict[str, str] = {}
    for one in phrases:
        if one.group not in _LAST:
            kinds.setdefault(_head(one), one.group)
    return [replace(one, group=kinds.get(_head(one), OTHER)) if one.group == OTHER else one for one in phrases]


def merge(phrases: Iterable[Phrase]) -> list[Phrase]:
    """What says the same is said once, with all its days, outcomes and places; in the order of first saying."""
    found: dict[tuple[str, str], Phrase] = {}
    for phrase in phrases:
        key = phrase.group, _bare(phrase.head or phrase.text)
        first = found.get(key)
        found[key] = phrase if first is None else _joined(first, phrase)
    return list(found.values())


def _joined(first: Phrase, other: Phrase) -> Phrase:
    outcomes = list(dict.fromkeys(one for one in (*first.outcome.split("，"), *other.outcome.split("，")) if one))
    place = first.place if first.place == other.place else ""
    return replace(first, outcome="，".join(outcomes), place=place, days=first.days | other.days)


def _bare(text: str) -> str:
    """What two writings of one thing have in common."""
    return "".join(char for char in text if char.isalnum()).casefold()


def _ranked(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The most telling first: outcomes, difficulties and takeaways, repeated duties, then each kind's first words."""
    heads = Counter((one.group, _head(one)) for one in phrases)
    places: dict[str, int] = defaultdict(int)
    keyed = []
    for turn, one in enumerate(phrases):
        told = 0 if one.outcome else 1 if one.group in (DIFFICULTY, TAKEAWAY) else 2
        alone = 1 if heads[one.group, _head(one)] == 1 else 2
        keyed.append(((told, alone, one.group == OTHER, places[one.group], turn), one))
        places[one.group] += 1
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]


def _head(phrase: Phrase) -> str:
    """The main clause of a phrase; the whole when nothing shorter says it."""
    text = phrase.head or phrase.text
    end = next((place for place, char in enumerate(text) if char in _CLAUSE), len(text))
    head = text[:end]
    return text if len(head) < _SHORTEST_HEAD or head.startswith(_LEADS) else head


def _shortened(phrase: Phrase) -> Phrase | None:
    if phrase.group in (DIFFICULTY, TAKEAWAY) or phrase.head:
        return None
    head = _head(phrase)
    return replace(phrase, head=head) if len(head) < len(phrase.text) else None


def _within(phrase: Phrase, limit: int) -> Phrase:
    """No phrase takes more than a third of the whole: cut behind a sentence or clause."""
    room = limit // 3
    if len(phrase.text) <= room:
        return phrase
    cut = max((phrase.text.rfind(mark, 0, room) for mark in "。；！？，"), default=-1)
    return replace(phrase, text=tidy(phrase.text[: cut if cut > room // 3 else room]))


def _written(phrases: Sequence[Phrase]) -> str:
    groups: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        groups.setdefault(phrase.group, []).append(phrase)
    alone = len([group for group in groups if group not in (DIFFICULTY, TAKEAWAY)]) == 1
    return "\n".join(_line(group, groups[group], alone=alone) for group in _in_order(groups))


def _in_order(groups: dict[str, list[Phrase]]) -> list[str]:
    """Kinds of work with outcomes first, then in the order of first saying; the rest, difficulties, takeaways last."""
    work = [group for group in groups if group not in _LAST]
    work.sort(key=lambda group: not any(one.outcome for one in groups[group]))
    return work + [group for group in _LAST if group in groups]


def _line(group: str, phrases: Sequence[Phrase], *, alone: bool) -> str:
    said = "；".join(one.says() for one in sorted(phrases, key=lambda one: not one.outcome))
    return f"{said}。" if alone and group == OTHER else f"{group}：{said}。"
