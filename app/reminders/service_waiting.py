"""What has waited for more than five workdays at a unit: one message a week to its head, never with a name or count."""

from datetime import datetime
from uuid import UUID

from app.accounts.directory import unit_names_of
from app.accounts.service_heads import heads_of, supervisors_at
from app.attendance import service_long
from app.core import clock
from app.core.i18n import N_
from app.core.work import Work
from app.records.service.attention import units_waiting
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from app.workdays.service_waiting import patience_of

KIND = "unit.waiting"


def tell_heads(work: Work, slot: datetime) -> str:
    """One message a unit and ISO week, to its head, or without one to its supervisors; running again adds nothing."""
    patience = patience_of(work)
    if not patience.is_workday:
        return "no workday"
    units = units_waiting(work, patience).keys() | service_long.units_waiting(work, patience)
    heads, names = heads_of(work, units), unit_names_of(work, units)
    alone = supervisors_at(work, units - heads.keys())
    year, week, _ = clock.civil_date(slot).isocalendar()
    told = 0
    for unit_id in sorted(units):
        to = [heads[unit_id]] if unit_id in heads else alone.get(unit_id, [])
        told += sum(_tell(work, person_id, unit_id, names[unit_id], f"{year}-W{week:02d}") for person_id in to)
    return f"messages={told}"


def _tell(work: Work, person_id: UUID, unit_id: UUID, name: str, week: str) -> bool:
    title = Phrase(text=N_("%(unit)s有事等了 5 个工作日以上，请看待办"), params={"unit": name})
    return leave_message(work, person_id, f"{KIND}/{unit_id}/{week}/{person_id}", KIND, title, [], "/todo")
