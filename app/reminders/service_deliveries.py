"""Deliveries 送达: queued in the transaction of their inbox message, so that neither exists without the other."""

from collections.abc import Sequence
from datetime import datetime

from app.core.work import Work
from app.reminders import repository_deliveries as repository
from app.reminders.models import InboxMessage
from app.reminders.models_channels import Delivery


def queue(work: Work, messages: Sequence[InboxMessage], expires_at: datetime) -> list[Delivery]:
    """Of messages just stored, one delivery for each channel that is switched on, chosen, and has an address of theirs.

    The scheduler sends them from the next minute on, in quiet hours never, after `expires_at` (18:00 of the message's
    day) no more. What leaves is how many things to do the message tells of, and the inbox's address.
    """
    ways = repository.open_ways(work.session, {message.person_id for message in messages})
    rows = [
        Delivery(
            message_id=message.id,
            person_id=message.person_id,
            channel=channel,
            items=max(1, message.params.get("items", len(message.lines))),
            next_at=work.now,
            expires_at=expires_at,
        )
        for message in messages
        for channel in ways.get(message.person_id, ())
    ]
    work.session.add_all(rows)
    return rows
