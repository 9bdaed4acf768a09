"""A month with every day explained: who says what it was, what the calendar says, and whether it counts for pay.

Reasons and names reach only those who may know of them; the type of a leave its author and the deciders alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.attendance import policy, repository, repository_leave
from app.attendance.ledger import Day, Half, HalfDay, Override, Source, State
from app.attendance.models import DayOverride
from app.attendance.ports import PORTS
from app.attendance.ports_pay import PORTS as PAY_PORTS
from app.attendance.ports_pay import PayWord
from app.attendance.schemas_days import (
    CalendarWordView,
    ExplainedDayView,
    ExplainedMonthView,
    PayWordView,
    StatementView,
)
from app.attendance.service_ledger import MonthSheet, month_sheet, standing
from app.core.errors import NotFound
from app.core.work import Work
from app.secondments.access import Access, get_access
from app.workdays.overlays import Calendar, Overlay
from app.workdays.rules import WorkCalendar
from app.workdays.service import get_calendar, overlays_by_ref

_ALL = (Half.AM, Half.PM)


def explain_month(work: Work, secondment_id: UUID, month: str) -> ExplainedMonthView:
    """Every day of a month for whoever may know of the secondment; NotFound otherwise."""
    access = get_access(work, secondment_id)
    sheet = month_sheet(work, secondment_id, month)
    if sheet is None:
        raise NotFound
    facts = _Facts.read(work, access, sheet)
    return ExplainedMonthView(
        secondment_id=secondment_id, month=month, items=[facts.explain(day) for day in sheet.days]
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything that the days of a month refer to, read at once."""

    access: Access
    sheet: MonthSheet
    calendar: Calendar
    overlays: Mapping[str, tuple[Overlay, UUID]]
    unit_names: Mapping[UUID, str]
    said: Mapping[date, Sequence[DayOverride]]
    leaves: frozenset[str]
    names: Mapping[UUID, str]
    recorded: frozenset[date]
    pay: Mapping[date, PayWord]

    @classmethod
    def read(cls, work: Work, access: Access, sheet: MonthSheet) -> "_Facts":
        secondment_id = access.secondment.id
        first, last = sheet.days[0].on, sheet.days[-1].on
        rows = repository.list_overrides(work.session, [secondment_id], first, last)
        refs = {half.ref for day in sheet.days for half in day.halves if half.ref and half.source is Source.CALENDAR}
        overlays = overlays_by_ref(work, refs)
        recorded: Iterable[date] = ()
        if policy.may_see_recorded(access.relations):
            recorded = PORTS.recorded_days(work, [secondment_id], first, last).get(secondment_id, ())
        away = repository_leave.list_away(work.session, [secondment_id], first, last).get(secondment_id, [])
        return cls(
            access=access,
            sheet=sheet,
            calendar=get_calendar(work, first, last),
            overlays=overlays,
            unit_names=unit_names_of(work, [unit_id for _, unit_id in overlays.values()]),
            said={row.day_on: [r for r in rows if r.day_on == row.day_on] for row in rows},
            leaves=frozenset(str(row.id) for row in away),
            names=names_of(work, [row.decided_by_id for row in rows]),
            recorded=frozenset(recorded),
            pay=PAY_PORTS.pay_words(work, sheet),
        )

    def explain(self, day: Day) -> ExplainedDayView:
        """One date as its reader may know it."""
        held = self.access.relations_on(day.on)
        part = next(part for part in self.sheet.parts if any(own.on == day.on for own in part.days))
        pay = self.pay.get(day.on)
        return ExplainedDayView(
            on=day.on,
            am=day.am.state,
            pm=day.pm.state,
            state=day.state,
            portion=day.portion / 2,
            unit_name=part.posting.receiving_unit_name,
            confirmed=part.is_confirmed,
            recorded=day.on in self.recorded if policy.may_see_recorded(held) else None,
            calendar=self._calendar_word(day),
            statements=self._statements(day, told=policy.may_see_reasons(held)),
            pay=PayWordView(halves=pay.halves, reason=pay.reason, settled=pay.settled) if pay else None,
        )

    def _calendar_word(self, day: Day) -> CalendarWordView:
        ref = next((half.ref for half in day.halves if half.source is Source.CALENDAR and half.ref), None)
        found = self.overlays.get(ref or "")
        as_known = WorkCalendar.kind(self.calendar, day.on) is day.kind  # a closed month may know it otherwise
        return CalendarWordView(
            kind=day.kind,
            name=found[0].name if found else self.calendar.name(day.on) if as_known else None,
            overlay_id=UUID(found[0].ref) if found else None,
            document_no=found[0].document_no if found else None,
            unit_name=self.unit_names.get(found[1]) if found else None,
            provisional=self.calendar.is_provisional(day.on),
        )

    def _statements(self, day: Day, *, told: bool) -> list[StatementView]:
        """What stands, the morning first and joined when both halves are one word; then what was set aside."""
        if day.am == day.pm:
            found = [self._statement(None, day.am, told=told)]
        else:
            found = [self._statement(half, word, told=told) for half, word in zip(_ALL, day.halves, strict=True)]
        return found + self._set_aside(day, told=told)

    def _statement(self, half: Half | None, word: HalfDay, *, told: bool) -> StatementView:
        if word.source is Source.OVERRIDE:
            row = next((row for rows in self.said.values() for row in rows if str(row.id) == word.ref), None)
            if row is not None:
                return self._correction(half, word.state, row, told=told, stands=True)
        leave = UUID(word.ref) if told and word.source is Source.LEAVE and word.ref in self.leaves else None
        return StatementView(half=half, state=word.state, source=word.source, stands=True, leave_id=leave)

    def _correction(
        self, half: Half | None, state: State, row: DayOverride, *, told: bool, stands: bool
    ) -> StatementView:
        return StatementView(
            half=half,
            state=state,
            source=Source.OVERRIDE,
            stands=stands,
            reason=row.reason if told else None,
            by=self.names.get(row.decided_by_id) if told else None,
            at=row.created_at if told else None,
            document_no=row.document_no if told else None,
            after_close=row.after_close,
        )

    def _set_aside(self, day: Day, *, told: bool) -> list[StatementView]:
        """A supervisor's newest word on a half that leave or the term goes before."""
        rows = {str(row.id): row for row in self.said.get(day.on, ())}
        halves = dict(zip(_ALL, day.halves, strict=True))
        beaten: dict[str, list[Override]] = {}
        for word in standing(self.said.get(day.on, ())):
            if word.half is not None and word.ref and halves[word.half].ref != word.ref:
                beaten.setdefault(word.ref, []).append(word)
        return [
            self._correction(
                words[0].half if len(words) == 1 else None, words[0].state, rows[ref], told=told, stands=False
            )
            for ref, words in beaten.items()
        ]
