"""A reason of our own why somebody should rather be looked at: nobody has visited them for half a year."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from app.core.work import Work
from app.records.ports import let_read
from app.spot_checks import repository_draws as repository
from app.spot_checks.ports import let_weigh
from app.spot_checks.service_visits import opens_photo

LONG, POINTS = timedelta(days=180), 2


def lend_to_draws() -> None:
    """Let long unvisited cadres weigh more, and the readers of a check open its photos; doing it twice counts once."""
    let_weigh(long_unvisited)
    let_read(opens_photo)


def long_unvisited(work: Work, secondment_ids: Collection[UUID]) -> dict[UUID, int]:
    """Points for those whom nobody visited for half a year, by note or by check."""
    visited = repository.visited_since(work.session, secondment_ids, work.now - LONG)
    return {key: POINTS for key in secondment_ids if key not in visited}
