"""Two texts laid side by side: the stretches that stand in both, in whatever order, and what share of a text they are.

The share is of characters that are really the same in both texts, digit for digit; punctuation, spaces, width and case
are not looked at. It is what a person is shown, and what is marked is what was counted. Pure Python: no numpy here.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

LEAST = 3
"""Shorter stretches stand in any two texts."""


@dataclass(frozen=True, slots=True)
class Letters:
    """A text's letters, ideographs and digits, and where each stood in the original."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """Characters `start` to `end` of one text that are `other_start` to `other_end` of the other."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """`percent` of the text's letters stand in `tiles`; `longest` is the most letters in one of them."""

    percent: int
    share: float
    longest: int
    tiles: tuple[Tile, ...]


def align(text: str, other: str, least: int = LEAST) -> Alignment:
    """What of `text` stands in `other`, the longest stretches first taken, no character of either used twice."""
    one, two = letters(text), letters(other)
    found = sorted(tiles(one.text, two.text, least))
    same = sum(length for _, _, length in found)
    share = same / len(one.text) if one.text else 0.0
    return Alignment(
        percent=int(100 * share),
        share=share,
        longest=max((length for _, _, length in found), default=0),
        tiles=tuple(_tile(one, two, *each) for each in found),
    )


@lru_cache(maxsize=4096)
def letters(text: str) -> Letters:
    """What is compared of a text."""
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in unicodedata.normalize("NFKC", char).casefold():
            if plain.isalnum():
                kept.append(plain)
                places.append(place)
                break
    return Letters("".join(kept), tuple(places))


def tiles(one: str, two: str, least: int) -> list[tuple[int, int, int]]:
    """Greedy string tiling: (place in one, place in two, length), none overlapping in either text."""
    stretches = sorted(_stretches(one, two, least), key=lambda found: (-found[2], found[0], found[1]))
    used_one, used_two = bytearray(len(one)), bytearray(len(two))
    found: list[tuple[int, int, int]] = []
    while stretches:
        at, by, length = stretches.pop(0)
        taken = [step for step in range(length) if used_one[at + step] or used_two[by + step]]
        if not taken:
            used_one[at : at + length] = b"\1" * length
            used_two[by : by + length] = b"\1" * length
            found.append((at, by, length))
            continue
        rest = list(_rest(at, by, length, taken, least))
        if rest:
            stretches = sorted([*stretches, *rest], key=lambda found: (-found[2], found[0], found[1]))
    return found


def _rest(at: int, by: int, length: int, taken: list[int], least: int) -> Iterator[tuple[int, int, int]]:
    edges = [-1, *taken, length]
    for left, right in pairwise(edges):
        if right - left - 1 >= least:
            yield at + left + 1, by + left + 1, right - left - 1


def _stretches(one: str, two: str, least: int) -> Iterator[tuple[int, int, int]]:
    """Every common stretch that cannot be made longer."""
    where: dict[str, list[int]] = {}
    for by in range(len(two) - least + 1):
        where.setdefault(two[by : by + least], []).append(by)
    for at in range(len(one) - least + 1):
        for by in where.get(one[at : at + least], ()):
            if at and by and one[at - 1] == two[by - 1]:
                continue
            length = least
            while at + length < len(one) and by + length < len(two) and one[at + length] == two[by + length]:
                length += 1
            yield at, by, length


def _tile(one: Letters, two: Letters, at: int, by: int, length: int) -> Tile:
    last, other_last = at + length - 1, by + length - 1
    return Tile(one.places[at], one.places[last] + 1, two.places[by], two.places[other_last] + 1)
