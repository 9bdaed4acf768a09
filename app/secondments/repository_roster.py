"""What a roster is checked against, read in a few statements, and how its rows are stored in bulk."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, update
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col, select

from app.accounts.models import Person, RoleAssignment, Unit
from app.core.actor import Actor, Role
from app.core.paging import page_of
from app.core.portions import portions
from app.secondments.models import (
    CLOSED_STATES,
    MonthLock,
    Programme,
    ProgrammePolicy,
    Secondment,
    SecondmentSupervisor,
)
from app.secondments.models_roster import RosterImport
from app.secondments.repository import hold_key
from app.secondments.scope import under

_AT_ONCE = 400
"""Ids in one statement: both databases have a limit of parameters."""
_ROSTER_KEY = 0x6E6D_6365
"""The advisory lock of roster writers."""


def region_paths(actor: Actor) -> tuple[str, ...]:
    """The tree paths that an actor may import for."""
    if actor.kind == "client":
        return (actor.client_unit_path,) if actor.client_unit_path else ()
    return actor.paths(Role.ORGADMIN)


def list_units(session: Session) -> list[Unit]:
    """Every unit, those above before those below."""
    return list(session.exec(select(Unit).order_by(func.length(Unit.path), col(Unit.name), col(Unit.id))).all())


def list_people(session: Session, numbers: Collection[str]) -> list[Person]:
    """People by person number."""
    found: list[Person] = []
    for chunk in portions(sorted(set(numbers)), _AT_ONCE):
        found += session.exec(select(Person).where(col(Person.person_no).in_(chunk))).all()
    return found


def list_people_by_id(session: Session, ids: Collection[UUID]) -> list[Person]:
    """People by id."""
    found: list[Person] = []
    for chunk in portions(sorted(set(ids)), _AT_ONCE):
        found += session.exec(select(Person).where(col(Person.id).in_(chunk))).all()
    return found


def lock_people(session: Session, ids: Collection[UUID]) -> None:
    """Hold accounts until the commit, in one order, so that two terms of one cadre are checked one after the other."""
    for chunk in portions(sorted(set(ids)), _AT_ONCE):
        statement = select(Person.id).where(col(Person.id).in_(chunk)).order_by(col(Person.id))
        session.exec(statement.with_for_update(key_share=True)).all()


def list_padded(session: Session, paths: tuple[str, ...]) -> list[Person]:
    """People of the region whose number begins with a zero."""
    statement = select(Person).where(col(Person.person_no).startswith("0"), col(Person.home_unit_id).in_(under(paths)))
    return list(session.exec(statement).all())


def list_logins(session: Session, logins: Collection[str]) -> dict[str, UUID]:
    """Who holds a login."""
    found: dict[str, UUID] = {}
    for chunk in portions(sorted(set(logins)), _AT_ONCE):
        found |= dict(session.exec(select(Person.login, Person.id).where(col(Person.login).in_(chunk))).all())
    return found


def list_roles(session: Session, person_ids: Collection[UUID]) -> dict[UUID, list[tuple[RoleAssignment, str | None]]]:
    """Every role ever held, with the unit's tree path."""
    found: dict[UUID, list[tuple[RoleAssignment, str | None]]] = defaultdict(list)
    for chunk in portions(sorted(set(person_ids)), _AT_ONCE):
        statement = (
            select(RoleAssignment, Unit.path)
            .join(Unit, col(Unit.id) == RoleAssignment.unit_id, isouter=True)
            .where(col(RoleAssignment.person_id).in_(chunk))
        )
        for row, path in session.exec(statement).all():
            found[row.person_id].append((row, path))
    return found


def list_programmes(session: Session, paths: tuple[str, ...]) -> list[tuple[Programme, str]]:
    """The programmes of a region with their units' paths, by name."""
    statement = (
        select(Programme, Unit.path)
        .join(Unit, col(Unit.id) == Programme.unit_id)
        .where(col(Programme.unit_id).in_(under(paths)))
    )
    return list(session.exec(statement.order_by(col(Programme.name), col(Programme.id))).all())


def list_policies(session: Session, programme_ids: Collection[UUID]) -> list[ProgrammePolicy]:
    """Their policies, oldest first."""
    statement = select(ProgrammePolicy).where(col(ProgrammePolicy.programme_id).in_(list(programme_ids)))
    return list(session.exec(statement.order_by(col(ProgrammePolicy.valid_from))).all())


def list_closed_months(session: Session, programme_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    """Their closed months."""
    statement = select(MonthLock.programme_id, MonthLock.month).where(
        col(MonthLock.programme_id).in_(list(programme_ids)), col(MonthLock.state).in_(CLOSED_STATES)
    )
    return list(session.exec(statement).all())


def list_terms(session: Session, cadre_ids: Collection[UUID]) -> list[Secondment]:
    """The secondments of these cadres."""
    found: list[Secondment] = []
    for chunk in portions(sorted(set(cadre_ids)), _AT_ONCE):
        found += session.exec(select(Secondment).where(col(Secondment.cadre_id).in_(chunk))).all()
    return found


def lock_terms(session: Session, ids: Collection[UUID]) -> dict[UUID, Secondment]:
    """Secondments by id, held until the commit and read anew."""
    found: dict[UUID, Secondment] = {}
    for chunk in portions(sorted(set(ids)), _AT_ONCE):
        statement = select(Secondment).where(col(Secondment.id).in_(chunk)).order_by(col(Secondment.id))
        fresh = statement.with_for_update().execution_options(populate_existing=True)
        found |= {row.id: row for row in session.exec(fresh).all()}
    return found


def list_supervisors(session: Session, secondment_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Who is reminded of each."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for chunk in portions(sorted(set(secondment_ids)), _AT_ONCE):
        statement = select(SecondmentSupervisor).where(col(SecondmentSupervisor.secondment_id).in_(chunk))
        for row in session.exec(statement).all():
            found[row.secondment_id].add(row.person_id)
    return found


def hold_roster(session: Session, is_sqlite: bool) -> None:
    """Until the commit nobody else writes a roster (SQLite has one writer anyway)."""
    if not is_sqlite:
        hold_key(session, _ROSTER_KEY, exclusive=True)


def get_import(session: Session, import_id: UUID, *, lock: bool = False) -> RosterImport | None:
    """An import by id."""
    return session.get(RosterImport, import_id, with_for_update=lock or None, populate_existing=True)


Regions = Mapping[str, tuple[str, ...]]
"""Which sorts of sheets somebody brings, and for which tree paths."""


def visible_to(actor: Actor, regions: Regions) -> ColumnElement[bool]:
    """The imports of the actor's regions; a program sees its own."""
    if actor.kind == "client":
        return col(RosterImport.client_id) == actor.id
    sorts = (
        and_(col(RosterImport.kind) == kind, col(RosterImport.unit_id).in_(under(paths)))
        for kind, paths in regions.items()
    )
    return or_(false(), *sorts)


def find_visible(session: Session, actor: Actor, regions: Regions, import_id: UUID) -> RosterImport | None:
    """An import by id, if the actor may know of it."""
    known = visible_to(actor, regions)
    return session.exec(select(RosterImport).where(col(RosterImport.id) == import_id, known)).first()


def list_imports(
    session: Session, actor: Actor, regions: Regions, limit: int, cursor: str | None
) -> tuple[list[RosterImport], str | None]:
    """A page of the imports, the newest first."""
    keys = [(col(RosterImport.created_at), datetime, True), (col(RosterImport.id), UUID, False)]
    return page_of(session, select(RosterImport).where(visible_to(actor, regions)), keys, limit, cursor)


def forget_faults(session: Session, before: datetime) -> None:
    """Empty what quotes old files."""
    statement = update(RosterImport).where(
        col(RosterImport.created_at) < before,
        col(RosterImport.fault_count) > 0,
        col(RosterImport.finished_at).is_not(None),
    )
    session.execute(statement.values(faults=[]).execution_options(synchronize_session=False))


def touch_people(session: Session, ids: Collection[UUID], now: datetime) -> None:
    """A person's roles are part of the resource: its version moves with them."""
    for row in list_people_by_id(session, ids):
        row.updated_at = now
        flag_modified(row, "updated_at")
    session.flush()
