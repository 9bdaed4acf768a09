"""A cadre's month by the units that hosted it: each confirms its own dates, all of them together make the month."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.attendance.ledger import Day
from app.attendance.models import MonthConfirmation
from app.core import clock
from app.secondments.policy import PostingFacts, posting_on

Confirmations = Mapping[UUID, MonthConfirmation]
"""One month's, by the unit that gave them."""


class ConfirmationState(StrEnum):
    """待确认, 已确认, 已撤回确认."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class MonthPart:
    """The days of a month that one unit hosts, and its word on them; `posting` is its last one of the month.

    A unit that a cadre leaves and comes back to has one part with all its days.
    """

    posting: PostingFacts
    days: tuple[Day, ...]
    confirmation: MonthConfirmation | None

    @property
    def unit_id(self) -> UUID:
        """The host."""
        return self.posting.receiving_unit_id

    @property
    def first_on(self) -> date:
        """The first day of the part."""
        return self.days[0].on

    @property
    def last_on(self) -> date:
        """The last day of the part."""
        return self.days[-1].on

    @property
    def state(self) -> ConfirmationState:
        """Pending until somebody confirmed; pending is never unpaid for good."""
        if self.confirmation is None:
            return ConfirmationState.PENDING
        return ConfirmationState.CONFIRMED if self.confirmation.reopened_at is None else ConfirmationState.REOPENED

    @property
    def is_confirmed(self) -> bool:
        """Whether the unit's word stands."""
        return self.state is ConfirmationState.CONFIRMED

    @property
    def digest(self) -> str:
        """What was or would be confirmed."""
        return ledger_digest(self.days)

    @property
    def changed(self) -> bool:
        """A day was corrected, or moved to another unit, after the part had been confirmed."""
        return self.is_confirmed and self.confirmation is not None and self.confirmation.ledger_digest != self.digest


def parts_of(days: tuple[Day, ...], postings: Sequence[PostingFacts], said: Confirmations) -> tuple[MonthPart, ...]:
    """Every day in the part of the unit that hosts it, none twice; days off the term go with the nearest posting."""
    first, last = posting_on(postings, days[0].on), posting_on(postings, days[-1].on)
    if first is last:
        return (MonthPart(last, days, said.get(last.receiving_unit_id)),)
    hosted: dict[UUID, list[Day]] = {}
    hosts: dict[UUID, PostingFacts] = {}
    for day in days:
        posting = posting_on(postings, day.on)
        hosted.setdefault(posting.receiving_unit_id, []).append(day)
        hosts[posting.receiving_unit_id] = posting
    return tuple(MonthPart(hosts[key], tuple(own), said.get(key)) for key, own in hosted.items())


@dataclass(frozen=True, slots=True)
class Part:
    """The days of a month that one unit hosts, as dates alone; `until` is the last day that it hosts in the month."""

    month: str
    posting: PostingFacts
    first_on: date
    last_on: date
    until: date


def parts_between(postings: Sequence[PostingFacts], first: date, last: date) -> list[Part]:
    """The parts of every month from `first` to `last`, both included: the same units that `parts_of` names.

    `first_on` and `last_on` lie in the span; days between them may belong to another unit that came and went.
    """
    found: dict[tuple[str, UUID], Part] = {}
    for posting in postings:
        begin, end = max(posting.start_on, first), min(posting.end_on, last)
        month = clock.month_of(begin)
        while begin <= end and month <= clock.month_of(end):
            opens, closes = clock.month_bounds(month)
            key = month, posting.receiving_unit_id
            since = found[key].first_on if key in found else max(begin, opens)
            found[key] = Part(month, posting, since, min(end, closes), min(posting.end_on, closes))
            month = clock.next_month(month)
    return list(found.values())


def ledger_digest(days: Iterable[Day]) -> str:
    """SHA-256 over what each half day is: two ledgers with the same states have the same digest."""
    text = "\n".join(f"{day.on.isoformat()} {day.am.state} {day.pm.state}" for day in days)
    return hashlib.sha256(text.encode()).hexdigest()
