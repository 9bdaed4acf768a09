"""What the desk pages show beside the API's own views: whose turn it is, the neighbours, and the grounds of a sum."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.allowances import policy, repository, repository_exports
from app.allowances import repository_runs as runs
from app.allowances.models import Rate, RowStatus, RunState
from app.allowances.schemas import LinesView, LineView, MonthView, RowView, RunView, StepView
from app.allowances.service_rates import readable_paths
from app.allowances.service_read import get_lines, get_month
from app.attendance.schemas import DaysView
from app.attendance.service_days import get_days, policy_of
from app.attendance.service_ledger import MonthSheet, programme_month
from app.core import clock
from app.core.errors import NotFound, require
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import get_policy
from app.secondments.models import Programme, ProgrammeKind, ProgrammePolicy
from app.secondments.service_cards import SecondmentCard

NEXT_VERB = {
    None: "calculate",
    RunState.CALCULATED: "approve",
    RunState.APPROVED: "close",
    RunState.CLOSED: "pay",
    RunState.PAID: "",
}


@dataclass(frozen=True, slots=True)
class MonthPage:
    """月度补助: one programme's month; `verb` is the next step, empty when nobody or somebody else takes it."""

    month: str
    previous: str
    following: str | None
    programme: Programme | None
    programmes: list[Programme]
    rules: ProgrammePolicy | None
    view: MonthView
    run: RunView | None
    export: StepView | None
    verb: str
    waits_for_second: bool
    may_recalculate: bool
    unconfirmed: list[MonthSheet]

    @property
    def asking(self) -> list[RowView]:
        """Rows that ask for something."""
        return [row for row in self.view.rows if row.status is not RowStatus.PAYABLE]

    @property
    def plain(self) -> list[RowView]:
        """Rows that can be paid."""
        return [row for row in self.view.rows if row.status is RowStatus.PAYABLE]


def open_month(work: Work, month: str | None, programme_id: UUID | None) -> MonthPage:
    """The page of a month (the last one that is over unless given) and a programme (the first that has a run)."""
    require(policy.can_read_totals(work.actor))
    month = month or clock.previous_month(clock.month_of(work.today))
    known = repository.list_programmes(work.session, readable_paths(work))
    programmes = [programme for programme, _ in known]
    chosen = _choose(work, programmes, month, programme_id)
    view = get_month(work, month, chosen.id if chosen else None, limit=None)
    run = view.runs[0] if chosen and view.runs else None
    may_run = chosen is not None and any(p.id == chosen.id and policy.can_run(work.actor, path) for p, path in known)
    verb = NEXT_VERB[run.state if run else None] if may_run else ""
    over = clock.month_bounds(month)[1] < work.today
    rules = _rules(work, chosen, month)
    second = _waits_for_second(work, run, chosen, month, rules)
    return MonthPage(
        month=month,
        previous=clock.previous_month(month),
        following=clock.next_month(month) if over else None,
        programme=chosen,
        programmes=programmes,
        rules=rules,
        view=view,
        run=run,
        export=_export(work, run),
        verb="" if second or not over else verb,
        waits_for_second=second and may_run,
        may_recalculate=may_run and run is not None and run.state in (RunState.CALCULATED, RunState.APPROVED),
        unconfirmed=[]
        if run or chosen is None
        else [s for s in programme_month(work, chosen.id, month) if not s.is_confirmed],
    )


def _choose(work: Work, programmes: list[Programme], month: str, wanted: UUID | None) -> Programme | None:
    if wanted is not None:
        found = next((programme for programme in programmes if programme.id == wanted), None)
        if found is None:
            raise NotFound
        return found
    ran = {run.programme_id for run in runs.list_runs(work.session, [p.id for p in programmes], month)}
    paying = [programme for programme in programmes if programme.kind is not ProgrammeKind.APPOINTMENT]
    ordered = [p for p in paying if p.id in ran] + paying + programmes
    return ordered[0] if ordered else None


def _rules(work: Work, programme: Programme | None, month: str) -> ProgrammePolicy | None:
    if programme is None:
        return None
    try:
        return get_policy(work, programme.id, clock.month_bounds(month)[1])
    except NotFound:
        return None


def _waits_for_second(
    work: Work, run: RunView | None, programme: Programme | None, month: str, rules: ProgrammePolicy | None
) -> bool:
    """The reader calculated, and the programme asks for another person's approval."""
    if run is None or programme is None or rules is None or run.state is not RunState.CALCULATED:
        return False
    stored = runs.find_run(work.session, programme.id, month)
    maker = stored.calculated_by_id if stored else None
    return not policy.may_approve(work.actor, maker, two_person=rules.two_person_close)


def _export(work: Work, run: RunView | None) -> StepView | None:
    found = repository_exports.last_export(work.session, run.id) if run else None
    return StepView(at=found[0], by=found[1]) if found else None


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
    order = [row.secondment_id for row in get_month(work, month, card.programme.id, limit=None).rows] if held else []
    at = order.index(secondment_id) if secondment_id in order else None
    return LinesPage(
        view=view,
        days=get_days(work, secondment_id, month),
        card=card,
        weeks=_weeks(view.items),
        rules=policy_of(work, card.secondment, clock.month_bounds(month)[1]),
        rates=_rates_behind(work, card, view),
        previous_id=order[at - 1] if at else None,
        following_id=order[at + 1] if at is not None and at + 1 < len(order) else None,
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
