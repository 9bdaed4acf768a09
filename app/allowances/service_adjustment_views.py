"""Adjustments as the API names them, with people, programmes, runs and days: six statements however many."""

from collections.abc import Sequence
from uuid import UUID

from app.allowances import policy_settlement as policy
from app.allowances import repository_adjustments as adjustments
from app.allowances import repository_runs as runs
from app.allowances.engine import Reason
from app.allowances.models import AllowanceRun
from app.allowances.models_settlement import AllowanceAdjustment, AllowanceAdjustmentLine
from app.allowances.schemas_settlement import AdjustmentLineView, AdjustmentStage, AdjustmentView
from app.attendance.ledger import Source, State
from app.core.actor import Role
from app.core.work import Work
from app.secondments.policy import Relation


def views_of(work: Work, rows: Sequence[AllowanceAdjustment]) -> list[AdjustmentView]:
    """In their order; the caller has checked the actor."""
    session = work.session
    people = adjustments.people_of(session, [row.cadre_id for row in rows])
    deciders = {key for row in rows for key in (row.created_by_id, row.decided_by_id) if key}
    names = runs.names_of(session, sorted(deciders))
    programmes = adjustments.programmes_of(session, [row.programme_id for row in rows])
    settling = adjustments.runs_of(session, [row.run_id for row in rows if row.run_id])
    days = adjustments.lines_of(session, [row.id for row in rows])
    return [
        AdjustmentView(
            id=row.id,
            version=row.version,
            secondment_id=row.secondment_id,
            cadre_id=row.cadre_id,
            cadre_name=people[row.cadre_id][0],
            person_no=people[row.cadre_id][1],
            programme_id=row.programme_id,
            programme_name=programmes[row.programme_id][0],
            month=row.month,
            kind=row.kind,
            state=stage_of(row, settling),
            on=row.day_on,
            amount_fen=row.amount_fen,
            days=row.halves / 2,
            reason=row.reason,
            document_no=row.document_no,
            run_id=row.run_id,
            paid_in=settling[row.run_id].month if row.run_id else None,
            created_at=row.created_at,
            created_by=names.get(row.created_by_id) if row.created_by_id else None,
            decided_at=row.decided_at,
            decided_by=names.get(row.decided_by_id) if row.decided_by_id else None,
            decision_reason=row.decision_reason,
            can_decide=_can_decide(work, row, programmes[row.programme_id][1]),
            lines=[line_view(line) for line in days.get(row.id, ())],
        )
        for row in rows
    ]


def stage_of(row: AllowanceAdjustment, settling: dict[UUID, AllowanceRun]) -> AdjustmentStage:
    """How far it is; settled with its run's close."""
    run = settling.get(row.run_id) if row.run_id else None
    return "settled" if run is not None and run.state in adjustments.FINAL else row.state.value


def line_view(line: AllowanceAdjustmentLine) -> AdjustmentLineView:
    """One day of an adjustment."""
    return AdjustmentLineView(
        on=line.day_on,
        days=line.halves / 2,
        amount_fen=line.amount_fen,
        from_state=State(line.from_state) if line.from_state else None,
        from_reason=Reason(line.from_reason) if line.from_reason else None,
        from_days=line.from_halves / 2,
        from_fen=line.from_fen,
        to_state=State(line.to_state),
        to_source=Source(line.to_source),
        to_reason=Reason(line.to_reason),
        to_days=(line.from_halves + line.halves) / 2,
        to_fen=line.from_fen + line.amount_fen,
        rate_fen=line.rate_fen,
    )


def _can_decide(work: Work, row: AllowanceAdjustment, programme_path: str) -> bool:
    held: set[Relation] = set()
    if work.actor.holds(Role.FINANCE, programme_path):
        held.add(Relation.FINANCE)
    if work.actor.id == row.cadre_id:
        held.add(Relation.AUTHOR)
    return policy.can_decide(frozenset(held), row.state, row.created_by_id, work.actor.person_id)
