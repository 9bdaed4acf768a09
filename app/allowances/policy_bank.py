"""Who states, reads and verifies a bank account, and who makes bank files. Pure predicates."""

from collections.abc import Sequence
from uuid import UUID

from app.core.actor import Actor, Grant, Role, Scope

FREE_MISMATCHES = 5
"""So often a number may be keyed wrongly before each further try has to wait."""


def is_own(actor: Actor, person_id: UUID) -> bool:
    """The account that the actor is paid into."""
    return actor.person_id == person_id


def keeps_accounts_of(actor: Actor, programme_paths: Sequence[str]) -> bool:
    """Finance over a programme in which the person is or was seconded."""
    return any(actor.holds(Role.FINANCE, path) for path in programme_paths)


def can_keep_accounts(actor: Actor) -> bool:
    """Whether the actor verifies anybody's account: for lists and menus."""
    return actor.kind == "person" and actor.has(Role.FINANCE)


def makes_bank_files_somewhere(actor: Actor) -> bool:
    """Whether the actor makes bank files for anybody: formats and payments are listed for these alone."""
    return actor.has(Role.FINANCE) or actor.allows(Scope.BANK_EXPORT)


def bank_paths(actor: Actor) -> tuple[str, ...]:
    """The tree paths whose programmes' bank files the actor makes."""
    if actor.allows(Scope.BANK_EXPORT):
        return (actor.client_unit_path,) if actor.client_unit_path else ()
    return actor.paths(Role.FINANCE)


def can_edit_format(actor: Actor, unit_path: str | None) -> bool:
    """Finance over the unit whose format it is; the house's examples are nobody's."""
    return actor.kind == "person" and actor.holds(Role.FINANCE, unit_path)


def is_finance(grant: Grant) -> bool:
    """A grant by which somebody pays for a unit."""
    return grant.role is Role.FINANCE and grant.unit_id is not None
