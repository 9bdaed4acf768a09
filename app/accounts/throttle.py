"""How long failed sign-ins make one wait: per address and account, and per address over all accounts. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

FORGET_AFTER = timedelta(hours=1)
"""Failures older than this no longer count."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """`free` failures cost nothing; each further one doubles the pause, from `first` up to `longest`."""

    free: int
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)

    def pause(self, failures: int) -> timedelta | None:
        """The pause after so many failures, None while they are free."""
        beyond = failures - self.free
        if beyond < 0:
            return None
        return min(self.first * (1 << min(beyond, 16)), self.longest)


PER_ACCOUNT = Allowance(free=5)
PER_ADDRESS = Allowance(free=50)
"""Many colleagues share an office's address, so that the cap over accounts is wide."""


def account_key(address: str, login: str) -> str:
    """The counter of one address against one account; hashed, for people type passwords into the wrong field."""
    return hashlib.sha256(f"account\0{address}\0{login.strip().lower()}".encode()).hexdigest()


def address_key(address: str) -> str:
    """The counter of one address over all accounts."""
    return hashlib.sha256(f"address\0{address}".encode()).hexdigest()
