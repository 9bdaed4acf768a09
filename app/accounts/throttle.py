"""How long failed sign-ins make one wait: per address and account, and per address over all accounts. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

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
EASED_BY_SUCCESS = 2
"""Failures that a sign-in takes off its address: a building's daily slips never add up, a guesser's do."""


PER_FACTOR = Allowance(free=10)
"""Wrong codes against one account from anywhere: only who knows its password gets so far."""


def account_key(address: str, login: str) -> str:
    """The counter of one address against one account; hashed, for people type passwords into the wrong field."""
    return hashlib.sha256(f"account\0{_place(address)}\0{login.strip().lower()}".encode()).hexdigest()


def address_key(address: str) -> str:
    """The counter of one address over all accounts."""
    return hashlib.sha256(f"address\0{_place(address)}".encode()).hexdigest()


def factor_key(login: str) -> str:
    """The counter of wrong second-factor codes against one account, whatever the address."""
    return hashlib.sha256(f"factor\0{login.strip().lower()}".encode()).hexdigest()


def _place(address: str) -> str:
    """What one guesser holds: an IPv4 address, or the 64 bits of an IPv6 one that a single line may choose from."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped) if found.ipv4_mapped else f"{int(found) >> 64:x}"
