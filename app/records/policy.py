"""Who may write, read and review a daily record. Pure predicates over relations to its secondment (domain.md 6)."""

from datetime import date

from app.core.actor import Actor
from app.records.models import RecordStatus
from app.secondments.models import Review, ReviewedBy, Secondment, SecondmentStatus
from app.secondments.policy import Relation, can_administer, can_manage, may_administer_somewhere

TEXT_READERS = frozenset({Relation.AUTHOR, Relation.SUPERVISOR, Relation.GROUP_LEADER, Relation.SENDER})
NOT_BEGUN = frozenset({SecondmentStatus.DRAFT, SecondmentStatus.APPROVED})


def can_write(held: frozenset[Relation]) -> bool:
    """Only the cadre writes their own days."""
    return Relation.AUTHOR in held


def can_see(held: frozenset[Relation], status: RecordStatus) -> bool:
    """A draft is its author's alone; what was submitted is known to everybody who knows of the secondment."""
    return Relation.AUTHOR in held or (bool(held) and status is not RecordStatus.DRAFT)


def can_read_text(held: frozenset[Relation], reviewed_by: ReviewedBy) -> bool:
    """Author, receiving supervisor, own group leader, sending contact; the liaison where the programme says so.

    The Organization Department, finance and API clients see states and dates only.
    """
    if held & TEXT_READERS:
        return True
    return Relation.LIAISON in held and reviewed_by is ReviewedBy.LIAISON


def can_review(held: frozenset[Relation], reviewed_by: ReviewedBy) -> bool:
    """Approve, return, undo, unlock a day: who manages the secondment, never its cadre."""
    return can_manage(held, reviewed_by)


def can_enter_paper(held: frozenset[Relation]) -> bool:
    """A signed paper is entered by a liaison who is neither the cadre nor finance."""
    return Relation.LIAISON in held and not held & {Relation.AUTHOR, Relation.FINANCE}


def is_reviewed_monthly(review: Review) -> bool:
    """Under `monthly` only the month is noted; records stay submitted."""
    return review is Review.MONTHLY


def can_decide_on_hold(held: frozenset[Relation]) -> bool:
    """See what is hidden, release and purge it: the Organization Department of the region, never the author."""
    return can_administer(held)


def may_decide_on_holds(actor: Actor) -> bool:
    """Decides on hidden records of some region: for the list, its badge and its menu entry."""
    return may_administer_somewhere(actor)


def last_day(secondment: Secondment) -> date:
    """The last day of the term: its end, or the day of recall."""
    return min(secondment.end_on, secondment.recalled_on or secondment.end_on)


def is_in_term(secondment: Secondment, on: date) -> bool:
    """Whether a day belongs to the secondment's term."""
    return secondment.start_on <= on <= last_day(secondment)
