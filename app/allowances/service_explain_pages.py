"""What the explanation's page shows beside the API's own view: the calendar, the neighbours, and who reads it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.allowances import policy
from app.allowances import repository_explain as repository
from app.allowances import repository_runs as runs
from app.allowances.models_objections import ObjectionState
from app.allowances.schemas_explain import ExplainedLineView, ExplainView
from app.allowances.schemas_objections import ObjectionView
from app.allowances.service_explain import explain_month
from app.audit.policy import can_read as can_read_trail
from app.core import clock
from app.core.errors import NotFound, require
from app.core.i18n import Locale
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import get_access
from app.secondments.service_cards import SecondmentCard

Weeks = list[list[ExplainedLineView | None]]


@dataclass(frozen=True, slots=True)
class ExplainPage:
    """这笔钱怎么来的: the sum, the calendar behind it, its grounds, and what the reader may do."""

    view: ExplainView
    card: SecondmentCard
    weeks: Weeks
    previous_id: UUID | None
    following_id: UUID | None
    is_own: bool
    is_finance: bool
    reads_trail: bool
    run_id: UUID | None

    @property
    def waiting(self) -> list[ObjectionView]:
        """Objections that wait for an answer."""
        return [one for one in self.view.objections if one.state is ObjectionState.OPEN]


def open_explain(work: Work, month: str, secondment_id: UUID, locale: Locale) -> ExplainPage:
    """The page of one cadre's month."""
    view = explain_month(work, month, secondment_id, locale)
    card = service_cards.describe(work, [secondment_id])[secondment_id]
    held = policy.can_read_totals(work.actor)
    found = runs.find_row(work.session, secondment_id, month)
    order = repository.order_of_run(work.session, found[0].id) if held and found is not None else []
    at = order.index(secondment_id) if secondment_id in order else None
    return ExplainPage(
        view=view,
        card=card,
        weeks=weeks_of(view.days),
        previous_id=order[at - 1] if at else None,
        following_id=order[at + 1] if at is not None and at + 1 < len(order) else None,
        is_own=work.actor.person_id == card.secondment.cadre_id,
        is_finance=held,
        reads_trail=can_read_trail(work.actor),
        run_id=found[0].id if found else None,
    )


def weeks_of(lines: list[ExplainedLineView]) -> Weeks:
    """Rows of seven, Monday first, None outside the month."""
    if not lines:
        return []
    first, last = clock.month_bounds(clock.month_of(lines[0].on))
    cells: list[ExplainedLineView | None] = [None] * (first.weekday() + (lines[0].on - first).days)
    cells.extend(lines)
    cells.extend([None] * (last - lines[-1].on).days)
    cells.extend([None] * (-len(cells) % 7))
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


@dataclass(frozen=True, slots=True)
class ObjectionForm:
    """提出异议: the days that may be named, and what the month says of itself."""

    view: ExplainView
    days: list[tuple[date, bool]]
    """(day, whether it is paid)."""
    taken: frozenset[date]


def open_objection_form(work: Work, month: str, secondment_id: UUID, locale: Locale) -> ObjectionForm:
    """The form for one's own calculated month; Forbidden for anybody else."""
    access = get_access(work, secondment_id)
    require(access.is_author)
    view = explain_month(work, month, secondment_id, locale)
    if not view.may_object:
        raise NotFound
    waiting = [one for one in view.objections if one.state is ObjectionState.OPEN]
    days: list[tuple[date, bool]] = [(line.on, line.portion > 0) for line in view.days if line.state != "outside"]
    return ObjectionForm(view, days, frozenset(on for one in waiting for on in one.dates))
