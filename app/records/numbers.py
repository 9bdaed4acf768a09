"""Numbers that name a person or an account, found by form and checksum: resident IDs, bank cards, telephones.

Digits are joined over spaces, hyphens and the like, full-width digits read as digits. Each digit group starts at most
19 joins, so the time is linear in the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import NamedTuple
from unicodedata import decimal


class NumberKind(StrEnum):
    """What a number is."""

    RESIDENT_ID = "resident_id"
    BANK_CARD = "bank_card"
    PHONE = "phone"


class Hit(NamedTuple):
    """A number of `kind` at [start, end) of the text."""

    kind: NumberKind
    start: int
    end: int


class _Join(NamedTuple):
    """Groups `first` to `last` of a text read as one number; its digits, an ID's closing X included."""

    digits: str
    first: int
    last: int
    start: int
    end: int


_LONGEST = 19
_CROSSES = dict.fromkeys(map(ord, "XxＸｘХх×✕"), "X")
_GROUP = re.compile(r"[0-9]+")
_GAP = re.compile(r"[ \t\u3000\u00a0\-－‐-―−.．·•_/()（）\u200b-\u200d\u2060\ufeff]{0,2}")
_TAIL = re.compile(_GAP.pattern + r"X(?![0-9A-Za-z])")

# GB 11643: the first two digits of a resident ID, its weights and check characters.
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

# Issuers' prefixes by length as in use in China: UnionPay's 62, Visa, MasterCard, JCB, American Express, Diners, and
# the banks' own cards from before 62.
_MASTERCARD = r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"
_OWN = r"955|60(?:1382|3367|3[4-7]|2969)|694301|940[0-9]|6858|9111"
_CARDS: Mapping[int, re.Pattern[str]] = {
    14: re.compile(r"30[0-5]|36|38"),
    15: re.compile(r"34|37|690755"),
    16: re.compile(
        rf"62|4|{_MASTERCARD}|352[89]|35[3-8]|{_OWN}|602907|966666|96880[789]|99880[0-2]|9843|690755|9000[01]"
    ),
    17: re.compile(r"62|601428"),
    18: re.compile(r"62|60(?:1382|3[4-7]|2907|2969)|966666|690755"),
    19: re.compile(rf"62|{_OWN}"),
}
# How long a number may be by its first digit, so that rows of figures cost little.
_LENGTHS: Mapping[str, frozenset[int]] = {
    "0": frozenset({10, 11, 12}),
    "1": frozenset({11, 15, 17, 18}),
    "2": frozenset({15, 16, 17, 18}),
    "3": frozenset({14, 15, 16, 17, 18}),
    "4": frozenset({15, 16, 17, 18}),
    "5": frozenset({15, 16, 17, 18}),
    "6": frozenset({15, 16, 17, 18, 19}),
    "7": frozenset({15, 17, 18}),
    "8": frozenset({13, 15, 17, 18}),
    "9": frozenset({16, 18, 19}),
}
_VALUES = bytes(max(code - 48, 0) for code in range(256))
_DOUBLED = bytes(sum(divmod(2 * value, 10)) % 256 for value in range(256))
_ID_15_GROUPS = frozenset({(15,), (6, 6, 3), (6, 2, 2, 2, 3)})
_MOBILE_GROUPS = frozenset({(11,), (3, 4, 4), (3, 8), (4, 4, 3), (13,), (2, 11), (2, 3, 4, 4)})
_DIGIT, _SHORTEST = re.compile(r"\d"), 10
"""Most texts hold fewer digits than a landline has, and are done at once."""


class _Fold(dict[int, str]):
    """Any script's decimal digit as ASCII, look-alikes of X as X; one character for one, so that places stay."""

    def __missing__(self, code: int) -> int | str:
        digit = decimal(chr(code), -1)
        return code if digit < 0 else str(digit)


_FOLD = _Fold(_CROSSES)


def find_numbers(text: str) -> tuple[Hit, ...]:
    """Resident IDs (18 digits by checksum, 15 by date), bank cards (issuer, length and Luhn) and telephones.

    Places count characters of `text`. Overlapping hits: the ID goes before the card, the card before the telephone.
    """
    if len(_DIGIT.findall(text)) < _SHORTEST:
        return ()
    hits: list[Hit] = []
    taken = bytearray(len(text))
    order = list(NumberKind)
    for hit in sorted(_candidates(_folded(text)), key=lambda hit: (order.index(hit.kind), hit.start, -hit.end)):
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"1" * (hit.end - hit.start)
            hits.append(hit)
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _folded(text: str) -> str:
    return text.translate(_CROSSES) if text.isascii() else text.translate(_FOLD)


def _candidates(text: str) -> Iterator[Hit]:
    places = [match.span() for match in _GROUP.finditer(text)]
    for join in _joins(text, places):
        kind = _kind(text, places, join)
        if kind is not None:
            yield Hit(kind, join.start, join.end)


def _joins(text: str, places: Sequence[tuple[int, int]]) -> Iterator[_Join]:
    """Every number of a possible length that begins with a group; after 17 digits an X may close an ID."""
    digits = "".join(text[start:end] for start, end in places)
    offsets = [0, *accumulate(end - start for start, end in places)]
    linked = [_GAP.fullmatch(text, end, begin) is not None for (_, end), (begin, _) in pairwise(places)]
    linked.append(False)
    for first, (start, _) in enumerate(places):
        offset, possible = offsets[first], _LENGTHS[text[start]]
        for last in range(first, len(places)):
            length = offsets[last + 1] - offset
            if length > _LONGEST:
                break
            if length in possible:
                joined, end = digits[offset : offset + length], places[last][1]
                tail = _TAIL.match(text, end) if length == 17 else None
                if tail:
                    yield _Join(joined + "X", first, last, start, tail.end())
                yield _Join(joined, first, last, start, end)
            if not linked[last]:
                break


def _kind(text: str, places: Sequence[tuple[int, int]], join: _Join) -> NumberKind | None:
    """What a join is, the cheap questions first; without a check digit of its own no letter may touch it."""
    if _is_id_18(join.digits):
        return NumberKind.RESIDENT_ID
    old, card = _is_id_15(join.digits), _is_card(join.digits)
    if not (old or card or len(join.digits) <= 13):
        return None
    lengths = tuple(end - start for start, end in places[join.first : join.last + 1])
    if (old or card) and not _touched(text, join.start, join.end):
        if old and (lengths in _ID_15_GROUPS or max(lengths) == 1):
            return NumberKind.RESIDENT_ID
        if card and _grouped_like_a_card(lengths):
            return NumberKind.BANK_CARD
    return NumberKind.PHONE if _is_phone(join.digits, lengths) else None


def _touched(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())


def _is_id_18(digits: str) -> bool:
    if len(digits) != 18 or digits[:2] not in _PROVINCES or not _is_date(digits[6:14]):
        return False
    return _CHECKS[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False)) % 11] == digits[17]


def _is_id_15(digits: str) -> bool:
    """The form issued until 1999 has no check digit: province, prefecture and a date must do."""
    if len(digits) != 15 or digits[:2] not in _PROVINCES or digits[2:4] == "00":
        return False
    return digits[6:8] >= "10" and _is_date("19" + digits[6:12])


def _is_date(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if not (1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_card(digits: str) -> bool:
    prefix = _CARDS.get(len(digits))
    return prefix is not None and prefix.match(digits) is not None and _luhn(digits)


def _grouped_like_a_card(lengths: tuple[int, ...]) -> bool:
    """In one piece, by fours, 6 and the rest, or digit by digit; other rows of figures are just figures."""
    *heads, last = lengths
    if not heads or max(lengths) == 1:
        return True
    return (set(heads) == {4} and last <= 4) or heads in ([6], [4, 6])


def _luhn(digits: str) -> bool:
    code = digits.encode("ascii").translate(_VALUES)
    return (sum(code[-1::-2]) + sum(code[-2::-2].translate(_DOUBLED))) % 10 == 0


def _is_phone(digits: str, lengths: tuple[int, ...]) -> bool:
    """A mobile number (with or without 86), or a landline with its area code written apart."""
    local = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    if lengths in _MOBILE_GROUPS and len(local) == 11 and local[0] == "1" and local[1] in "3456789":
        return True
    return len(lengths) == 2 and digits[0] == "0" and lengths[0] in (3, 4) and lengths[1] in (7, 8)
