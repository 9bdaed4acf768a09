"""Secondments: pages of them, their supervisors and history, and what a new term is checked against."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit
from app.accounts.models_care import UnitName
from app.core.actor import Role
from app.core.paging import page_of
from app.secondments.models import Minted, Posting, Secondment, SecondmentEvent, SecondmentSupervisor
from app.secondments.schemas_secondments import SecondmentFilter
from app.secondments.scope import under


def conditions_of(session: Session, wanted: SecondmentFilter) -> list[ColumnElement[bool]]:
    """The wishes as conditions; `unit_id` reaches the unit and all below it, receiving or sending."""
    found: list[ColumnElement[bool]] = []
    if wanted.cadre_id is not None:
        found.append(col(Secondment.cadre_id) == wanted.cadre_id)
    if wanted.unit_id is not None:
        path = session.exec(select(Unit.path).where(col(Unit.id) == wanted.unit_id)).first()
        units = under((path,) if path else ())
        found.append(or_(_hosted_in(units), col(Secondment.sending_unit_id).in_(units)))
    if wanted.programme_id is not None:
        found.append(col(Secondment.programme_id) == wanted.programme_id)
    if wanted.status is not None:
        found.append(col(Secondment.status) == wanted.status)
    if wanted.q and wanted.q.strip():
        found.append(_mentions(wanted.q.strip()))
    if wanted.changed_since is not None:
        found.append(col(Secondment.updated_at) >= wanted.changed_since)
    return found


def _hosted_in(units: SelectOfScalar[UUID]) -> ColumnElement[bool]:
    """One of the units hosts a day of it, past or to come."""
    return col(Secondment.id).in_(select(Posting.secondment_id).where(col(Posting.receiving_unit_id).in_(units)))


def _mentions(text: str) -> ColumnElement[bool]:
    """Name or person number of the cadre, post, or name of a unit, a former one as well."""
    people = select(Person.id).where(
        or_(
            col(Person.name).contains(text, autoescape=True),
            col(Person.person_no).startswith(text, autoescape=True),
        )
    )
    former = select(UnitName.unit_id).where(col(UnitName.name).contains(text, autoescape=True))
    units = select(Unit.id).where(or_(col(Unit.name).contains(text, autoescape=True), col(Unit.id).in_(former)))
    return or_(
        col(Secondment.cadre_id).in_(people),
        col(Secondment.receiving_unit_id).in_(units),
        col(Secondment.sending_unit_id).in_(units),
        col(Secondment.post_title).contains(text, autoescape=True),
    )


ORDERS = {"start_on": col(Secondment.start_on), "end_on": col(Secondment.end_on)}


def list_ids(
    session: Session, conditions: Sequence[ColumnElement[bool]], wanted: SecondmentFilter, *, mirrored: bool
) -> tuple[list[UUID], str | None]:
    """A page of ids in the order asked for, or for a mirroring client the oldest changes first."""
    identity = (col(Secondment.id), UUID, False)
    if mirrored:
        keys = [(col(Secondment.updated_at), datetime, False), identity]
    else:
        keys = [(ORDERS[wanted.sort.lstrip("-")], date, wanted.sort.startswith("-")), identity]
    rows, following = page_of(session, select(Secondment).where(*conditions), keys, wanted.limit, wanted.cursor)
    return [row.id for row in rows], following


def find_secondment(session: Session, secondment_id: UUID) -> Secondment | None:
    """A secondment by id."""
    return session.get(Secondment, secondment_id)


def lock_cadre(session: Session, person_id: UUID) -> Person | None:
    """An account in use, held until the commit, so that two terms of one cadre are checked one after the other."""
    statement = select(Person).where(col(Person.id) == person_id, col(Person.status) == PersonStatus.ACTIVE)
    return session.exec(statement.with_for_update(key_share=True)).first()


def find_overlap(
    session: Session, cadre_id: UUID, start_on: date, end_on: date, besides: UUID | None
) -> Secondment | None:
    """Another term of the cadre with a day in common; one recalled before the arrival was never served."""
    never_came = and_(col(Secondment.recalled_on).is_not(None), col(Secondment.arrived_on).is_(None))
    statement = select(Secondment).where(
        col(Secondment.cadre_id) == cadre_id,
        col(Secondment.start_on) <= end_on,
        col(Secondment.end_on) >= start_on,
        ~never_came,
    )
    if besides is not None:
        statement = statement.where(col(Secondment.id) != besides)
    return session.exec(statement.order_by(col(Secondment.start_on))).first()


def get_units(session: Session, unit_ids: Collection[UUID]) -> dict[UUID, Unit]:
    """Units by id."""
    rows = session.exec(select(Unit).where(col(Unit.id).in_(list(unit_ids)))).all()
    return {row.id: row for row in rows}


def list_supervisors_over(session: Session, path: str, today: date) -> dict[UUID, str]:
    """Who holds the supervisor role over a unit today or later, with names."""
    own = aliased(Unit)
    statement = (
        select(Person.id, Person.name, own.path)
        .join(RoleAssignment, col(RoleAssignment.person_id) == Person.id)
        .join(own, col(own.id) == RoleAssignment.unit_id)
        .where(
            col(RoleAssignment.role) == Role.SUPERVISOR,
            col(Person.status) == PersonStatus.ACTIVE,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
        )
        .order_by(Person.name)
    )
    return {person_id: name for person_id, name, held in session.exec(statement).all() if path.startswith(held)}


def list_supervisor_ids(session: Session, secondment_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Who is reminded of each secondment, in one statement."""
    statement = (
        select(SecondmentSupervisor.secondment_id, SecondmentSupervisor.person_id)
        .where(col(SecondmentSupervisor.secondment_id).in_(list(secondment_ids)))
        .order_by(col(SecondmentSupervisor.person_id))
    )
    found: dict[UUID, list[UUID]] = {secondment_id: [] for secondment_id in secondment_ids}
    for secondment_id, person_id in session.exec(statement).all():
        found[secondment_id].append(person_id)
    return found


def replace_supervisors(session: Session, secondment_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Set who is reminded."""
    session.exec(delete(SecondmentSupervisor).where(col(SecondmentSupervisor.secondment_id) == secondment_id))
    session.add_all(SecondmentSupervisor(secondment_id=secondment_id, person_id=each) for each in person_ids)


def touch(row: Minted, now: datetime) -> None:
    """Count a change of what hangs on a row as a change of the row."""
    row.updated_at = now
    flag_modified(row, "updated_at")


def find_event(session: Session, secondment_id: UUID, from_version: int) -> SecondmentEvent | None:
    """The decision that was taken on a version."""
    statement = select(SecondmentEvent).where(
        col(SecondmentEvent.secondment_id) == secondment_id, col(SecondmentEvent.from_version) == from_version
    )
    return session.exec(statement).first()


def find_last_event(session: Session, secondment_id: UUID, kind: str) -> SecondmentEvent | None:
    """The newest step of one kind."""
    statement = select(SecondmentEvent).where(
        col(SecondmentEvent.secondment_id) == secondment_id, col(SecondmentEvent.kind) == kind
    )
    return session.exec(statement.order_by(col(SecondmentEvent.from_version).desc())).first()


def list_events(session: Session, secondment_id: UUID) -> list[tuple[SecondmentEvent, str | None]]:
    """The steps of one secondment with who took them, newest first."""
    statement = (
        select(SecondmentEvent, Person.name)
        .join(Person, col(Person.id) == SecondmentEvent.actor_id, isouter=True)
        .where(col(SecondmentEvent.secondment_id) == secondment_id)
        .order_by(col(SecondmentEvent.from_version).desc())
    )
    return [(event, name) for event, name in session.exec(statement).all()]
