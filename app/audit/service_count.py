"""How often somebody did something lately: a limit that every replica sees alike."""

from datetime import datetime

from app.audit import repository
from app.core.work import Work


def count_own(work: Work, action: str, since: datetime) -> int:
    """How many events of an action the actor caused from an instant on."""
    return repository.count_own(work.session, work.actor.id, action, since) if work.actor.id else 0
