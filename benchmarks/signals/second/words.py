"""The second hand's words, and how a sentence's slots are filled."""

import re
from functools import cache
from pathlib import Path
from random import Random

SLOT = re.compile(r"\{(\w)\}")
Lists = dict[str, list[str]]


@cache
def lists() -> tuple[Lists, dict[str, list[str]]]:
    """Phrases by kind, and sentences by duty (`name kind-of-work`)."""
    found: Lists = {}
    duties: dict[str, list[str]] = {}
    duty = ""
    for line in (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, rest = line.split(" ", 1)
        if kind == "duty":
            duty = rest
        elif kind == "sent":
            duties.setdefault(duty, []).append(rest)
        elif kind in {"surname", "given", "county", "village", "town", "org", "office"}:
            found[kind] = rest.split()
        else:
            found.setdefault(kind, []).append(rest)
    return found, duties


def name(rng: Random) -> str:
    """A person's name."""
    said, _ = lists()
    return rng.choice(said["surname"]) + rng.choice(said["given"])


def filled(pattern: str, beat: Lists, rng: Random) -> str:
    """A pattern with the people, places and figures of one day."""
    said, _ = lists()
    kept: dict[str, str] = {}

    def value(slot: str) -> str:
        if slot == "n":
            return str(rng.randint(3, 46))
        if slot == "k":
            return str(rng.randint(2, 9))
        if slot == "N":
            return str(rng.randint(110, 9800))
        if slot not in kept:
            kept[slot] = rng.choice(beat.get(slot) or said[{"t": "town", "u": "office"}[slot]])
        return kept[slot]

    return SLOT.sub(lambda found: value(found[1]), pattern)
