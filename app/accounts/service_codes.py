"""Reset codes for many people at once, such as everybody on a roster."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.accounts import repository_sessions as sessions
from app.accounts.authority import forget_after
from app.accounts.models import Person, ResetCode
from app.accounts.passwords import hash_code, new_code
from app.audit.service import record
from app.core.events import publish
from app.core.portions import portions
from app.core.work import Work

BATCH = 500


def issue_codes(work: Work, people: Sequence[Person], life: timedelta) -> dict[UUID, str]:
    """A code for each in place of the password, by person; sessions, tokens and earlier codes end.

    The caller has asked the policy for each of them. One event of the trail a person, as for a single code.
    """
    codes: dict[UUID, str] = {}
    for some in portions(people, BATCH):
        ended = sessions.end_access(work.session, [person.id for person in some], work.now)
        for person in some:
            if person.password_hash is not None:
                publish(work, "account.password-replaced", person_id=person.id)
            codes[person.id] = code = new_code()
            person.password_hash = None
            person.auth_version += 1
            row = ResetCode(
                person_id=person.id,
                code_hash=hash_code(person.id, code),
                issued_by_id=work.actor.person_id,
                expires_at=work.now + life,
            )
            work.session.add_all([person, row])
            unit_id, count = person.home_unit_id, ended.get(person.id, 0)
            record(work, "accounts.reset-code", "person", person.id, unit_id=unit_id, sessions=count)
        work.session.flush()
    forget_after(work)
    return codes
