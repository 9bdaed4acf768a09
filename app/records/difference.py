"""A readable difference between two versions of a record: which fields, and within a text which words.

Plain data for templates and the API. Chinese is compared by characters, Latin words and numbers whole; crumbs of
agreement between two changes are swallowed, because `三家` inside a rewritten sentence is no anchor for a reader.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from app.core.i18n import N_


class Op(StrEnum):
    """A stretch of text that stands in both versions, in the older only or in the newer only."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Change(StrEnum):
    """What happened to a field."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Segment(NamedTuple):
    """A stretch of one text."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field: its JSON pointer (in the newer version, or the older for a removed one), label and segments."""

    pointer: str
    label: str
    change: Change
    segments: tuple[Segment, ...]


FIELD_LABELS: Mapping[str, str] = {
    "day_type": N_("当天类型"),
    "text": N_("工作内容"),
    "slot": N_("时段"),
    "category": N_("类别"),
    "place": N_("地点"),
    "outcome": N_("成效"),
    "difficulty": N_("困难与需求"),
    "takeaway": N_("心得与借鉴"),
    "late_reason": N_("补记原因"),
}
ITEM_FIELDS = ("text", "slot", "category", "place", "outcome")
RECORD_FIELDS = ("difficulty", "takeaway", "late_reason")
CHOICES = frozenset({"day_type", "slot", "category"})

_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,:/%][0-9]+)*%?|\s+|.", re.DOTALL)
_CRUMB = 2
_ALIKE = 0.35
_MAX_CELLS = 250_000
_MAX_PAIRS, _MAX_ITEM_PAIRS = 5_000, 1_500
"""Equal tokens of both sides: 2,000 in two pages of prose, 300 in two items; aligning costs them many times over."""

Content = Mapping[str, object]


def compare_records(old: Content, new: Content) -> tuple[FieldDifference, ...]:
    """Every field of two contents (`day_type`, `items` of `text slot category place outcome`, `difficulty`,
    `takeaway`, `late_reason`; None and "" are absent), in the order of the form, unchanged ones included.

    Items are paired by likeness in their order, so that one inserted above does not mark all below as rewritten.
    """
    found = [_field("/day_type", "day_type", _text(old, "day_type"), _text(new, "day_type"))]
    found += _items(_list(old), _list(new))
    found += [_field(f"/{name}", name, _text(old, name), _text(new, name)) for name in RECORD_FIELDS]
    return tuple(difference for difference in found if difference is not None)


def compare_texts(old: str, new: str) -> tuple[Segment, ...]:
    """The segments from `old` to `new`: those not added give back `old`, those not removed give back `new`."""
    if old == new:
        return (Segment(Op.SAME, old),) if old else ()
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = _middle(before[head : len(before) - tail], after[head : len(after) - tail])
    pieces = [
        (before[:head], after[:head]),
        *middle,
        (before[len(before) - tail :], after[len(after) - tail :]),
    ]
    return tuple(_segments(_smoothed([("".join(a), "".join(b)) for a, b in pieces if a or b])))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _middle(before: list[str], after: list[str]) -> list[tuple[list[str], list[str]]]:
    """Aligned (old, new) stretches; beyond all measure the whole is one rewrite."""
    if not before or not after or len(before) * len(after) > _MAX_CELLS or _is_monotonous(before, after):
        return [(before, after)]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(before[i1:i2], after[j1:j2]) for _, i1, i2, j1, j2 in blocks]


def _is_monotonous(before: Sequence[str], after: Sequence[str], most: int = _MAX_PAIRS) -> bool:
    """Whether the same few tokens come again and again, so that aligning them would take seconds and say nothing."""
    counts = Counter(before)
    return sum(count * counts[token] for token, count in Counter(after).items()) > most


def _smoothed(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join a rewrite, a crumb and a rewrite into one rewrite."""
    smooth: list[tuple[str, str]] = []
    for index, (old, new) in enumerate(pieces):
        between = 0 < index < len(pieces) - 1
        crumb = old == new and between and len(old.strip()) <= _CRUMB and _rewritten(pieces, index)
        changed = old != new
        if smooth and (crumb or changed) and smooth[-1][0] != smooth[-1][1]:
            smooth[-1] = (smooth[-1][0] + old, smooth[-1][1] + new)
        else:
            smooth.append((old, new))
    return smooth


def _rewritten(pieces: Sequence[tuple[str, str]], index: int) -> bool:
    """Whether the stretches on both sides changed by more than the crumb between them is long."""
    size = len(pieces[index][0])
    return all(sum(map(len, pieces[side])) > size for side in (index - 1, index + 1))


def _segments(pieces: Sequence[tuple[str, str]]) -> Iterator[Segment]:
    for old, new in pieces:
        if old == new:
            yield Segment(Op.SAME, old)
        else:
            if old:
                yield Segment(Op.REMOVED, old)
            if new:
                yield Segment(Op.ADDED, new)


def _items(old: Sequence[Content], new: Sequence[Content]) -> list[FieldDifference | None]:
    found: list[FieldDifference | None] = []
    for before, after in _paired(old, new):
        place = after if after is not None else before
        was = old[before] if before is not None else {}
        now = new[after] if after is not None else {}
        found += [_field(f"/items/{place}/{name}", name, _text(was, name), _text(now, name)) for name in ITEM_FIELDS]
    return found


def _paired(old: Sequence[Content], new: Sequence[Content]) -> list[tuple[int | None, int | None]]:
    """Items of both versions in order, paired so that the likeness of all pairs is greatest."""
    likeness = [[_likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] > 0 and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    pairs += [(rest, None) for rest in range(i, len(old))]
    pairs += [(None, rest) for rest in range(j, len(new))]
    return pairs


def _likeness(old: Content, new: Content) -> float:
    """How alike two items' texts are, 0 when they have too little in common to be one item."""
    before, after = _text(old, "text"), _text(new, "text")
    if before == after:
        return 1.0
    matcher = SequenceMatcher(None, before[:400], after[:400], autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    monotonous = _is_monotonous(before[:400], after[:400], _MAX_ITEM_PAIRS)
    ratio = matcher.quick_ratio() if monotonous else matcher.ratio()
    return ratio if ratio >= _ALIKE else 0.0


def _field(pointer: str, name: str, old: str, new: str) -> FieldDifference | None:
    if not old and not new:
        return None
    if old == new:
        change = Change.SAME
    elif not old or not new:
        change = Change.ADDED if new else Change.REMOVED
    else:
        change = Change.CHANGED
    if change is Change.CHANGED and name in CHOICES:
        segments: tuple[Segment, ...] = (Segment(Op.REMOVED, old), Segment(Op.ADDED, new))
    else:
        segments = compare_texts(old, new)
    return FieldDifference(pointer, FIELD_LABELS[name], change, segments)


def _text(content: Content, name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""


def _list(content: Content) -> list[Content]:
    items = content.get("items")
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list | tuple) else []
