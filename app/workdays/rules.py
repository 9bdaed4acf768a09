"""Which Beijing dates are worked: the State Council's yearly notice over a weekday fallback (domain.md 4)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.core.i18n import N_

_DAY = timedelta(days=1)
_SATURDAY = 5
MAX_BACK = 366


class DayKind(StrEnum):
    """What a date is: 工作日, 休息日, 节假日, 调休上班 (a weekend worked in exchange) or 停工 (by order)."""

    WORKDAY = "workday"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    CLOSURE = "closure"

    @property
    def is_working(self) -> bool:
        """Scheduled workdays, make-up days among them. One closed by order stays one: whoever obeys is on post."""
        return self in _SCHEDULED

    @property
    def is_open(self) -> bool:
        """Worked as usual: the days in which periods of grace are counted."""
        return self is DayKind.WORKDAY or self is DayKind.MAKEUP


_SCHEDULED = frozenset({DayKind.WORKDAY, DayKind.MAKEUP, DayKind.CLOSURE})
DAY_KIND_LABELS: Mapping[DayKind, str] = {
    DayKind.WORKDAY: N_("工作日"),
    DayKind.REST: N_("休息日"),
    DayKind.HOLIDAY: N_("节假日"),
    DayKind.MAKEUP: N_("调休上班"),
    DayKind.CLOSURE: N_("停工"),
}


class DayHalf(StrEnum):
    """Morning or afternoon."""

    AM = "am"
    PM = "pm"


class OverlayKind(StrEnum):
    """What a region or unit arranges for itself: a holiday, a closure by order 停工, a make-up workday."""

    HOLIDAY = "holiday"
    CLOSURE = "closure"
    WORKDAY = "workday"


OVERLAY_KIND_LABELS: Mapping[OverlayKind, str] = {
    OverlayKind.HOLIDAY: N_("地方放假"),
    OverlayKind.CLOSURE: N_("停工"),
    OverlayKind.WORKDAY: N_("地方调休上班"),
}


@dataclass(frozen=True, slots=True)
class ExceptionDay:
    """One row of the yearly notice: a date off (`HOLIDAY`) or a weekend worked (`MAKEUP`), with its name."""

    on: date
    kind: DayKind
    name: str

    def __post_init__(self) -> None:
        if self.kind not in {DayKind.HOLIDAY, DayKind.MAKEUP}:
            raise ValueError("a row of the notice is a holiday or a make-up workday")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One classified date; `provisional` while its year's notice is not known and only the weekday spoke."""

    on: date
    kind: DayKind
    name: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The table of exceptions over Monday to Friday; years outside `announced` are provisional."""

    exceptions: Mapping[date, ExceptionDay] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()

    @classmethod
    def from_rows(cls, rows: Iterable[ExceptionDay], announced: Iterable[int]) -> "WorkCalendar":
        """A calendar of stored rows; two rows for one date are a ValueError."""
        table: dict[date, ExceptionDay] = {}
        for row in rows:
            if row.on in table:
                raise ValueError(f"two rows for {row.on.isoformat()}")
            table[row.on] = row
        return cls(table, frozenset(announced))

    def kind(self, on: date) -> DayKind:
        """What `on` is: its exception, else working from Monday to Friday."""
        row = self.exceptions.get(on)
        if row is not None:
            return row.kind
        return DayKind.REST if on.weekday() >= _SATURDAY else DayKind.WORKDAY

    def day(self, on: date) -> CalendarDay:
        """`on` with its holiday's name and whether its year is still provisional.

        A notice may fix days of a neighbour year, so a date with a row of its own is never provisional.
        """
        row = self.exceptions.get(on)
        provisional = row is None and on.year not in self.announced
        return CalendarDay(on, self.kind(on), row.name if row else None, provisional)

    def days(self, first_on: date, last_on: date) -> Iterator[CalendarDay]:
        """Every date from `first_on` to `last_on`, both included; nothing when they are reversed."""
        return (self.day(on) for on in dates(first_on, last_on))

    def is_workday(self, on: date) -> bool:
        """Whether `on` is a scheduled workday, make-up workdays included."""
        return self.kind(on).is_working

    def workdays_between(self, first_on: date, last_on: date) -> tuple[date, ...]:
        """The scheduled workdays from `first_on` to `last_on`, both included."""
        return tuple(on for on in dates(first_on, last_on) if self.is_workday(on))

    def count_workdays(self, first_on: date, last_on: date) -> int:
        """How many scheduled workdays lie from `first_on` to `last_on`, both included."""
        return sum(1 for on in dates(first_on, last_on) if self.is_workday(on))

    def workdays_back(self, on: date, count: int) -> date:
        """The `count`-th scheduled workday before `on` (not counting `on` itself); `on` for 0.

        It is the first day of the back-fill window (api.md, daily records 5); a day closed by order does not use
        the window up. ValueError outside 0-366.
        """
        if not 0 <= count <= MAX_BACK:
            raise ValueError(f"count must be 0 to {MAX_BACK}")
        while count:
            on -= _DAY
            if self.kind(on).is_open:
                count -= 1
        return on

    def next_workday(self, on: date) -> date:
        """The first scheduled workday after `on`."""
        on += _DAY
        while not self.is_workday(on):
            on += _DAY
        return on


def dates(first_on: date, last_on: date) -> Iterator[date]:
    """Every civil date from `first_on` to `last_on`, both included."""
    return map(date.fromordinal, range(first_on.toordinal(), last_on.toordinal() + 1))
