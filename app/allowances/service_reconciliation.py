"""对账: what was settled, what is owed by it and what went to the bank are added up apart and must be the same."""

from uuid import UUID

from app.allowances import policy
from app.allowances import repository_reconciliation as repository
from app.allowances.repository import list_programmes
from app.allowances.schemas_exports import DIFFERENCES, FIGURES, ReconciliationView, RunFiguresView
from app.allowances.service_rates import readable_paths
from app.core import clock
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.work import Work

LONGEST_MONTHS = 36


def reconcile(work: Work, programme_id: UUID | None, first: str, last: str) -> ReconciliationView:
    """Every closed run from one month to another, both included: its sums from each side, and their differences."""
    require(policy.can_read_totals(work.actor))
    if not 0 <= _months_between(first, last) < LONGEST_MONTHS:
        raise Invalid.at("/to", N_("截止月份应不早于起始月份，且不超过三年。"), "dates-in-order")
    paths = readable_paths(work)
    if programme_id is not None and not list_programmes(work.session, paths, programme_id):
        raise NotFound
    runs = repository.list_settled(work.session, paths, programme_id, first, last)
    found = repository.figures_of(work.session, [run.id for run, _ in runs])
    items = [
        RunFiguresView(
            run_id=run.id,
            programme_id=run.programme_id,
            programme_name=name,
            month=run.month,
            state=run.state,
            **_complete(found[run.id]),
        )
        for run, name in runs
    ]
    sums = {name: sum(getattr(item, name) for item in items) for name in (*FIGURES, *DIFFERENCES)}
    balanced = all(getattr(item, name) == 0 for item in items for name in DIFFERENCES)
    return ReconciliationView(first_month=first, last_month=last, items=items, balanced=balanced, **sums)


def _complete(found: dict[str, int]) -> dict[str, int]:
    """All figures and what lies between those that must be the same."""
    have = dict.fromkeys(FIGURES, 0) | found
    parts = have["subsidy_fen"] + have["transport_fen"] + have["adjustment_fen"] + have["debt_fen"]
    sent = have["batches_fen"] - have["bounced_fen"] + have["outside_fen"] + have["due_fen"]
    return have | {
        "lines_off_fen": have["lines_fen"] - have["subsidy_fen"],
        "trips_off_fen": have["trips_fen"] - have["transport_fen"],
        "adjustments_off_fen": have["adjustments_fen"] - have["adjustment_fen"],
        "debts_off_fen": have["debts_fen"] - have["debt_fen"],
        "rows_off_fen": parts - have["total_fen"],
        "payments_off_fen": have["payments_fen"] - have["total_fen"],
        "batches_off_fen": sent - have["payments_fen"],
    }


def _months_between(first: str, last: str) -> int:
    one, other = (clock.month_bounds(month)[0] for month in (first, last))
    return (other.year - one.year) * 12 + other.month - one.month
