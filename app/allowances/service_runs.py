"""A month through its steps: 核算 → 审核 → 结账 → 支付. Each holds the month alone; closed is closed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from app.allowances import policy, repository
from app.allowances import repository_runs as runs
from app.allowances.errors import (
    ApproverCloses,
    ExceptionsOpen,
    MakerIsApprover,
    MonthNotEnded,
    MonthOrder,
    MonthProvisional,
    MonthSettled,
    NotCalculated,
    OwnMoney,
    PendingCadres,
    RunStale,
    WrongStep,
)
from app.allowances.models import AllowanceRun, RowStatus, RunState
from app.allowances.schemas import RunsView, RunView, StepIn, StepView
from app.allowances.service_claims_due import batch, paid
from app.allowances.service_debts import hold_debts, move_debts
from app.allowances.service_payments import create_payments, pay_batched
from app.allowances.service_prepare import prepare
from app.allowances.service_rates import readable_paths
from app.allowances.service_store import store
from app.attendance.service_check_ins import expire_after_close
from app.audit.service import record
from app.core import clock
from app.core.errors import Forbidden, NotFound, require
from app.core.events import publish
from app.core.work import Work
from app.secondments.access import get_policy, hold_month
from app.secondments.models import Programme
from app.secondments.service_months import leave_out, set_month_state
from app.workdays.service_care import is_month_provisional

FINAL = (RunState.CLOSED, RunState.PAID)
Step = Callable[[Work, Programme, str, StepIn], AllowanceRun]


def calculate_month(work: Work, month: str, body: StepIn) -> RunsView:
    """Price the month anew from the ledger as it stands; repeatable until closed.

    An approval falls when the outcome changed. Errors: month-not-ended, month-order, month-closed, policy-incomplete.
    """
    if work.today <= clock.month_bounds(month)[1]:
        raise MonthNotEnded
    return _each(work, month, body, _calculate, {None, RunState.CALCULATED, RunState.APPROVED})


def approve_month(work: Work, month: str, body: StepIn) -> RunsView:
    """A second person's word on the calculation; no day may lack its rate."""
    return _each(work, month, body, _approve, {RunState.CALCULATED})


def close_month(work: Work, month: str, body: StepIn) -> RunsView:
    """Settle the month for good: rows, lines, adjustments and daily records freeze, facts do not.

    Refused to the approver where two people close, while earlier months are open, while days of it are provisional,
    when anything changed since the calculation (run-stale: days, adjustments, journeys, debts), and while somebody is
    pending unless `exclude_pending` says that they are paid later.
    """
    return _each(work, month, body, _close, {RunState.APPROVED})


def pay_month(work: Work, month: str, body: StepIn) -> RunsView:
    """Note that the closed month was paid."""
    return _each(work, month, body, _pay, {RunState.CLOSED})


def run_view(run: AllowanceRun, programme_name: str, names: dict[UUID, str]) -> RunView:
    """A run with the names of those who took its steps."""
    return RunView(
        id=run.id,
        version=run.version,
        programme_id=run.programme_id,
        programme_name=programme_name,
        month=run.month,
        state=run.state,
        calculated=_step(run.calculated_at, run.calculated_by_id, names),
        approved=_step(run.approved_at, run.approved_by_id, names),
        closed=_step(run.closed_at, run.closed_by_id, names),
        paid=_step(run.paid_at, run.paid_by_id, names),
        digest=run.digest,
    )


def run_views(work: Work, found: list[AllowanceRun], programmes: dict[UUID, Programme]) -> list[RunView]:
    """Runs with every name, in one statement."""
    people = {
        person_id
        for run in found
        for person_id in (run.calculated_by_id, run.approved_by_id, run.closed_by_id, run.paid_by_id)
        if person_id is not None
    }
    names = runs.names_of(work.session, sorted(people))
    guessed = {month for month in {run.month for run in found} if is_month_provisional(work, month)}
    ordered = sorted(found, key=lambda run: (programmes[run.programme_id].name, str(run.programme_id)))
    views = [run_view(run, programmes[run.programme_id].name, names) for run in ordered]
    warned = {"warnings": [MonthProvisional.code]}
    return [view.model_copy(update=warned) if view.month in guessed else view for view in views]


def _step(at: datetime | None, by: UUID | None, names: dict[UUID, str]) -> StepView | None:
    return None if at is None else StepView(at=at, by=names.get(by) if by else None)


def _each(work: Work, month: str, body: StepIn, step: Step, ready: set[RunState | None]) -> RunsView:
    """Take the step for the named programme, or for every one that the actor pays and that is `ready`; all or none."""
    known = repository.list_programmes(work.session, readable_paths(work), body.programme_id)
    if body.programme_id is not None and not known:
        raise NotFound
    paid = [programme for programme, path in known if policy.can_run(work.actor, path)]
    require(bool(paid) and (body.programme_id is None or len(paid) == len(known)), Forbidden())
    if body.programme_id is None:
        states = {run.programme_id: run.state for run in runs.list_runs(work.session, [p.id for p in paid], month)}
        paid = [programme for programme in paid if states.get(programme.id) in ready]
        if not paid:
            raise WrongStep(min(states.values(), key=list(RunState).index)) if states else NotCalculated
    done = []
    for programme in sorted(paid, key=lambda programme: programme.id):
        hold_month(work, programme.id, month, exclusive=True)
        done.append(step(work, programme, month, body))
    return RunsView(items=run_views(work, done, {programme.id: programme for programme in paid}))


def _calculate(work: Work, programme: Programme, month: str, _body: StepIn) -> AllowanceRun:
    run = runs.find_run(work.session, programme.id, month, lock=True)
    if run is not None and run.state in FINAL:
        raise MonthSettled
    _check_order(work, programme, month)
    prepared = prepare(work, programme, month, run.id if run else None)
    if run is not None and run.digest == prepared.digest and run.state is RunState.APPROVED:
        return run
    again = run is not None
    run = run or AllowanceRun(programme_id=programme.id, month=month, state=RunState.CALCULATED)
    run.state, run.digest, run.compared_at = RunState.CALCULATED, prepared.digest, run.calculated_at
    run.calculated_at, run.calculated_by_id = work.now, work.actor.person_id
    run.approved_at = run.approved_by_id = None
    work.session.add(run)
    work.session.flush()
    store(work, run, prepared, compare=again)
    pending = sum(row.status is RowStatus.PENDING for row in prepared.rows)
    adjusted = sum(bool(row.late or row.by_hand) for row in prepared.rows)
    _told(work, run, programme, "calculate", cadres=len(prepared.rows), pending=pending, adjusted=adjusted)
    return run


def _approve(work: Work, programme: Programme, month: str, _body: StepIn) -> AllowanceRun:
    run = _existing(work, programme, month)
    if run.state is RunState.APPROVED and run.approved_by_id == work.actor.person_id:
        return run
    if run.state is not RunState.CALCULATED:
        raise WrongStep(run.state)
    two_person = get_policy(work, programme.id, clock.month_bounds(month)[1]).two_person_close
    require(policy.may_approve(work.actor, run.calculated_by_id, two_person=two_person), MakerIsApprover())
    _not_own(work, run)
    blocked = runs.count_status(work.session, run.id, RowStatus.BLOCKED)
    if blocked:
        raise ExceptionsOpen(count=blocked)
    run.state, run.approved_at, run.approved_by_id = RunState.APPROVED, work.now, work.actor.person_id
    _told(work, run, programme, "approve")
    return run


def _close(work: Work, programme: Programme, month: str, body: StepIn) -> AllowanceRun:
    run = _existing(work, programme, month)
    if run.state in FINAL and run.closed_by_id == work.actor.person_id:
        return run
    if run.state is not RunState.APPROVED:
        raise WrongStep(run.state)
    two_person = get_policy(work, programme.id, clock.month_bounds(month)[1]).two_person_close
    require(policy.may_approve(work.actor, run.approved_by_id, two_person=two_person), ApproverCloses())
    _not_own(work, run)
    _check_order(work, programme, month)
    if is_month_provisional(work, month):
        raise MonthProvisional(year=month[:4])
    pending = runs.count_status(work.session, run.id, RowStatus.PENDING)
    if pending and not body.exclude_pending:
        raise PendingCadres(count=pending)
    hold_debts(work, run.id)
    prepared = prepare(work, programme, month, run.id)
    if prepared.digest != run.digest:
        raise RunStale
    move_debts(work, run, prepared)
    batch(work, run.id, prepared.due)
    leave_out(work, month, prepared.left_out, prepared.paid_late)
    run.state, run.closed_at, run.closed_by_id = RunState.CLOSED, work.now, work.actor.person_id
    _told(work, run, programme, "close", pending=pending, payments=create_payments(work, run))
    expire_after_close(work, programme.id, month)
    publish(work, "month.closed", programme_id=programme.id, month=month)
    return run


def _pay(work: Work, programme: Programme, month: str, _body: StepIn) -> AllowanceRun:
    run = _existing(work, programme, month)
    if run.state not in FINAL:
        raise WrongStep(run.state)
    _not_own(work, run)
    payments = pay_batched(work, run)
    paid(work, run.id)
    if run.state is RunState.PAID and not payments:
        if run.paid_by_id == work.actor.person_id:
            return run
        raise WrongStep(run.state)
    if run.state is RunState.CLOSED:
        run.state, run.paid_at, run.paid_by_id = RunState.PAID, work.now, work.actor.person_id
    _told(work, run, programme, "pay", payments=payments)
    return run


def _existing(work: Work, programme: Programme, month: str) -> AllowanceRun:
    run = runs.find_run(work.session, programme.id, month, lock=True)
    if run is None:
        raise NotCalculated
    return run


def _not_own(work: Work, run: AllowanceRun) -> None:
    person_id = work.actor.person_id
    require(person_id is not None and not runs.pays_person(work.session, run.id, person_id), OwnMoney())


def _check_order(work: Work, programme: Programme, month: str) -> None:
    """The first month may be any; after that one by one, each closed before the next."""
    known = runs.list_programme_runs(work.session, programme.id)
    earlier = [run for run in known if run.month < month]
    for run in earlier:
        if run.state not in FINAL:
            raise MonthOrder(month=run.month)
    if earlier and clock.next_month(earlier[-1].month) != month:
        raise MonthOrder(month=clock.next_month(earlier[-1].month))
    if not earlier and any(run.month > month for run in known):
        raise MonthOrder(month=known[0].month)


def _told(work: Work, run: AllowanceRun, programme: Programme, verb: str, **facts: Any) -> None:
    work.session.add(run)
    work.session.flush()
    set_month_state(work, programme.id, run.month, run.state.value)
    work.session.flush()
    record(
        work,
        f"allowances.{verb}",
        "allowance_run",
        run.id,
        unit_id=programme.unit_id,
        programme_id=str(programme.id),
        month=run.month,
        digest=run.digest,
        **facts,
    )
