"""Every select over the tree of units."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, func, literal, or_, true, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.acquaintance import acquainted_units
from app.accounts.models import Person, Unit
from app.accounts.repository_names import was_called
from app.accounts.schemas import UnitQuery
from app.core import clock
from app.core.actor import Actor, Role
from app.core.paging import page_of


def under(paths: Iterable[str]) -> SelectOfScalar[UUID]:
    """The ids of the units at the given tree paths and below."""
    return select(Unit.id).where(_at_or_below(paths))


def _at_or_below(paths: Iterable[str]) -> ColumnElement[bool]:
    return or_(false(), *(col(Unit.path).startswith(path) for path in paths))


def chain(path: str) -> list[UUID]:
    """The ids from the top of the tree down to the unit at `path`."""
    return [UUID(hex=part) for part in path.strip("/").split("/") if part]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Units an actor may know of: those of the own roles with all below and above, the home unit and those above it."""
    if actor.kind == "client":
        return _at_or_below((actor.client_unit_path,) if actor.client_unit_path else ())
    if actor.kind != "person":
        return false()
    if actor.has(Role.SYSADMIN):
        return true()
    paths = {grant.unit_path for grant in actor.grants if grant.unit_path}
    above = {unit_id for path in paths for unit_id in chain(path)}
    return or_(
        _at_or_below(sorted(paths)),
        col(Unit.id).in_(above),
        _above_home(actor),
        *(col(Unit.id).in_(ids) for ids in acquainted_units(actor, clock.today())),
    )


def _above_home(actor: Actor) -> ColumnElement[bool]:
    home = select(Unit.path).join(Person, col(Person.home_unit_id) == Unit.id)
    path = home.where(col(Person.id) == actor.id).correlate(None).scalar_subquery()
    return func.coalesce(path, "").startswith(col(Unit.path))


def find_visible(session: Session, actor: Actor, unit_id: UUID) -> Unit | None:
    """A unit by id if the actor may know of it."""
    return session.exec(select(Unit).where(Unit.id == unit_id, visible_to(actor))).first()


def list_units(session: Session, actor: Actor, query: UnitQuery, below: str | None) -> tuple[list[Unit], str | None]:
    """A page of the visible units by name, `below` a tree path perhaps."""
    statement = select(Unit).where(visible_to(actor))
    if query.q:
        statement = statement.where(or_(col(Unit.name).icontains(query.q, autoescape=True), was_called(query.q)))
    if query.parent_id is not None:
        statement = statement.where(Unit.parent_id == query.parent_id)
    if below is not None:
        statement = statement.where(col(Unit.path).startswith(below))
    if query.kind is not None:
        statement = statement.where(Unit.kind == query.kind)
    if query.changed_since is not None:
        statement = statement.where(Unit.updated_at >= query.changed_since)
    keys = [(col(Unit.name), str, False), (col(Unit.id), UUID, False)]
    return page_of(session, statement, keys, query.limit, query.cursor)


def list_tree(session: Session, actor: Actor, at_most: int, *, in_use: bool) -> list[Unit]:
    """The visible units, at most so many, for a tree; for a choice only those `in_use`."""
    statement = select(Unit).where(visible_to(actor))
    if in_use:
        statement = statement.where(col(Unit.closed_on).is_(None))
    return list(session.exec(statement.order_by(col(Unit.name)).limit(at_most)).all())


def find_by_name(session: Session, name: str) -> list[Unit]:
    """Every unit of exactly this name."""
    return list(session.exec(select(Unit).where(Unit.name == name)).all())


def has_units(session: Session) -> bool:
    """Whether any unit exists."""
    return bool(session.exec(select(exists().where(col(Unit.id).is_not(None)))).one())


def places_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Each unit's tree path and name by id."""
    statement = select(Unit.id, Unit.path, Unit.name).where(col(Unit.id).in_(set(ids)))
    return {unit_id: (path, name) for unit_id, path, name in session.exec(statement).all()}


def lock_units(session: Session, ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """Hold rows until the commit, in id order, read anew (the tops of trees keep their shape while held)."""
    statement = select(Unit).where(col(Unit.id).in_(set(ids))).order_by(col(Unit.id)).with_for_update()
    return {unit.id: unit for unit in session.exec(statement.execution_options(populate_existing=True)).all()}


def deepest(session: Session, path: str) -> int:
    """The length of the longest path below `path`."""
    return session.exec(select(func.max(func.length(Unit.path))).where(col(Unit.path).startswith(path))).one() or 0


def move_subtree(session: Session, old: str, new: str) -> int:
    """Put everything at or below `old` at `new`; answers how many units moved."""
    moved = literal(new).concat(func.substr(Unit.path, len(old) + 1))
    statement = update(Unit).where(col(Unit.path).startswith(old)).values(path=moved)
    return session.exec(statement.execution_options(synchronize_session=False)).rowcount
