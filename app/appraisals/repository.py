"""Every select over term-end forms and their steps."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.appraisals.models import Appraisal, AppraisalStep
from app.core.portions import portions


def find_form(session: Session, secondment_id: UUID, *, lock: bool = False) -> Appraisal | None:
    """The form of a secondment."""
    statement = select(Appraisal).where(Appraisal.secondment_id == secondment_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def get_form(session: Session, form_id: UUID, *, lock: bool = False) -> Appraisal | None:
    """A form by id."""
    statement = select(Appraisal).where(Appraisal.id == form_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_forms(session: Session, secondment_ids: Collection[UUID]) -> dict[UUID, Appraisal]:
    """The forms of these secondments, by secondment."""
    found: dict[UUID, Appraisal] = {}
    for some in portions(sorted(set(secondment_ids))):
        for row in session.exec(select(Appraisal).where(col(Appraisal.secondment_id).in_(some))):
            found[row.secondment_id] = row
    return found


def find_step(session: Session, appraisal_id: UUID, from_version: int) -> AppraisalStep | None:
    """The step that was taken on a version."""
    statement = select(AppraisalStep).where(
        AppraisalStep.appraisal_id == appraisal_id, AppraisalStep.from_version == from_version
    )
    return session.exec(statement).first()


def list_steps(session: Session, appraisal_id: UUID) -> list[AppraisalStep]:
    """Every step on a form, in order."""
    statement = select(AppraisalStep).where(AppraisalStep.appraisal_id == appraisal_id)
    return list(session.exec(statement.order_by(col(AppraisalStep.from_version))).all())


def secondments_of_scan(session: Session, attachment_id: UUID) -> list[UUID]:
    """The secondments whose form rests on a scan."""
    statement = (
        select(Appraisal.secondment_id)
        .join(AppraisalStep, col(AppraisalStep.appraisal_id) == col(Appraisal.id))
        .where(AppraisalStep.attachment_id == attachment_id)
    )
    return list(session.exec(statement).all())


def own_forms(session: Session, person_id: UUID) -> list[Appraisal]:
    """Every form about a person."""
    statement = select(Appraisal).where(Appraisal.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(Appraisal.created_at))).all())
