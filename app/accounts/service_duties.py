"""The stand-ins that somebody gave or took over, told before they leave."""

from datetime import date
from uuid import UUID

from app.accounts import repository_care as care
from app.accounts.duties import tell_duties
from app.accounts.schemas_care import Duty, DutyKind
from app.core.work import Work


def tell_of_delegations() -> None:
    """Called once when the application is put together."""
    tell_duties(delegation_duties)


def delegation_duties(work: Work, person_id: UUID, on: date) -> list[Duty]:
    """How many delegations from or to a person run on after a day: they end with the roles, or stand in for nobody."""
    count = care.count_delegations(work.session, person_id, on)
    return [Duty(kind=DutyKind.DELEGATION, count=count, path="/delegations")] if count else []
