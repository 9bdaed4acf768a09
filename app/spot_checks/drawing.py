"""The draw 抽签 as pure functions of a seed and a frame: docs/spot-checks.md says the same in words.

Nothing but SHA-256 over plain text decides, so that anybody recomputes a draw with any language's standard library.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.spot_checks.models_formal import Arm

METHOD = "jishi-draw/1"
MOST_WEIGHT = 10
INSPECTORS_EACH = 2

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Entry:
    """One secondment of the frame: its id, a whole weight of 1 to 10, and the days served in the period."""

    id: str
    weight: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn from 名册: the period's workdays and everybody who can be drawn; their order means nothing."""

    workdays: tuple[date, ...]
    entries: tuple[Entry, ...]

    def text(self) -> str:
        """What the digest is taken of: the workdays, then a line an entry, sorted."""
        lines = (
            f"{one.id} {one.weight} {','.join(f'{first}/{last}' for first, last in one.spans)}" for one in self.entries
        )
        return "\n".join([",".join(map(str, self.workdays)), *sorted(lines)])

    def digest(self) -> str:
        """SHA-256 over `text`, in hex."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """As it is kept and handed out."""
        return {
            "workdays": [str(on) for on in self.workdays],
            "entries": [
                {"id": one.id, "weight": one.weight, "spans": [[str(first), str(last)] for first, last in one.spans]}
                for one in sorted(self.entries, key=lambda entry: entry.id)
            ],
        }


@dataclass(frozen=True, slots=True)
class Picked:
    """Somebody drawn: their place, how, and the days to look at, in the calendar's order."""

    id: str
    rank: int
    arm: Arm
    days: tuple[date, ...]


def frame_of(kept: Mapping[str, Any]) -> Frame:
    """A frame as `as_json` kept it."""
    entries = (
        Entry(one["id"], one["weight"], tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in one["spans"]))
        for one in kept["entries"]
    )
    return Frame(tuple(map(date.fromisoformat, kept["workdays"])), tuple(entries))


def weighted_part(size: int) -> int:
    """How many of a draw come by weight: the smaller half; a single one comes by chance alone."""
    return size // 2


def draw(seed: str, frame: Frame, size: int, by_weight: int, dates_each: int) -> tuple[Picked, ...]:
    """Who is drawn and for which days: first by chance, then by weight out of those who are left.

    By weight each has as many tickets as their weight, and the best ticket counts: chances are exactly proportional.
    """
    rest = {one.id: one for one in frame.entries}
    by_chance = _lowest(rest, size - by_weight, lambda one: _hash(seed, "random", one))
    others = {key: one for key, one in rest.items() if key not in by_chance}

    def best_ticket(one: str) -> str:
        return min(_hash(seed, "weight", one, str(ticket)) for ticket in range(1, others[one].weight + 1))

    weighted = _lowest(others, by_weight, best_ticket)
    arms = [*((one, Arm.RANDOM) for one in by_chance), *((one, Arm.WEIGHT) for one in weighted)]
    return tuple(
        Picked(one, rank, arm, _days(seed, frame, rest[one], dates_each)) for rank, (one, arm) in enumerate(arms, 1)
    )


def assign(seed: str, picked: Iterable[str], fit: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Two inspectors for each: of those fit for them whoever has the fewest so far, ties by chance."""
    load: dict[str, int] = {}
    found: dict[str, tuple[str, ...]] = {}
    for one in picked:
        order = sorted(fit[one], key=lambda person: (load.get(person, 0), _hash(seed, "inspector", one, person)))
        found[one] = tuple(order[:INSPECTORS_EACH])
        for person in found[one]:
            load[person] = load.get(person, 0) + 1
    return found


def days_of(frame: Frame, entry: Entry) -> list[date]:
    """The workdays that somebody served."""
    return [on for on in frame.workdays if any(first <= on <= last for first, last in entry.spans)]


def _days(seed: str, frame: Frame, entry: Entry, count: int) -> tuple[date, ...]:
    drawn = sorted(days_of(frame, entry), key=lambda on: _hash(seed, "day", entry.id, str(on)))
    return tuple(sorted(drawn[:count]))


def _lowest(ids: Iterable[str], count: int, value: Callable[[str], str]) -> list[str]:
    return sorted(ids, key=value)[:count]


def _hash(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
