"""Who may check in, correct days and confirm months. Pure predicates over relations to one secondment."""

from datetime import date

from app.core.actor import Role
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation, can_manage

Relations = frozenset[Relation]

CHECK_IN_READERS = (Role.SUPERVISOR, Role.GROUP_LEADER, Role.LIAISON, Role.SENDER)
"""Who may read others' check-ins, without any position; the others have no use for them."""
_SEES_RECORDED = frozenset(
    {Relation.AUTHOR, Relation.SUPERVISOR, Relation.GROUP_LEADER, Relation.LIAISON, Relation.SENDER, Relation.ORGADMIN}
)
_SEES_REASONS = _SEES_RECORDED - {Relation.SENDER}


def can_check_in(held: Relations) -> bool:
    """Only the cadre checks in, on their own tap."""
    return Relation.AUTHOR in held


def can_correct(held: Relations, reviewed_by: ReviewedBy) -> bool:
    """Those who review correct days; nobody their own."""
    return can_manage(held, reviewed_by)


def can_confirm(held: Relations, reviewed_by: ReviewedBy, *, paper: bool = False, month_closed: bool = False) -> bool:
    """Those who review confirm online; a signed sheet is entered by a liaison who is neither the cadre nor finance.

    In a closed month the Organization Department may enter it as well: the host's own power may be over by then, and
    nobody who was left out may be lost for that.
    """
    if paper:
        entering = held & ({Relation.LIAISON, Relation.ORGADMIN} if month_closed else {Relation.LIAISON})
        return bool(entering) and not held & {Relation.AUTHOR, Relation.FINANCE}
    return can_manage(held, reviewed_by)


def can_reopen(held: Relations, reviewed_by: ReviewedBy, *, paper: bool) -> bool:
    """Whoever may give the word in that form may take it back."""
    return can_confirm(held, reviewed_by, paper=paper)


def can_print(held: Relations) -> bool:
    """Print the sheet to sign: those with a say over the month, and the Organization Department; nobody their own."""
    managers = {Relation.SUPERVISOR, Relation.GROUP_LEADER, Relation.LIAISON, Relation.ORGADMIN}
    return Relation.AUTHOR not in held and bool(held & managers)


def may_read_scan(held: Relations) -> bool:
    """The signed sheet: the cadre, those with a say, the Organization Department, and finance that pays by it."""
    return bool(held & {Relation.AUTHOR, Relation.FINANCE}) or can_print(held)


def may_see_recorded(held: Relations) -> bool:
    """Pay does not look at records, so those who only pay are not told which days have one."""
    return bool(held & _SEES_RECORDED)


def may_see_reasons(held: Relations) -> bool:
    """The reason of a correction is for the cadre, those who manage, and the Organization Department."""
    return bool(held & _SEES_REASONS)


def has_ended(last_on: date, end_on: date, today: date) -> bool:
    """A unit confirms when its days are over, or the term inside them: what has not happened cannot be confirmed.

    `last_on` is the last day of the month, or of the unit's part of it.
    """
    return today > min(last_on, end_on)
