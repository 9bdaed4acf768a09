"""What draws ask of the domains above: why somebody should rather be looked at than others.

A provider answers whole points, 1 to 9, for those of the secondments that it has a reason for. Points add up to a
weight of 1 to 10 at most: nobody is certain to be drawn and nobody is left out.
"""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from app.core.work import Work
from app.spot_checks.drawing import MOST_WEIGHT

Weigh = Callable[[Work, Collection[UUID]], Mapping[UUID, int]]
"""Points by secondment, NOT filtered by actor; those without any are left out."""
WEIGHTS: list[Weigh] = []


def let_weigh(rule: Weigh) -> None:
    """Let a domain's reasons count in draws; saying it twice counts once."""
    if rule not in WEIGHTS:
        WEIGHTS.append(rule)


def weights_of(work: Work, secondment_ids: Collection[UUID]) -> dict[UUID, int]:
    """A weight of 1 to MOST_WEIGHT for each; 1 where nobody has a reason."""
    points = dict.fromkeys(secondment_ids, 1)
    for rule in WEIGHTS:
        for key, more in rule(work, secondment_ids).items():
            if key in points:
                points[key] += max(0, more)
    return {key: min(value, MOST_WEIGHT) for key, value in points.items()}
