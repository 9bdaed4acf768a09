"""The records that wait for somebody's decision, told before they leave."""

from datetime import date
from uuid import UUID

from app.accounts.authority import person_actor
from app.accounts.duties import tell_duties
from app.accounts.schemas_care import Duty, DutyKind
from app.accounts.service_people import get_visible_person
from app.core.work import Work
from app.records.service.queue import count_waiting


def tell_of_records() -> None:
    """Called once when the application is put together."""
    tell_duties(record_duties)


def record_duties(work: Work, person_id: UUID, _on: date) -> list[Duty]:
    """How many submitted records a person could decide on now; they wait for whoever else may."""
    person, _ = get_visible_person(work, person_id)
    count = count_waiting(work.acting_as(person_actor(work.session, person)))
    return [Duty(kind=DutyKind.WAITING_RECORDS, count=count)] if count else []
