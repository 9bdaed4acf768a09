"""A year of the calendar: shown, and replaced by its notice."""

from dataclasses import replace
from datetime import date

from app.audit.service import record
from app.core.errors import FieldError, Invalid, require
from app.core.work import Work
from app.workdays import policy, repository
from app.workdays.models import YearStatus
from app.workdays.notice import FAULTS, Fault, parse_notice
from app.workdays.overlays import FormerDay
from app.workdays.ports import PORTS
from app.workdays.rules import ExceptionDay
from app.workdays.schemas import ExceptionView, ImportView, MonthEffectView, NoticeImport, YearView
from app.workdays.service import exception_of, get_calendar, replace_year

MOST_FAULTS = 50


def get_year(work: Work, year: int) -> YearView:
    """A year with its exceptions; one that nobody announced yet is provisional and has none."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    row = repository.find_year(work.session, year)
    calendar = get_calendar(work, first, last)
    days = [calendar.exceptions[on] for on in sorted(calendar.exceptions) if on.year == year]
    return YearView(
        year=year,
        version=row.version if row else 0,
        status=row.status if row else YearStatus.PROVISIONAL,
        source=row.source if row else "",
        workdays=calendar.count_workdays(first, last),
        days=[_view(day) for day in days],
    )


def _view(day: ExceptionDay) -> ExceptionView:
    return ExceptionView.model_validate(day)


def import_notice(work: Work, body: NoticeImport) -> ImportView:
    """Replace a year's exceptions by its notice and mark it official: all or nothing, every fault by its line.

    `dry_run` compares, counts whose days would differ, and writes nothing. Raises Forbidden, Invalid at `/text`.
    """
    require(policy.can_import(work.actor))
    days, faults = parse_notice(body.text, body.year)
    if faults:
        raise Invalid(errors=tuple(_field_error(fault) for fault in faults[:MOST_FAULTS]))
    row = repository.find_year(work.session, body.year, lock=not body.dry_run)
    stored = repository.list_days(work.session, date(body.year, 1, 1), date(body.year, 12, 31))
    stored += repository.list_days_on(work.session, [day.on for day in days if day.on.year != body.year])
    before = {old.day_on: exception_of(old) for old in stored}
    view = _compare(body, before, days)
    if body.dry_run:
        view = view.model_copy(update={"effects": _effects(work, body.year, before, days)})
    else:
        replace_year(work, row, body.year, days, body.source)
        record(
            work,
            "workdays.import",
            "calendar_year",
            str(body.year),
            after={"days": [(day.on, day.kind, day.name) for day in days]},
            added=len(view.added),
            removed=len(view.removed),
            changed=len(view.changed),
        )
    return view


def _effects(
    work: Work, year: int, before: dict[date, ExceptionDay], days: tuple[ExceptionDay, ...]
) -> list[MonthEffectView]:
    after = {day.on: day for day in days}
    changed = sorted(on for on in before.keys() | after.keys() if before.get(on) != after.get(on))
    calendar = get_calendar(work, date(year, 1, 1), date(year, 12, 31))
    kept = {on: row for on, row in calendar.exceptions.items() if on not in before}
    former = tuple(FormerDay(on, before.get(on), work.now) for on in changed)
    wanted = replace(
        calendar,
        exceptions=kept | after,
        announced=calendar.announced | {year},
        former=calendar.former + former,
    )
    return list(PORTS.effects(work, wanted, changed))


def _field_error(fault: Fault) -> FieldError:
    return FieldError("/text", fault.code, FAULTS[fault.code], {**fault.params, "line": fault.line})


def _compare(body: NoticeImport, old: dict[date, ExceptionDay], days: tuple[ExceptionDay, ...]) -> ImportView:
    new = {day.on: day for day in days}
    added = [day for day in days if day.on not in old]
    changed = [day for day in days if day.on in old and old[day.on] != day]
    removed = [old[on] for on in sorted(old.keys() - new.keys())]
    return ImportView(
        year=body.year,
        dry_run=body.dry_run,
        added=[_view(day) for day in added],
        removed=[_view(day) for day in removed],
        changed=[_view(day) for day in changed],
        kept=len(days) - len(added) - len(changed),
        days=[_view(day) for day in days],
    )
