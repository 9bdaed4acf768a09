"""What waits in the money's part of the house, and what a cadre has to do there, of everybody at once.

NOT filtered by actor: the callers match each row with the people whom it concerns.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.allowances.models import AllowanceRun, RunState
from app.allowances.models_bank import AccountState, BankAccount
from app.allowances.models_claims import Claim, ClaimState
from app.allowances.models_objections import Objection, ObjectionState
from app.allowances.models_settlement import AdjustmentKind, AdjustmentState, AllowanceAdjustment
from app.allowances.repository_claims import host_gone, reviewed_by
from app.core.portions import portions
from app.secondments.models import Programme, ProgrammePolicy, ReviewedBy, Secondment, SecondmentStatus
from app.secondments.scope import own_programme

CHUNK = 5000


class WaitingClaim(NamedTuple):
    """A claim that waits, with what decides for whom."""

    id: UUID
    secondment_id: UUID
    cadre_id: UUID
    programme_id: UUID
    state: ClaimState
    counts_on: date
    submitted_at: datetime | None
    verified_by_id: UUID | None
    reviewed_by: ReviewedBy | None
    host_gone: bool


def claims_waiting(session: Session, state: ClaimState, today: date) -> list[WaitingClaim]:
    """Every claim in a state that waits for a unit's or finance's word."""
    columns = [Claim.id, Claim.secondment_id, Claim.cadre_id, Claim.programme_id, Claim.state, Claim.counts_on]
    statement = (
        rows_of(
            *map(col, [*columns, Claim.submitted_at, Claim.verified_by_id]),
            reviewed_by(),
            host_gone(today),
        )
        .join(Secondment, col(Secondment.id) == col(Claim.secondment_id))
        .where(
            col(Claim.state) == state,
            col(Secondment.status) != SecondmentStatus.DRAFT,
        )
    )
    return [WaitingClaim(*row) for row in session.execute(statement).all()]


def claims_to_finish(session: Session, cadre_ids: Collection[UUID]) -> list[tuple[UUID, UUID, UUID, ClaimState]]:
    """(claim, cadre, programme, state) of what came back to these cadres or was never sent, the oldest first."""
    found: list[tuple[UUID, UUID, UUID, ClaimState]] = []
    for some in portions(sorted(cadre_ids), CHUNK):
        statement = (
            select(Claim.id, Claim.cadre_id, Claim.programme_id, Claim.state)
            .where(col(Claim.cadre_id).in_(some), col(Claim.state).in_((ClaimState.RETURNED, ClaimState.DRAFT)))
            .order_by(col(Claim.counts_on), col(Claim.id))
        )
        found += [(row[0], row[1], row[2], ClaimState(row[3])) for row in session.exec(statement).all()]
    return found


def objections_answered(session: Session, cadre_ids: Collection[UUID], since: datetime) -> list[Objection]:
    """The objections of these cadres that were answered since an instant, the oldest answer first."""
    found: list[Objection] = []
    for some in portions(sorted(cadre_ids), CHUNK):
        statement = select(Objection).where(
            col(Objection.cadre_id).in_(some),
            col(Objection.state) == ObjectionState.ANSWERED,
            col(Objection.answered_at) >= since,
        )
        found += session.exec(statement.order_by(col(Objection.answered_at), col(Objection.id))).all()
    return found


def objections_open(session: Session) -> list[tuple[UUID, UUID, date]]:
    """(cadre, programme, due day) of every objection that waits for an answer."""
    statement = rows_of(col(Objection.cadre_id), col(Objection.programme_id), col(Objection.due_on))
    rows = session.execute(statement.where(col(Objection.state) == ObjectionState.OPEN)).all()
    return [(row[0], row[1], row[2]) for row in rows]


def adjustments_waiting(session: Session) -> list[tuple[UUID, UUID, UUID | None]]:
    """(cadre, programme, who entered it) of every hand-entered adjustment that waits for a second person."""
    statement = select(
        AllowanceAdjustment.cadre_id, AllowanceAdjustment.programme_id, AllowanceAdjustment.created_by_id
    )
    waits = col(AllowanceAdjustment.state) == AdjustmentState.SUBMITTED
    manual = col(AllowanceAdjustment.kind) == AdjustmentKind.MANUAL
    return list(session.exec(statement.where(waits, manual)).all())


def accounts_waiting(session: Session) -> list[tuple[UUID, UUID]]:
    """(cadre, programme) for every account to be keyed from the paper, of each programme that they are or were in."""
    statement = (
        select(BankAccount.person_id, Secondment.programme_id)
        .join(Secondment, col(Secondment.cadre_id) == BankAccount.person_id)
        .where(
            col(BankAccount.replaced_at).is_(None),
            col(BankAccount.state) == AccountState.UNVERIFIED,
            col(Secondment.status) != SecondmentStatus.DRAFT,
        )
        .distinct()
    )
    return list(session.exec(statement).all())


def unfinished_runs(session: Session) -> list[AllowanceRun]:
    """Every month that was calculated and is not paid, the oldest first."""
    statement = select(AllowanceRun).where(col(AllowanceRun.state) != RunState.PAID)
    return list(session.exec(statement.order_by(col(AllowanceRun.month), col(AllowanceRun.id))).all())


def calculated(session: Session, month: str) -> set[UUID]:
    """The programmes whose month has been calculated."""
    return set(session.exec(select(AllowanceRun.programme_id).where(col(AllowanceRun.month) == month)).all())


def programmes(session: Session) -> list[tuple[Programme, str]]:
    """Every programme of Jishi's own with rules, and the tree path of its unit."""
    ruled = select(ProgrammePolicy.programme_id)
    statement = select(Programme, Unit.path).join(Unit, col(Unit.id) == Programme.unit_id)
    return list(
        session.exec(statement.where(col(Programme.id).in_(ruled), own_programme()).order_by(col(Programme.id))).all()
    )
