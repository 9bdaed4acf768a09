"""Spot checks that wait for long, for the Organization Department's list: whose and since when, never their words."""

from datetime import timedelta

from app.core import clock
from app.core.work import Work
from app.spot_checks import repository_long
from app.spot_checks.repository_long import LongCheck
from app.workdays.service_waiting import Patience

__all__ = ["LongCheck", "checks_waiting"]


def checks_waiting(work: Work, patience: Patience, paths: tuple[str, ...], limit: int) -> tuple[list[LongCheck], bool]:
    """Unanswered or not closed for more than five workdays, by unit and cadre; and whether there are more.

    Not filtered by actor; only of programmes that are run below these tree paths.
    """
    before = clock.beijing_midnight(patience.long_since + timedelta(days=1))
    found = repository_long.list_long(work.session, paths, before, limit + 1)
    return found[:limit], len(found) > limit
