"""The frame of several texts: what most of them share in the same order, once numbers and names are masked."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel

from app.signals.detectors.emptiness import read
from app.signals.detectors.text_masks import Mask, Masked, masked

SIZE = 3
GAP = "*"
EDGE = "\x00" * (SIZE - 1)
"""Before and behind every text: the first and the last word stand beside something, too."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of texts or of a text's characters; they are part of `template`'s rule and go with its version."""

    longest_gap: int = 14
    """Characters of a stretch that no other text has: more is a sentence of its own."""
    covered: float = 0.5
    own_clause: float = 0.5
    """A clause of which less is known says something of its own."""
    alike: float = 0.72
    """Of two frames, gaps shortened to one sign each."""
    usual: float = 0.7
    """A fact in so many of the texts is the frame's."""
    changed: float = 0.34
    """Share of a kind's facts that are not usual: an edited copy changes fewer."""
    distinct: float = 0.6
    names: int = 3
    name_share: float = 0.34
    """Of short stretches after the same sign: so many differ from each other where names are put in."""


AT = Thresholds()
PLACEHOLDERS = frozenset(mask.value for mask in Mask)
_CLAUSE = re.compile(r"[^\s，,。；;！!？?、：:]+")
_HEADING = re.compile(r"【[^】]{1,10}】|(?:^|(?<=[\s；;。，,]))[\u3400-\u9fff]{2,6}[:：]|\s+")


@dataclass(frozen=True, slots=True)
class Taken:
    """A text made by the frame: its place among the texts, and the characters that are the frame's."""

    at: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Frame:
    """The frame's signs, those who follow it, and how much they hold beside it."""

    signs: str
    taken: tuple[Taken, ...]
    literal: int
    """Characters of the frame that are no placeholders."""
    novelty: float
    """Share of the texts' characters that are neither the frame's nor masked."""
    changing: frozenset[Mask]
    """The kinds of facts that differ from text to text."""
    slots: int
    """Places in it where something else is put in each time, or might be."""
    names_somebody: bool
    """Whether one and the same person stands in nearly all of them."""

    @cached_property
    def grams(self) -> frozenset[str]:
        return frozenset(self.signs[at : at + SIZE] for at in range(len(self.signs) - SIZE + 1))

    @cached_property
    def particular(self) -> float:
        """Share of its characters that no list of plain and empty words knows: a duty's own words."""
        words = "".join(" " if sign in PLACEHOLDERS or sign == GAP else sign for sign in self.signs)
        said = read(words)
        return said.particular / max(1, said.length)

    def likeness(self, other: "Frame") -> float:
        """Share of the smaller one's stretches that the other has."""
        return len(self.grams & other.grams) / max(1, min(len(self.grams), len(other.grams)))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A masked text with what it shares: signs with gaps shortened, lengths, and the original spans."""

    at: int
    signs: str
    length: int
    covered: int
    free: int
    gap: int
    gaps: tuple[tuple[str, str], ...]
    """What stands between, after what."""
    facts: tuple[tuple[Mask, str], ...]
    spans: tuple[tuple[int, int], ...]


def frame_of(texts: Sequence[str], common: float) -> Frame | None:
    """The frame that most of the texts follow; the very same text is compared once. None without any."""
    plain = [_HEADING.sub(lambda found: " " * len(found[0]), text) for text in texts]
    seen = [masked(text) for text in plain]
    grams = [{gram for _, gram in _grams(one.text)} for one in seen]
    counts = Counter(gram for each in grams for gram in each)
    needed = max(3, common * len(texts))
    shared = {gram for gram, count in counts.items() if count >= needed}
    firsts = {text: at for at, text in reversed(list(enumerate(plain)))}
    cuts = [_cut(at, plain[at], seen[at], shared) for at in sorted(firsts.values())]
    able = [cut for cut in cuts if cut.covered >= AT.covered * max(cut.length, 1) and cut.gap <= AT.longest_gap]
    if len(able) < 2:
        return None
    best = max(able, key=lambda one: (sum(_alike(one, other) for other in able), -one.at))
    taken = [cut for cut in able if _alike(best, cut)]
    return Frame(
        signs=best.signs,
        taken=_with_twins(plain, taken),
        literal=_literal(best.signs),
        novelty=sum(cut.free for cut in taken) / max(1, sum(cut.length for cut in taken)),
        changing=_changing(taken),
        slots=sum(sign in PLACEHOLDERS or sign == GAP for sign in best.signs),
        names_somebody=_names_somebody(taken),
    )


def _grams(body: str) -> Iterator[tuple[int, str]]:
    """The stretches of a text and where they begin, from before its first sign to behind its last."""
    whole = EDGE + body + EDGE
    for at in range(len(whole) - SIZE + 1):
        yield at - len(EDGE), whole[at : at + SIZE]


def _with_twins(texts: Sequence[str], taken: Sequence[_Cut]) -> tuple[Taken, ...]:
    """Those who follow it; the very same text again counts where that is the exception, else it is no frame's doing."""
    spans = {texts[cut.at]: cut.spans for cut in taken}
    every = tuple(Taken(at, spans[text]) for at, text in enumerate(texts) if text in spans)
    return every if len(taken) >= AT.distinct * len(every) else tuple(Taken(cut.at, cut.spans) for cut in taken)


def _cut(number: int, text: str, seen: Masked, shared: set[str]) -> _Cut:
    body = seen.text
    covered = [False] * len(body)
    for start, gram in _grams(body):
        if gram in shared:
            for at in range(max(0, start), min(len(body), start + SIZE)):
                covered[at] = True
    signs: list[str] = []
    gaps: list[str] = []
    before: list[str] = []
    for sign, is_covered in zip(body, covered, strict=True):
        if sign.isspace():
            continue
        if is_covered or sign in PLACEHOLDERS:
            signs.append(sign)
        elif signs and signs[-1] == GAP:
            gaps[-1] += sign
        else:
            before.append(signs[-1] if signs else "")
            signs.append(GAP)
            gaps.append(sign)
    length = sum(not sign.isspace() for sign in body)
    return _Cut(
        at=number,
        signs="".join(signs),
        length=length,
        covered=sum(is_covered or sign in PLACEHOLDERS for sign, is_covered in zip(body, covered, strict=True)),
        free=_free(body, covered),
        gap=max(map(len, gaps), default=0),
        gaps=tuple(zip(before, gaps, strict=True)),
        facts=tuple((fact.mask, text[fact.start : fact.end]) for fact in seen.facts),
        spans=tuple(_spans(body, covered, seen.at)),
    )


def _free(body: str, covered: Sequence[bool]) -> int:
    """Characters of statements of their own: clauses less than half of which the frame knows; a word put into the
    frame's own clause says nothing new."""
    free = 0
    for clause in _CLAUSE.finditer(body):
        known = sum(covered[at] or body[at] in PLACEHOLDERS for at in range(*clause.span()))
        if known < AT.own_clause * len(clause[0]):
            free += len(clause[0]) - known
    return free


def _spans(body: str, covered: Sequence[bool], places: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches of the original text that are the frame's words."""
    found: list[tuple[int, int]] = []
    for sign, is_covered, place in zip(body, covered, places, strict=True):
        if not is_covered or sign in PLACEHOLDERS or sign.isspace():
            continue
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return [(start, end) for start, end in found if end - start > 1]


def _alike(one: _Cut, other: _Cut) -> bool:
    return Indel.normalized_similarity(one.signs, other.signs, score_cutoff=AT.alike) >= AT.alike


def _literal(signs: str) -> int:
    return sum(sign.isalnum() for sign in signs if sign not in PLACEHOLDERS)


def _changing(taken: Sequence[_Cut]) -> frozenset[Mask]:
    """Those of which every second text at least has one that is not the same nearly everywhere, and which are not
    mostly kept as in an edited copy."""
    values = Counter(fact for cut in taken for fact in set(cut.facts))
    changing: Counter[Mask] = Counter()
    kept: Counter[Mask] = Counter()
    for (mask, _), count in values.items():
        (kept if count >= AT.usual * len(taken) else changing)[mask] += count
    changing[Mask.PERSON] += _names_put_in(taken)
    return frozenset(
        mask
        for mask, count in changing.items()
        if count >= len(taken) / 2 and count >= AT.changed * (count + kept[mask])
    )


def _names_put_in(taken: Sequence[_Cut]) -> int:
    """How many of the stretches put into a frame are names without a title or an ending that tells what they are: short
    ones after the same sign, nearly each of them another one."""
    put_in: dict[str, list[str]] = defaultdict(list)
    for cut in taken:
        for before, gap in cut.gaps:
            if gap.isalpha() and 2 <= len(gap) <= 4:
                put_in[before].append(gap)
    count = 0
    for gaps in put_in.values():
        if len(set(gaps)) >= max(AT.names, AT.name_share * len(gaps)):
            count += len(gaps)
    return count


def _names_somebody(taken: Sequence[_Cut]) -> bool:
    people = Counter(fact for cut in taken for fact in set(cut.facts) if fact[0] is Mask.PERSON)
    return any(count >= AT.usual * len(taken) for count in people.values())
