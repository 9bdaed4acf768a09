"""The counters of failed tries: who must wait, and for how long."""

import math
from uuid import UUID

from app.accounts import repository_sessions as sessions
from app.accounts import throttle
from app.accounts.errors import LockedOut
from app.audit.service import record
from app.core.work import Work


def refuse_while_paused(work: Work, login: str, *, factor: bool = False) -> None:
    """Raise LockedOut while this address must wait, for this account or for all; `factor`: or anybody for its codes."""
    keys = [throttle.account_key(work.address, login), throttle.address_key(work.address)]
    if factor:
        keys.append(throttle.factor_key(login))
    until = sessions.find_pause(work.session, keys, work.now)
    if until is not None:
        seconds = math.ceil((until - work.now).total_seconds())
        raise LockedOut(headers={"Retry-After": str(seconds)}, minutes=math.ceil(seconds / 60))


def count_failure(work: Work, login: str, person_id: UUID | None = None, *, factor: bool = False) -> None:
    """Count a failed try against (address, account) and against the address, and pause whichever is used up.

    A wrong code of a second factor also counts against the account from wherever it came.
    """
    counters = [
        (throttle.account_key(work.address, login), throttle.PER_ACCOUNT),
        (throttle.address_key(work.address), throttle.PER_ADDRESS),
    ]
    if factor:
        counters.append((throttle.factor_key(login), throttle.PER_FACTOR))
    for key, allowance in counters:
        failures = sessions.count_failure(work.session, key, work.now, throttle.FORGET_AFTER)
        pause = allowance.pause(failures)
        if pause is not None:
            sessions.block_until(work.session, key, work.now + pause)
    record(work, "accounts.sign-in-failed", "person", person_id, step="otp" if factor else "password")


def forget_failures(work: Work, login: str, *, factor: bool = False) -> None:
    """Whoever got in starts counting anew, and vouches a little for the address: a whole building may share one."""
    sessions.clear_failures(work.session, throttle.account_key(work.address, login))
    sessions.ease_failures(work.session, throttle.address_key(work.address), throttle.EASED_BY_SUCCESS)
    if factor:
        sessions.clear_failures(work.session, throttle.factor_key(login))
