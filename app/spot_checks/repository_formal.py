"""Every select over formal checks."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, func, select

from app.accounts.models import Unit
from app.core.actor import Actor, Role
from app.core.paging import page_of
from app.secondments.models import Programme
from app.secondments.scope import under
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import FormalCheck, FormalFile, FormalInspector, SpotCheckDraw


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `policy_formal.part_of`, as a condition on `FormalCheck`."""
    if actor.person_id is None:
        return false()
    stands = col(FormalCheck.voided_at).is_(None)
    own = and_(col(FormalCheck.cadre_id) == actor.person_id, col(FormalCheck.found_at).is_not(None), stands)
    options: list[ColumnElement[bool]] = []
    if actor.has(Role.INSPECTOR):
        assigned = select(FormalInspector.check_id).where(col(FormalInspector.person_id) == actor.person_id)
        options.append(and_(col(FormalCheck.id).in_(assigned), stands))
    if paths := actor.paths(Role.ORGADMIN):
        programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(paths)))
        options.append(col(FormalCheck.programme_id).in_(programmes))
    return or_(own, and_(col(FormalCheck.cadre_id) != actor.person_id, or_(false(), *options)))


def get_check(session: Session, check_id: UUID, *, lock: bool = False) -> FormalCheck | None:
    """A check by id, locked for change on demand."""
    statement = select(FormalCheck).where(col(FormalCheck.id) == check_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def get_draw(session: Session, draw_id: UUID) -> SpotCheckDraw:
    """The draw of a check."""
    return session.exec(select(SpotCheckDraw).where(col(SpotCheckDraw.id) == draw_id)).one()


def programme_path(session: Session, programme_id: UUID) -> str:
    """Where in the tree the programme is run."""
    statement = select(Unit.path).join(Programme, col(Programme.unit_id) == Unit.id)
    return session.exec(statement.where(col(Programme.id) == programme_id)).one()


def page_checks(
    session: Session,
    actor: Actor,
    *,
    secondment_id: UUID | None = None,
    unit_id: UUID | None = None,
    statuses: Collection[SpotCheckStatus] = (),
    limit: int,
    cursor: str | None = None,
) -> tuple[list[FormalCheck], str | None]:
    """What the actor may know of, newest first."""
    statement = select(FormalCheck).where(visible_to(actor))
    if secondment_id is not None:
        statement = statement.where(col(FormalCheck.secondment_id) == secondment_id)
    if unit_id is not None:
        statement = statement.where(col(FormalCheck.unit_id) == unit_id)
    if statuses:
        statement = statement.where(col(FormalCheck.status).in_(statuses), col(FormalCheck.voided_at).is_(None))
    keys = [(col(FormalCheck.created_at), datetime, True), (col(FormalCheck.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def count_checks(session: Session, actor: Actor, statuses: Collection[SpotCheckStatus]) -> int:
    """How many in these states the actor may know of, void ones left out."""
    stands = (visible_to(actor), col(FormalCheck.status).in_(statuses), col(FormalCheck.voided_at).is_(None))
    return session.exec(select(func.count()).select_from(FormalCheck).where(*stands)).one()


def inspectors_of(session: Session, check_ids: Collection[UUID]) -> dict[UUID, list[FormalInspector]]:
    """Who carries each out, in the order in which they were drawn."""
    found: dict[UUID, list[FormalInspector]] = {key: [] for key in check_ids}
    statement = select(FormalInspector).where(col(FormalInspector.check_id).in_(check_ids))
    for row in session.exec(statement.order_by(col(FormalInspector.turn))).all():
        found[row.check_id].append(row)
    return found


def files_of(session: Session, check_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The photos of each."""
    found: dict[UUID, list[UUID]] = {key: [] for key in check_ids}
    statement = select(FormalFile).where(col(FormalFile.check_id).in_(check_ids))
    for row in session.exec(statement.order_by(col(FormalFile.turn))).all():
        found[row.check_id].append(row.attachment_id)
    return found


def file_rows(session: Session, check_id: UUID) -> list[FormalFile]:
    """The photos of one, as rows."""
    return list(session.exec(select(FormalFile).where(col(FormalFile.check_id) == check_id)).all())


def checks_of_photo(session: Session, attachment_id: UUID) -> list[UUID]:
    """The checks that show a photo."""
    statement = select(FormalFile.check_id).where(col(FormalFile.attachment_id) == attachment_id)
    return list(session.exec(statement).all())


def list_about(session: Session, person_id: UUID) -> list[FormalCheck]:
    """Every check of a person that they may know of, oldest first, for their own copy."""
    mine = and_(col(FormalCheck.cadre_id) == person_id, col(FormalCheck.found_at).is_not(None))
    statement = select(FormalCheck).where(mine, col(FormalCheck.voided_at).is_(None))
    return list(session.exec(statement.order_by(col(FormalCheck.created_at), col(FormalCheck.id))).all())
