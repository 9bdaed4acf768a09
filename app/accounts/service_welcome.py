"""The first minute of a new account: shown once, never asked for again."""

from app.accounts.service_passwords import myself
from app.audit.service import record
from app.core.work import Work


def is_due(work: Work) -> bool:
    """Whether the first minute is still to be shown; never to programs."""
    return work.actor.person_id is not None and myself(work).welcome_due


def note_shown(work: Work) -> None:
    """From now on the front page leads to work; saying it again changes nothing."""
    person = myself(work)
    if not person.welcome_due:
        return
    person.welcome_due = False
    work.session.add(person)
    record(work, "accounts.welcome", "person", person.id)
