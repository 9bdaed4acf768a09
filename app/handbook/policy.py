"""Who may have a handbook made, and which days of it. Pure predicates over relations to a secondment."""

from app.core.actor import Actor, Role
from app.records.policy import can_read_text
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation

NOTE_READERS = frozenset({Relation.AUTHOR, Relation.SUPERVISOR, Relation.GROUP_LEADER, Relation.ORGADMIN})
CHECK_READERS = frozenset({Relation.AUTHOR, Relation.ORGADMIN})
ASKING_ROLES = (Role.SUPERVISOR, Role.GROUP_LEADER, Role.SENDER, Role.LIAISON, Role.ORGADMIN)


def can_read_day(held: frozenset[Relation], reviewed_by: ReviewedBy) -> bool:
    """Whoever reads the day's text anyway, and the Organization Department, whose reading is logged."""
    return Relation.ORGADMIN in held or can_read_text(held, reviewed_by)


def can_make(held: frozenset[Relation], reviewed_by: ReviewedBy) -> bool:
    """Has a handbook made of the days that they may read; those who only pay do not."""
    return can_read_day(held, reviewed_by)


def reads_by_office(held: frozenset[Relation]) -> bool:
    """Reads others' texts through the handbook alone."""
    return Relation.ORGADMIN in held and Relation.AUTHOR not in held


def reads_notes(held: frozenset[Relation]) -> bool:
    """The notes of visits belong to their book, as to the page of notes."""
    return bool(held & NOTE_READERS)


def reads_checks(held: frozenset[Relation]) -> bool:
    """Signed checks are the cadre's and the Organization Department's."""
    return bool(held & CHECK_READERS)


def may_ask_for_many(actor: Actor) -> bool:
    """Has a say over others somewhere: for the desk's page and its menu entry."""
    return actor.has(*ASKING_ROLES)
