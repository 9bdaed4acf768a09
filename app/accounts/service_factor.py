"""Turning the second factor on and off, its recovery codes, and removing a lost one."""

from uuid import UUID

from app.accounts import policy, repository, second_factor
from app.accounts import repository_factors as factors
from app.accounts.errors import SecondFactorOff, SecondFactorOn, WrongOtp
from app.accounts.models import Person
from app.accounts.models_access import SecondFactor
from app.accounts.passwords import hash_code, new_recovery_code
from app.accounts.schemas_auth import (
    CurrentPassword,
    RecoveryCodesView,
    SecondFactorBegun,
    SecondFactorEnd,
    SecondFactorView,
)
from app.accounts.service_passwords import check_current, end_everything, myself
from app.accounts.service_people import get_visible_person
from app.accounts.service_proof import Proof, prove, seal_secret, spend_step
from app.accounts.service_signin import writing
from app.audit.service import record
from app.core.config import Settings
from app.core.errors import Conflict, Invalid, require
from app.core.events import publish
from app.core.sealing import Sealer, sealer_of
from app.core.work import Work

RECOVERY_CODES = 8


def describe_factor(work: Work) -> SecondFactorView:
    """Whether the actor may have a second factor, and has one."""
    person = myself(work)
    factor = factors.find_factor(work.session, person.id)
    on = factor is not None and factor.confirmed_at is not None
    return SecondFactorView(
        available=on or policy.may_have_factor(work.actor),
        enabled=on,
        confirmed_at=factor.confirmed_at if factor else None,
        recovery_codes_left=factors.count_recovery_codes(work.session, person.id) if on else 0,
    )


def begin_factor(work: Work, settings: Settings, body: CurrentPassword) -> SecondFactorBegun:
    """A fresh secret for the actor's authenticator; it counts for nothing before it is confirmed.

    Runs in a reading unit of work (the hash is slow) and writes in a short one. Raises Forbidden, SecondFactorOn,
    Invalid, LockedOut.
    """
    require(policy.may_have_factor(work.actor))
    person = myself(work)
    if factors.has_factor(work.session, person.id):
        raise SecondFactorOn
    check_current(work, person, body.current)
    secret = second_factor.new_secret()
    with writing(work) as second:
        _held(second, person)
        factor = factors.find_factor(second.session, person.id, lock=True) or SecondFactor(
            person_id=person.id, secret=""
        )
        if factor.confirmed_at is not None:
            raise SecondFactorOn
        seal_secret(factor, secret, sealer_of(settings))
        factor.created_at = work.now
        second.session.add(factor)
        record(second, "accounts.second-factor-begin", "person", person.id)
    address = second_factor.address_of(secret, person.login)
    return SecondFactorBegun(secret=secret, address=address, picture=second_factor.picture_of(address))


def _held(work: Work, person: Person) -> Person:
    """The person, held until the commit; Conflict when the account changed meanwhile."""
    stored = repository.get_person(work.session, person.id, lock=True)
    if stored is None or stored.auth_version != person.auth_version:
        raise Conflict
    return stored


def _me_held(work: Work) -> Person:
    return _held(work, myself(work))


def confirm_factor(work: Work, sealer: Sealer, otp: str) -> RecoveryCodesView:
    """The first code shows that the authenticator has the secret: from now on every sign-in asks for one.

    Whatever was signed in without it ends, but for the browser that confirms. Raises SecondFactorOff (nothing was
    begun), SecondFactorOn, Invalid.
    """
    require(policy.may_have_factor(work.actor))
    person = _me_held(work)
    factor = factors.find_factor(work.session, person.id, lock=True)
    if factor is None:
        raise SecondFactorOff
    if factor.confirmed_at is not None:
        raise SecondFactorOn
    if not spend_step(work, factor, second_factor.plain(otp), sealer):
        raise Invalid.at("/otp", WrongOtp.message, WrongOtp.code)
    factor.confirmed_at = work.now
    ended = end_everything(work, person, keep_session=work.actor.session_id)
    record(work, "accounts.second-factor-on", "person", person.id, sessions=ended)
    return _fresh_codes(work, person)


def _fresh_codes(work: Work, person: Person) -> RecoveryCodesView:
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    factors.replace_recovery_codes(work.session, person.id, [hash_code(person.id, code) for code in codes])
    return RecoveryCodesView(codes=codes)


def _prove_again(work: Work, person: Person, proof: Proof) -> None:
    """Ask a signed-in person for a code; a wrong one counts. Raises Invalid at `/otp`, SecondFactorOff, LockedOut."""
    try:
        proven = prove(work, person, proof)
    except WrongOtp as error:
        invalid = Invalid.at("/otp", error.text, error.code)
        invalid.trace = error.trace
        raise invalid from error
    if proven is None:
        raise SecondFactorOff


def renew_recovery_codes(work: Work, sealer: Sealer, otp: str) -> RecoveryCodesView:
    """Eight new recovery codes; the earlier ones stop. Raises SecondFactorOff, Invalid, LockedOut."""
    person = _me_held(work)
    _prove_again(work, person, Proof(sealer, otp))
    record(work, "accounts.recovery-codes", "person", person.id)
    return _fresh_codes(work, person)


def turn_off_factor(work: Work, sealer: Sealer, body: SecondFactorEnd) -> None:
    """The second factor is asked for no more; sessions elsewhere end. Raises SecondFactorOff, Invalid, LockedOut.

    Runs in a reading unit of work and writes in a short one.
    """
    person = myself(work)
    if not factors.has_factor(work.session, person.id):
        raise SecondFactorOff
    check_current(work, person, body.current)
    with writing(work) as second:
        stored = _held(second, person)
        _prove_again(second, stored, Proof(sealer, body.otp))
        factors.delete_factor(second.session, stored.id)
        ended = end_everything(second, stored, keep_session=work.actor.session_id)
        record(second, "accounts.second-factor-off", "person", stored.id, sessions=ended)


def remove_factor(work: Work, person_id: UUID) -> None:
    """A lost second factor goes, and with it every session: for another system administrator.

    Raises NotFound, Forbidden, SecondFactorOff.
    """
    person, facts = get_visible_person(work, person_id, lock=True)
    require(policy.can_remove_factor(work.actor, facts))
    take_factor_away(work, person)


def take_factor_away(work: Work, person: Person) -> None:
    """Delete the second factor of somebody who lost it. Raises SecondFactorOff."""
    if not factors.has_factor(work.session, person.id):
        raise SecondFactorOff
    factors.delete_factor(work.session, person.id)
    ended = end_everything(work, person)
    publish(work, "account.factor-removed", person_id=person.id)
    record(work, "accounts.second-factor-remove", "person", person.id, unit_id=person.home_unit_id, sessions=ended)
