"""How much of a short office text says something: each character is cliché, plain, a kind of work, or particular.

The longest listed word wins from left to right; what no list knows is particular. A *named* fact settles it alone: a
number with its measure, a title in 《》, a person, or a place or an organisation that is more than its ending. Numbers
that count nothing (a date, an enumeration, 两个维护) are no facts.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.signals.detectors.filler_words import CLICHES, GENERIC, PLAIN, words
from app.signals.detectors.text_masks import CALLED, SURNAMES, TITLES


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Of one text, in characters without punctuation, and shares of them; part of `filler`'s rule and its version."""

    short: int = 14
    slogans: int = 2
    stray: int = 2
    """So many particular characters are a slip of the lists, not a fact."""
    particular: float = 0.2
    slogans_many: int = 3
    particular_many: float = 0.27
    """So much may be unlisted among that many slogans."""
    hollow: float = 0.5
    weight: float = 1.5


AT = Thresholds()


Run = tuple[int, int]


class Sort(StrEnum):
    """What a character belongs to."""

    CLICHE = "c"
    PLAIN = "p"
    GENERIC = "g"
    OTHER = "o"
    MARK = " "


class Reading(NamedTuple):
    """Lengths in characters without punctuation; `slogans` are how many clichés there are, `named` the facts found."""

    length: int
    empty: int
    generic: int
    particular: int
    slogans: int
    named: int


_LISTED: dict[str, Sort] = {
    **dict.fromkeys(words(GENERIC), Sort.GENERIC),
    **dict.fromkeys(words(PLAIN), Sort.PLAIN),
    **dict.fromkeys(CLICHES, Sort.CLICHE),
}
_LONGEST = max(map(len, _LISTED))
_STARTS: dict[str, tuple[int, ...]] = {
    first: tuple(sorted({len(word) for word in _LISTED if word[0] == first}, reverse=True))
    for first in {word[0] for word in _LISTED}
}
_PARTICLES = frozenset(
    "的了着过地得和与及并而也又再都就才还只很较更最太是有在到对于向往从被把将给为以用按跟同由则且或等之其此该本各每某全使让去来"
)
"""They join nothing; other listed single characters beside unlisted ones are part of an unlisted word (大棚, 水表)."""

_COUNTLESS = re.compile(
    r"\d{2,4}年(?:度)?(?:\d{1,2}月(?:份)?(?:\d{1,2}[日号])?)?|\d{1,2}月(?:份)?\d{1,2}[日号]|\d{4}[-./]\d{1,2}[-./]\d{1,2}|"
    r"(?:^|(?<=[；;。，,\s]))[（(]?\d{1,2}[、.．)）:：](?!\d)|[一二三四五六七八九十]是|第[一二三四五六]，|"
    r"[①②③④⑤⑥⑦⑧⑨]|(?:100|百)[%％]|百分之百|24小时|7[xX×*]24"
)
_MEASURED = re.compile(
    r"(?:[二两三四五六七八九十百千万几数]|[一二三四五六七八九]十)[余多来]?"
    r"(?:户|家(?!人)|亩|人次|名|位|栋|台|辆|吨|公里|里路|米|斤|公斤|元|万|盏|头|只|棵|株|条路|座|口井|眼|起|宗|处|份|件(?!件)|场|村)"
    r"|一(?:户|亩|台|辆|吨|公里|里路|座|口井|眼井|宗|盏|头|棵|株|栋|桩|起(?=[矛纠案事交信火]))(?!一)"
)
_BODY_ENDS = frozenset("局院厂站所社园校库渠塘山河沟路桥")
_TITLE = re.compile(r"《[^》]{2,}》")
_PERSON = re.compile(
    rf"([{SURNAMES}])[\u3400-\u9fff]{{0,2}}?(?:{TITLES})|[老小]([{CALLED}])(?![\u3400-\u9fff]?[村镇乡])"
)
_NAMED_END = re.compile(
    r"[\u3400-\u9fff]{1,10}?(?:市|州|县|区|镇|乡|街道|社区|村|组|屯|寨|沟|湾|坝|垭|坪|水库|大桥|公路|大道|广场|小区|"
    r"公司|合作社|小学|中学|学校|学院|大学|卫生院|医院|办事处|派出所|工厂|厂|银行|协会|研究所|局|农场|基地|茶园|果园|养老院|敬老院|支行)"
)


def read(text: str, empty: Collection[str] = ()) -> Reading:
    """What a text is made of; `empty` are words that the corpus has shown to say nothing."""
    counted = uncounted(text)
    sorts = sorted_characters(counted)
    runs = list(particular_runs(counted, sorts))
    return reading_of(counted, sorts, runs, [run for run in runs if counted[run[0] : run[1]] not in empty])


def uncounted(text: str) -> str:
    """The text with blanks where numbers count nothing: dates, enumerations."""
    return _COUNTLESS.sub(lambda found: " " * len(found[0]), text)


def reading_of(text: str, sorts: list[Sort], runs: list[Run], said: list[Run]) -> Reading:
    """The lengths; of the unlisted `runs` only those `said` are particular, the others are slogans."""
    particular = sum(end - start for start, end in said)
    hollow = sum(end - start for start, end in runs) - particular
    return Reading(
        length=len(sorts) - sorts.count(Sort.MARK),
        empty=sorts.count(Sort.CLICHE) + hollow,
        generic=sorts.count(Sort.GENERIC),
        particular=particular,
        slogans=_slogans(text, sorts) + len(runs) - len(said),
        named=sum(1 for _ in named_facts(text, sorts, said)),
    )


def sorted_characters(text: str) -> list[Sort]:
    """Each character's sort, by the longest listed word from left to right."""
    sorts: list[Sort] = []
    at = 0
    while at < len(text):
        character = text[at]
        for length in _STARTS.get(character, ()):
            sort = _LISTED.get(text[at : at + length])
            if sort is not None:
                sorts.extend([sort] * length)
                at += length
                break
        else:
            sorts.append(Sort.OTHER if character.isalnum() else Sort.MARK)
            at += 1
    return sorts


def particular_runs(text: str, sorts: list[Sort]) -> Iterator[Run]:
    """Stretches of two characters or more that no list knows, listed single characters beside them included."""
    at = until = 0
    while at < len(text):
        if sorts[at] is not Sort.OTHER:
            at += 1
            continue
        start = at
        while at < len(text) and sorts[at] is Sort.OTHER:
            at += 1
        if start > until and _joins(text, sorts, start - 1):
            start -= 1
        if at < len(text) and _joins(text, sorts, at):
            at += 1
        until = at
        if at - start > 1:
            yield start, at


def _joins(text: str, sorts: list[Sort], at: int) -> bool:
    """Whether a listed single character may be part of the unlisted word beside it."""
    return sorts[at] is Sort.PLAIN and text[at] in _LISTED and text[at] not in _PARTICLES


def named_facts(text: str, sorts: list[Sort], runs: list[Run]) -> Iterator[Run]:
    """Stretches that are facts by their form alone."""
    yield from (found.span() for found in re.finditer(r"\d+", text))
    yield from (found.span() for found in _TITLE.finditer(text))
    for found in _MEASURED.finditer(text):
        if sorts[found.start()] in (Sort.OTHER, Sort.PLAIN):
            yield found.span()
    for found in _PERSON.finditer(text):
        if sorts[found.start(found.lastindex or 0)] is Sort.OTHER:
            yield found.span()
    yield from _bodies(text, sorts)
    for start, end in runs:
        if found_end := _NAMED_END.match(text, start, min(len(text), end + 3)):
            yield found_end.span()


def _bodies(text: str, sorts: list[Sort]) -> Iterator[Run]:
    """A kind of work with one character more that makes a body or a place of it: 交通局, 信访局, 森林站."""
    for at in range(1, len(text)):
        if sorts[at] is Sort.OTHER and text[at] in _BODY_ENDS and sorts[at - 1] is Sort.GENERIC:
            yield at - 1, at + 1


def _slogans(text: str, sorts: list[Sort]) -> int:
    """Cliché words, counted as the lists hold them."""
    count, at = 0, 0
    while at < len(text):
        if sorts[at] is not Sort.CLICHE:
            at += 1
            continue
        length = next(size for size in _STARTS[text[at]] if _LISTED.get(text[at : at + size]) is not None)
        count, at = count + 1, at + length
    return count


def is_empty(said: Reading) -> bool:
    """Nothing particular: slogans and hardly anything else, or a few words that do not even name a kind of work."""
    if said.named or said.length == 0:
        return said.length == 0
    if said.length < AT.short and not said.particular and not said.generic:
        return True
    allowed = AT.particular_many if said.slogans >= AT.slogans_many else AT.particular
    if said.slogans < AT.slogans or said.particular > max(AT.stray, allowed * said.length):
        return False
    return said.empty >= AT.hollow * (said.empty + said.generic + AT.weight * said.particular)
