"""Changing one's password, reset codes for those who forgot theirs, and signing out everywhere."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from app.accounts import policy, repository
from app.accounts import repository_sessions as sessions
from app.accounts.authority import forget_after
from app.accounts.errors import PersonDisabled
from app.accounts.models import Person, PersonStatus
from app.accounts.passwords import hash_password, verify_password
from app.accounts.schemas_auth import PasswordChange, ResetCodeView
from app.accounts.service_codes import issue_codes
from app.accounts.service_pauses import count_failure, refuse_while_paused
from app.accounts.service_people import get_visible_person
from app.accounts.service_signin import writing
from app.audit.service import record
from app.core.errors import Conflict, Forbidden, Invalid, require
from app.core.i18n import N_
from app.core.work import Work

CODE_LIFE = timedelta(hours=24)


def check_new_password(password: str, login: str, pointer: str) -> None:
    """Raise Invalid at `pointer` when a new password is too weak."""
    fault = policy.password_fault(password, login)
    if fault is not None:
        raise Invalid(errors=(replace(fault, pointer=pointer),))


def myself(work: Work) -> Person:
    """The person who acts; Forbidden for programs."""
    person = repository.get_person(work.session, work.actor.person_id) if work.actor.person_id else None
    if person is None:
        raise Forbidden
    return person


def check_current(work: Work, person: Person, current: str) -> None:
    """Raise Invalid at `/current`, and count it, unless this is the person's password (there may be none to know).

    Gives the reading unit's connection back first. Raises LockedOut after too many wrong guesses.
    """
    refuse_while_paused(work, person.login)
    work.rest()
    if person.password_hash is not None and not verify_password(current, person.password_hash):
        error = Invalid.at("/current", N_("原密码不对。"), "wrong-password")
        error.trace = partial(count_failure, login=person.login, person_id=person.id)
        raise error


def change_password(work: Work, change: PasswordChange) -> None:
    """Give oneself a new password; every other session, token and refresh chain ends.

    Runs in a reading unit of work (the hashes are slow) and writes in a short one. `current` is needed unless the
    person just signed in with a reset code. Raises Invalid, or LockedOut after too many wrong guesses at `current`.
    """
    person = myself(work)
    check_current(work, person, change.current or "")
    check_new_password(change.new, person.login, "/new")
    if change.new == change.current:
        raise Invalid.at("/new", N_("新密码不能和原密码一样。"), "password-same")
    fresh = hash_password(change.new)
    with writing(work) as second:
        stored = repository.get_person(second.session, person.id, lock=True)
        if stored is None or stored.auth_version != person.auth_version:
            raise Conflict
        stored.password_hash, stored.must_change_password = fresh, False
        end_everything(second, stored, keep_session=work.actor.session_id)
        record(second, "accounts.password-change", "person", stored.id)


def end_everything(work: Work, person: Person, *, keep_session: UUID | None = None) -> int:
    """Access tokens stop by `auth_version`, sessions and refresh chains by their own ends; answers the sessions."""
    person.auth_version += 1
    work.session.add(person)
    ended = sessions.end_sessions(work.session, person.id, work.now, but=keep_session)
    sessions.revoke_families(work.session, person.id, work.now)
    sessions.void_reset_codes(work.session, person.id, work.now)
    forget_after(work)
    return ended


def sign_out_everywhere(work: Work) -> None:
    """End all of one's own sessions and tokens, this one included."""
    person = repository.get_person(work.session, myself(work).id, lock=True)
    if person is None:
        raise Forbidden
    ended = end_everything(work, person)
    record(work, "accounts.sign-out-everywhere", "person", person.id, sessions=ended)


def issue_reset_code(work: Work, person_id: UUID) -> ResetCodeView:
    """A code to hand over in person: one use, 24 hours. Sessions end and the old password no longer counts.

    Raises NotFound, Forbidden, PersonDisabled.
    """
    person, facts = get_visible_person(work, person_id, lock=True)
    require(policy.can_reset_password(work.actor, facts))
    if person.status is not PersonStatus.ACTIVE:
        raise PersonDisabled
    return replace_by_code(work, person)


def replace_by_code(work: Work, person: Person) -> ResetCodeView:
    """Let a new reset code stand in place of a person's password."""
    code = issue_codes(work, [person], CODE_LIFE)[person.id]
    return ResetCodeView(person_id=person.id, code=code, expires_at=work.now + CODE_LIFE)


def end_all_access(work: Work, person: Person) -> None:
    """A person whose account is switched off is signed out everywhere."""
    end_everything(work, person)
