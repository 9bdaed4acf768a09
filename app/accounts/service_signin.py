"""Signing in: the password or reset code, the counters of failures, and browser sessions.

One password check takes some 0.2 s. It runs in the request's reading unit of work, and what follows from it is
written in a short second one, so that nobody's writes wait for a sign-in (SQLite has one writer).
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from app.accounts import repository, throttle
from app.accounts import repository_sessions as sessions
from app.accounts.authority import PHONE_DAYS, forget_after
from app.accounts.errors import LockedOut, WrongCredentials
from app.accounts.models import BrowserSession, Person, PersonStatus
from app.accounts.passwords import code_matches, verify_password
from app.accounts.tokens import hash_token, new_opaque_token
from app.audit.service import record
from app.core.actor import Actor
from app.core.errors import DomainError
from app.core.ids import new_id
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class Device:
    """The browser that signs in."""

    user_agent: str = ""
    cookie: str | None = None

    @property
    def is_phone(self) -> bool:
        """Phones stay signed in for days, desks for half an hour without use."""
        return "Mobile" in self.user_agent


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its cookie's value and what the person prefers."""

    cookie: str
    phone: bool
    locale: str | None
    care: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """Whose password or reset code was right."""

    person_id: UUID
    auth_version: int
    login: str
    code_id: UUID | None


@contextmanager
def writing(work: Work, actor: Actor | None = None) -> Iterator[Work]:
    """A short writing unit of work beside the reading one of the request; its refusals leave their trace once."""
    second = Work(work.database, actor or work.actor, True, work.now, work.request_id, work.address)
    try:
        with second:
            yield second
    except DomainError as error:
        error.trace = None
        raise


def refuse_while_paused(work: Work, login: str) -> None:
    """Raise LockedOut while this address must wait, for this account or for all."""
    keys = (throttle.account_key(work.address, login), throttle.address_key(work.address))
    until = sessions.find_pause(work.session, keys, work.now)
    if until is not None:
        seconds = math.ceil((until - work.now).total_seconds())
        raise LockedOut(headers={"Retry-After": str(seconds)}, minutes=math.ceil(seconds / 60))


def count_failure(work: Work, login: str, person_id: UUID | None = None) -> None:
    """Count a failed try against (address, account) and against the address, and pause whichever is used up."""
    counters = (
        (throttle.account_key(work.address, login), throttle.PER_ACCOUNT),
        (throttle.address_key(work.address), throttle.PER_ADDRESS),
    )
    for key, allowance in counters:
        failures = sessions.count_failure(work.session, key, work.now, throttle.FORGET_AFTER)
        pause = allowance.pause(failures)
        if pause is not None:
            sessions.block_until(work.session, key, work.now + pause)
    record(work, "accounts.sign-in-failed", "person", person_id)


def check_credentials(work: Work, login: str, password: str) -> Checked:
    """Whose login and password (or reset code) these are; WrongCredentials or LockedOut, equally slow for all."""
    refuse_while_paused(work, login)
    person = repository.find_person_by_login(work.session, login)
    code = sessions.find_reset_code(work.session, person.id if person else new_id(), work.now)
    work.rest()  # whoever waits for a password check holds no connection
    by_password = verify_password(password, person.password_hash if person else None)
    by_code = person is not None and code is not None and code_matches(person.id, password, code.code_hash)
    if person is None or person.status is not PersonStatus.ACTIVE or not (by_password or by_code):
        raise WrongCredentials(trace=partial(count_failure, login=login, person_id=person.id if person else None))
    return Checked(person.id, person.auth_version, person.login, code.id if code and not by_password else None)


def accept(work: Work, checked: Checked, channel: str) -> Person:
    """Let the checked person in, in the writing unit of work: spend the reset code, end the counting, audit.

    WrongCredentials when the account changed while the password was being checked.
    """
    person = repository.get_person(work.session, checked.person_id, lock=True)
    if person is None or person.status is not PersonStatus.ACTIVE or person.auth_version != checked.auth_version:
        raise WrongCredentials
    if checked.code_id is not None:
        code = sessions.find_reset_code(work.session, person.id, work.now, lock=True)
        if code is None or code.id != checked.code_id:
            raise WrongCredentials
        code.used_at = work.now
        person.must_change_password = True
        work.session.add_all([code, person])
    sessions.clear_failures(work.session, throttle.account_key(work.address, checked.login))
    record(work, "accounts.sign-in", "person", person.id, by="code" if checked.code_id else "password", channel=channel)
    return person


def identity(checked: Checked) -> Actor:
    """The checked person as the one who acts."""
    return Actor(kind="person", id=checked.person_id)


def sign_in(work: Work, login: str, password: str, device: Device) -> SignedIn:
    """Open a browser session under a new secret, ending the one that the browser brought along.

    Raises WrongCredentials, or LockedOut with `Retry-After`.
    """
    checked = check_credentials(work, login, password)
    cookie = new_opaque_token()
    with writing(work, identity(checked)) as second:
        person = accept(second, checked, channel="phone" if device.is_phone else "desk")
        if device.cookie:
            sessions.end_session(second.session, hash_token(device.cookie), work.now)
        second.session.add(
            BrowserSession(
                person_id=person.id,
                token_hash=hash_token(cookie),
                user_agent=device.user_agent[:200],
                address=work.address,
                phone=device.is_phone,
                expires_at=session_expiry(work.now),
            )
        )
        forget_after(second)
    return SignedIn(cookie, device.is_phone, person.locale, person.care)


def session_expiry(now: datetime) -> datetime:
    """Rolling: thirty days after the last use (idle limits are shorter, see `authority`)."""
    return now + timedelta(days=PHONE_DAYS)


def sign_out(work: Work, cookie: str | None) -> None:
    """End the browser's session, if it has one."""
    if cookie:
        sessions.end_session(work.session, hash_token(cookie), work.now)
        if work.actor.person_id is not None:
            record(work, "accounts.sign-out", "person", work.actor.person_id)
        forget_after(work)
