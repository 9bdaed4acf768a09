"""The numbers of texts: what stands behind each numeral sign, and how much it says that two have the very same."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from math import log2

import numpy as np

from app.signals.corpus import Hashes, Int
from app.signals.detectors.text import (
    CHINESE_NUMERALS,
    FACTOR,
    NUMERAL,
    Read,
    Shingles,
    codes_of,
    mixed,
    read,
    signs_read,
)

NUMBER = re.compile(rf"(?:\d[\d.,:：．]*)?\d|[{CHINESE_NUMERALS}]+")
WORTH = (0.0, 2.0, 4.5, 7.0, 9.5)
"""Bits by the count of digits: small numbers are more usual than large ones, round ones than others."""
OTHER = 2.0
"""What it says against a copy that a number is another one."""
PAIR = 2
"""Times that a copy and its source may have it: nobody's habit."""
DIGITS = 8
"""So many of a number's digits are looked at."""
AROUND = (-3, -2, -1, 1, 2)
"""The signs round a number that make it one of its own."""
_DIGITS = dict(zip("〇零一二两三四五六七八九", "001223456789", strict=True))


def numbers_of(written: Sequence[Sequence[str]]) -> list[list[str]]:
    """The digits of each; Chinese numerals as digits."""
    return [[plain(number) if number else "" for number in own] for own in written]


def is_figure(written: str) -> bool:
    """Whether it counts something: one Chinese numeral alone is as often a part of a word."""
    return len(written) > 1 or (written != "" and written not in CHINESE_NUMERALS)


def written_of(texts: Sequence[str]) -> list[list[str]]:
    """What stands behind each numeral sign of each text, in order."""
    found = read(texts)
    numeral = found.codes == NUMERAL
    numbers: list[list[str]] = [[] for _ in texts]
    for at, place in zip(found.text[numeral].tolist(), found.places[numeral].tolist(), strict=True):
        match = NUMBER.match(texts[at], place)
        numbers[at].append(match.group() if match else "")
    return numbers


def plain(number: str) -> str:
    """One way of writing a number: `十二`, `１２` and `12` are one."""
    if number[0] not in CHINESE_NUMERALS:
        return unicodedata.normalize("NFKC", number)
    if not set(number) & set("十百"):
        return "".join(_DIGITS[sign] for sign in number)
    value = digit = 0
    for sign in number:
        if sign in _DIGITS:
            digit = int(_DIGITS[sign])
        else:
            value, digit = value + (digit or 1) * (100 if sign == "百" else 10), 0
    return str(value + digit)


def worth_of(numbers: Sequence[Sequence[str]]) -> list[list[float]]:
    """What each number of an author's texts says by being the one it is: little where they often have it."""
    often = Counter(number for own in numbers for number in own)
    total = sum(often.values())
    return [[_worth(number, often[number], total) for number in own] for own in numbers]


def _worth(number: str, times: int, total: int) -> float:
    digits = sum(map(str.isdigit, number))
    usual = log2(total / (times - PAIR)) if times > PAIR else WORTH[-1]
    return min(WORTH[min(digits, len(WORTH) - 1)], usual)


def against(one: Sequence[str], two: Sequence[str], worth: Sequence[float]) -> float:
    """What is lost of a stretch whose numbers are these in the one text and those in the other."""
    return float(np.sum([said + OTHER for mine, theirs, said in zip(one, two, worth, strict=True) if mine != theirs]))


def numbered(texts: Sequence[str], found: Read) -> Shingles:
    """Every number with the signs round it, and every two that follow each other, the digits as they are."""
    at = np.flatnonzero(found.codes == NUMERAL)
    text, values = found.text[at], _values(texts, found, at)
    around = values.copy()
    for step in AROUND:
        near = np.clip(at + step, 0, max(0, len(found.codes) - 1))
        around *= FACTOR
        around += np.where(found.text[near] == text, found.codes[near], 0).astype(np.uint64)
    follows = text[1:] == text[:-1]
    pairs = (values[:-1] * FACTOR + values[1:] + np.uint64(len(AROUND)))[follows]
    return Shingles(
        hashes=mixed(np.concatenate([around, pairs * FACTOR])),
        text=np.concatenate([text, text[:-1][follows]]),
        begins=np.concatenate([at, at[:-1][follows]]),
    )


def _values(texts: Sequence[str], found: Read, at: Int) -> Hashes:
    """What stands behind these numeral signs, one number each."""
    raw, starts = codes_of(texts)
    first = starts[found.text[at]] + found.places[at]
    values, inside = np.zeros(len(at), dtype=np.uint64), np.ones(len(at), dtype=np.bool_)
    last = np.append(starts[1:], len(raw))[found.text[at]] - 1
    for step in range(DIGITS):
        here = np.minimum(first + step, last)
        inside &= (first + step <= last) & ((signs_read(raw[here]) == NUMERAL) | (raw[here] == ord(".")))
        values = np.where(inside, values * FACTOR + raw[here].astype(np.uint64), values)
    return values
