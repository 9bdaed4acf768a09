"""月度补助 as the desk shows it: whose turn it is, what asks for something first, and a page of rows at a time."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.allowances import policy, repository, repository_exports
from app.allowances import repository_desk as desk
from app.allowances import repository_desk_parts as parts
from app.allowances import repository_runs as runs
from app.allowances.models import AllowanceRun, RowStatus, RunState
from app.allowances.models_settlement import ChangeKind
from app.allowances.repository_desk import Counts, DeskKey, DeskRun, Listed
from app.allowances.schemas import RunView, StepView
from app.allowances.schemas_desk import Tab
from app.allowances.schemas_settlement import AdjustmentFilter, AdjustmentView, ChangesView
from app.allowances.service_adjustment_pages import Item, spans_of
from app.allowances.service_adjustments import list_adjustments
from app.allowances.service_exceptions import Ask, asks_on_page
from app.allowances.service_months import get_changes
from app.allowances.service_rates import readable_paths
from app.allowances.service_runs import run_views
from app.attendance.service_confirmed import Confirmed, Unconfirmed, count_confirmed, list_unconfirmed
from app.core import clock
from app.core.errors import NotFound, require
from app.core.paging import Page, decode_cursor, encode_cursor
from app.core.work import Work
from app.secondments.access import get_policy
from app.secondments.models import Programme, ProgrammeKind, ProgrammePolicy

A_PAGE = 100
FEW = 12
"""How many are named where the rest is counted."""
FINAL = (RunState.CLOSED, RunState.PAID)
_VERBS = {None: "calculate", RunState.CALCULATED: "approve", RunState.APPROVED: "close", RunState.CLOSED: "pay"}


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A row of the page: its place in the whole list, what is stored and what it asks today."""

    number: int
    listed: Listed
    asks: list[Ask]
    back_pay: tuple[str, int] | None = None
    """(month of the run that pays it, fen) where a closed month had left the row out."""

    @property
    def row(self) -> Any:
        """What is stored."""
        return self.listed.row

    @property
    def counts(self) -> bool:
        """The month's days are paid by this run."""
        return self.listed.row.status is RowStatus.PAYABLE

    @property
    def rates_fen(self) -> list[int]:
        """The rates that priced its days."""
        return [group[0] for group in self.listed.row.explanation.get("by_rate", []) if group[0] is not None]


@dataclass(frozen=True, slots=True)
class Turn:
    """The next step, and whether the reader may take it: `verb` is empty when nobody or somebody else does."""

    verb: str = ""
    step: str = ""
    waits_for_other: bool = False
    own_money: bool = False
    may_recalculate: bool = False
    may_run: bool = False


@dataclass(frozen=True, slots=True)
class MonthRows:
    """The part of the month that is shown, and the counts of the whole."""

    tab: Tab
    text: str
    rows: list[DeskRow]
    matching: int
    counts: Counts
    next_cursor: str | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different since the calculation before: how many of each kind, and the first few."""

    added: int
    dropped: int
    changed: int
    view: ChangesView


@dataclass(frozen=True, slots=True)
class MonthPage:
    """月度补助: one programme's month; `listed` is None before it is calculated."""

    month: str
    previous: str
    following: str | None
    over: bool
    programme: Programme | None
    programmes: list[Programme]
    rules: ProgrammePolicy | None
    run: RunView | None
    export: StepView | None
    turn: Turn
    confirmed: Confirmed
    unconfirmed: list[Unconfirmed]
    listed: MonthRows | None
    adjustments: list[Item]
    more_adjustments: bool
    changes: Changes | None

    @property
    def settled(self) -> bool:
        """Closed: from here on only payments, accounts and objections move."""
        return self.run is not None and self.run.state in FINAL


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for."""

    month: str | None = None
    programme_id: UUID | None = None
    tab: Tab = Tab.ALL
    text: str = ""
    cursor: str | None = None


def open_month(work: Work, asked: Asked) -> MonthPage:
    """The page of a month (the last one that is over unless given) and a programme (the first that has a run)."""
    require(policy.can_read_totals(work.actor))
    month = asked.month or clock.previous_month(clock.month_of(work.today))
    known = repository.list_programmes(work.session, readable_paths(work))
    programmes = [programme for programme, _ in known]
    chosen = choose_programme(work, programmes, month, asked.programme_id)
    run = runs.find_run(work.session, chosen.id, month) if chosen else None
    over = clock.month_bounds(month)[1] < work.today
    rules = _rules(work, chosen, month)
    confirmed = count_confirmed(work, [chosen.id], month).get(chosen.id, Confirmed()) if chosen else Confirmed()
    may_run = chosen is not None and any(p.id == chosen.id and policy.can_run(work.actor, path) for p, path in known)
    adjustments = _adjustments(work, run)
    return MonthPage(
        month=month,
        previous=clock.previous_month(month),
        following=clock.next_month(month) if over else None,
        over=over,
        programme=chosen,
        programmes=programmes,
        rules=rules,
        run=run_views(work, [run], {chosen.id: chosen})[0] if run and chosen else None,
        export=_export(work, run),
        turn=_turn(work, run, rules, over=over, may_run=may_run),
        confirmed=confirmed,
        unconfirmed=[] if run or not chosen else list_unconfirmed(work, chosen.id, month, FEW),
        listed=list_rows(work, run, asked) if run else None,
        adjustments=[Item(view, spans_of(view.lines)) for view in adjustments.items],
        more_adjustments=adjustments.next_cursor is not None,
        changes=_changes(work, run),
    )


def _changes(work: Work, run: AllowanceRun | None) -> Changes | None:
    """None before a month was calculated twice, and once it is closed: then nothing is left to compare."""
    if run is None or run.compared_at is None or run.state in FINAL:
        return None
    kinds = parts.count_changes(work.session, run.id)
    return Changes(
        added=kinds.get(ChangeKind.ADDED, 0),
        dropped=kinds.get(ChangeKind.DROPPED, 0),
        changed=kinds.get(ChangeKind.CHANGED, 0),
        view=get_changes(work, run.month, run.programme_id, FEW),
    )


def _adjustments(work: Work, run: AllowanceRun | None) -> Page[AdjustmentView]:
    """The first few that the run settles, so that the sum can be read without leaving the page."""
    if run is None:
        return Page[AdjustmentView](items=[])
    return list_adjustments(work, AdjustmentFilter(paid_in=run.month, programme_id=run.programme_id), FEW)


def list_rows(work: Work, run: AllowanceRun, asked: Asked) -> MonthRows:
    """A page of a run's rows: what blocks, what asks, then by person number; counts are of the whole run."""
    wanted = DeskRun(run.id, run.month, run.state in FINAL, asked.tab, asked.text.strip())
    at, after = _decode(asked.cursor)
    found = desk.list_page(work.session, wanted, A_PAGE + 1, after)
    shown = found[:A_PAGE]
    counts = desk.count_month(work.session, wanted)
    narrowed = wanted.tab is not Tab.ALL or wanted.text
    return MonthRows(
        tab=wanted.tab,
        text=wanted.text,
        rows=_desk_rows(work, wanted, shown, at),
        matching=desk.count_rows(work.session, wanted) if narrowed else counts.rows,
        counts=counts,
        next_cursor=_encode(at + len(shown), shown[-1]) if len(found) > A_PAGE else None,
        is_first=after is None,
    )


def _desk_rows(work: Work, wanted: DeskRun, shown: list[Listed], at: int) -> list[DeskRow]:
    """The rows of the page with what they ask; those that a later run made good with what it pays."""
    made_good = [item.row.secondment_id for item in shown if wanted.settled and item.joined.made_good]
    paid = parts.back_pays(work.session, wanted.month, made_good) if made_good else {}
    return [
        DeskRow(at + place, item, asks, paid.get(item.row.secondment_id))
        for place, (item, asks) in enumerate(asks_on_page(work, wanted, shown), start=1)
    ]


def choose_programme(work: Work, programmes: list[Programme], month: str, wanted: UUID | None) -> Programme | None:
    """The one asked for, else the first that has a run of the month; programmes outside the county come first."""
    if wanted is not None:
        found = next((programme for programme in programmes if programme.id == wanted), None)
        if found is None:
            raise NotFound
        return found
    ran = {run.programme_id for run in runs.list_runs(work.session, [p.id for p in programmes], month)}
    kinds = list(ProgrammeKind)
    ordered = sorted(
        programmes, key=lambda p: (p.kind is ProgrammeKind.APPOINTMENT, p.id not in ran, kinds.index(p.kind))
    )
    return ordered[0] if ordered else None


def _rules(work: Work, programme: Programme | None, month: str) -> ProgrammePolicy | None:
    if programme is None:
        return None
    try:
        return get_policy(work, programme.id, clock.month_bounds(month)[1])
    except NotFound:
        return None


def _turn(work: Work, run: AllowanceRun | None, rules: ProgrammePolicy | None, *, over: bool, may_run: bool) -> Turn:
    """Whose turn it is: makers do not approve and approvers do not close where the programme asks for two people."""
    state = run.state if run else None
    step = _VERBS.get(state, "") if over else ""
    own = (
        run is not None
        and work.actor.person_id is not None
        and runs.pays_person(work.session, run.id, work.actor.person_id)
    )
    maker = {"approve": run.calculated_by_id, "close": run.approved_by_id}.get(step) if run else None
    two = rules is not None and rules.two_person_close
    other = maker is not None and not policy.may_approve(work.actor, maker, two_person=two)
    blocked = other or (own and step != "calculate")
    return Turn(
        verb=step if may_run and not blocked else "",
        step=step,
        waits_for_other=may_run and other,
        own_money=may_run and own,
        may_recalculate=may_run and state in (RunState.CALCULATED, RunState.APPROVED),
        may_run=may_run,
    )


def _export(work: Work, run: AllowanceRun | None) -> StepView | None:
    """The run's last file, to read or for the bank."""
    if run is None:
        return None
    files = (repository_exports.last_export(work.session, run.id), parts.last_batch(work.session, run.id))
    found = max((file for file in files if file), default=None, key=lambda file: file[0])
    return StepView(at=found[0], by=found[1]) if found else None


def _encode(at: int, item: Listed) -> str:
    return encode_cursor([at, item.rank, item.person_no or "", item.row.secondment_id])


def _decode(cursor: str | None) -> tuple[int, DeskKey | None]:
    """How many rows came before, and the key of the last one."""
    if not cursor:
        return 0, None
    at, rank, number, secondment_id = decode_cursor(cursor, [int, int, str, UUID])
    return at, (rank, number, str(secondment_id))
