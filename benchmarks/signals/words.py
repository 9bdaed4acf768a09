"""Word sets: what people of a few regions write about, phrase by phrase. No two sets share a phrase.

A set is a text file (words/a.txt ...): a line is a kind of phrase and the phrase, with slots in braces.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
SLOT = re.compile(r"\{(\w+)\}")
Phrase = tuple[str, ...]
"""Text and slots by turns, beginning with text."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where counties lie and how their villages are called."""

    name: str
    lat: float
    lon: float
    heads: list[str]
    tails: list[str]
    counties: list[str]


@dataclass(slots=True)
class Duty:
    """A field of work."""

    name: str
    work_types: list[str]
    things: list[str] = field(default_factory=list)
    acts: list[Phrase] = field(default_factory=list)
    details: list[Phrase] = field(default_factory=list)
    outcomes: list[Phrase] = field(default_factory=list)


@dataclass(slots=True)
class Words:
    """A whole set."""

    regions: list[Region] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)
    parsed: dict[str, list[Phrase]] = field(default_factory=dict)

    def phrases(self, kind: str) -> list[Phrase]:
        """The phrases of a kind that is no duty's own."""
        return self.parsed[kind]


def phrase_of(line: str) -> Phrase:
    """Text and slots by turns."""
    return tuple(SLOT.split(line))


def fill(phrase: Phrase, slot: Callable[[str], str]) -> str:
    """The phrase with its slots filled."""
    if len(phrase) == 1:
        return phrase[0]
    return "".join(slot(part) if at % 2 else part for at, part in enumerate(phrase))


@cache
def load(name: str) -> Words:
    """Word set A, B, C or D."""
    words = Words()
    for line in (FOLDER / f"{name.lower()}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, rest = line.split(" ", 1)
            _take(words, kind, rest)
    return words


def _take(words: Words, kind: str, rest: str) -> None:
    if kind == "region":
        name, lat, lon, heads, tails, counties = rest.split(" ")
        lists = [each.split(",") for each in (heads, tails, counties)]
        words.regions.append(Region(name, float(lat), float(lon), *lists))
    elif kind == "duty":
        name, types = rest.split(" ")
        words.duties.append(Duty(name, types.split(",")))
    elif kind == "thing":
        words.duties[-1].things = rest.split(",")
    elif kind in {"act", "detail", "outcome"}:
        getattr(words.duties[-1], kind + "s").append(phrase_of(rest))
    else:
        words.lists.setdefault(kind, []).append(rest)
        words.parsed.setdefault(kind, []).append(phrase_of(rest))


def _ways() -> dict[str, list[str]]:
    lines = (FOLDER / "ways.txt").read_text(encoding="utf-8").splitlines()
    return {usual: others for usual, *others in map(str.split, lines)}


WAYS = _ways()
"""Words, and what some people say instead."""
USUAL = re.compile("|".join(sorted(WAYS, key=len, reverse=True)))
