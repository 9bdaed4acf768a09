"""Who may hand a supervisor's power to whom, and for how long. Pure predicates over plain values."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.core.actor import Actor, Role
from app.core.errors import FieldError
from app.core.i18n import N_

LONGEST = timedelta(days=92)
AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class DelegationFacts:
    """Who gives to whom, and the tree path of the unit."""

    from_id: UUID
    to_id: UUID
    unit_path: str


def can_delegate(actor: Actor, facts: DelegationFacts) -> bool:
    """A supervisor their own power, never one that was lent to them; the Organization Department for somebody ill.

    Nobody gives power to themselves.
    """
    if actor.kind != "person" or actor.id == facts.to_id:
        return False
    if actor.id == facts.from_id:
        return actor.holds_own(Role.SUPERVISOR, facts.unit_path)
    return actor.holds(Role.ORGADMIN, facts.unit_path)


def must_name_giver(actor: Actor, unit_path: str) -> bool:
    """The Organization Department has no power of its own to lend."""
    return actor.holds(Role.ORGADMIN, unit_path) and not actor.holds_own(Role.SUPERVISOR, unit_path)


def can_delegate_somewhere(actor: Actor) -> bool:
    """Whether there is a unit at all: for forms and menus."""
    return actor.kind == "person" and (actor.own().has(Role.SUPERVISOR) or actor.has(Role.ORGADMIN))


def may_list(actor: Actor) -> bool:
    """Any person: those given, received, and of one's own units."""
    return actor.kind == "person"


def can_withdraw(actor: Actor, facts: DelegationFacts) -> bool:
    """The giver, whoever stands in, and the Organization Department."""
    return actor.id in (facts.from_id, facts.to_id) or actor.holds(Role.ORGADMIN, facts.unit_path)


def may_see_reason(actor: Actor, facts: DelegationFacts) -> bool:
    """Why somebody is away is theirs and the Organization Department's."""
    return actor.id == facts.from_id or actor.holds(Role.ORGADMIN, facts.unit_path)


def dates_fault(start_on: date, end_on: date, today: date) -> FieldError | None:
    """What is wrong with the dates: from today on, within a year, at most 92 days, not backwards."""
    if start_on < today:
        return FieldError("/start_on", "past", N_("代理从今天或以后开始。"))
    if start_on > today + AHEAD:
        return FieldError("/start_on", "too-far", N_("代理最早可提前一年设定。"))
    if end_on < start_on:
        return FieldError("/end_on", "dates-reversed", N_("结束日期不能早于开始日期。"))
    if end_on - start_on >= LONGEST:
        return FieldError("/end_on", "too-long", N_("一次代理最长 %(days)s 天，到期可再设。"), {"days": LONGEST.days})
    return None
