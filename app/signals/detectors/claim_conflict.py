"""申报与事实不符: subsidy claimed for days of approved leave, and journeys whose traveller checked in at the post.

The way to the bus and a bus that is late are no conflict: 20 minutes at either end of a journey say nothing (a quarter
of a short one), 45 where the check-in was some way off the post. A check-in elsewhere or without a place agrees with
any journey. Rest days amid a leave are counted differently from place to place: they stay below the line. A day of
leave on which the person checked in at the post, or that a trip covers, too, weighs less: one of the two was never
corrected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, prod
from typing import NamedTuple

import numpy as np

from app.core.clock import month_of
from app.signals.corpus import NO_TIME, Corpus, Int, Real
from app.signals.detectors.cells import BEIJING_MS, DAY_MS, MINUTE_MS, days_at, rows_of
from app.signals.detectors.places import blur_km, from_post, order_by, said
from app.signals.found import NEAR, Found
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Times in milliseconds, distances in kilometres, chances that a fact is what it looks like."""

    version: int = 2
    margin_ms: int = 20 * MINUTE_MS
    end_share: float = 0.25
    """Of a journey at either end at most: a ride of an hour has a middle, too."""
    longest_ms: int = 20 * 60 * MINUTE_MS
    """A journey that lasts longer is a slip of the pen."""
    at_post_km: float = 5.0
    wide_margin_ms: int = 45 * MINUTE_MS
    around_post_km: float = 15.0
    leave_day: float = 0.75
    leave_or_work: float = 0.55
    doubted_day: float = 0.15
    doubted_most: float = 0.42
    journey: float = 0.8


AT = Thresholds()


class _Facts(NamedTuple):
    """Claimed days and journeys in the order of cadres with where each cadre's begin."""

    days: tuple[Int, Int]
    journeys: tuple[Int, Int]
    leaves: tuple[Int, Int]
    away: Real
    """Kilometres from the post at most, NaN for whoever did not check in or nobody knows where."""


class _Ride(NamedTuple):
    """A journey, the row that checked in at the post meanwhile, and when."""

    journey: int
    row: int
    at_ms: int


class ClaimConflict:
    """The detector; what is prepared finds each cadre's claims and how far off each check-in was."""

    kind = SignalKind.CLAIM_CONFLICT
    rule = f"claim_conflict/{AT.version}"

    def prepare(self, corpus: Corpus) -> _Facts:
        claims, count = corpus.claims, len(corpus.cadres)
        away: Real = from_post(corpus) + blur_km(corpus)
        return _Facts(
            order_by(claims.allowance_cadre, count),
            order_by(claims.journey_cadre, count),
            order_by(corpus.leaves.cadre, count),
            np.where(corpus.entries.checkin_at == NO_TIME, np.nan, away),
        )

    def find(self, corpus: Corpus, prepared: _Facts, subjects: Sequence[int]) -> Iterator[Found]:
        for cadre in subjects:
            rows = _around_post(corpus, prepared, cadre)
            held, rides = _held_days(corpus, prepared, cadre, rows), _rides(corpus, prepared, cadre, rows)
            months = {month_of(date.fromordinal(day)) for day in held}
            months |= {month_of(date.fromordinal(ride_day(ride))) for ride in rides}
            for month in sorted(months):
                own = {day: chance for day, chance in held.items() if month_of(date.fromordinal(day)) == month}
                found = _found(corpus, prepared, cadre, month, own, [ride for ride in rides if _is_in(ride, month)])
                if found.score >= NEAR:
                    yield found


def ride_day(ride: _Ride) -> int:
    """The civil date of the check-in that contradicts a journey."""
    return int(days_at(np.array([ride.at_ms]))[0])


def _is_in(ride: _Ride, month: str) -> bool:
    return month_of(date.fromordinal(ride_day(ride))) == month


def _of(index: tuple[Int, Int], cadre: int) -> list[int]:
    order, begins = index
    rows: list[int] = order[begins[cadre] : begins[cadre + 1]].tolist()
    return rows


def _around_post(corpus: Corpus, facts: _Facts, cadre: int) -> Int:
    start, end = rows_of(corpus, cadre)
    return np.asarray(start + np.flatnonzero(facts.away[start:end] <= AT.around_post_km))


def _held_days(corpus: Corpus, facts: _Facts, cadre: int, rows: Int) -> dict[int, float]:
    """Claimed days of leave, each with its chance; 0 for a day of rest."""
    leave: set[int] = set()
    trips: set[int] = set()
    for at in _of(facts.leaves, cadre):
        span = range(int(corpus.leaves.start[at]), int(corpus.leaves.end[at]) + 1)
        (trips if corpus.leaves.is_trip[at] else leave).update(span)
    claimed = {int(corpus.claims.allowance_day[at]) for at in _of(facts.days, cadre)}
    seen = set(days_at(corpus.entries.checkin_at[rows[facts.away[rows] <= AT.at_post_km]]).tolist())
    found = {}
    for day in sorted(claimed & leave):
        if corpus.first <= day <= corpus.last:
            rest = bool(corpus.workdays) and day not in corpus.workdays
            found[day] = 0.0 if rest else AT.leave_or_work if day in trips or day in seen else AT.leave_day
    return found


def _rides(corpus: Corpus, facts: _Facts, cadre: int, rows: Int) -> list[_Ride]:
    """Journeys during which the traveller checked in at the post, with the check-in deepest inside."""
    claims, times = corpus.claims, corpus.entries.checkin_at[rows]
    margin = np.where(facts.away[rows] <= AT.at_post_km, AT.margin_ms, AT.wide_margin_ms)
    found = []
    for at in _of(facts.journeys, cadre):
        depart, arrive = int(claims.depart_at[at]), int(claims.arrive_at[at])
        if NO_TIME in (depart, arrive) or not 0 < arrive - depart <= AT.longest_ms:
            continue
        ends = np.minimum(margin, AT.end_share * (arrive - depart))
        inside = np.flatnonzero((times > depart + ends) & (times < arrive - ends))
        if len(inside):
            best = int(inside[np.argmin(np.abs(times[inside] - (depart + arrive) // 2))])
            ride = _Ride(at, int(rows[best]), int(times[best]))
            if corpus.first <= ride_day(ride) <= corpus.last:
                found.append(ride)
    return sorted(found, key=lambda ride: (ride.at_ms, claims.journey_ids[ride.journey]))


def _found(corpus: Corpus, facts: _Facts, cadre: int, month: str, held: dict[int, float], rides: list[_Ride]) -> Found:
    sure = [day for day, chance in held.items() if chance]
    doubted = min(AT.doubted_most, AT.doubted_day * (len(held) - len(sure)) + (NEAR if len(held) > len(sure) else 0))
    against = prod(1 - held[day] for day in sure) * (1 - AT.journey) ** len({ride.row for ride in rides})
    days = sure if sure or rides else list(held)
    numbers: dict[str, int | float | str] = {"leave_days": len(days)}
    if rides:
        ride = rides[0]
        leg = (int(corpus.claims.depart_at[ride.journey]), int(corpus.claims.arrive_at[ride.journey]))
        numbers |= {"journeys": len({one.journey for one in rides}), "on": said(ride_day(ride))}
        numbers |= {"depart": _clock(leg[0]), "arrive": _clock(leg[1]), "checkin": _clock(ride.at_ms)}
        numbers["km"] = max(1, ceil(float(facts.away[ride.row])))
    if days:
        numbers["first_on"] = said(days[0])
    return Found(
        kind=ClaimConflict.kind,
        subject=cadre,
        month=month,
        days=tuple(sorted({*days, *map(ride_day, rides)})),
        score=round(min(0.99, 1 - against) if sure or rides else doubted, 4),
        rule=ClaimConflict.rule,
        entries=tuple(sorted({ride.row for ride in rides})),
        numbers=numbers,
    )


def _clock(at_ms: int) -> str:
    minutes = (at_ms + BEIJING_MS) % DAY_MS // MINUTE_MS
    return f"{minutes // 60:02}:{minutes % 60:02}"
