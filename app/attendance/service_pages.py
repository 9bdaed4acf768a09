"""What the pages of 月度确认 show: rows by unit, and one cadre's days with what the reader may do."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.attendance import policy
from app.attendance.schemas import DaysView, DayView, MonthRowView, MonthView
from app.attendance.service_days import get_days, policy_of
from app.attendance.service_ledger import month_sheet
from app.attendance.service_month_list import hosted_parts, list_month, list_rows
from app.core import clock
from app.core.errors import NotFound
from app.core.work import Work
from app.secondments.access import get_access
from app.secondments.service_cards import SecondmentCard


@dataclass(slots=True)
class UnitRows:
    """One receiving unit's rows, exceptions first."""

    unit_id: UUID
    name: str
    rows: list[MonthRowView] = field(default_factory=list)

    @property
    def waiting(self) -> bool:
        """Whether somebody's month is still to be confirmed."""
        return any(row.confirmation.state != "confirmed" for row in self.rows)

    @property
    def to_confirm(self) -> list[MonthRowView]:
        """Those whom the reader may confirm now."""
        return [row for row in self.rows if row.can_confirm]

    @property
    def on_paper(self) -> list[MonthRowView]:
        """Those for whom the reader may enter a signed sheet."""
        return [row for row in self.rows if row.can_confirm_paper]

    @property
    def can_print(self) -> bool:
        """Whether there is a sheet to sign for the reader."""
        return any(row.can_print for row in self.rows)


@dataclass(frozen=True, slots=True)
class MonthPage:
    """月度确认 of a month; `units` that wait for a confirmation first, then in the order of their names."""

    month: str
    unit_id: UUID | None
    previous: str
    following: str | None
    units: list[UnitRows]
    confirmed: int
    pending: int

    @property
    def may_state(self) -> bool:
        """Whether the reader may say of anybody what their days were."""
        return any(row.can_correct for unit in self.units for row in unit.rows)


@dataclass(frozen=True, slots=True)
class DaysPage:
    """One cadre's month, day by day."""

    card: SecondmentCard
    view: DaysView
    rows: list[MonthRowView]
    weeks: list[list[DayView | None]]
    may_correct: bool
    correctable: list[date]


def open_month(work: Work, month: str | None, unit_id: UUID | None) -> MonthPage:
    """The month that is asked about: the last one that is over, unless given."""
    month = month or clock.previous_month(clock.month_of(work.today))
    found = _rows(work, month, unit_id)
    units: dict[UUID, UnitRows] = {}
    for row in found.items if found else ():
        units.setdefault(row.unit_id, UnitRows(row.unit_id, row.unit_name)).rows.append(row)
    return MonthPage(
        month=month,
        unit_id=unit_id,
        previous=clock.previous_month(month),
        following=clock.next_month(month) if clock.month_bounds(month)[1] < work.today else None,
        units=sorted(units.values(), key=lambda unit: (not unit.waiting, unit.name, str(unit.unit_id))),
        confirmed=found.confirmed if found else 0,
        pending=found.pending if found else 0,
    )


def _rows(work: Work, month: str, unit_id: UUID | None) -> MonthView | None:
    """An empty month of a unit is a page, not an error."""
    try:
        return list_month(work, month, unit_id, limit=None)
    except NotFound:
        return None


def open_days(work: Work, month: str, secondment_id: UUID) -> DaysPage:
    """One cadre's days for whoever may know of them."""
    access = get_access(work, secondment_id)
    sheet = month_sheet(work, secondment_id, month)
    if sheet is None:
        raise NotFound
    view = get_days(work, secondment_id, month)
    rules = policy_of(work, access.secondment, sheet.days[-1].on)
    correctable = [
        day.on
        for day in view.items
        if day.state != "outside"
        and day.on <= work.today
        and policy.can_correct(access.relations_on(day.on), rules.reviewed_by)
    ]
    return DaysPage(
        card=sheet.card,
        view=view,
        rows=list_rows(work, hosted_parts(work, [sheet]), month),
        weeks=_weeks(view.items),
        may_correct=bool(correctable),
        correctable=correctable,
    )


def _weeks(days: list[DayView]) -> list[list[DayView | None]]:
    """Rows of seven, Monday first, None outside the month."""
    cells: list[DayView | None] = []
    cells.extend([None] * days[0].on.weekday())
    cells.extend(days)
    cells.extend([None] * (-len(cells) % 7))
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]
