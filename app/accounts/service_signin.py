"""Signing in: the password or reset code, the second factor of those who have one, and browser sessions.

One password check takes some 0.2 s. It runs in the request's reading unit of work, and what follows from it is
written in a short second one, so that nobody's writes wait for a sign-in (SQLite has one writer).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from app.accounts import repository
from app.accounts import repository_factors as factors
from app.accounts import repository_sessions as sessions
from app.accounts.authority import forget_after
from app.accounts.errors import SignInTooOld, WrongCredentials
from app.accounts.idle import PHONE_DAYS
from app.accounts.models import BrowserSession, Person
from app.accounts.passwords import code_matches, verify_password
from app.accounts.service_pauses import count_failure, forget_failures, refuse_while_paused
from app.accounts.service_proof import Proof, prove
from app.accounts.tokens import HalfSignedIn, hash_token, new_opaque_token
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
    """Whose password or reset code was right, and whether that is not yet enough."""

    person_id: UUID
    auth_version: int
    login: str
    code_id: UUID | None
    wants_otp: bool = False

    @property
    def half(self) -> HalfSignedIn:
        """What the second step needs to know of the first."""
        return HalfSignedIn(self.person_id, self.auth_version, self.code_id)


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


def check_credentials(work: Work, login: str, password: str) -> Checked:
    """Whose login and password (or reset code) these are; WrongCredentials or LockedOut, equally slow for all."""
    refuse_while_paused(work, login)
    person = repository.find_person_by_login(work.session, login)
    code = sessions.find_reset_code(work.session, person.id if person else new_id(), work.now)
    wants_otp = factors.has_factor(work.session, person.id if person else new_id())
    work.rest()  # whoever waits for a password check holds no connection
    by_password = verify_password(password, person.password_hash if person else None)
    by_code = person is not None and code is not None and code_matches(person.id, password, code.code_hash)
    if person is None or not person.is_open(work.today) or not (by_password or by_code):
        raise WrongCredentials(trace=partial(count_failure, login=login, person_id=person.id if person else None))
    code_id = code.id if code and not by_password else None
    return Checked(person.id, person.auth_version, person.login, code_id, wants_otp)


def accept(work: Work, checked: Checked, channel: str, proof: Proof) -> Person:
    """Let the checked person in, in the writing unit of work: second factor, reset code, counters, audit.

    WrongCredentials when the account changed while the password was being checked; and what `prove` raises.
    """
    person = repository.get_person(work.session, checked.person_id, lock=True)
    if person is None or not person.is_open(work.today) or person.auth_version != checked.auth_version:
        raise WrongCredentials
    second = prove(work, person, proof)
    if checked.code_id is not None:
        code = sessions.find_reset_code(work.session, person.id, work.now, lock=True)
        if code is None or code.id != checked.code_id:
            raise WrongCredentials
        code.used_at = work.now
        person.must_change_password = True
        work.session.add_all([code, person])
    forget_failures(work, person.login, factor=second is not None)
    by = "code" if checked.code_id else "password"
    record(work, "accounts.sign-in", "person", person.id, by=by, second=second, channel=channel)
    return person


def identity(checked: Checked) -> Actor:
    """The checked person as the one who acts."""
    return Actor(kind="person", id=checked.person_id)


def sign_in(work: Work, login: str, password: str, device: Device, proof: Proof) -> SignedIn | HalfSignedIn:
    """Open a browser session, or say that the second step is wanted.

    Raises WrongCredentials, or LockedOut with `Retry-After`.
    """
    checked = check_credentials(work, login, password)
    return checked.half if checked.wants_otp else _open_session(work, checked, device, proof)


def finish_sign_in(work: Work, half: HalfSignedIn | None, device: Device, proof: Proof) -> SignedIn:
    """The second step: open a browser session when the code is right.

    Raises SignInTooOld, WrongOtp, or LockedOut with `Retry-After`.
    """
    person = repository.get_person(work.session, half.person_id) if half else None
    if half is None or person is None:
        raise SignInTooOld
    checked = Checked(person.id, half.auth_version, person.login, half.code_id)
    work.rest()
    try:
        return _open_session(work, checked, device, proof)
    except WrongCredentials as error:
        raise SignInTooOld from error


def _open_session(work: Work, checked: Checked, device: Device, proof: Proof) -> SignedIn:
    """A session under a new secret; the one that the browser brought along ends."""
    cookie = new_opaque_token()
    with writing(work, identity(checked)) as second:
        person = accept(second, checked, "phone" if device.is_phone else "desk", proof)
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
