"""The published calendars that ship with the chinesecalendar library, as rows for our own table."""

from datetime import date

from chinese_calendar import constants

from app.workdays.rules import DayKind, ExceptionDay

_NAMES: dict[str, str] = {holiday.value: holiday.chinese for holiday in constants.Holiday}


def library_years() -> tuple[int, ...]:
    """The years whose notice the library holds; it is honest about those not yet announced."""
    return tuple(sorted({on.year for on in constants.holidays}))


def seed_from_library(year: int) -> tuple[ExceptionDay, ...]:
    """A year's holidays and make-up workdays with Chinese names, in order; none when it has none."""
    rows = [
        *_rows(constants.holidays, DayKind.HOLIDAY, year),
        *_rows(constants.workdays, DayKind.MAKEUP, year),
    ]
    return tuple(sorted(rows, key=lambda row: row.on))


def _rows(table: dict[date, str], kind: DayKind, year: int) -> list[ExceptionDay]:
    return [ExceptionDay(on, kind, _NAMES.get(name, name)) for on, name in table.items() if on.year == year]
