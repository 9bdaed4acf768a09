"""What the days say against a journey: shown to whoever verifies and pays, never hidden and never blocking.

Of leave only that there is some: neither its type nor its reason is read here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.allowances import repository_claims_due as repository
from app.allowances.models_claims import Claim, ClaimKind, ClaimLeg, Trip
from app.allowances.schemas_claims import ConflictView
from app.attendance.ledger import Day, State
from app.attendance.service_ledger import sheets
from app.attendance.service_presence import on_post_between
from app.core import clock
from app.core.work import Work
from app.secondments.service_cards import SecondmentCard
from app.workdays.rules import dates

Legs = Mapping[UUID, Sequence[ClaimLeg]]


@dataclass(frozen=True, slots=True)
class _Journey:
    """A journey with its first and last day, and the instants between which its traveller was surely under way."""

    claim: Claim
    legs: Sequence[ClaimLeg]
    first_on: date
    last_on: date

    @property
    def left_at(self) -> datetime | None:
        """When the first leg set out, if its time is known."""
        first = min(self.legs, key=lambda leg: (leg.day_on, leg.position), default=None)
        return first.depart_at if first and first.day_on == self.first_on else None

    @property
    def back_at(self) -> datetime | None:
        """When the last leg arrived, if its time is known."""
        last = max(self.legs, key=lambda leg: (leg.day_on, leg.position), default=None)
        return last.arrive_at if last else None


def conflicts_of(
    work: Work, claims: Sequence[Claim], legs: Legs, cards: Mapping[UUID, SecondmentCard]
) -> dict[UUID, list[ConflictView]]:
    """What speaks against each of these claims, in a number of statements that grows with months alone."""
    journeys = [_journey(claim, legs.get(claim.id, ())) for claim in claims if claim.kind is ClaimKind.TRANSPORT]
    if not journeys:
        return {}
    first, last = min(one.first_on for one in journeys), max(one.last_on for one in journeys)
    days = _ledger(work, journeys, cards)
    present = on_post_between(work, {one.claim.secondment_id for one in journeys}, first, last)
    others: dict[UUID, list[Claim]] = defaultdict(list)
    for other in repository.list_of_cadres(work.session, {one.claim.cadre_id for one in journeys}, first, last):
        others[other.cadre_id].append(other)
    found = {}
    for one in journeys:
        claim, known = one.claim, days[one.claim.secondment_id]
        said = {
            "leave": _days_in(known, one, State.LEAVE),
            "checked-in": _present(one, present.get(claim.secondment_id, ())),
            "trip-paid-elsewhere": _days_in(known, one, State.TRIP_PAID_ELSEWHERE),
            "claim-overlap": _shared(one, others[claim.cadre_id]),
            "outside-posting": _beyond(one, known, cards[claim.secondment_id]),
        }
        found[claim.id] = [ConflictView(code=code, dates=dates) for code, dates in said.items() if dates]
    return found


def _journey(claim: Claim, legs: Sequence[ClaimLeg]) -> _Journey:
    first = claim.outbound_on or claim.counts_on
    ends = [first, *(leg.day_on for leg in legs)]
    return _Journey(claim, legs, first, claim.return_on or max(ends))


def _ledger(
    work: Work, journeys: Iterable[_Journey], cards: Mapping[UUID, SecondmentCard]
) -> dict[UUID, dict[date, Day]]:
    """The ledger of every month that a journey touches, by secondment and day."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for one in journeys:
        for month in {clock.month_of(on) for on in dates(one.first_on, one.last_on)}:
            wanted[month].add(one.claim.secondment_id)
    found: dict[UUID, dict[date, Day]] = defaultdict(dict)
    for month, ids in sorted(wanted.items()):
        for sheet in sheets(work, [cards[key] for key in sorted(ids)], month):
            found[sheet.card.id] |= {day.on: day for day in sheet.days}
    return found


def _days_in(days: Mapping[date, Day], one: _Journey, state: State) -> list[date]:
    journey = (days[on] for on in dates(one.first_on, one.last_on) if on in days)
    return [day.on for day in journey if state in (day.am.state, day.pm.state)]


def _present(one: _Journey, check_ins: Iterable[tuple[date, datetime]]) -> list[date]:
    """Days of an on-post check-in during the journey: on its first and last day unless a leg's time says otherwise."""
    found = dict.fromkeys(
        on
        for on, at in check_ins
        if one.first_on <= on <= one.last_on
        and not (on == one.first_on and one.left_at and at < one.left_at)
        and not (on == one.last_on and one.back_at and at > one.back_at)
    )
    return list(found)


def _shared(one: _Journey, others: Iterable[Claim]) -> list[date]:
    found: set[date] = set()
    for other in others:
        if other.id != one.claim.id and other.outbound_on is not None:
            first, last = max(one.first_on, other.outbound_on), min(one.last_on, other.return_on or other.outbound_on)
            found |= set(dates(first, last))
    return sorted(found)


def _beyond(one: _Journey, days: Mapping[date, Day], card: SecondmentCard) -> list[date]:
    """Days of legs that are not served, or that another unit hosts; the ways to and from the post may lie outside."""
    host = card.posting_on(one.first_on).receiving_unit_id
    single = one.claim.leg is not Trip.ROUND
    found = set()
    for leg in one.legs:
        day = days.get(leg.day_on)
        outside = not single and (day is None or day.am.state is State.OUTSIDE)
        if outside or card.posting_on(leg.day_on).receiving_unit_id != host:
            found.add(leg.day_on)
    return sorted(found)
