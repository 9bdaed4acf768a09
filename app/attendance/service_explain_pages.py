"""The page that explains every day of a cadre's month, for the cadre and for everybody who may know of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.attendance import policy
from app.attendance.ports_pay import PORTS
from app.attendance.schemas_days import ExplainedDayView, ExplainedMonthView
from app.attendance.service_days import policy_of
from app.attendance.service_explain import explain_month
from app.core import clock
from app.core.errors import NotFound
from app.core.work import Work
from app.secondments.access import get_access
from app.secondments.models import ProgrammePolicy
from app.secondments.service_cards import SecondmentCard, describe


@dataclass(slots=True)
class DayGroup:
    """Neighbouring days of which the very same is to be said."""

    days: list[ExplainedDayView]
    correctable: date | None = None

    @property
    def first(self) -> ExplainedDayView:
        """The day that speaks for all of them."""
        return self.days[0]

    @property
    def last(self) -> ExplainedDayView:
        """The last of them."""
        return self.days[-1]

    @property
    def counted(self) -> int:
        """The halves of all of them that count."""
        return sum(day.pay.halves for day in self.days if day.pay)


@dataclass(frozen=True, slots=True)
class ExplainPage:
    """A month's days with their weeks; `tally` is what counts for pay by reason, in halves, in the month's order."""

    card: SecondmentCard
    view: ExplainedMonthView
    weeks: list[list[ExplainedDayView | None]]
    groups: list[DayGroup]
    rules: ProgrammePolicy
    own: bool
    correctable: frozenset[date]
    tally: dict[str, int]
    reason_labels: dict[str, str]
    previous: str | None
    following: str | None

    @property
    def counted(self) -> int:
        """The halves that count so far."""
        return sum(day.pay.halves for day in self.view.items if day.pay)

    @property
    def settled(self) -> bool:
        """Whether the month is closed, so that its days stay as they were paid."""
        return any(day.pay.settled for day in self.view.items if day.pay)

    @property
    def arrangements(self) -> list[ExplainedDayView]:
        """The first day of every holiday, make-up day and regional arrangement of the month."""
        found: dict[object, ExplainedDayView] = {}
        for day in self.view.items:
            if day.calendar.name:
                found.setdefault((day.calendar.overlay_id or day.calendar.name, day.calendar.kind), day)
        return list(found.values())


def open_explained(work: Work, secondment_id: UUID, month: str | None) -> ExplainPage:
    """One cadre's month (this one, or the last of the term, unless given) for whoever may know of it."""
    access = get_access(work, secondment_id)
    card = describe(work, [secondment_id]).get(secondment_id)
    if card is None:
        raise NotFound
    term = clock.month_of(card.term_start_on), clock.month_of(card.secondment.end_on)
    month = month or min(max(clock.month_of(work.today), term[0]), term[1])
    view = explain_month(work, secondment_id, month)
    rules = policy_of(work, access.secondment, clock.month_bounds(month)[1])
    served = [day for day in view.items if day.state != "outside"]
    correctable = frozenset(
        day.on
        for day in served
        if day.on <= work.today and policy.can_correct(access.relations_on(day.on), rules.reviewed_by)
    )
    return ExplainPage(
        card=card,
        view=view,
        weeks=_weeks(view.items),
        rules=rules,
        own=access.is_author,
        groups=_groups(served, correctable, work.today),
        correctable=correctable,
        tally=_tally(view.items),
        reason_labels=dict(PORTS.reason_labels),
        previous=clock.previous_month(month) if month > term[0] else None,
        following=clock.next_month(month) if month < term[1] else None,
    )


def _tally(days: list[ExplainedDayView]) -> dict[str, int]:
    found: dict[str, int] = {}
    for day in days:
        if day.pay is not None and day.pay.reason not in ("outside", "rest"):
            found[day.pay.reason] = found.get(day.pay.reason, 0) + (day.pay.halves or 2)
    return found


def _groups(days: list[ExplainedDayView], correctable: frozenset[date], today: date) -> list[DayGroup]:
    """Today stands alone, so that it can be found."""
    found: list[DayGroup] = []
    for day in days:
        last = found[-1] if found else None
        joins = last is not None and _said_of(last.last) == _said_of(day) and today not in (day.on, last.last.on)
        if last is not None and joins:
            last.days.append(day)
        else:
            found.append(DayGroup([day], day.on if day.on in correctable else None))
    return found


def _said_of(day: ExplainedDayView) -> object:
    """What the page says of a day, its date left out; a statement over a span is one statement."""
    words = [
        word.model_copy(update={"at": word.at and word.at.replace(second=0, microsecond=0)}) for word in day.statements
    ]
    return words, day.calendar, day.pay, day.unit_name, day.confirmed


def _weeks(days: list[ExplainedDayView]) -> list[list[ExplainedDayView | None]]:
    """Rows of seven, Monday first, None outside the month."""
    cells: list[ExplainedDayView | None] = [None] * days[0].on.weekday()
    cells += days
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]
