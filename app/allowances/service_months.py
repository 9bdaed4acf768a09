"""A programme's months with how far each is, and what the last calculation of a month changed."""

from uuid import UUID

from app.allowances import repository, repository_months
from app.allowances import repository_changes as changes
from app.allowances import repository_runs as runs
from app.allowances.models import AllowanceRun, RunState
from app.allowances.models_settlement import AllowanceChange
from app.allowances.repository_months import RunCounts
from app.allowances.schemas import RunView
from app.allowances.schemas_settlement import (
    ChangedDayView,
    ChangesView,
    ChangeView,
    MonthStage,
    MonthStateView,
    MonthsView,
)
from app.allowances.service_rates import readable_paths
from app.allowances.service_runs import run_views
from app.attendance.service_confirmed import Confirmed, count_confirmed
from app.core import clock
from app.core.errors import NotFound
from app.core.paging import DEFAULT_LIMIT, decode_cursor, encode_cursor
from app.core.work import Work
from app.secondments.models import Programme

NOBODY = RunCounts(0, 0, 0)
_STAGES: dict[RunState, MonthStage] = {
    RunState.CALCULATED: "calculated",
    RunState.APPROVED: "approved",
    RunState.CLOSED: "closed",
    RunState.PAID: "paid",
}


def list_months(work: Work, programme_id: UUID, limit: int = DEFAULT_LIMIT, cursor: str | None = None) -> MonthsView:
    """Every month from the programme's first run, or first day served, to the one that runs; newest first."""
    programme = _programme(work, programme_id)
    known = {run.month: run for run in runs.list_programme_runs(work.session, programme_id)}
    months = _months(work, programme_id, min(known, default=None))
    if cursor:
        (after,) = decode_cursor(cursor, [str])
        months = [month for month in months if month < after]
    shown = months[:limit]
    found = [known[month] for month in shown if month in known]
    counts = repository_months.counts_of(work.session, [run.id for run in found])
    views = {view.month: view for view in run_views(work, found, {programme.id: programme})}
    return MonthsView(
        programme_id=programme_id,
        items=[_month(work, programme_id, month, known.get(month), views.get(month), counts) for month in shown],
        next_cursor=encode_cursor([shown[-1]]) if len(shown) < len(months) else None,
    )


def get_changes(
    work: Work, month: str, programme_id: UUID, limit: int = DEFAULT_LIMIT, cursor: str | None = None
) -> ChangesView:
    """Who was added, dropped or comes out otherwise since the calculation before, by person number."""
    _programme(work, programme_id)
    run = runs.find_run(work.session, programme_id, month)
    found, following = changes.list_changes(work.session, run.id, limit, cursor) if run else ([], None)
    return ChangesView(
        programme_id=programme_id,
        month=month,
        calculated_at=run.calculated_at if run else None,
        compared_at=run.compared_at if run else None,
        items=[_change(change, name, number) for change, name, number in found],
        next_cursor=following,
    )


def _programme(work: Work, programme_id: UUID) -> Programme:
    """One that the actor pays or runs."""
    found = repository.list_programmes(work.session, readable_paths(work), programme_id)
    if not found:
        raise NotFound
    return found[0][0]


def _months(work: Work, programme_id: UUID, first: str | None) -> list[str]:
    if first is None:
        begins = repository_months.first_day(work.session, programme_id)
        if begins is None:
            return []
        first = clock.month_of(begins)
    month, found = first, []
    while month <= clock.month_of(work.today):
        found.append(month)
        month = clock.next_month(month)
    return found[::-1]


def _month(
    work: Work,
    programme_id: UUID,
    month: str,
    run: AllowanceRun | None,
    view: RunView | None,
    counts: dict[UUID, RunCounts],
) -> MonthStateView:
    if run is not None:
        said = counts.get(run.id, NOBODY)
        return MonthStateView(
            month=month,
            state=_STAGES[run.state],
            cadres=said.cadres,
            pending=said.pending,
            total_fen=said.total_fen,
            run=view,
        )
    confirmed = count_confirmed(work, [programme_id], month).get(programme_id, Confirmed())
    ended = work.today > clock.month_bounds(month)[1]
    state: MonthStage = "confirmed" if ended and not confirmed.pending else "open"
    return MonthStateView(
        month=month, state=state, cadres=confirmed.serving, pending=confirmed.pending, total_fen=None, run=None
    )


def _change(change: AllowanceChange, name: str, number: str | None) -> ChangeView:
    return ChangeView.model_validate(
        {
            **change.model_dump(exclude={"run_id", "days"}),
            "cadre_name": name,
            "person_no": number,
            "days": [
                ChangedDayView(
                    on=day["on"],
                    from_state=day["from_state"],
                    from_days=day["from_halves"] / 2,
                    from_fen=day["from_fen"],
                    to_state=day["to_state"],
                    to_days=day["to_halves"] / 2,
                    to_fen=day["to_fen"],
                )
                for day in change.days
            ],
        }
    )
