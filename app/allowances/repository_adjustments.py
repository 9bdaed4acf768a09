"""Every select over adjustments as people read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.allowances.models import AllowanceRun, RunState
from app.allowances.models_settlement import AdjustmentState, AllowanceAdjustment, AllowanceAdjustmentLine
from app.allowances.policy_settlement import WORKING_PAPERS
from app.allowances.schemas_settlement import AdjustmentFilter
from app.core.actor import Actor, Role
from app.core.paging import Key, page_of
from app.secondments.models import Programme
from app.secondments.scope import visible_secondment_ids

FINAL = (RunState.CLOSED, RunState.PAID)


def _conditions(wanted: AdjustmentFilter) -> Iterable[ColumnElement[bool]]:
    settled = _run_is(col(AllowanceRun.state).in_(FINAL))
    if wanted.state == "settled":
        yield settled
    elif wanted.state is not None:
        yield col(AllowanceAdjustment.state) == AdjustmentState(wanted.state)
        yield ~settled
    if wanted.month is not None:
        yield col(AllowanceAdjustment.month) == wanted.month
    if wanted.paid_in is not None:
        yield _run_is(col(AllowanceRun.month) == wanted.paid_in)
    if wanted.secondment_id is not None:
        yield col(AllowanceAdjustment.secondment_id) == wanted.secondment_id
    if wanted.programme_id is not None:
        yield col(AllowanceAdjustment.programme_id) == wanted.programme_id


def _run_is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(AllowanceRun.id) == col(AllowanceAdjustment.run_id), condition)


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """`policy_settlement.knows_of`, as a condition on adjustments."""
    known = visible_secondment_ids(actor.only(Role.FINANCE, Role.ORGADMIN), today)
    decided = col(AllowanceAdjustment.state).not_in(WORKING_PAPERS)
    return and_(
        col(AllowanceAdjustment.secondment_id).in_(known),
        or_(col(AllowanceAdjustment.cadre_id) != actor.id, decided),
    )


def list_adjustments(
    session: Session, visible: ColumnElement[bool], wanted: AdjustmentFilter, limit: int, cursor: str | None
) -> tuple[list[AllowanceAdjustment], str | None]:
    """Newest first."""
    statement = select(AllowanceAdjustment).where(visible, *_conditions(wanted))
    keys: list[Key] = [(col(AllowanceAdjustment.created_at), datetime, True), (col(AllowanceAdjustment.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def get_adjustment(session: Session, adjustment_id: UUID, *, lock: bool = False) -> AllowanceAdjustment | None:
    """An adjustment by id; locked on demand, and then as it stands now."""
    statement = select(AllowanceAdjustment).where(col(AllowanceAdjustment.id) == adjustment_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_of_rows(session: Session, run_id: UUID, secondment_ids: Sequence[UUID]) -> list[AllowanceAdjustment]:
    """What a run settles of earlier months for these secondments, by month."""
    statement = select(AllowanceAdjustment).where(
        col(AllowanceAdjustment.run_id) == run_id, col(AllowanceAdjustment.secondment_id).in_(secondment_ids)
    )
    order = (col(AllowanceAdjustment.month), col(AllowanceAdjustment.kind), col(AllowanceAdjustment.id))
    return list(session.exec(statement.order_by(*order)).all())


def lines_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[AllowanceAdjustmentLine]]:
    """The days of these adjustments, in order."""
    found: dict[UUID, list[AllowanceAdjustmentLine]] = defaultdict(list)
    statement = select(AllowanceAdjustmentLine).where(col(AllowanceAdjustmentLine.adjustment_id).in_(ids))
    for line in session.exec(statement.order_by(col(AllowanceAdjustmentLine.day_on))).all():
        found[line.adjustment_id].append(line)
    return found


def runs_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, AllowanceRun]:
    """Runs by id."""
    statement = select(AllowanceRun).where(col(AllowanceRun.id).in_(list(set(ids))))
    return {run.id: run for run in session.exec(statement).all()}


def people_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """(name, person number) of these people."""
    statement = select(Person.id, Person.name, Person.person_no).where(col(Person.id).in_(list(set(ids))))
    return {key: (name, number) for key, name, number in session.exec(statement).all()}


def programmes_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """(name, tree path of the unit that runs it) of these programmes."""
    statement = (
        select(Programme.id, Programme.name, Unit.path)
        .join(Unit, col(Unit.id) == Programme.unit_id)
        .where(col(Programme.id).in_(list(set(ids))))
    )
    return {key: (name, path) for key, name, path in session.exec(statement).all()}
