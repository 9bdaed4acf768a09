"""Every select over plans, and over what is due."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.secondments.models import Programme
from app.secondments.scope import under
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import FormalCheck, SpotCheckPlan

PlanRow = tuple[SpotCheckPlan, str, UUID, str, str]
"""(plan, programme's name, the unit that runs it, that unit's name and tree path)"""


def find_plan(session: Session, plan_id: UUID, *, lock: bool = False) -> SpotCheckPlan | None:
    """A plan by id; NOT filtered."""
    statement = select(SpotCheckPlan).where(col(SpotCheckPlan.id) == plan_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def list_plans(session: Session, paths: tuple[str, ...], *, running_on: date | None = None) -> list[PlanRow]:
    """Plans of programmes run below these tree paths, by programme; on demand those not ended alone."""
    statement = (
        rows_of(SpotCheckPlan, col(Programme.name), col(Unit.id), col(Unit.name), col(Unit.path))
        .join(Programme, col(Programme.id) == SpotCheckPlan.programme_id)
        .join(Unit, col(Unit.id) == Programme.unit_id)
        .where(col(Unit.id).in_(under(paths)))
        .order_by(col(Programme.name), col(SpotCheckPlan.from_on), col(SpotCheckPlan.id))
    )
    if running_on is not None:
        ends = col(SpotCheckPlan.ended_on)
        statement = statement.where(or_(ends.is_(None), ends >= running_on))
    return [tuple(row) for row in session.execute(statement).all()]


def programme_home(session: Session, programme_id: UUID) -> tuple[UUID, str] | None:
    """The unit that runs a programme, and its place in the tree."""
    statement = select(Unit.id, Unit.path).join(Programme, col(Programme.unit_id) == Unit.id)
    return session.exec(statement.where(col(Programme.id) == programme_id)).first()


def list_overdue(
    session: Session, paths: tuple[str, ...], before: date, limit: int
) -> list[tuple[FormalCheck, str, str]]:
    """(check, cadre's name, unit's name) of what was to be put right before a day, below tree paths; by unit, cadre."""
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(paths)))
    statement = (
        rows_of(FormalCheck, col(Person.name), col(Unit.name))
        .join(Person, col(Person.id) == FormalCheck.cadre_id)
        .join(Unit, col(Unit.id) == FormalCheck.unit_id)
        .where(
            col(FormalCheck.status).in_((SpotCheckStatus.FINDINGS, SpotCheckStatus.REPLIED)),
            col(FormalCheck.due_on) < before,
            col(FormalCheck.voided_at).is_(None),
            col(FormalCheck.programme_id).in_(programmes),
        )
        .order_by(col(Unit.name), col(Person.name), col(FormalCheck.id))
        .limit(limit)
    )
    return [tuple(row) for row in session.execute(statement).all()]


def to_do(session: Session, cadre_ids: Collection[UUID]) -> list[FormalCheck]:
    """What these cadres have to reply to or put right, the nearest day first; NOT filtered by actor."""
    statement = select(FormalCheck).where(
        col(FormalCheck.cadre_id).in_(cadre_ids),
        col(FormalCheck.status).in_((SpotCheckStatus.FINDINGS, SpotCheckStatus.REPLIED)),
        col(FormalCheck.voided_at).is_(None),
    )
    return list(session.exec(statement.order_by(col(FormalCheck.found_at), col(FormalCheck.id))).all())
