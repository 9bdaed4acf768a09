"""What attendance asks of allowances: whether a programme's basis counts a day, and in which words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.attendance.service_ledger import MonthSheet
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class PayWord:
    """The halves of a day that count, and why; `settled`: as the closed month was paid."""

    halves: int
    reason: str
    settled: bool = False


PayWords = Callable[[Work, MonthSheet], Mapping[date, PayWord]]


def _no_words(_work: Work, _sheet: MonthSheet) -> Mapping[date, PayWord]:
    return {}


@dataclass(slots=True)
class Ports:
    """The function handed in, and what its reasons are called; without it, nothing is said of pay."""

    pay_words: PayWords = _no_words
    reason_labels: Mapping[str, str] = field(default_factory=dict)


PORTS = Ports()
