"""Who keeps the insurance register and who reads what of it. Pure predicates."""

from app.core.actor import Actor, Role
from app.secondments.policy import Relation

KEEPERS = (Role.ORGADMIN, Role.FINANCE)
"""The Organization Department and finance, each over the programmes below their unit."""


def can_register(held: frozenset[Relation]) -> bool:
    """Register, correct and void: the programme's offices; nobody their own."""
    return bool(held & {Relation.ORGADMIN, Relation.FINANCE}) and Relation.AUTHOR not in held


def may_register_somewhere(actor: Actor) -> bool:
    """Keeps the register of some programme: shown the forms."""
    return actor.has(*KEEPERS)
