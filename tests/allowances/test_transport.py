"""Transport to the fen: cap, one round trip a month, single legs, late claims; and what order may never change."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.allowances.transport import TRIP_REASON_LABELS, Leg, TransportRule, Trip, TripReason, price_trips

FIVE_HUNDRED = TransportRule(500_00, 1)


def trip(on: str, fen: int, leg: Leg = Leg.ROUND, ref: str = "", **fields) -> Trip:
    return Trip(ref or f"{leg}-{on}-{fen}", "s", leg, date.fromisoformat(on), fen, **fields)


def paid(*trips: Trip, by: TransportRule = FIVE_HUNDRED) -> list[tuple[int, TripReason]]:
    return [(pay.pay_fen, pay.reason) for pay in price_trips(trips, lambda on: by)]


def test_worked_example_5():
    """Cap 500. July: 236.50 + 241.00 = 477.50 paid, second trip 515.00 → 0. August: 623.50 → 500.00. Total 977.50."""
    found = price_trips(
        [trip("2026-07-03", 236_50 + 241_00), trip("2026-07-24", 515_00), trip("2026-08-07", 623_50)],
        lambda on: FIVE_HUNDRED,
    )
    assert [(pay.pay_fen, pay.reason) for pay in found] == [
        (477_50, TripReason.PAID), (0, TripReason.SECOND_TRIP), (500_00, TripReason.OVER_CAP),
    ]  # fmt: skip
    assert sum(pay.pay_fen for pay in found) == 977_50


def test_the_month_is_that_of_the_outbound_date():
    found = price_trips(
        [trip("2026-07-31", 100_00), trip("2026-08-01", 120_00), trip("2026-08-31", 90_00)], lambda on: FIVE_HUNDRED
    )
    assert [(pay.trip.month, pay.pay_fen) for pay in found] == [("2026-07", 10000), ("2026-08", 12000), ("2026-08", 0)]


def test_two_round_trips_a_month_where_the_policy_gives_two():
    trips = [trip("2026-07-03", 10), trip("2026-07-10", 20), trip("2026-07-17", 30)]
    assert [fen for fen, _ in paid(*trips, by=TransportRule(500_00, 2))] == [10, 20, 0]


def test_what_was_not_used_up_is_not_carried_over():
    assert paid(trip("2026-07-03", 100_00), trip("2026-08-07", 900_00))[1] == (500_00, TripReason.OVER_CAP)
    assert paid(trip("2026-09-07", 900_00)) == [(500_00, TripReason.OVER_CAP)]


def test_single_legs_have_half_the_cap_and_leave_the_round_trip_alone():
    by = TransportRule(333_33, 1)
    found = paid(
        trip("2026-07-01", 200_00, Leg.FIRST), trip("2026-07-10", 100_00), trip("2026-07-31", 166_66, Leg.LAST), by=by
    )
    assert found == [
        (166_67, TripReason.FIRST_HALF_CAP), (100_00, TripReason.PAID), (166_66, TripReason.PAID),
    ]  # fmt: skip
    assert paid(trip("2026-07-31", 166_68, Leg.LAST), by=by) == [(166_67, TripReason.LAST_HALF_CAP)]


def test_a_single_leg_is_paid_once_in_a_secondment_in_whatever_month():
    legs = [trip("2026-03-02", 80_00, Leg.FIRST), trip("2026-09-02", 90_00, Leg.FIRST)]
    assert paid(*legs) == [(80_00, TripReason.PAID), (0, TripReason.REPEATED_FIRST)]
    last = [replace(one, leg=Leg.LAST, ref=one.ref + "x") for one in legs]
    assert paid(*last) == [(80_00, TripReason.PAID), (0, TripReason.REPEATED_LAST)]
    elsewhere = replace(legs[1], secondment="t")
    assert [fen for fen, _ in paid(legs[0], elsewhere)] == [80_00, 90_00]


@pytest.mark.parametrize(
    ("journey", "by", "reason"),
    [
        (trip("2026-07-03", 300_00, unit_car=True), FIVE_HUNDRED, TripReason.UNIT_CAR),
        (trip("2026-07-03", 0), FIVE_HUNDRED, TripReason.NO_RECEIPTS),
        (trip("2026-07-03", 300_00), TransportRule(0, 1), TripReason.NOT_REIMBURSED),
        (trip("2026-07-03", 300_00), TransportRule(500_00, 0), TripReason.NOT_REIMBURSED),
    ],
)
def test_what_is_paid_nothing_takes_no_place(journey, by, reason):
    later = trip("2026-07-20", 250_00)
    first, second = price_trips([journey, later], lambda on: by)
    assert (first.pay_fen, first.reason) == (0, reason)
    assert second.pay_fen == (250_00 if by is FIVE_HUNDRED else 0)


def test_single_legs_are_paid_where_no_round_trips_are():
    assert paid(trip("2026-07-01", 99_00, Leg.FIRST), by=TransportRule(500_00, 0)) == [(99_00, TripReason.PAID)]


def test_a_late_claim_goes_by_its_own_month_and_never_pushes_a_paid_one_out():
    """June is settled with the trip of the 20th; in August one of 5 June turns up. June's one place is taken."""
    settled = trip("2026-06-20", 400_00, settled_fen=400_00)
    assert paid(settled, trip("2026-06-05", 300_00)) == [(0, TripReason.SECOND_TRIP)]
    assert paid(trip("2026-06-05", 300_00)) == [(300_00, TripReason.PAID)]
    refused = replace(settled, settled_fen=0)
    assert paid(refused, trip("2026-06-05", 300_00)) == [(300_00, TripReason.PAID)]
    rules = {"2026-06": TransportRule(200_00, 1), "2026-08": TransportRule(600_00, 1)}
    found = price_trips([trip("2026-06-05", 300_00), trip("2026-08-05", 300_00)], lambda on: rules[f"{on:%Y-%m}"])
    assert [pay.pay_fen for pay in found] == [200_00, 300_00]


@pytest.mark.parametrize("fields", [{"receipts_fen": -1}, {"settled_fen": -1}])
def test_a_journey_is_no_nonsense(fields):
    with pytest.raises(ValueError, match="less than nothing"):
        replace(trip("2026-07-03", 1), **fields)


def test_every_reason_has_its_words():
    assert set(TRIP_REASON_LABELS) == set(TripReason)


RULES = st.builds(TransportRule, st.integers(0, 60_001), st.integers(0, 3))
TRIPS = st.lists(
    st.builds(
        Trip,
        st.uuids().map(str),
        st.sampled_from(["s", "t"]),
        st.sampled_from(Leg),
        st.dates(date(2026, 6, 1), date(2026, 8, 31)),
        st.integers(0, 90_000),
        st.booleans(),
        st.none() | st.just(0) | st.integers(0, 30_000),
    ),
    max_size=10,
    unique_by=lambda one: one.ref,
)
MONTHLY = st.fixed_dictionaries(dict.fromkeys((6, 7, 8), RULES))


@given(TRIPS, MONTHLY, st.randoms())
def test_the_order_of_filing_is_without_effect(trips, rules, chance):
    shuffled = trips[:]
    chance.shuffle(shuffled)
    once = price_trips(trips, lambda on: rules[on.month])
    assert price_trips(shuffled, lambda on: rules[on.month]) == once
    assert {pay.trip for pay in once} == {one for one in trips if one.settled_fen is None}


@given(TRIPS, MONTHLY)
def test_no_journey_is_paid_above_cap_or_receipts_and_no_place_twice(trips, rules):
    found = price_trips(trips, lambda on: rules[on.month])
    places = Counter()
    for pay in found:
        rule = rules[pay.trip.outbound_on.month]
        assert 0 <= pay.pay_fen <= pay.trip.receipts_fen
        limit = 2 * rule.cap_fen if pay.trip.leg is Leg.ROUND else rule.cap_fen + rule.cap_fen % 2
        assert 2 * pay.pay_fen <= limit
        assert (pay.pay_fen == 0) == (pay.reason not in {
            TripReason.PAID, TripReason.OVER_CAP, TripReason.FIRST_HALF_CAP, TripReason.LAST_HALF_CAP,
        })  # fmt: skip
        month = pay.trip.month if pay.trip.leg is Leg.ROUND else None
        places[pay.trip.secondment, pay.trip.leg, month] += bool(pay.pay_fen)
    settled = defaultdict(int)
    for one in trips:
        settled[one.secondment, one.leg, one.month if one.leg is Leg.ROUND else None] += bool(one.settled_fen)
    for (secondment, leg, month), count in places.items():
        allowed = rules[int(month[5:])].trips_a_month if month else 1
        assert count <= max(0, allowed - settled[secondment, leg, month])


@given(TRIPS, MONTHLY)
def test_each_secondment_stands_alone_and_the_total_is_the_sum_of_its_parts(trips, rules):
    whole = price_trips(trips, lambda on: rules[on.month])
    parts = [price_trips([t for t in trips if t.secondment == key], lambda on: rules[on.month]) for key in ("s", "t")]
    assert parts[0] + parts[1] == whole


@given(TRIPS, MONTHLY, st.integers(1, 30))
def test_what_is_settled_now_leaves_later_claims_what_was_left(trips, rules, cut):
    """Pay what is due today, then price a later claim: nothing that is settled changes, nothing is paid twice."""
    due = [one for one in trips if one.settled_fen is None]
    assume(due)
    late, now = due[cut % len(due)], [one for one in trips if one is not due[cut % len(due)]]
    first = price_trips(now, lambda on: rules[on.month])
    kept = [one for one in trips if one.settled_fen is not None]
    kept += [replace(pay.trip, settled_fen=pay.pay_fen) for pay in first]
    (after,) = price_trips([*kept, late], lambda on: rules[on.month])
    assert after.trip == late
    alone = sum(pay.pay_fen for pay in first) + after.pay_fen
    assert alone <= sum(min(one.receipts_fen, rules[one.outbound_on.month].cap_fen) for one in due)
