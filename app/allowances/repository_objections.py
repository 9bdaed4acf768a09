"""Every select over objections."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from app.allowances.models_objections import Objection, ObjectionDay, ObjectionState
from app.allowances.schemas_objections import ObjectionFilter
from app.core.actor import Actor, Role
from app.core.paging import Key, page_of
from app.secondments.models import Secondment
from app.secondments.scope import visible_days, visible_secondment_ids

WHOLE_READERS = (Role.FINANCE, Role.ORGADMIN)
_HOSTS = (Role.SUPERVISOR, Role.LIAISON)


def get_objection(session: Session, objection_id: UUID, *, lock: bool = False) -> Objection | None:
    """One by id; with `lock` nobody else changes it until the commit."""
    statement = select(Objection).where(Objection.id == objection_id)
    if lock:
        statement = statement.with_for_update()
    return session.exec(statement.execution_options(populate_existing=lock)).first()


def list_days(session: Session, objection_ids: Collection[UUID]) -> dict[UUID, list[date]]:
    """The dates of these objections, in order."""
    statement = select(ObjectionDay).where(col(ObjectionDay.objection_id).in_(objection_ids))
    found: dict[UUID, list[date]] = defaultdict(list)
    for row in session.exec(statement.order_by(col(ObjectionDay.day_on))).all():
        found[row.objection_id].append(row.day_on)
    return found


def list_of_month(session: Session, secondment_id: UUID, month: str) -> list[Objection]:
    """Every objection to one secondment's month, oldest first."""
    statement = select(Objection).where(Objection.secondment_id == secondment_id, Objection.month == month)
    return list(session.exec(statement.order_by(col(Objection.created_at), col(Objection.id))).all())


def list_of_cadre(session: Session, cadre_id: UUID) -> list[Objection]:
    """Everything that a person ever objected to, oldest first."""
    statement = select(Objection).where(Objection.cadre_id == cadre_id)
    return list(session.exec(statement.order_by(col(Objection.created_at), col(Objection.id))).all())


def page_visible(
    session: Session, actor: Actor, today: date, wanted: ObjectionFilter
) -> tuple[Sequence[Objection], str | None]:
    """A page of what the actor may know of: open ones by their due day, others the newest first."""
    statement = select(Objection).where(visible_to(actor, today), *_conditions(wanted, today))
    waiting = wanted.state in ("open", "overdue")
    keys: list[Key] = [(col(Objection.due_on), date, False), (col(Objection.id), UUID, False)]
    if not waiting:
        keys = [(col(Objection.created_at), datetime, True), (col(Objection.id), UUID, True)]
    return page_of(session, statement, keys, wanted.limit, wanted.cursor)


def count_open(session: Session, actor: Actor, today: date, *, overdue: bool = False) -> int:
    """How many objections of others wait for an answer in the programmes of the actor's office."""
    wanted = ObjectionFilter(state="overdue" if overdue else "open")
    statement = select(func.count()).select_from(Objection)
    office = col(Objection.secondment_id).in_(visible_secondment_ids(actor.only(*WHOLE_READERS), today))
    return session.exec(statement.where(office, col(Objection.cadre_id) != actor.id, *_conditions(wanted, today))).one()


def read_by(session: Session, actor: Actor, today: date, secondment_ids: Collection[UUID]) -> set[UUID]:
    """The secondments of which the actor reads the words of both sides: their own, and those that they pay or run."""
    readable = visible_secondment_ids(actor.only(*WHOLE_READERS), today)
    statement = select(Secondment.id).where(col(Secondment.id).in_(secondment_ids), col(Secondment.id).in_(readable))
    return set(session.exec(statement).all())


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """`policy_objections.knows` as SQL."""
    whole = col(Objection.secondment_id).in_(visible_secondment_ids(actor.only(*WHOLE_READERS), today))
    if not actor.has(*_HOSTS):
        return whole
    hosted = visible_days(actor.only(*_HOSTS), today, col(ObjectionDay.secondment_id), col(ObjectionDay.day_on))
    return or_(whole, exists().where(col(ObjectionDay.objection_id) == Objection.id, hosted))


def _conditions(wanted: ObjectionFilter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        state = ObjectionState.OPEN if wanted.state == "overdue" else ObjectionState(wanted.state)
        found.append(col(Objection.state) == state)
    if wanted.state == "overdue":
        found.append(col(Objection.due_on) < today)
    if wanted.programme_id is not None:
        found.append(col(Objection.programme_id) == wanted.programme_id)
    if wanted.secondment_id is not None:
        found.append(col(Objection.secondment_id) == wanted.secondment_id)
    if wanted.month is not None:
        found.append(col(Objection.month) == wanted.month)
    return found
