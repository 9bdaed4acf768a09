"""What the desk's pages of people and API clients show, buttons included."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts import policy
from app.accounts import repository_factors as factors
from app.accounts.schemas import ClientView, ListQuery, PeopleQuery, PersonView, RoleView
from app.accounts.service_clients import list_clients
from app.accounts.service_people import get_visible_person, list_people, view_person
from app.accounts.service_unit_pages import Choice, unit_choices
from app.accounts.service_units import list_tree
from app.core.actor import Role
from app.core.errors import require
from app.core.paging import Page
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A list of people with its filters."""

    people: Page[PersonView]
    query: PeopleQuery
    units: list[Choice]
    can_create: bool
    can_import: bool = False


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
    can_remove_factor: bool = False


def open_people(work: Work, query: PeopleQuery) -> PeoplePage:
    """A page of people with its filters."""
    return PeoplePage(
        list_people(work, query),
        query,
        unit_choices(work),
        policy.can_manage_people(work.actor),
        policy.can_keep_contacts(work.actor),
    )


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
    paths = {unit.id: unit.path for unit, _ in list_tree(work, in_use=False)}
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
        can_remove_factor=policy.can_remove_factor(work.actor, facts) and factors.has_factor(work.session, person.id),
    )


def open_clients(work: Work, query: ListQuery) -> Page[ClientView]:
    """A page of the API clients. Raises Forbidden."""
    return list_clients(work, query.limit, query.cursor)


def open_new_client(work: Work) -> list[Choice]:
    """The units that a new API client may be given. Raises Forbidden."""
    require(policy.can_manage_clients(work.actor))
    return unit_choices(work)
