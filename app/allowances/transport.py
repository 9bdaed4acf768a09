"""Transport 往返交通: which journeys are paid, how much, and why not more (domain.md 4.4). Pure; money is integer fen.

One round trip a month of its outbound date, the lower of receipts and cap, nothing carried over; the first and the
last single leg once in a secondment, at half the cap; a journey in a unit's car pays nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core import clock
from app.core.i18n import N_
from app.core.money import round_half_up


class Leg(StrEnum):
    """What a journey is: there and back, to the post as the term begins, or home as it ends."""

    ROUND = "round"
    FIRST = "first"
    LAST = "last"


class TripReason(StrEnum):
    """Why a journey is paid what it is paid."""

    PAID = "paid"
    OVER_CAP = "over_cap"
    FIRST_HALF_CAP = "first_half_cap"
    LAST_HALF_CAP = "last_half_cap"
    SECOND_TRIP = "second_trip"
    REPEATED_FIRST = "repeated_first"
    REPEATED_LAST = "repeated_last"
    UNIT_CAR = "unit_car"
    NO_RECEIPTS = "no_receipts"
    NOT_REIMBURSED = "not_reimbursed"


TRIP_REASON_LABELS: Mapping[TripReason, str] = {
    TripReason.PAID: N_("按票据核报"),
    TripReason.OVER_CAP: N_("超过限额，按限额核报"),
    TripReason.FIRST_HALF_CAP: N_("首次单程，按限额的一半核报"),
    TripReason.LAST_HALF_CAP: N_("末次单程，按限额的一半核报"),
    TripReason.SECOND_TRIP: N_("当月往返次数已满，不核报"),
    TripReason.REPEATED_FIRST: N_("首次单程只核报一次，不核报"),
    TripReason.REPEATED_LAST: N_("末次单程只核报一次，不核报"),
    TripReason.UNIT_CAR: N_("乘坐单位车辆，不核报"),
    TripReason.NO_RECEIPTS: N_("没有票据金额，不核报"),
    TripReason.NOT_REIMBURSED: N_("项目不核报此类交通"),
}

_REPEATED: Mapping[Leg, TripReason] = {
    Leg.ROUND: TripReason.SECOND_TRIP,
    Leg.FIRST: TripReason.REPEATED_FIRST,
    Leg.LAST: TripReason.REPEATED_LAST,
}
_CAPPED: Mapping[Leg, TripReason] = {
    Leg.ROUND: TripReason.OVER_CAP,
    Leg.FIRST: TripReason.FIRST_HALF_CAP,
    Leg.LAST: TripReason.LAST_HALF_CAP,
}
_Place = tuple[str, Leg, str]
"""What only so many journeys may take: a secondment's round trips of a month, its first leg, its last leg."""


@dataclass(frozen=True, slots=True)
class TransportRule:
    """What a programme's policy gives on a date: `cap_fen` a round trip and how many round trips a month."""

    cap_fen: int
    trips_a_month: int

    def cap_of(self, leg: Leg) -> int:
        """The most that one journey is paid: a single leg half the cap, half a fen rounded up (domain.md 4.6)."""
        return self.cap_fen if leg is Leg.ROUND else round_half_up(self.cap_fen, 2)

    def places_of(self, leg: Leg) -> int:
        """How many may be paid: in a month, or for single legs in the whole secondment."""
        return self.trips_a_month if leg is Leg.ROUND else 1


@dataclass(frozen=True, slots=True)
class Trip:
    """One approved journey; `ref` names its claim. `settled_fen` is what an earlier run paid for it, None when due."""

    ref: str
    secondment: str
    leg: Leg
    outbound_on: date
    receipts_fen: int
    unit_car: bool = False
    settled_fen: int | None = None

    def __post_init__(self) -> None:
        if self.receipts_fen < 0 or (self.settled_fen or 0) < 0:
            raise ValueError("a journey cannot cost less than nothing")

    @property
    def month(self) -> str:
        """The month that it counts in, whenever it is filed or paid."""
        return clock.month_of(self.outbound_on)

    @property
    def _place(self) -> _Place:
        return self.secondment, self.leg, self.month if self.leg is Leg.ROUND else ""


@dataclass(frozen=True, slots=True)
class TripPay:
    """A journey with its money: `pay_fen` never exceeds `cap_fen` nor the receipts."""

    trip: Trip
    cap_fen: int
    pay_fen: int
    reason: TripReason


def price_trips(trips: Iterable[Trip], rule_of: Callable[[date], TransportRule]) -> tuple[TripPay, ...]:
    """Every due journey with its money, by secondment and outbound date; settled ones only keep their places.

    Give all due journeys together with all settled ones of the same secondments. `rule_of` is asked for the outbound
    date, so that a late claim goes by the policy of its own month. The earlier outbound date goes first, whatever was
    filed first; of one date the dearer journey. A journey that is paid nothing takes no place.
    """
    known = list(trips)
    taken: dict[_Place, int] = {}
    for trip in known:
        if trip.settled_fen:
            taken[trip._place] = taken.get(trip._place, 0) + 1
    found = []
    for trip in sorted((one for one in known if one.settled_fen is None), key=_turn):
        pay = _price(trip, rule_of(trip.outbound_on), taken.get(trip._place, 0))
        if pay.pay_fen:
            taken[trip._place] = taken.get(trip._place, 0) + 1
        found.append(pay)
    return tuple(found)


def _turn(trip: Trip) -> tuple[str, date, int, str]:
    return trip.secondment, trip.outbound_on, -trip.receipts_fen, trip.ref


def _price(trip: Trip, rule: TransportRule, taken: int) -> TripPay:
    cap, places = rule.cap_of(trip.leg), rule.places_of(trip.leg)
    refused = _refused(trip, cap, places, taken)
    if refused is not None:
        return TripPay(trip, cap, 0, refused)
    reason = _CAPPED[trip.leg] if trip.receipts_fen > cap else TripReason.PAID
    return TripPay(trip, cap, min(trip.receipts_fen, cap), reason)


def _refused(trip: Trip, cap: int, places: int, taken: int) -> TripReason | None:
    """Why it is paid nothing; what lies in the journey itself is said before what others have taken."""
    if trip.unit_car:
        return TripReason.UNIT_CAR
    if not trip.receipts_fen:
        return TripReason.NO_RECEIPTS
    if not cap or not places:
        return TripReason.NOT_REIMBURSED
    return _REPEATED[trip.leg] if taken >= places else None
