"""People: who has an account, where they belong, and what others may know of them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.accounts import policy, repository
from app.accounts import repository_people as people
from app.accounts import repository_units as units
from app.accounts.models import Person
from app.accounts.policy import Detail, PersonFacts
from app.accounts.repository_people import RoleRow
from app.accounts.schemas import PeopleQuery, PersonView, RoleView
from app.core.actor import Role
from app.core.errors import NotFound
from app.core.paging import MIRROR_LAG, Page
from app.core.work import Work


def facts_of(work: Work, person: Person, rows: Sequence[RoleRow], home_path: str | None) -> PersonFacts:
    """A person as the rules see them."""
    current = frozenset(row.role for row, _, _ in rows if row.valid_to is None or row.valid_to >= work.today)
    paths = tuple(path for _, path, _ in rows if path)
    return PersonFacts(person.id, home_path, paths, current)


def get_visible_person(work: Work, person_id: UUID, *, lock: bool = False) -> tuple[Person, PersonFacts]:
    """A person that the actor may know of, with what the rules need; NotFound otherwise."""
    person = people.find_visible(work.session, work.actor, work.today, person_id, lock=lock)
    if person is None:
        raise NotFound
    rows = people.roles_of(work.session, [person.id])[person.id]
    home = repository.get_unit(work.session, person.home_unit_id) if person.home_unit_id else None
    return person, facts_of(work, person, rows, home.path if home else None)


def facts_of_many(work: Work, person_ids: Iterable[UUID]) -> dict[UUID, PersonFacts]:
    """People as the rules see them, by id; for changes that concern many at once."""
    wanted = set(person_ids)
    held, rows = people.roles_of(work.session, wanted), people.list_by_ids(work.session, wanted)
    homes = units.places_of(work.session, [row.home_unit_id for row in rows if row.home_unit_id])
    return {
        row.id: facts_of(work, row, held.get(row.id, ()), homes[row.home_unit_id][0] if row.home_unit_id else None)
        for row in rows
    }


def known_among(work: Work, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids whom the actor may know of: an id in a body must not name anybody else."""
    return people.visible_among(work.session, work.actor, work.today, person_ids)


def view_people(work: Work, rows: Sequence[Person]) -> list[PersonView]:
    """People as the actor may see each of them; two queries for all."""
    held = people.roles_of(work.session, [row.id for row in rows])
    homes = units.places_of(work.session, [row.home_unit_id for row in rows if row.home_unit_id])
    views = []
    for row in rows:
        path, name = homes.get(row.home_unit_id, (None, None)) if row.home_unit_id else (None, None)
        level = policy.detail(work.actor, facts_of(work, row, held[row.id], path))
        views.append(_view(row, held[row.id], name, level))
    return views


def view_person(work: Work, person: Person) -> PersonView:
    """One person as the actor may see them."""
    return view_people(work, [person])[0]


def _view(person: Person, rows: Sequence[RoleRow], unit_name: str | None, level: Detail) -> PersonView:
    known = level >= Detail.TECHNICAL
    full = level is Detail.FULL
    return PersonView(
        id=person.id,
        version=person.version,
        name=person.name,
        unit_id=person.home_unit_id,
        unit_name=unit_name,
        login=person.login if known else None,
        status=person.status if known else None,
        left_on=person.left_on if known else None,
        must_change_password=person.must_change_password if known else None,
        person_no=person.person_no if full else None,
        phone=person.phone if full else None,
        roles=[view_role(row) for row in rows] if known else [],
    )


def view_role(row: RoleRow) -> RoleView:
    """A role assignment as it is shown."""
    assignment, _, unit_name = row
    return RoleView(
        id=assignment.id,
        role=assignment.role,
        unit_id=assignment.unit_id,
        unit_name=unit_name,
        group_id=assignment.group_id,
        valid_from=assignment.valid_from,
        valid_to=assignment.valid_to,
    )


def list_people(work: Work, query: PeopleQuery) -> Page[PersonView]:
    """A page of the visible people by name."""
    unit = units.find_visible(work.session, work.actor, query.unit_id) if query.unit_id else None
    if query.unit_id and unit is None:
        raise NotFound
    below = unit.path if unit else None
    rows, cursor = people.list_people(work.session, work.actor, work.today, query, below)
    return Page[PersonView](items=view_people(work, rows), next_cursor=cursor, next_since=work.now - MIRROR_LAG)


def list_active_holders(work: Work, role: Role) -> list[Person]:
    """The active people who hold `role` today over any unit."""
    return people.all_holders(work.session, role, work.today)


def list_holders(work: Work, role: Role, unit_path: str) -> list[Person]:
    """The active people who hold `role` today over the unit at `unit_path` (on it or above it)."""
    return people.holders_of(work.session, role, unit_path, work.today)
