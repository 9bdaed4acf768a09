"""What the draws say of the rules: shares with their interval, and groups that are large enough. Pure."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from app.signals.models_queue import Arm

FEWEST_PEOPLE = 3
"""A group of fewer is not counted: its share would be a person's."""
Z = 1.959964


class Judged(NamedTuple):
    """A month judged to the end: by which part of the draw, about whom, in which groups, and whether it was real.

    `was_raised`: a rule asked about it. `kinds` are those of its questions, with whether each was real.
    """

    arm: Arm
    person_id: UUID
    programme: str
    unit: str
    was_raised: bool
    is_real: bool
    kinds: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """So many, and so many of them real."""

    months: int
    real: int

    @property
    def interval(self) -> tuple[int, int] | None:
        """Wilson's interval at 95 %, in whole per cent, rounded outwards; None of nothing."""
        if not self.months:
            return None
        n, share = self.months, self.real / self.months
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        reach = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        low, high = 100 * (middle - reach), 100 * (middle + reach)
        return max(0, math.floor(low + 1e-9)), min(100, math.ceil(high - 1e-9))


def count(found: Iterable[Judged]) -> Counted:
    """All of them."""
    some = list(found)
    return Counted(len(some), sum(one.is_real for one in some))


def by_group(
    found: Sequence[Judged], label: Callable[[Judged], str]
) -> dict[str, tuple[Counted | None, Counted | None]]:
    """Of each group what the lot drew and what a rule raised; where fewer than three people are, nothing is counted.

    Groups of which neither counts are left out.
    """
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in found:
        groups[label(one)].append(one)
    counted = {
        name: (_enough([one for one in some if one.arm is Arm.RANDOM]), _enough([o for o in some if o.was_raised]))
        for name, some in groups.items()
    }
    return {name: pair for name, pair in sorted(counted.items()) if any(pair)}


def by_kind(found: Iterable[Judged]) -> dict[str, Counted]:
    """Of each kind of question how many were asked about and how many real; kinds with too few people are left out."""
    people: dict[str, set[UUID]] = defaultdict(set)
    answers: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        for kind, is_real in one.kinds:
            people[kind].add(one.person_id)
            answers[kind].append(is_real)
    return {
        kind: Counted(len(some), sum(some))
        for kind, some in sorted(answers.items())
        if len(people[kind]) >= FEWEST_PEOPLE
    }


def _enough(found: Sequence[Judged]) -> Counted | None:
    return count(found) if len({one.person_id for one in found}) >= FEWEST_PEOPLE else None
