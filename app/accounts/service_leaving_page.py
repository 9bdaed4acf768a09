"""What the page 离任 shows: what somebody still answers for after a day, before their last day is fixed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts import policy
from app.accounts.duties import duties_after
from app.accounts.errors_care import PersonLeft
from app.accounts.models import PersonStatus
from app.accounts.schemas import PersonView
from app.accounts.schemas_care import Duty
from app.accounts.service_people import get_visible_person, view_person
from app.core.errors import require
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class LeavingPage:
    """The person, the day that is thought of, and the duties after it."""

    person: PersonView
    on: date
    duties: list[Duty]


def open_leaving(work: Work, person_id: UUID, on: date | None) -> LeavingPage:
    """The step before somebody leaves. Raises NotFound, Forbidden, PersonLeft."""
    person, facts = get_visible_person(work, person_id)
    require(policy.can_switch(work.actor, facts))
    if person.left_on is not None or person.status is not PersonStatus.ACTIVE:
        raise PersonLeft
    last_on = on or work.today
    return LeavingPage(view_person(work, person), last_on, duties_after(work, person.id, last_on).items)
