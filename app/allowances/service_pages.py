"""What the pages of a sum show beside the API's own views: the neighbours, and the grounds that it stands on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.allowances import policy, repository
from app.allowances.models import Rate
from app.allowances.schemas import LinesView, LineView
from app.allowances.service_desk import neighbours_of
from app.allowances.service_rates import readable_paths
from app.allowances.service_read import get_lines
from app.attendance.schemas import DaysView
from app.attendance.service_days import get_days, policy_of
from app.core import clock
from app.core.errors import require
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.models import Programme, ProgrammePolicy
from app.secondments.service_cards import SecondmentCard


@dataclass(frozen=True, slots=True)
class LinesPage:
    """逐日明细: the sum, the calendar behind it, and the grounds it stands on."""

    view: LinesView
    days: DaysView
    card: SecondmentCard
    weeks: list[list[LineView | None]]
    rules: ProgrammePolicy
    rates: list[Rate]
    previous_id: UUID | None
    following_id: UUID | None
    is_own: bool
    is_finance: bool

    @property
    def corrected(self) -> list[LineView]:
        """Days that somebody corrected."""
        return [line for line in self.view.items if line.source == "override"]


def open_lines(work: Work, month: str, secondment_id: UUID) -> LinesPage:
    """The day behind every fen of one cadre's month."""
    view = get_lines(work, secondment_id, month)
    card = service_cards.describe(work, [secondment_id])[secondment_id]
    held = policy.can_read_totals(work.actor)
    previous_id, following_id = neighbours_of(work, card, month) if held else (None, None)
    return LinesPage(
        view=view,
        days=get_days(work, secondment_id, month),
        card=card,
        weeks=_weeks(view.items),
        rules=policy_of(work, card.secondment, clock.month_bounds(month)[1]),
        rates=_rates_behind(work, card, view),
        previous_id=previous_id,
        following_id=following_id,
        is_own=work.actor.person_id == card.secondment.cadre_id,
        is_finance=held,
    )


def _rates_behind(work: Work, card: SecondmentCard, view: LinesView) -> list[Rate]:
    """The dated rates that priced at least one day."""
    used = {line.rate_fen: line.on for line in reversed(view.items) if line.rate_fen is not None}
    rows = repository.list_programme_rates(work.session, card.programme.id)
    return [row for row in rows if row.amount_fen in used and _held(row, used[row.amount_fen])]


def _held(rate: Rate, on: date) -> bool:
    return rate.valid_from <= on and (rate.valid_to is None or on < rate.valid_to)


def _weeks(lines: list[LineView]) -> list[list[LineView | None]]:
    """Rows of seven, Monday first, None outside the month."""
    if not lines:
        return []
    first, last = clock.month_bounds(clock.month_of(lines[0].on))
    cells: list[LineView | None] = []
    cells.extend([None] * (first.weekday() + (lines[0].on - first).days))
    cells.extend(lines)
    cells.extend([None] * (last - lines[-1].on).days)
    cells.extend([None] * (-len(cells) % 7))
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def rates_form(work: Work) -> list[Programme]:
    """The programmes for which the actor may set a rate."""
    known = repository.list_programmes(work.session, readable_paths(work))
    return [programme for programme, path in known if policy.can_maintain_rates(work.actor, path)]


def choices_for_rate(work: Work) -> list[Programme]:
    """The same for the form itself: Forbidden when there is none."""
    found = rates_form(work)
    require(bool(found))
    return found
