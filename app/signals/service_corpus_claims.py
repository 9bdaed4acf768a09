"""Leave, claims and accepted phrases of a corpus: the dataset's rows as they came, and the house's own."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np

from app.attendance.ledger import State
from app.core.work import Work
from app.signals import repository_corpus as entries
from app.signals import repository_corpus_away as away
from app.signals import repository_corpus_terms as repository
from app.signals.columns import integers
from app.signals.corpus import NO_TIME, Claims, Leaves
from app.signals.repository_corpus import Reach
from app.signals.service_corpus_entries import TRIP
from app.signals.service_corpus_terms import Terms

OFFICIAL_TRIP = "公务外出"
AWAY = frozenset({State.OFFICIAL_TRIP.value, State.TRIP_PAID_ELSEWHERE.value, State.TRAINING.value})


class _Leave(NamedTuple):
    cadre: int
    start: int
    end: int
    type: str


def leaves_of(work: Work, reach: Reach, terms: Terms) -> Leaves:
    """Approved leave of whole days, and days away on duty."""
    rows = sorted([*_brought_leaves(work, reach, terms), *_own_leaves(work, reach, terms), *_trips(work, reach, terms)])
    return Leaves(
        cadre=integers([row.cadre for row in rows]),
        start=integers([row.start for row in rows]),
        end=integers([row.end for row in rows]),
        is_trip=np.array([row.type == OFFICIAL_TRIP for row in rows], dtype=np.bool_),
    )


def _brought_leaves(work: Work, reach: Reach, terms: Terms) -> Iterator[_Leave]:
    for row in _brought(work, "leave"):
        cadre = terms.cadre_named.get(str(row["cadre_id"]))
        if cadre is None or row.get("status") != "approved" or _is_later(row.get("approved_at"), reach):
            continue
        yield _Leave(cadre, _day(row["start"]), _day(row["end"]), str(row["type"]))


def _own_leaves(work: Work, reach: Reach, terms: Terms) -> Iterator[_Leave]:
    """The halves of a day that were worked leave it a day of duty."""
    for part in repository.leaves(work.session, reach):
        for secondment, start, start_half, end, end_half, kind in part:
            place = terms.secondment_at.get(secondment.hex)
            first, last = start + (start_half == "pm"), end - (end_half == "am")
            if place is not None and first <= last:
                yield _Leave(terms.cadre_at[terms.rows[place].cadre_id], first, last, str(kind))


def _trips(work: Work, reach: Reach, terms: Terms) -> Iterator[_Leave]:
    """Days away on duty: by a check-in under way or the record's day, unless a supervisor's word is another."""
    rows = (row for part in entries.check_ins(work.session, reach) for row in part)
    days = {(secondment, day) for secondment, day, kind, *_ in rows if kind == TRIP}
    days |= {(secondment, day) for part in away.declared(work.session, reach) for secondment, day in part}
    said: dict[tuple[str, int], dict[str, str]] = {}
    for part in away.overrides(work.session, reach):
        for secondment, day, half, state in part:
            halves = said.setdefault((secondment, day), {})
            for one in (half,) if half else ("am", "pm"):
                halves[one] = state
    for key, halves in said.items():
        (days.add if not AWAY.isdisjoint(halves.values()) else days.discard)(key)
    places = ((terms.secondment_at.get(secondment), day) for secondment, day in days)
    known = {(terms.cadre_at[terms.rows[place].cadre_id], day) for place, day in places if place is not None}
    return (_Leave(cadre, day, day, OFFICIAL_TRIP) for cadre, day in known)


def claims_of(work: Work, reach: Reach, terms: Terms) -> Claims:
    """Days claimed as subsidy and journeys, by claim."""
    brought = [(str(row["claim_id"]), row) for row in _brought(work, "claim")]
    known = [(name, terms.cadre_named[str(row["cadre_id"])], row) for name, row in brought if _knows(terms, row)]
    known = [one for one in sorted(known, key=lambda one: one[0]) if not _is_later(one[2].get("filed_at"), reach)]
    days = [(name, cadre, _day(on)) for name, cadre, row in known if row["kind"] == "allowance" for on in row["dates"]]
    journeys = [
        (name, cadre, _day(row["date"]), _ms(row.get("depart_at")), _ms(row.get("arrive_at")))
        for name, cadre, row in known
        if row["kind"] == "transport"
    ]
    journeys = sorted([*journeys, *_own_journeys(work, reach, terms)], key=lambda one: one[0])
    return Claims(
        allowance_ids=[day[0] for day in days],
        allowance_cadre=integers([day[1] for day in days]),
        allowance_day=integers([day[2] for day in days]),
        journey_ids=[one[0] for one in journeys],
        journey_cadre=integers([one[1] for one in journeys]),
        journey_day=integers([one[2] for one in journeys]),
        depart_at=integers([one[3] for one in journeys]),
        arrive_at=integers([one[4] for one in journeys]),
    )


def _own_journeys(work: Work, reach: Reach, terms: Terms) -> Iterator[tuple[str, int, int, int, int]]:
    rows = [row for part in repository.journeys(work.session, reach, NO_TIME) for row in part]
    for claim, secondment, day, depart, arrive, _position in sorted(rows, key=lambda row: (str(row[0]), row[5])):
        place = terms.secondment_at.get(secondment.hex)
        if place is not None:
            yield str(claim), terms.cadre_at[terms.rows[place].cadre_id], day, depart, arrive


def accepted_of(work: Work, reach: Reach, terms: Terms) -> dict[int, tuple[str, ...]]:
    """Each cadre's accepted phrases."""
    found: dict[int, tuple[str, ...]] = {}
    for part in repository.accepted(work.session, reach.until):
        for cadre, phrase in part:
            place = terms.cadre_at.get(cadre)
            if place is not None:
                found[place] = (*found.get(place, ()), phrase)
    return found


def _brought(work: Work, kind: str) -> Iterator[Mapping[str, Any]]:
    return (row[2] for part in repository.imported_rows(work.session, kind) for row in part)


def _knows(terms: Terms, row: Mapping[str, Any]) -> bool:
    return str(row["cadre_id"]) in terms.cadre_named


def _is_later(at: str | None, reach: Reach) -> bool:
    """Whether it was not there yet at the end of the day as of which the scan looks."""
    return at is not None and datetime.fromisoformat(at) >= reach.until


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _ms(text: str | None) -> int:
    return NO_TIME if text is None else round(datetime.fromisoformat(text).timestamp() * 1000)
