"""What `missing` sees of many secondments: stored facts as integers, one finding a subject and month.

A day is asked about when it can no longer be written freely: `backfill_free_days` workdays after it, as the programme
says. Leave, corrections and days off the term are no days of duty, a provisional year asks nothing, a closed month
opens nothing. A weekly programme counts ISO weeks, each in the month of its Thursday.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from app.attendance.duty_bits import DutyBits
from app.attendance.service_duty import DutyCalendars, duty_of
from app.core import clock
from app.core.work import Work
from app.records.service.marks import recorded_bits
from app.secondments.access import ProgrammeRules, imported_among, rules_of
from app.secondments.models import ProgrammePolicy, RecordFrequency
from app.secondments.service_terms import TermFacts
from app.signals.evidence import Evidence, evidence_of
from app.signals.missing import LEAST, RULE, Window, missing_days, missing_weeks, reach_of, window_of
from app.signals.models import ClosedReason, SignalKind
from app.signals.sentences import WEEK, WORKDAY
from app.signals.service_changes import Finding

Standing = Mapping[tuple[UUID, str], object]
_SIX = timedelta(days=6)


@dataclass(slots=True)
class Scene:
    """What is the same for all whose months are looked at on the morning of `on`."""

    work: Work
    months: tuple[str, ...]
    on: date
    is_past: bool = False
    imported: Collection[UUID] = ()
    """Programmes whose history a dataset brought."""
    calendars: DutyCalendars = field(init=False)
    windows: tuple[Window, ...] = field(init=False)
    _announced: int = field(init=False)
    _overdue: dict[tuple[tuple[str, ...], int], int] = field(default_factory=dict)
    _policies: dict[tuple[UUID, str], ProgrammePolicy | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reach = reach_of(self.months, self.on)
        self.calendars = DutyCalendars.of(self.work, reach)
        self.windows = tuple(window_of(reach, month) for month in self.months)
        years = range(reach.first_on.year, reach.last_on.year + 1)
        announced = self.calendars.calendar.announced
        self._announced = sum(reach.span(date(y, 1, 1), date(y, 12, 31)) for y in years if y in announced)

    def policy(self, rules: ProgrammeRules, programme_id: UUID, month: str) -> ProgrammePolicy | None:
        """The programme's rules of a month; None when it had none yet, the usual ones where a dataset brought it."""
        key = programme_id, month
        if key not in self._policies:
            found = rules.policy_on(programme_id, clock.month_bounds(month)[0])
            brought = ProgrammePolicy(programme_id=programme_id, valid_from=date.min)
            self._policies[key] = found or (brought if programme_id in self.imported else None)
        return self._policies[key]

    def overdue(self, term: TermFacts, free_days: int) -> int:
        """The days that a secondment can no longer write freely today, none of them in a provisional year."""
        key, calendar = self.calendars.at(term.host_on(self.on), term.programme_id)
        if (key, free_days) not in self._overdue:
            before = calendar.workdays_back(self.on, free_days) - timedelta(days=1)
            self._overdue[key, free_days] = self.calendars.reach.span(date.min, before) & self._announced
        return self._overdue[key, free_days]


def find_missing(
    work: Work,
    terms: Sequence[TermFacts],
    months: tuple[str, ...],
    on: date,
    standing: Standing,
    *,
    is_past: bool = False,
) -> Iterator[Finding]:
    """Of each subject and month whatever asks, and whatever `standing` has a signal of.

    `on` may be a morning long ago: what was written since does not count then, and `is_past` asks nobody.
    """
    if not terms:
        return
    programmes = {term.programme_id for term in terms}
    scene, rules = Scene(work, months, on, is_past), rules_of(work, programmes)
    scene.imported = imported_among(work, programmes)
    reach = scene.calendars.reach
    duty = duty_of(work, terms, scene.calendars)
    until = clock.beijing_midnight(on) if is_past else None
    recorded = recorded_bits(work, [term.id for term in terms], reach.first_on, reach.last_on, until)
    for term in terms:
        seen = _Seen(term, duty[term.id], recorded.get(term.id, 0), scene)
        for window in scene.windows:
            found, by = _missing(seen, window, rules)
            if found.bit_count() >= LEAST or (term.id, window.month) in standing:
                closed = rules.is_month_closed(term.programme_id, window.month)
                may_open = not closed or term.programme_id in scene.imported
                yield _finding(seen, window, found, by, may_open)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One secondment's facts."""

    term: TermFacts
    duty: DutyBits
    recorded: int
    scene: Scene

    def why(self, gone: Iterable[date], by: str) -> ClosedReason:
        """Leave before a record before a correction of the facts: what was learnt of days that were asked about."""
        reach, bits = self.scene.calendars.reach, 0
        for day in gone:
            bits |= reach.span(day, day + _SIX) if by == WEEK else reach.bit(day)
        if bits & self.duty.on_leave:
            return ClosedReason.LEAVE
        return ClosedReason.WRITTEN if bits & self.recorded else ClosedReason.CORRECTED


def _missing(seen: _Seen, window: Window, rules: ProgrammeRules) -> tuple[int, str]:
    """The bits of the missing days, or of the Mondays of missing weeks, by the policy of the month."""
    policy = seen.scene.policy(rules, seen.term.programme_id, window.month)
    if policy is None:  # so it asked for nothing
        return 0, WORKDAY
    overdue = seen.scene.overdue(seen.term, policy.backfill_free_days)
    if policy.record_frequency is RecordFrequency.WEEKLY:
        return missing_weeks(window, seen.duty.worked, seen.recorded, overdue), WEEK
    return missing_days(window, seen.duty.worked, seen.recorded, overdue), WORKDAY


def _finding(seen: _Seen, window: Window, found: int, by: str, may_open: bool) -> Finding:
    days = seen.scene.calendars.reach.dates(found)
    return Finding(
        kind=SignalKind.MISSING,
        subject_id=seen.term.id,
        secondment_id=seen.term.id,
        person_id=seen.term.cadre_id,
        unit_id=seen.term.host_on(days[-1] if days else clock.month_bounds(window.month)[1]),
        window=window.month,
        days=tuple(days),
        least=LEAST,
        may_open=may_open,
        evidence=lambda kept: _evidence(kept, by),
        explain=lambda gone: seen.why(gone, by),
        quiet=seen.scene.is_past or seen.term.programme_id in seen.scene.imported,
        as_of=seen.scene.on - timedelta(days=1),
    )


def _evidence(days: Sequence[date], by: str) -> Evidence:
    return evidence_of(RULE, days=days, by=by, count=len(days))
