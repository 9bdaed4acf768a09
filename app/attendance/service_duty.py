"""The duty of many secondments as bits, from stored facts: a handful of statements for thousands of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.attendance import repository
from app.attendance.duty_bits import DutyBits, PlaceBits, Reach, duty_bits, place_bits, term_bits
from app.attendance.ledger import Override, Term
from app.attendance.models import DayOverride
from app.attendance.service_ledger import leave_spans, standing
from app.core.work import Work
from app.secondments.service_terms import Places, TermFacts, places
from app.workdays.overlays import Calendar
from app.workdays.service import get_calendar


@dataclass(slots=True)
class DutyCalendars:
    """The calendars of a reach as the places have them; the nation's for all while nothing is arranged anywhere.

    As known today, also for months that were closed by what was known then.
    """

    reach: Reach
    calendar: Calendar
    places: Places | None
    _keys: dict[tuple[UUID, UUID], tuple[str, ...]] = field(default_factory=dict)
    _at: dict[tuple[str, ...], Calendar] = field(default_factory=dict)
    _bits: dict[tuple[str, ...], PlaceBits] = field(default_factory=dict)

    @classmethod
    def of(cls, work: Work, reach: Reach) -> "DutyCalendars":
        """What is stored now."""
        calendar = get_calendar(work, reach.first_on, reach.last_on)
        return cls(reach, calendar, places(work) if calendar.overlays else None)

    def at(self, unit_id: UUID, programme_id: UUID) -> tuple[tuple[str, ...], Calendar]:
        """A unit's calendar for the cadres of a programme, with what tells it from the others."""
        if self.places is None:
            return (), self.calendar
        key = self._keys.get((unit_id, programme_id))
        if key is None:
            place = self.places.units[unit_id], self.places.programmes[programme_id]
            key = tuple(one.ref for one in self.calendar.overlays if one.holds(None) and one.reaches(*place))
            self._keys[unit_id, programme_id] = key
            if key not in self._at:
                self._at[key] = self.calendar.at(*place) if key else self.calendar
        return key, self._at[key]

    def bits(self, term: TermFacts) -> PlaceBits:
        """The days of a secondment as the units that host them have them."""
        found = PlaceBits(0, 0, 0)
        until = self.reach.last_on
        for at in range(len(term.hosts) - 1, -1, -1):
            since, unit_id = term.hosts[at]
            key, calendar = self.at(unit_id, term.programme_id)
            if key not in self._bits:
                self._bits[key] = place_bits(calendar, self.reach)
            first = since if at else date.min
            if first <= self.reach.first_on and until == self.reach.last_on:
                return self._bits[key]
            found = found.joined(self._bits[key].within(self.reach.span(first, until)))
            until = min(until, date.fromordinal(since.toordinal() - 1)) if at else until
        return found


def duty_of(work: Work, terms: Sequence[TermFacts], calendars: DutyCalendars) -> dict[UUID, DutyBits]:
    """Each secondment's duty and leave in the calendars' reach; two statements a thousand secondments."""
    reach, ids = calendars.reach, [term.id for term in terms]
    said: dict[UUID, list[DayOverride]] = defaultdict(list)
    for row in repository.list_overrides(work.session, ids, reach.first_on, reach.last_on):
        said[row.secondment_id].append(row)
    words: dict[UUID, list[Override]] = {key: standing(rows) for key, rows in said.items()}
    away = leave_spans(work, ids, reach.first_on, reach.last_on)
    return {
        term.id: duty_bits(
            reach,
            term_bits(reach, Term(term.start_on, term.end_on, term.suspensions)),
            calendars.bits(term),
            words.get(term.id, ()),
            away.get(term.id, ()),
        )
        for term in terms
    }
