"""The form for a statement over a span of days: whom the reader may speak for."""

from dataclasses import dataclass
from uuid import UUID

from app.attendance.schemas import MonthRowView
from app.attendance.service_pages import open_month
from app.core import clock
from app.core.errors import require
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class SpanPage:
    """Whom the reader may speak for in a month, by the unit that hosts them."""

    month: str
    units: list[tuple[str, list[MonthRowView]]]


def open_span(work: Work, month: str | None, unit_id: UUID | None) -> SpanPage:
    """This month's cadres unless another is asked for; Forbidden to whoever may speak for nobody."""
    month = month or clock.month_of(work.today)
    found = open_month(work, month, unit_id)
    units = [(unit.name, [row for row in unit.rows if row.can_correct]) for unit in found.units]
    kept = [(name, rows) for name, rows in sorted(units, key=lambda pair: pair[0]) if rows]
    require(bool(kept))
    return SpanPage(month, kept)
