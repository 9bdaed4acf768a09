"""A month as its run will have it: the days, what earlier months are adjusted by, the journeys, and the debts.

Calculating stores it, closing compares it. It reads the facts alone, so the same facts give the same digest.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from app.allowances import repository_settlement as settlement_rows
from app.allowances.engine import RATE_MISSING
from app.allowances.models import RowStatus
from app.allowances.models_settlement import AllowanceAdjustment
from app.allowances.service_calculate import (
    Priced,
    days_digest,
    exceptions_of,
    price_month,
    with_paid_twice,
)
from app.allowances.service_claims_due import ClaimDue, list_due
from app.allowances.service_late import Late, find_late
from app.allowances.settlement import Net, net
from app.core.work import Work
from app.secondments.models import Programme
from app.secondments.service_cards import SecondmentCard, describe


@dataclass(frozen=True)
class Owed:
    """One row: the month's days when the cadre serves in it, and whatever else is settled with the run."""

    card: SecondmentCard
    priced: Priced | None
    late: tuple[Late, ...] = ()
    by_hand: tuple[AllowanceAdjustment, ...] = ()
    due: tuple[ClaimDue, ...] = ()

    @cached_property
    def status(self) -> RowStatus:
        """An earlier month that waits for a rate blocks the row as a day of its own month does."""
        own = RowStatus.PAYABLE if self.priced is None else self.priced.status
        return RowStatus.BLOCKED if any(late.waits for late in self.late) else own

    @property
    def unit_id(self) -> UUID:
        """The unit under which the row stands: the host of the last day."""
        if self.priced is not None:
            return self.priced.unit_id
        return self.card.posting_on(self.card.secondment.end_on).receiving_unit_id

    @property
    def counts(self) -> bool:
        """Whether the days of the month itself are paid now."""
        return self.priced is not None and self.status is RowStatus.PAYABLE

    @property
    def subsidy_fen(self) -> int:
        """The month's own days."""
        return self.priced.subsidy.subsidy_fen if self.priced is not None and self.counts else 0

    @property
    def payable_halves(self) -> int:
        """Half days that count."""
        return self.priced.subsidy.payable_halves if self.priced is not None and self.counts else 0

    @property
    def adjustment_fen(self) -> int:
        """What earlier months are adjusted by, and what was entered by hand."""
        return sum(late.amount_fen for late in self.late) + sum(one.amount_fen for one in self.by_hand)

    @property
    def transport_fen(self) -> int:
        """What the journeys are paid."""
        return sum(one.pay_fen for one in self.due)

    @property
    def earned_fen(self) -> int:
        """Before debts; below 0 when earlier months were paid too much."""
        return self.subsidy_fen + self.adjustment_fen + self.transport_fen

    @property
    def exceptions(self) -> list[dict[str, Any]]:
        """Why the row asks for something, with the dates of earlier months too."""
        found = exceptions_of(self.priced) if self.priced is not None else []
        missing = [on.isoformat() for late in self.late for on in late.missing]
        if missing:
            own: list[str] = next((one["dates"] for one in found if one["code"] == RATE_MISSING), [])
            rest = [one for one in found if one["code"] != RATE_MISSING]
            found = [*rest, {"code": RATE_MISSING, "dates": [*missing, *own]}]
        twice = [one for late in self.late for one in late.twice]
        own_twice = self.priced.twice if self.priced is not None and self.priced.sheet.is_confirmed else ()
        return with_paid_twice(found, [*twice, *own_twice])


@dataclass(frozen=True)
class Prepared:
    """All rows of a run, by programme order, and what each comes to."""

    rows: tuple[Owed, ...]
    nets: Mapping[UUID, Net]
    balances: Mapping[UUID, int]
    """What each cadre whose debt moves owes once the run is closed."""

    @property
    def due(self) -> list[ClaimDue]:
        """Every journey that the run pays."""
        return [one for row in self.rows for one in row.due]

    @property
    def left_out(self) -> list[UUID]:
        """Whose days of the month itself are not paid now."""
        return [row.card.id for row in self.rows if row.priced is not None and not row.counts]

    @property
    def paid_late(self) -> list[tuple[UUID, str]]:
        """The (secondment, month) that are settled with this run."""
        return [(row.card.id, late.month) for row in self.rows for late in row.late]

    @cached_property
    def digests(self) -> dict[int, str]:
        """The digest of each different set of days, by the subsidy that they share."""
        found: dict[int, str] = {}
        for row in self.rows:
            if row.priced is not None and id(row.priced.subsidy) not in found:
                found[id(row.priced.subsidy)] = days_digest(row.priced.subsidy)
        return found

    def days_digest(self, row: Owed) -> str | None:
        """The digest of the days that a row pays; None when it pays none of the month's own."""
        return self.digests[id(row.priced.subsidy)] if row.priced is not None and row.counts else None

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that the month says: the same facts give the same digest."""
        content = hashlib.sha256()
        for row in sorted(self.rows, key=lambda row: str(row.card.id)):
            for said in self._said(row):
                content.update(said.encode())
        return content.hexdigest()

    def _said(self, row: Owed) -> Iterable[str]:
        one = self.nets[row.card.id]
        sums = (row.subsidy_fen, row.transport_fen, row.adjustment_fen, one.debt_in_fen, one.carried_fen)
        yield f"{row.card.id} {row.status} {sums} {one.total_fen} {self.days_digest(row)}\n"
        for late in row.late:
            days = ",".join(f"{c.on}:{c.halves}:{c.amount_fen}" for c in late.changes)
            yield f"{late.month} {late.kind} {days} {late.missing} {late.twice}\n"
        yield from (f"{one.id} {one.amount_fen}\n" for one in row.by_hand)
        yield from (f"{one.claim_id} {one.receipts_fen} {one.pay_fen} {one.reason}\n" for one in row.due)


def prepare(work: Work, programme: Programme, month: str, run_id: UUID | None) -> Prepared:
    """The run as the facts stand now; `run_id` is the open run that has taken hand-entered adjustments already."""
    rows = tuple(_rows(work, programme, month, run_id))
    nets, balances = _nets(rows, settlement_rows.balances(work.session))
    return Prepared(rows, nets, balances)


def _rows(work: Work, programme: Programme, month: str, run_id: UUID | None) -> Iterable[Owed]:
    """All who serve in the month, then whoever else has something to settle."""
    late: dict[UUID, list[Late]] = defaultdict(list)
    by_hand: dict[UUID, list[AllowanceAdjustment]] = defaultdict(list)
    due: dict[UUID, list[ClaimDue]] = defaultdict(list)
    for one in find_late(work, programme, month):
        late[one.card.id].append(one)
    for entered in settlement_rows.approved_by_hand(work.session, programme.id, run_id):
        by_hand[entered.secondment_id].append(entered)
    for trip in list_due(work, programme.id, month):
        due[trip.secondment_id].append(trip)
    serving = price_month(work, programme, month)
    known = {item.sheet.card.id for item in serving}
    others = describe(work, {*late, *by_hand, *due} - known).values()
    cards: list[tuple[SecondmentCard, Priced | None]] = [(item.sheet.card, item) for item in serving]
    cards += [(card, None) for card in sorted(others, key=lambda card: (card.person_no or "", str(card.id)))]
    for card, item in cards:
        key = card.id
        yield Owed(card, item, tuple(late.get(key, ())), tuple(by_hand.get(key, ())), tuple(due.get(key, ())))


def _nets(rows: Sequence[Owed], owing: Mapping[UUID, int]) -> tuple[dict[UUID, Net], dict[UUID, int]]:
    """What each row comes to; a cadre's rows one after the other, by the beginning of their terms."""
    nets: dict[UUID, Net] = {}
    involved: dict[UUID, list[Owed]] = defaultdict(list)
    touched = {row.card.secondment.cadre_id for row in rows if row.earned_fen < 0} | set(owing)
    for row in rows:
        cadre_id = row.card.secondment.cadre_id
        if cadre_id in touched:
            involved[cadre_id].append(row)
        else:
            nets[row.card.id] = Net(0, 0, row.earned_fen)
    balances = {}
    for cadre_id, own in involved.items():
        ordered = sorted(own, key=lambda row: (row.card.secondment.start_on, str(row.card.id)))
        found, left = net([row.earned_fen for row in ordered], owing.get(cadre_id, 0))
        nets |= {row.card.id: one for row, one in zip(ordered, found, strict=True)}
        balances[cadre_id] = left
    return nets, balances
