"""Who is signed in and what they prefer, and the keeping of what has ended; other use cases stand in modules beside."""

from datetime import datetime, timedelta

from app.accounts import repository
from app.accounts.authority import forget_after
from app.accounts.repository_grants import grants_of
from app.accounts.repository_sessions import purge
from app.accounts.schemas_auth import MyAccount, MyRole
from app.core.errors import Forbidden
from app.core.i18n import as_locale
from app.core.work import Work

KEEP_ENDED = timedelta(days=90)
"""Long enough to ask who was signed in when."""


def purge_ended(work: Work, at: datetime) -> dict[str, int]:
    """Delete sessions, refresh tokens, reset codes and counters that ended long before `at`; answers how many."""
    return purge(work.session, at, KEEP_ENDED)


def describe_me(work: Work) -> MyAccount:
    """Who is signed in and with which roles today; Forbidden for programs."""
    person = repository.get_person(work.session, work.actor.person_id) if work.actor.person_id else None
    if person is None:
        raise Forbidden
    unit = repository.get_unit(work.session, person.home_unit_id) if person.home_unit_id else None
    grants = grants_of(work.session, [person.id], work.today).get(person.id, [])
    names = repository.names_by_id(work.session, {g.delegated_by for g in grants if g.delegated_by})
    roles = [
        MyRole(
            role=grant.role,
            unit_id=grant.unit_id,
            group_id=grant.group_id,
            valid_from=grant.valid_from or work.today,
            valid_to=grant.valid_to,
            delegated_by=grant.delegated_by,
            delegated_by_name=names.get(grant.delegated_by) if grant.delegated_by else None,
        )
        for grant in grants
    ]
    return MyAccount(
        id=person.id,
        version=person.version,
        login=person.login,
        name=person.name,
        unit_id=person.home_unit_id,
        unit_name=unit.name if unit else None,
        locale=person.locale,
        care=person.care,
        must_change_password=person.must_change_password,
        has_password=person.password_hash is not None,
        roles=roles,
    )


def set_locale(work: Work, value: str) -> None:
    """Keep a person's language; the anonymous have only their cookie."""
    person = repository.get_person(work.session, work.actor.person_id) if work.actor.person_id else None
    if person is not None:
        person.locale = as_locale(value)
        work.session.add(person)
        forget_after(work)


def set_care(work: Work, on: bool) -> None:
    """Keep whether a person reads large text; the anonymous have only their cookie."""
    person = repository.get_person(work.session, work.actor.person_id) if work.actor.person_id else None
    if person is not None:
        person.care = on
        work.session.add(person)
        forget_after(work)
