"""Texts as numbers: what is read of a text, character by character, with the way back to where each one stood.

Only letters, ideographs and digits are read, in one width and one case; a run of digits, or of Chinese numerals, is one
sign, so that a changed number changes nothing. What is left out or joined shifts nothing: `places` lead back.
"""

import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.signals.corpus import Hashes, Int

Codes = NDArray[np.uint32]
NUMERAL = ord("0")
CHINESE_NUMERALS = "〇零一二两三四五六七八九十百"
SHINGLE = 4
"""Characters in a shingle: two words of common Chinese; five or six lose too much of a text with words swapped."""
FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIXERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Several texts one behind the other: the signs read, which text each is of, and where it stood there."""

    codes: Codes
    text: Int
    places: Int


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """The shingles of several texts in their order: hash, text, and the place in `Read` at which each begins."""

    hashes: Hashes
    text: Int
    begins: Int


def read(texts: Sequence[str]) -> Read:
    """What is read of these texts."""
    raw, starts = codes_of(texts)
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(np.append(starts, len(raw))))
    signs = _signs()[raw]
    kept = np.flatnonzero(signs)
    codes, owner = signs[kept], owner[kept]
    places = kept - starts[owner]
    first = np.ones(len(codes), dtype=np.bool_)
    first[1:] = (codes[1:] != NUMERAL) | (codes[:-1] != NUMERAL) | (owner[1:] != owner[:-1])
    return Read(codes[first], owner[first], places[first])


def codes_of(texts: Sequence[str]) -> tuple[Codes, Int]:
    """The code points of these texts one behind the other, and where each text begins."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return raw, np.cumsum(lengths) - lengths


def signs_read(raw: Codes) -> Codes:
    """What is read of these code points."""
    found: Codes = _signs()[raw]
    return found


def shingles(found: Read, size: int = SHINGLE) -> Shingles:
    """Every stretch of `size` signs inside one text; texts shorter than that have none."""
    count = len(found.codes) - size + 1
    if count <= 0:
        return Shingles(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    begins = np.flatnonzero(found.text[:count] == found.text[size - 1 :])
    hashes = np.zeros(len(begins), dtype=np.uint64)
    for step in range(size):
        hashes *= FACTOR
        hashes += found.codes[begins + step]
    return Shingles(mixed(hashes), found.text[begins], begins)


def mixed(hashes: Hashes) -> Hashes:
    """Every bit depends on every other: the upper ones alone are a hash of their own."""
    for shift, mixer in zip((30, 27), _MIXERS, strict=True):
        hashes ^= hashes >> np.uint64(shift)
        hashes *= mixer
    hashes ^= hashes >> np.uint64(31)
    return hashes


@cache
def _signs() -> Codes:
    """What is read of every code point; 0 is left out."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint32)
    for code in range(0x20000):
        table[code] = _sign(chr(code))
    table[0x20000:0x32000] = np.arange(0x20000, 0x32000, dtype=np.uint32)
    return table


def _sign(char: str) -> int:
    if char in CHINESE_NUMERALS:
        return NUMERAL
    for plain in unicodedata.normalize("NFKC", char).casefold():
        if plain.isalnum():
            return NUMERAL if plain.isdecimal() else ord(plain)
    return 0
