"""Who asks: a person, an API client or the system itself, with what they hold today. Plain values."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID


class Role(StrEnum):
    """The nine roles 角色 of the service; what each may do stands in the domains' policies."""

    CADRE = "cadre"
    GROUP_LEADER = "group_leader"
    SUPERVISOR = "supervisor"
    SENDER = "sender"
    LIAISON = "liaison"
    ORGADMIN = "orgadmin"
    INSPECTOR = "inspector"
    FINANCE = "finance"
    SYSADMIN = "sysadmin"


class Scope(StrEnum):
    """What an API client may be allowed; record text is in none of them."""

    ROSTER_WRITE = "roster:write"
    ROSTER_READ = "roster:read"
    RECORDS_STATUS = "records:status"
    ATTENDANCE_READ = "attendance:read"
    ALLOWANCE_EXPORT = "allowance:export"
    BANK_EXPORT = "bank:export"
    SUMMARY_READ = "summary:read"
    SIGNALS_COUNT = "signals:count"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held today. `unit_path` is the unit's place in the tree: power reaches the unit and all below it.

    `delegated_by` names whose power it is when somebody else lent it for a while: no power over that person.
    """

    role: Role
    unit_id: UUID | None = None
    unit_path: str | None = None
    group_id: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    delegated_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts in a unit of work. Grants are only those in force today."""

    kind: Literal["person", "client", "system", "anonymous"]
    id: UUID | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[Scope] = frozenset()
    client_unit_path: str | None = None
    session_id: UUID | None = None
    auth_version: int = 0
    must_change_password: bool = False
    locale: str | None = None
    care: bool = False

    def has(self, *roles: Role) -> bool:
        """True when any of the roles is held, anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def paths(self, role: Role) -> tuple[str, ...]:
        """The tree paths over which the role is held."""
        return tuple(g.unit_path for g in self.grants if g.role is role and g.unit_path)

    def holds(self, role: Role, unit_path: str | None, *, about: UUID | None = None) -> bool:
        """True when the role is held over the unit at `unit_path` (on it or on one above it).

        With `about`, a person: not by that person's own delegation, which is no power over whoever gave it.
        """
        return unit_path is not None and any(
            unit_path.startswith(grant.unit_path)
            for grant in self.grants
            if grant.role is role and grant.unit_path and (about is None or grant.delegated_by != about)
        )

    def holds_own(self, role: Role, unit_path: str | None) -> bool:
        """`holds`, by a role of one's own alone."""
        return self.own().holds(role, unit_path)

    def own(self) -> "Actor":
        """The same actor without what others delegated."""
        return replace(self, grants=tuple(grant for grant in self.grants if grant.delegated_by is None))

    def acts_for(self, role: Role, unit_path: str | None) -> UUID | None:
        """Whose power the role over a unit is: None when it is one's own, or when there is none."""
        if unit_path is None or self.holds_own(role, unit_path):
            return None
        lent = (g for g in self.grants if g.role is role and g.unit_path and unit_path.startswith(g.unit_path))
        return next((grant.delegated_by for grant in lent), None)

    def delegated_paths(self, role: Role) -> dict[UUID, tuple[str, ...]]:
        """The tree paths over which the role is held by delegation, by whose it is."""
        found: dict[UUID, tuple[str, ...]] = {}
        for grant in self.grants:
            if grant.role is role and grant.unit_path and grant.delegated_by is not None:
                found[grant.delegated_by] = (*found.get(grant.delegated_by, ()), grant.unit_path)
        return found

    def only(self, *roles: Role) -> "Actor":
        """The same actor with no other roles than these: for lists that only some roles may read."""
        return replace(self, grants=tuple(grant for grant in self.grants if grant.role in roles))

    def allows(self, scope: Scope) -> bool:
        """True for an API client that carries the scope."""
        return self.kind == "client" and scope in self.scopes

    @property
    def person_id(self) -> UUID | None:
        """The person's id, None for clients, the system and the anonymous."""
        return self.id if self.kind == "person" else None


SYSTEM = Actor(kind="system", name="系统")
ANONYMOUS = Actor(kind="anonymous")
