"""What somebody still answers for, told by the domains above: nobody leaves with it unsaid."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from app.accounts.schemas_care import DutiesView, Duty
from app.core.work import Work

Source = Callable[[Work, UUID, date], list[Duty]]
"""(work, person, their last day) -> what they answer for after it, named as far as the actor may know it."""

_sources: list[Source] = []


def tell_duties(source: Source) -> None:
    """Let `source` be asked before somebody leaves; saying it twice counts once."""
    if source not in _sources:
        _sources.append(source)


def duties_after(work: Work, person_id: UUID, on: date) -> DutiesView:
    """Everything that a person still answers for after a day."""
    found = [duty for source in _sources for duty in source(work, person_id, on)]
    return DutiesView(person_id=person_id, on=on, items=found)
