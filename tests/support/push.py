"""A message that leaves the house: stored and queued in one unit, as the workday digest's are."""

from datetime import datetime
from uuid import UUID

from sqlmodel import select

from app.core.work import Work
from app.reminders import service_deliveries
from app.reminders.models import InboxMessage
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message


def leave_pushed(work: Work, person_id: UUID, key: str, lines: list[Phrase], until: datetime) -> bool:
    """Once for its key; True when it is new."""
    new = leave_message(work, person_id, key, "workday-digest", Phrase(text="提醒"), lines)
    if new:
        of_key = select(InboxMessage).where(InboxMessage.person_id == person_id, InboxMessage.key == key)
        service_deliveries.queue(work, [work.session.exec(of_key).one()], until)
    return new
