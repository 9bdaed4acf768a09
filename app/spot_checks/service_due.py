"""What is due about formal checks: plans without a draw, and what was to be put right. NOT filtered by actor."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.actor import Role
from app.core.errors import require
from app.core.events import publish
from app.core.work import Work
from app.spot_checks import repository_plans as repository
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import Finding
from app.spot_checks.policy_formal import may_draw_somewhere
from app.spot_checks.repository_formal import count_checks
from app.spot_checks.service_plans import waiting_plans

EVERYWHERE = ("/",)
MOST = 10_000
MOST_LATE = 50


@dataclass(frozen=True, slots=True)
class LatePlan:
    """A period of a programme that should have been drawn about."""

    plan_id: UUID
    programme_name: str
    unit_id: UUID
    unit_name: str
    first_on: date
    last_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period of a programme that is over and waits for a draw."""

    programme_id: UUID
    programme_name: str
    first_on: date
    last_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class LateRectification:
    """Something that was to be put right before today."""

    id: UUID
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_id: UUID
    unit_name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class OfficeDue:
    """What of formal checks is due in the actor's own region."""

    periods: list[DuePeriod]
    """The nearest day first."""
    to_visit: int
    late: list[LateRectification]

    @property
    def count(self) -> int:
        """Everything that is due."""
        return len(self.periods) + self.to_visit + len(self.late)


def due_for_office(work: Work) -> OfficeDue:
    """Periods to draw about, visits to make, and what was not put right in time; Forbidden to all other roles."""
    require(may_draw_somewhere(work.actor))
    paths = work.actor.paths(Role.ORGADMIN)
    periods = [
        DuePeriod(plan.programme_id, name, one.first_on, one.last_on, one.due_on)
        for (plan, name, _, _, _), some in waiting_plans(work, paths)
        for one in some
    ]
    late, _ = late_rectifications(work, paths, MOST_LATE)
    visits = count_checks(work.session, work.actor, (SpotCheckStatus.PLANNED,))
    return OfficeDue(sorted(periods, key=lambda one: (one.due_on, one.programme_name)), visits, late)


def late_plans(work: Work, paths: tuple[str, ...], limit: int) -> tuple[list[LatePlan], bool]:
    """Periods past their day below tree paths, by programme; and whether there are more."""
    found = [
        LatePlan(plan.id, name, unit_id, unit_name, one.first_on, one.last_on, one.due_on)
        for (plan, name, unit_id, unit_name, _), some in waiting_plans(work, paths)
        for one in some
        if work.today > one.due_on
    ]
    return found[:limit], len(found) > limit


def late_rectifications(work: Work, paths: tuple[str, ...], limit: int) -> tuple[list[LateRectification], bool]:
    """What was not put right in time, by unit and cadre; and whether there is more."""
    rows = repository.list_overdue(work.session, paths, work.today, limit + 1)
    found = [
        LateRectification(row.id, row.secondment_id, row.cadre_id, cadre_name, row.unit_id, unit_name, row.due_on)
        for row, cadre_name, unit_name in rows
        if row.due_on is not None
    ]
    return found[:limit], len(found) > limit


def checks_to_answer(work: Work, cadre_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The formal checks of each that wait for a reply or for something to be put right, the oldest first."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in repository.to_do(work.session, cadre_ids) if cadre_ids else ():
        if row.status is SpotCheckStatus.FINDINGS or row.finding is Finding.RECTIFY:
            found[row.cadre_id].append(row.id)
    return found


def tell_of_due(work: Work) -> tuple[int, int]:
    """Publish each period that waits for a draw, and each rectification past its day; who hears decides how often."""
    plans = waiting_plans(work, EVERYWHERE)
    for (plan, name, _, _, path), some in plans:
        newest = some[-1]
        publish(
            work,
            "spot_check.due",
            plan_id=plan.id,
            programme_name=name,
            programme_path=path,
            first_on=newest.first_on,
            last_on=newest.last_on,
        )
    late, _ = late_rectifications(work, EVERYWHERE, MOST)
    for one in late:
        publish(work, "spot_check.overdue", spot_check_id=one.id, due_on=one.due_on, person_id=one.cadre_id)
    return len(plans), len(late)
