"""Who maintains rates, takes a month through its steps, and reads what is owed. Pure predicates."""

from app.core.actor import Actor, Role, Scope
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation, can_manage

PAY_READERS = (Role.FINANCE, Role.ORGADMIN)
"""Who reads a programme's money; only finance takes the steps."""


def can_maintain_rates(actor: Actor, programme_path: str) -> bool:
    """The Organization Department sets rates; those who pay by them do not."""
    return actor.holds(Role.ORGADMIN, programme_path)


def can_read_rates(actor: Actor) -> bool:
    """The Organization Department and finance."""
    return actor.has(*PAY_READERS)


def can_run(actor: Actor, programme_path: str) -> bool:
    """Finance over the programme calculates, approves, closes and pays."""
    return actor.holds(Role.FINANCE, programme_path)


def can_read_totals(actor: Actor) -> bool:
    """Sums over programmes are for finance, the Organization Department and programs that export them."""
    return actor.has(*PAY_READERS) or actor.allows(Scope.ALLOWANCE_EXPORT)


def may_approve(actor: Actor, maker_id: object, *, two_person: bool) -> bool:
    """The maker is not the approver where the programme asks for two people."""
    return not (two_person and actor.person_id == maker_id)


def can_read_pay(held: frozenset[Relation], reviewed_by: ReviewedBy) -> bool:
    """The cadre's own, those who manage the days behind it, finance, the Organization Department, and its programs."""
    readers = {Relation.AUTHOR, Relation.FINANCE, Relation.ORGADMIN, Relation.CLIENT}
    return bool(held & readers) or can_manage(held, reviewed_by)
