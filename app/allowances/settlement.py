"""Settling afterwards 调整与结转: recomputed − settled by the day, and months that come out below zero (domain.md 4.7).

Pure. Settled is what the lines of the closed run say plus every later adjustment that refers to the month, so that
the same facts twice adjust nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple


class DayPay(NamedTuple):
    """What one day is and pays: halves (0-2) and fen, with the words behind it; `rate_fen` where one holds."""

    halves: int
    amount_fen: int
    state: str
    source: str
    reason: str
    rate_fen: int | None = None


Month = Mapping[date, DayPay]
"""Every day of a month."""


class DayChange(NamedTuple):
    """A day that was settled otherwise than the facts have it; `before` is None where nothing was settled."""

    on: date
    halves: int
    amount_fen: int
    before: DayPay | None
    after: DayPay


def settled(lines: Month | None, changes: Iterable[DayChange]) -> dict[date, DayPay] | None:
    """What a month has been settled at: its lines with all later changes, given oldest first; None while unsettled."""
    found = None if lines is None else dict(lines)
    for change in changes:
        found = {} if found is None else found
        old = found.get(change.on)
        halves = change.halves + (old.halves if old else 0)
        amount = change.amount_fen + (old.amount_fen if old else 0)
        found[change.on] = change.after._replace(halves=halves, amount_fen=amount)
    return found


def differences(before: Month | None, recomputed: Month) -> tuple[DayChange, ...]:
    """The days on which the facts pay otherwise than was settled; every day where nothing was settled (补发)."""
    if before is None:
        return tuple(DayChange(on, day.halves, day.amount_fen, None, day) for on, day in sorted(recomputed.items()))
    found = []
    for on, day in sorted(recomputed.items()):
        old = before.get(on)
        halves, amount = (old.halves, old.amount_fen) if old else (0, 0)
        if (day.halves, day.amount_fen) != (halves, amount):
            found.append(DayChange(on, day.halves - halves, day.amount_fen - amount, old, day))
    return tuple(found)


def total_of(changes: Iterable[DayChange]) -> int:
    """The fen of an adjustment: the sum of its days."""
    return sum(change.amount_fen for change in changes)


class Net(NamedTuple):
    """What one row comes to: `total_fen = earned + debt_in_fen + carried_fen`, never below 0."""

    debt_in_fen: int
    carried_fen: int
    total_fen: int


def net(earned: Sequence[int], balance_fen: int) -> tuple[list[Net], int]:
    """One cadre's rows of a run, and what they owe afterwards; `balance_fen` is what they owed before.

    A row below zero pays nothing and is carried, before anything is withheld: nobody is paid by one row what another
    row of the same run owes. Debts are withheld in the order of the rows, as far as each goes.
    """
    if balance_fen < 0:
        raise ValueError("nobody is owed a debt")
    balance = balance_fen + sum(-fen for fen in earned if fen < 0)
    found = []
    for fen in earned:
        if fen < 0:
            found.append(Net(0, -fen, 0))
            continue
        withheld = min(balance, fen)
        balance -= withheld
        found.append(Net(-withheld, 0, fen - withheld))
    return found, balance
