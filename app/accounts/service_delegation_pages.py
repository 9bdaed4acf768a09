"""What the page 代理 shows: the delegations, and the form's choices for one unit."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts import policy_delegations as policy
from app.accounts.schemas_delegations import DelegationQuery, DelegationView
from app.accounts.service_delegations import givers_at, list_delegations, own_units, stand_in_choices
from app.accounts.service_units import list_tree
from app.core.actor import Role
from app.core.errors import require
from app.core.work import Work

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DelegationsPage:
    """A page of delegations."""

    items: list[DelegationView]
    next_cursor: str | None
    can_give: bool


@dataclass(frozen=True, slots=True)
class NewDelegationPage:
    """The choices of the form; `unit_id` is None until one of several units is chosen; `own` power is handed over."""

    units: list[Choice]
    unit_id: UUID | None
    givers: list[Choice]
    people: list[Choice]
    own: bool


def open_delegations(work: Work, cursor: str | None) -> DelegationsPage:
    """The delegations that the actor may know of. Raises Forbidden for programs."""
    found = list_delegations(work, DelegationQuery(cursor=cursor, limit=50))
    return DelegationsPage(found.items, found.next_cursor, policy.can_delegate_somewhere(work.actor))


def open_new_delegation(work: Work, unit_id: UUID | None) -> NewDelegationPage:
    """The form for asking somebody to stand in. Raises Forbidden."""
    require(policy.can_delegate_somewhere(work.actor))
    units = _units(work)
    known = {key for key, _ in units}
    chosen = unit_id if str(unit_id) in known else (UUID(units[0][0]) if len(units) == 1 else None)
    givers = givers_at(work, chosen) if chosen else []
    return NewDelegationPage(
        units=units,
        unit_id=chosen,
        givers=[(str(key), name) for key, name in givers],
        people=[(str(key), name) for key, name in stand_in_choices(work, chosen)] if chosen else [],
        own=[key for key, _ in givers] == [work.actor.person_id],
    )


def _units(work: Work) -> list[Choice]:
    """Where the actor may ask somebody to stand in: one's own units, for the Organization Department all of theirs."""
    if work.actor.has(Role.ORGADMIN):
        kept = work.actor.only(Role.ORGADMIN)
        return [
            (str(unit.id), "　" * depth + unit.name)
            for unit, depth in list_tree(work)
            if kept.holds(Role.ORGADMIN, unit.path) or work.actor.holds_own(Role.SUPERVISOR, unit.path)
        ]
    return [(str(key), name) for key, name in own_units(work)]
