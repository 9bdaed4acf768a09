"""What the desk's pages of units, people and API clients show, buttons included."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts import policy
from app.accounts import repository_units as units
from app.accounts.models import Unit
from app.accounts.schemas import ClientView, ListQuery, PeopleQuery, PersonView, RoleView, UnitQuery, UnitView
from app.accounts.service_clients import list_clients
from app.accounts.service_people import get_visible_person, list_people, view_person
from app.accounts.service_units import get_visible_unit, list_tree, list_units, view_unit
from app.core.actor import Role
from app.core.errors import require
from app.core.paging import Page
from app.core.work import Work

Choice = tuple[str, str]
"""A value and its name, for a select."""


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """A tree (`rows` of unit and depth), or what a search found."""

    rows: list[tuple[UnitView, int]]
    searched: bool
    next_cursor: str | None
    can_create: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit (None for a new one), the units it may stand under, and what is below it."""

    unit: UnitView | None
    above: list[tuple[UUID, str]]
    children: list[UnitView]
    parents: list[Choice]
    can_edit: bool
    can_be_region: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A list of people with its filters."""

    people: Page[PersonView]
    query: PeopleQuery
    units: list[Choice]
    can_create: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person (None for a new one) and what the reader may do with them."""

    person: PersonView | None
    roles: list[tuple[RoleView, str, bool]]
    units: list[Choice]
    grantable: tuple[Role, ...]
    can_edit: bool
    can_edit_contact: bool
    can_switch: bool
    can_reset: bool


def open_units(work: Work, query: UnitQuery) -> UnitsPage:
    """The visible tree, or a page of what a search found."""
    can_create = policy.can_manage_units(work.actor)
    if query.q or query.kind:
        found = list_units(work, query)
        return UnitsPage([(unit, 0) for unit in found.items], True, found.next_cursor, can_create)
    tree = [(view_unit(unit), depth) for unit, depth in list_tree(work)]
    return UnitsPage(tree, False, None, can_create)


def unit_choices(work: Work) -> list[Choice]:
    """The visible units in tree order, indented by depth."""
    return [(str(unit.id), "　" * depth + unit.name) for unit, depth in list_tree(work)]


def _parents(work: Work, moving: Unit | None) -> list[Choice]:
    """Where a unit may stand: what the actor keeps, but not below itself."""
    tree = list_tree(work)
    kept = [
        (unit, depth)
        for unit, depth in tree
        if policy.can_manage_unit(work.actor, unit.path)
        and (moving is None or unit.id == moving.parent_id or not unit.path.startswith(moving.path))
    ]
    return [(str(unit.id), "　" * depth + unit.name) for unit, depth in kept]


def open_new_unit(work: Work) -> UnitPage:
    """The form for a new unit. Raises Forbidden."""
    require(policy.can_manage_units(work.actor))
    return UnitPage(None, [], [], _parents(work, None), True, policy.can_create_region(work.actor))


def open_unit(work: Work, unit_id: UUID) -> UnitPage:
    """One unit with its place in the tree. Raises NotFound."""
    unit = get_visible_unit(work, unit_id)
    can_edit = policy.can_manage_unit(work.actor, unit.path)
    chain = units.chain(unit.path)[:-1]
    above = [found for found in (units.find_visible(work.session, work.actor, key) for key in chain) if found]
    children = list_units(work, UnitQuery(parent_id=unit.id, limit=200)).items
    return UnitPage(
        unit=view_unit(unit),
        above=[(one.id, one.name) for one in above],
        children=children,
        parents=_parents(work, unit) if can_edit else [],
        can_edit=can_edit,
        can_be_region=unit.parent_id is None,
    )


def open_people(work: Work, query: PeopleQuery) -> PeoplePage:
    """A page of people with its filters."""
    return PeoplePage(list_people(work, query), query, unit_choices(work), policy.can_manage_people(work.actor))


def open_new_person(work: Work) -> PersonPage:
    """The form for a new person. Raises Forbidden."""
    require(policy.can_manage_people(work.actor))
    return PersonPage(
        person=None,
        roles=[],
        units=unit_choices(work),
        grantable=(),
        can_edit=True,
        can_edit_contact=policy.can_keep_contacts(work.actor),
        can_switch=False,
        can_reset=False,
    )


def open_person(work: Work, person_id: UUID) -> PersonPage:
    """One person, each role with whether it is past, present or to come and whether it may be withdrawn."""
    person, facts = get_visible_person(work, person_id)
    view = view_person(work, person)
    can_edit = policy.can_edit_person(work.actor, facts)
    grantable = () if facts.id == work.actor.id else policy.grantable(work.actor)
    paths = {unit.id: unit.path for unit, _ in list_tree(work)}
    roles = []
    for role in view.roles:
        over = role.valid_to is not None and role.valid_to < work.today
        state = "past" if over else "future" if role.valid_from > work.today else "present"
        path = paths.get(role.unit_id) if role.unit_id else None
        roles.append((role, state, not over and policy.can_grant(work.actor, role.role, path, facts)))
    return PersonPage(
        person=view,
        roles=roles,
        units=unit_choices(work) if can_edit or grantable else [],
        grantable=grantable,
        can_edit=can_edit,
        can_edit_contact=policy.can_edit_contact(work.actor, facts),
        can_switch=policy.can_switch(work.actor, facts),
        can_reset=policy.can_reset_password(work.actor, facts),
    )


def open_clients(work: Work, query: ListQuery) -> Page[ClientView]:
    """A page of the API clients. Raises Forbidden."""
    return list_clients(work, query.limit, query.cursor)


def open_new_client(work: Work) -> list[Choice]:
    """The units that a new API client may be given. Raises Forbidden."""
    require(policy.can_manage_clients(work.actor))
    return unit_choices(work)
