"""What attendance asks of allowances: whether a day counts, in which words, and whether a late month was paid since."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.attendance.service_ledger import MonthSheet
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class PayWord:
    """The halves of a day that count, and why; `settled`: as the closed month was paid."""

    halves: int
    reason: str
    settled: bool = False


PayWords = Callable[[Work, MonthSheet], Mapping[date, PayWord]]


PaidMonths = Callable[[Work, Collection[UUID]], Collection[tuple[UUID, str]]]
"""(secondments) -> the (secondment, month) whose days a closed run has paid, in time or as back pay."""


def _none_paid(_work: Work, _secondment_ids: Collection[UUID]) -> Collection[tuple[UUID, str]]:
    return ()


def _no_words(_work: Work, _sheet: MonthSheet) -> Mapping[date, PayWord]:
    return {}


@dataclass(slots=True)
class Ports:
    """The functions handed in, and what the reasons are called; without them, nothing is said of pay."""

    pay_words: PayWords = _no_words
    paid_months: PaidMonths = _none_paid
    reason_labels: Mapping[str, str] = field(default_factory=dict)


PORTS = Ports()
