"""Questions make a draw for a check likelier, never certain: an open one a little, one put down for a visit more."""

from collections.abc import Collection
from uuid import UUID

from app.core.work import Work
from app.signals import repository_weights as repository
from app.spot_checks.ports import let_weigh

OPEN_POINTS, VISIT_POINTS = 2, 4


def lend_to_draws() -> None:
    """Let open questions weigh; doing it twice counts once."""
    let_weigh(questions_weigh)


def questions_weigh(work: Work, secondment_ids: Collection[UUID]) -> dict[UUID, int]:
    """Points by secondment, the most of any one question: how many there are counts for nothing."""
    found: dict[UUID, int] = {}
    for key, visit in repository.weighing(work.session, secondment_ids):
        found[key] = max(found.get(key, 0), VISIT_POINTS if visit else OPEN_POINTS)
    return found
