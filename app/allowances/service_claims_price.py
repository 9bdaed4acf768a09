"""What journeys are paid: the pure rule of `transport` over stored claims, settled once a run has batched them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from app.allowances import policy_claims as policy
from app.allowances import repository_claims as repository
from app.allowances import repository_claims_due as due
from app.allowances.models_claims import Claim, ClaimKind, ClaimState
from app.allowances.schemas_claims import PayPreview, PreviewAsked
from app.allowances.transport import Leg, TransportRule, Trip, TripPay, price_trips
from app.core import clock
from app.core.errors import NotFound, require
from app.core.work import Work
from app.secondments.access import ProgrammeRules, get_access, rules_of

Price = tuple[int | None, str | None]
RuleOf = Callable[[date], TransportRule]
COMPETING = frozenset({ClaimState.SUBMITTED, ClaimState.VERIFIED, ClaimState.APPROVED}) | policy.SETTLED
"""Claims that take their place among the month's journeys; what was returned takes it again when it is submitted."""
_NO_PRICE: Price = (None, None)


def prices_of(work: Work, claims: Sequence[Claim]) -> dict[UUID, Price]:
    """(fen, reason) of each claim: as settled, else as it would be paid were all that stands approved."""
    found: dict[UUID, Price] = {}
    open_ones = []
    for claim in claims:
        if claim.kind is ClaimKind.ALLOWANCE or claim.state is ClaimState.REJECTED:
            found[claim.id] = _NO_PRICE
        elif claim.state in policy.SETTLED:
            found[claim.id] = claim.pay_fen, claim.pay_reason
        else:
            open_ones.append(claim)
    peers = due.list_journeys(work.session, {claim.secondment_id for claim in open_ones})
    known = {one.id: one for one in (*(one for one in peers if one.state in COMPETING), *open_ones)}
    for pay in price_claims(work, known.values()):
        found.setdefault(UUID(pay.trip.ref), (pay.pay_fen, pay.reason.value))
    return found


def price_claims(work: Work, claims: Iterable[Claim]) -> list[TripPay]:
    """Every unsettled one of these journeys with its money; settled ones keep their places."""
    by_programme: dict[UUID, list[Trip]] = defaultdict(list)
    for claim in claims:
        by_programme[claim.programme_id].append(trip_of(claim))
    rules = rules_of(work, by_programme)
    return [pay for key, trips in by_programme.items() for pay in price_trips(trips, _rule_of(rules, key))]


def trip_of(claim: Claim) -> Trip:
    """A claim as the rule sees it."""
    assert claim.leg is not None and claim.outbound_on is not None  # noqa: S101, PT018 - a journey has both
    return Trip(
        ref=str(claim.id),
        secondment=str(claim.secondment_id),
        leg=Leg(claim.leg.value),
        outbound_on=claim.outbound_on,
        receipts_fen=claim.receipts_fen,
        unit_car=claim.unit_car,
        settled_fen=claim.pay_fen if claim.state in policy.SETTLED else None,
    )


def preview(work: Work, asked: PreviewAsked) -> PayPreview:
    """What a journey that is being filled in would be paid; the cadre's own alone."""
    access = get_access(work, asked.secondment_id)
    require(policy.can_write(access.relations))
    peers = due.list_journeys(work.session, [asked.secondment_id])
    if asked.claim_id is not None:
        own = repository.get_claim(work.session, asked.claim_id)
        require(own is not None and own.secondment_id == asked.secondment_id, NotFound())
    trips = [trip_of(one) for one in peers if one.id != asked.claim_id and one.state in COMPETING]
    mine = Trip(
        "asked", str(asked.secondment_id), Leg(asked.leg.value), asked.outbound_on, asked.receipts_fen, asked.unit_car
    )
    programme_id = access.secondment.programme_id
    rule_of = _rule_of(rules_of(work, [programme_id]), programme_id)
    found = next(pay for pay in price_trips([*trips, mine], rule_of) if pay.trip is mine)
    return PayPreview(
        receipts_fen=asked.receipts_fen,
        pay_fen=found.pay_fen,
        pay_reason=found.reason.value,
        cap_fen=found.cap_fen,
        trips_a_month=rule_of(asked.outbound_on).trips_a_month,
        month=clock.month_of(asked.outbound_on),
    )


def _rule_of(rules: ProgrammeRules, programme_id: UUID) -> RuleOf:
    def rule_of(on: date) -> TransportRule:
        found = rules.policy_on(programme_id, on)
        return TransportRule(found.transport_cap_fen, found.transport_trips_a_month) if found else TransportRule(0, 0)

    return rule_of
