"""The week's lot: which cadre-months whom is given to look at. Pure, and computed again by anybody from its seed.

Every order that is not the score's is that of SHA-256 over the seed, a word and the cell's name; so the random part is
the same for whatever order its frame is in, and each cell of the frame is as likely as any other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from app.signals.models_queue import Arm

MOST_A_UNIT = 3
DEFAULT_WEEKLY = 10
MOST_WEEKLY = 50


class Cell(NamedTuple):
    """A subject's month: whom it is about, who hosts it, and the tree path of the office that may ask about it."""

    subject_id: UUID
    window: str
    person_id: UUID
    unit_id: UUID
    path: str
    secondment_id: UUID | None = None
    score: float = 0.0

    @property
    def key(self) -> tuple[UUID, str]:
        """Its place among all."""
        return self.subject_id, self.window

    @property
    def name(self) -> str:
        """What is written into the frame's digest."""
        return f"{self.subject_id}/{self.window}"


class Reviewer(NamedTuple):
    """Somebody of the Organization Department: over which tree paths, and how many a week."""

    id: UUID
    paths: tuple[str, ...]
    weekly: int

    def may_judge(self, cell: Cell) -> bool:
        """Of their own region, and never about themselves."""
        return self.id != cell.person_id and cell.path.startswith(self.paths)


class Pick(NamedTuple):
    """A cell that somebody is given, at a random place of their list."""

    cell: Cell
    reviewer_id: UUID
    arm: Arm
    place: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a region's draw may take: raised ones and those just below, with scores; and every month with a record."""

    raised: Sequence[Cell]
    near: Sequence[Cell]
    frame: Sequence[Cell]


def shares(weekly: int) -> Mapping[Arm, int]:
    """A budget's parts: a fifth random, a tenth just below the threshold, the rest by priority; together the budget."""
    by_lot, near = (weekly * 2 + 5) // 10, weekly // 10
    return {Arm.RANDOM: by_lot, Arm.NEAR: near, Arm.PRIORITY: weekly - by_lot - near}


def rank(seed: str, word: str, name: str) -> str:
    """Where the lot puts something: the smallest comes first."""
    return sha256(f"{seed}/{word}/{name}".encode()).hexdigest()


def frame_digest(frame: Iterable[Cell]) -> str:
    """SHA-256 of the frame's cells, a line each, sorted."""
    return sha256("\n".join(sorted(cell.name for cell in frame)).encode()).hexdigest()


def draw(seed: str, reviewers: Sequence[Reviewer], found: Candidates) -> list[Pick]:
    """Who looks at what: the random part first, from everything; then near and priority from what is left.

    At most three of a unit come by priority. Whatever the scores, the order in which somebody sees theirs is random.
    """
    week = _Week(seed, reviewers)
    week.give(Arm.RANDOM, sorted(found.frame, key=lambda cell: rank(seed, Arm.RANDOM, cell.name)))
    week.give(Arm.NEAR, _by_score(seed, found.near))
    week.give(Arm.PRIORITY, _by_score(seed, found.raised), most_a_unit=MOST_A_UNIT)
    return list(week.in_places())


def _by_score(seed: str, cells: Iterable[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: (-cell.score, rank(seed, "score", cell.name)))


@dataclass(slots=True)
class _Week:
    seed: str
    reviewers: Sequence[Reviewer]
    given: dict[UUID, list[tuple[Cell, Arm]]] = field(default_factory=dict)
    taken: set[tuple[UUID, str]] = field(default_factory=set)

    def give(self, arm: Arm, cells: Collection[Cell], most_a_unit: int | None = None) -> None:
        """In this order, each to whoever may judge it and has the most of this part left."""
        left = {one.id: shares(one.weekly)[arm] for one in self.reviewers}
        open_to, units = {one.id: one for one in self.reviewers if left[one.id]}, Counter[UUID]()
        for cell in cells:
            if not open_to:
                return
            if cell.key in self.taken or (most_a_unit is not None and units[cell.unit_id] >= most_a_unit):
                continue
            able = [one.id for one in open_to.values() if one.may_judge(cell)]
            if not able:
                continue
            whose = min(able, key=lambda one: (-left[one], rank(self.seed, cell.name, str(one))))
            self.given.setdefault(whose, []).append((cell, arm))
            self.taken.add(cell.key)
            units[cell.unit_id] += 1
            left[whose] -= 1
            if not left[whose]:
                del open_to[whose]

    def in_places(self) -> Iterator[Pick]:
        """Each one's list in random order, so that a place says nothing of a score."""
        for whose, cells in sorted(self.given.items()):
            mixed = sorted(cells, key=lambda one: rank(self.seed, "place", one[0].name))
            yield from (Pick(cell, whose, arm, place) for place, (cell, arm) in enumerate(mixed, 1))
