"""The work calendar for everybody: looked up from a short cache, seeded from the library."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from weakref import WeakKeyDictionary

from app.audit.service import record
from app.core import clock
from app.core.db import Database, WorkSession
from app.core.work import Work
from app.workdays import repository
from app.workdays.library import library_years, seed_from_library
from app.workdays.models import CalendarChange, CalendarDay, CalendarOverlay, CalendarYear, YearStatus
from app.workdays.overlays import Calendar, FormerDay, Overlay
from app.workdays.rules import DayKind, ExceptionDay

__all__ = ["Calendar", "get_calendar"]
FIRST_YEAR = 2024
LIBRARY_SOURCE = "国务院办公厅节假日安排通知（chinesecalendar）"
_FRESH_SECONDS = 5.0
_MOST_SPANS = 64
_CHANGED = "workdays.changed"


@dataclass(frozen=True, slots=True)
class _Entry:
    loaded: float
    spans: dict[tuple[int, int], Calendar]


_cache: WeakKeyDictionary[Database, _Entry] = WeakKeyDictionary()
_lock = threading.Lock()


def get_calendar(work: Work, start: date, end: date) -> Calendar:
    """The calendar of `start` to `end` and at least a year to each side (for counting back); at most 5 s old.

    It is the nation's; `.at(unit_path)` is that of one unit, with the arrangements made for it.
    """
    span = (max(start.year - 1, 1), min(end.year + 1, 9999))
    if _CHANGED in work.session.info:
        return _load(work.session, span)
    entry = _cache.get(work.database)
    if entry is None or clock.monotonic() - entry.loaded > _FRESH_SECONDS or len(entry.spans) > _MOST_SPANS:
        entry = _Entry(clock.monotonic(), {})
        with _lock:
            _cache[work.database] = entry
    found = entry.spans.get(span)
    if found is None:
        found = entry.spans[span] = _load(work.session, span)
    return found


def _load(session: WorkSession, span: tuple[int, int]) -> Calendar:
    first, last = span
    days = repository.list_days(session, date(first, 1, 1), date(last, 12, 31))
    years = repository.list_years(session, first, last)
    announced = frozenset(row.year for row in years if row.status is YearStatus.OFFICIAL)
    start, end = date(first, 1, 1), date(last, 12, 31)
    overlays = tuple(overlay_of(*stored) for stored in repository.list_overlays(session, start, end))
    former = tuple(_former(row) for row in repository.list_changes(session, start, end))
    return Calendar({row.day_on: exception_of(row) for row in days}, announced, overlays, former)


def overlays_by_ref(work: Work, refs: Iterable[str]) -> dict[str, tuple[Overlay, UUID]]:
    """Arrangements that ledger days refer to, withdrawn ones too, each with its unit's id."""
    found = repository.list_overlays_of(work.session, [UUID(ref) for ref in refs])
    return {str(row.id): (overlay_of(row, path, for_path), row.unit_id) for row, path, for_path in found}


def overlay_of(row: CalendarOverlay, path: str, for_path: str | None = None) -> Overlay:
    """A stored arrangement as the rules know it."""
    return Overlay(
        ref=str(row.id),
        path=path,
        kind=row.kind,
        first_on=row.first_on,
        last_on=row.last_on,
        name=row.name,
        made_at=row.created_at,
        half=row.half,
        document_no=row.document_no,
        withdrawn_at=row.withdrawn_at,
        for_path=for_path,
    )


def _former(row: CalendarChange) -> FormerDay:
    if row.was_off is None:
        return FormerDay(row.day_on, None, row.changed_at)
    kind = DayKind.HOLIDAY if row.was_off else DayKind.MAKEUP
    return FormerDay(row.day_on, ExceptionDay(row.day_on, kind, row.was_name or ""), row.changed_at)


def exception_of(row: CalendarDay) -> ExceptionDay:
    """A stored row as the rules know it."""
    return ExceptionDay(row.day_on, DayKind.HOLIDAY if row.is_off else DayKind.MAKEUP, row.name)


def forget_calendar(work: Work) -> None:
    """Call when the calendar changes: this unit of work reads anew at once, the process after the commit."""
    database = work.database

    def drop() -> None:
        with _lock:
            _cache.pop(database, None)

    work.session.info[_CHANGED] = True
    work.after_commit(drop)


def ensure_seeded(work: Work) -> None:
    """Take over the library's years from 2024 on, once each, and list the next one as provisional; idempotent.

    A year that was imported by hand stands; one that was provisional becomes official when the library learns it.
    """
    last = max(work.today.year + 1, *library_years())
    known = {row.year: row for row in repository.list_years(work.session, FIRST_YEAR, last)}
    for year in range(FIRST_YEAR, last + 1):
        row = known.get(year)
        if year in library_years() and (row is None or row.status is YearStatus.PROVISIONAL):
            replace_year(work, row, year, seed_from_library(year), LIBRARY_SOURCE)
            record(work, "workdays.seed", "calendar_year", str(year), days=len(seed_from_library(year)))
        elif row is None:
            work.session.add(CalendarYear(year=year, status=YearStatus.PROVISIONAL))
            forget_calendar(work)
    work.session.flush()


def replace_year(
    work: Work, row: CalendarYear | None, year: int, days: tuple[ExceptionDay, ...], source: str
) -> CalendarYear:
    """Let `days` be all exceptions of `year` and mark it official.

    A notice may fix days of a neighbour year as well (its New Year's bridge): those replace only their own dates.
    What a date of an announced year was before is kept, for the months that are closed by now.
    """
    session = work.session
    old = repository.list_days(session, date(year, 1, 1), date(year, 12, 31))
    old += repository.list_days_on(session, [day.on for day in days if day.on.year != year])
    standing = {stored.day_on: stored for stored in old}
    _keep_former(work, year, {row.day_on: exception_of(row) for row in old}, {day.on: day for day in days})
    for day in days:
        stored = standing.pop(day.on, None) or CalendarDay(day_on=day.on, name=day.name, is_off=True)
        stored.name, stored.is_off = day.name, day.kind is DayKind.HOLIDAY
        session.add(stored)
    for stored in standing.values():
        session.delete(stored)
    row = row or CalendarYear(year=year, status=YearStatus.OFFICIAL)
    row.status, row.source = YearStatus.OFFICIAL, source
    session.add(row)
    session.flush()
    forget_calendar(work)
    return row


def _keep_former(work: Work, year: int, before: dict[date, ExceptionDay], after: dict[date, ExceptionDay]) -> None:
    """Only announced years have months that were closed by them."""
    known = repository.list_years(work.session, year - 1, year + 1)
    announced = {row.year for row in known if row.status is YearStatus.OFFICIAL}
    for on in sorted(before.keys() | after.keys()):
        was = before.get(on)
        if on.year in announced and was != after.get(on):
            off = None if was is None else was.kind is DayKind.HOLIDAY
            name = was.name if was else None
            work.session.add(CalendarChange(day_on=on, was_off=off, was_name=name, changed_at=work.now))
