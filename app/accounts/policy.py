"""Who may do what to people, units and clients. Pure predicates over plain values."""

from dataclasses import dataclass, field
from enum import IntEnum
from uuid import UUID

from app.accounts.common_passwords import COMMON
from app.core.actor import Actor, Role, Scope
from app.core.errors import FieldError
from app.core.i18n import N_

PASSWORD_LENGTH = 10
PROTECTED = frozenset({Role.ORGADMIN, Role.FINANCE, Role.SYSADMIN})
"""Roles that the system administrator grants; all others are the Organization Department's."""
WITHOUT_UNIT = frozenset({Role.SYSADMIN, Role.GROUP_LEADER, Role.CADRE})
"""Roles that need no unit: the system's, a group's, and being oneself."""
ROSTER_ROLES = frozenset({Role.CADRE, Role.SUPERVISOR, Role.SENDER})
"""What a personnel system may grant with `roster:write`."""
COLLEAGUES = (Role.SUPERVISOR, Role.SENDER, Role.LIAISON)
"""Roles that know their own unit's people by name."""


class Detail(IntEnum):
    """How much of a person an actor may know: nothing, the name, the account, or everything."""

    NONE = 0
    NAME = 1
    TECHNICAL = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as the rules see them: tree paths of the home unit and of all roles ever held; roles not yet over."""

    id: UUID
    home_path: str | None = None
    role_paths: tuple[str, ...] = ()
    roles: frozenset[Role] = field(default_factory=frozenset)


def _within(path: str | None, tops: tuple[str, ...]) -> bool:
    return path is not None and any(path.startswith(top) for top in tops)


def _client_paths(actor: Actor) -> tuple[str, ...]:
    return (actor.client_unit_path,) if actor.client_unit_path else ()


def detail(actor: Actor, person: PersonFacts) -> Detail:
    """What the actor may know of a person (finance and inspectors learn nothing here)."""
    paths = tuple(path for path in (person.home_path, *person.role_paths) if path)
    if actor.kind == "client":
        return Detail.FULL if any(_within(path, _client_paths(actor)) for path in paths) else Detail.NONE
    if actor.kind != "person":
        return Detail.NONE
    if actor.id == person.id or any(_within(path, actor.paths(Role.ORGADMIN)) for path in paths):
        return Detail.FULL
    if actor.has(Role.SYSADMIN):
        return Detail.TECHNICAL
    tops = tuple(path for role in COLLEAGUES for path in actor.paths(role))
    return Detail.NAME if any(_within(path, tops) for path in paths) else Detail.NONE


def can_create_person(actor: Actor, home_path: str | None) -> bool:
    """The Organization Department and a roster client within their region, the system administrator anywhere."""
    if actor.kind == "client":
        return actor.allows(Scope.ROSTER_WRITE) and _within(home_path, _client_paths(actor))
    return actor.has(Role.SYSADMIN) or actor.holds(Role.ORGADMIN, home_path)


def _places(person: PersonFacts) -> tuple[str | None, ...]:
    """Where a person belongs: the home unit, else the units of all roles."""
    return (person.home_path,) if person.home_path else person.role_paths or (None,)


def can_edit_person(actor: Actor, person: PersonFacts) -> bool:
    """As for creating, wherever the person belongs."""
    return all(can_create_person(actor, path) for path in _places(person))


def can_edit_contact(actor: Actor, person: PersonFacts) -> bool:
    """Person number and phone are no business of the system administrator."""
    if actor.kind == "client":
        return can_edit_person(actor, person)
    return all(actor.holds(Role.ORGADMIN, path) for path in _places(person))


def can_keep_contacts(actor: Actor) -> bool:
    """Whether the actor keeps anybody's number and phone: for the fields of a form."""
    return actor.has(Role.ORGADMIN)


def can_switch(actor: Actor, person: PersonFacts) -> bool:
    """Switching an account off or on: nobody their own; holders of protected roles by the system administrator only."""
    if actor.id == person.id:
        return False
    if person.roles & PROTECTED:
        return actor.has(Role.SYSADMIN)
    return can_edit_person(actor, person)


def can_reset_password(actor: Actor, person: PersonFacts) -> bool:
    """As for switching, but never by a program: whoever resets a password could become that person."""
    return actor.kind == "person" and can_switch(actor, person)


def may_have_factor(actor: Actor) -> bool:
    """A second factor is offered to those who keep money or accounts."""
    return actor.kind == "person" and actor.has(*PROTECTED)


def can_remove_factor(actor: Actor, person: PersonFacts) -> bool:
    """A lost second factor is removed by another person: the system administrator."""
    return actor.kind == "person" and actor.has(Role.SYSADMIN) and actor.id != person.id


def can_grant(actor: Actor, role: Role, path: str | None, person: PersonFacts) -> bool:
    """orgadmin all but orgadmin, finance, sysadmin, and within the own region; sysadmin those; nobody themselves.

    `path` is the place over which the role is held; a role without a unit counts as held at the person's home.
    """
    if actor.id == person.id:
        return False
    places = (path,) if path is not None else _places(person)
    if actor.kind == "client":
        free = role in ROSTER_ROLES and not person.roles & PROTECTED
        inside = all(_within(place, _client_paths(actor)) for place in places)
        return free and inside and actor.allows(Scope.ROSTER_WRITE)
    if role in PROTECTED:
        return actor.has(Role.SYSADMIN)
    return all(actor.holds(Role.ORGADMIN, place) for place in places)


def grantable(actor: Actor) -> tuple[Role, ...]:
    """The roles that the actor may grant to somebody, somewhere: for the choices of a form."""
    common = tuple(role for role in Role if role not in PROTECTED) if actor.has(Role.ORGADMIN) else ()
    return common + (tuple(role for role in Role if role in PROTECTED) if actor.has(Role.SYSADMIN) else ())


def can_manage_unit(actor: Actor, path: str | None) -> bool:
    """Units are kept by the Organization Department of the region, or by its roster client."""
    if actor.kind == "client":
        return actor.allows(Scope.ROSTER_WRITE) and _within(path, _client_paths(actor))
    return actor.holds(Role.ORGADMIN, path)


def can_create_region(actor: Actor) -> bool:
    """A region without a unit above it is set up by the system administrator."""
    return actor.has(Role.SYSADMIN)


def can_manage_people(actor: Actor) -> bool:
    """Whether the actor keeps anybody's account: for buttons and menus."""
    return actor.has(Role.ORGADMIN, Role.SYSADMIN)


def can_manage_units(actor: Actor) -> bool:
    """Whether the actor keeps any unit: for buttons and menus."""
    return actor.has(Role.ORGADMIN, Role.SYSADMIN)


def can_manage_clients(actor: Actor) -> bool:
    """API clients are the system administrator's."""
    return actor.has(Role.SYSADMIN)


def password_fault(password: str, login: str) -> FieldError | None:
    """What is wrong with a new password, None when it is fit: ten characters, not the login, not a common one."""
    plain = password.lower()
    if len(password) < PASSWORD_LENGTH:
        return FieldError("", "password-short", N_("至少 %(count)s 个字符。"), {"count": PASSWORD_LENGTH})
    if login.lower() in plain and len(plain) - len(login) < 6:
        return FieldError("", "password-login", N_("密码不能是账号名，也不能只在账号名前后加几个字符。"))
    if plain in COMMON or len(set(plain)) < 4:
        return FieldError("", "password-common", N_("这个密码太常见，容易被猜到。"))
    return None
