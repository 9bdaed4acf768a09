"""Proving the second factor: the authenticator's code or a recovery code, each accepted once."""

from dataclasses import dataclass
from functools import partial

from app.accounts import repository_factors as factors
from app.accounts import second_factor
from app.accounts.errors import OtpRequired, SecondFactorUnreadable, WrongOtp
from app.accounts.models import Person
from app.accounts.models_access import SecondFactor
from app.accounts.passwords import hash_code
from app.accounts.service_pauses import count_failure, refuse_while_paused
from app.core.events import publish
from app.core.sealing import SealBroken, Sealer
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody offers as second factor, None when nothing was offered yet, and what opens the stored secret."""

    sealer: Sealer
    otp: str | None = None


def secret_of(factor: SecondFactor, sealer: Sealer) -> str:
    """The authenticator's secret. Raises SecondFactorUnreadable."""
    try:
        return sealer.open(factor.secret, purpose=second_factor.PURPOSE, bound_to=factor.person_id.hex)
    except SealBroken as error:
        raise SecondFactorUnreadable from error


def seal_secret(factor: SecondFactor, secret: str, sealer: Sealer) -> None:
    """Keep the secret, sealed under the present data key."""
    factor.secret = sealer.seal(secret, purpose=second_factor.PURPOSE, bound_to=factor.person_id.hex)


def prove(work: Work, person: Person, proof: Proof) -> str | None:
    """How the second factor was proven, `otp` or `recovery`; None when the account has none.

    Runs in a writing unit of work that holds the person. Raises OtpRequired, WrongOtp (which counts), LockedOut,
    SecondFactorUnreadable.
    """
    factor = factors.find_factor(work.session, person.id, lock=True)
    if factor is None or factor.confirmed_at is None:
        return None
    if proof.otp is None:
        raise OtpRequired
    refuse_while_paused(work, person.login, factor=True)
    typed = second_factor.plain(proof.otp)
    if second_factor.is_code(typed):
        if spend_step(work, factor, typed, proof.sealer):
            return "otp"
    elif factors.spend_recovery_code(work.session, person.id, hash_code(person.id, typed), work.now):
        left = factors.count_recovery_codes(work.session, person.id)
        publish(work, "account.recovery-used", person_id=person.id, left=left)
        return "recovery"
    raise WrongOtp(trace=partial(count_failure, login=person.login, person_id=person.id, factor=True))


def spend_step(work: Work, factor: SecondFactor, typed: str, sealer: Sealer) -> bool:
    """Whether the code is one of these seconds; its step is then used up, and the seal renewed where it is old."""
    secret = secret_of(factor, sealer)
    step = second_factor.matching_step(secret, typed, work.now, factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    if not sealer.is_current(factor.secret):
        seal_secret(factor, secret, sealer)
    work.session.add(factor)
    return True
