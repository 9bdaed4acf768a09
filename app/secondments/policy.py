"""Who stands in which relation to a secondment, and what that lets them do. Pure predicates over plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.core.actor import Actor, Role, Scope
from app.secondments.models import ReviewedBy

POWER_AFTER_END = timedelta(days=60)


class Relation(StrEnum):
    """What somebody is to one secondment; several may hold at once."""

    AUTHOR = "author"
    SUPERVISOR = "supervisor"
    GROUP_LEADER = "group_leader"
    LIAISON = "liaison"
    SENDER = "sender"
    ORGADMIN = "orgadmin"
    FINANCE = "finance"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """One posting, from `start_on` to `end_on`, both included; `region_band` is its own, else its unit's.

    `is_last` lasts to the end of the term, and power over it as long as over the secondment. `last_month_closed` is
    asked of earlier ones alone: the month of `end_on` is closed.
    """

    start_on: date
    end_on: date
    receiving_unit_id: UUID
    receiving_unit_name: str
    receiving_path: str
    post_title: str
    region_band: str | None
    is_last: bool = True
    last_month_closed: bool = False


def posting_on(postings: Sequence[PostingFacts], on: date) -> PostingFacts:
    """The posting that hosts a day; the nearest one for a day outside the term."""
    return next((each for each in reversed(postings) if each.start_on <= on), postings[0])


@dataclass(frozen=True, slots=True)
class SecondmentFacts:
    """What relations are decided from: people, the tree paths of the units, the leaders of its groups, the end.

    `leader_ids` are only those of groups that run today. `postings` are in the order of their dates, at least one.
    """

    id: UUID
    cadre_id: UUID
    programme_id: UUID
    postings: tuple[PostingFacts, ...]
    sending_path: str | None
    programme_path: str
    leader_ids: frozenset[UUID]
    end_on: date
    last_month_closed: bool
    is_draft: bool = False

    def posting_on(self, on: date) -> PostingFacts:
        """The posting that hosts a day; the nearest one for a day outside the term."""
        return posting_on(self.postings, on)


def has_power(facts: SecondmentFacts, today: date) -> bool:
    """Power over a secondment lasts until each month of its term is closed, at most 60 days after its end."""
    if today <= facts.end_on:
        return True
    return today <= facts.end_on + POWER_AFTER_END and not facts.last_month_closed


def has_power_over(posting: PostingFacts, facts: SecondmentFacts, today: date) -> bool:
    """Power over a posting's days: from when it is written, until its last month is closed, at most 60 days after."""
    if posting.is_last:
        return has_power(facts, today)
    if today <= posting.end_on:
        return True
    return today <= posting.end_on + POWER_AFTER_END and not posting.last_month_closed


def relations(actor: Actor, facts: SecondmentFacts, today: date, on: date | None = None) -> frozenset[Relation]:
    """Everything that the actor is to the secondment today; empty means that it is invisible (404).

    With `on`: to that day of it, for only the unit that hosts a day (and its liaison) has a say over it.
    A draft is the Organization Department's own paper: nobody else knows of it until it is approved.
    """
    found: set[Relation] = set()
    if actor.kind == "client":
        inside = actor.client_unit_path is not None and facts.programme_path.startswith(actor.client_unit_path)
        return frozenset({Relation.CLIENT}) if inside else frozenset()
    if actor.kind != "person":
        return frozenset()
    if actor.id == facts.cadre_id:
        found.add(Relation.AUTHOR)
    if actor.holds(Role.ORGADMIN, facts.programme_path):
        found.add(Relation.ORGADMIN)
    if actor.holds(Role.FINANCE, facts.programme_path):
        found.add(Relation.FINANCE)
    found |= _managing(actor, facts, today, facts.postings if on is None else (facts.posting_on(on),))
    if facts.is_draft and Relation.ORGADMIN not in found:
        return frozenset()
    return frozenset(found)


def _managing(actor: Actor, facts: SecondmentFacts, today: date, postings: Sequence[PostingFacts]) -> set[Relation]:
    found: set[Relation] = set()
    if has_power(facts, today):
        if actor.id in facts.leader_ids and actor.has(Role.GROUP_LEADER):
            found.add(Relation.GROUP_LEADER)
        if actor.holds(Role.SENDER, facts.sending_path):
            found.add(Relation.SENDER)
    for posting in postings:
        if has_power_over(posting, facts, today):
            found |= _hosting(actor, posting, facts)
    return found


def _hosting(actor: Actor, posting: PostingFacts, facts: SecondmentFacts) -> set[Relation]:
    """What the unit of a posting makes of the actor; who lent their power is not subject to it themselves."""
    found: set[Relation] = set()
    if actor.holds(Role.SUPERVISOR, posting.receiving_path, about=facts.cadre_id):
        found.add(Relation.SUPERVISOR)
    outside = not posting.receiving_path.startswith(facts.programme_path)
    if outside and actor.holds(Role.LIAISON, facts.programme_path):
        found.add(Relation.LIAISON)
    return found


_REVIEWERS: dict[ReviewedBy, frozenset[Relation]] = {
    ReviewedBy.RECEIVING: frozenset({Relation.SUPERVISOR}),
    ReviewedBy.GROUP_LEADER: frozenset({Relation.SUPERVISOR, Relation.GROUP_LEADER}),
    ReviewedBy.LIAISON: frozenset({Relation.SUPERVISOR, Relation.LIAISON}),
}


def can_manage(held: frozenset[Relation], reviewed_by: ReviewedBy) -> bool:
    """May review records, correct days and confirm months: never on their own secondment, whatever roles they hold."""
    return Relation.AUTHOR not in held and bool(held & _REVIEWERS[reviewed_by])


def can_write_spot_check_note(held: frozenset[Relation]) -> bool:
    """A supervisor or group leader may write a one-person note after a visit; nobody about themselves."""
    return Relation.AUTHOR not in held and bool(held & {Relation.SUPERVISOR, Relation.GROUP_LEADER})


def can_administer(held: frozenset[Relation]) -> bool:
    """The Organization Department runs the lifecycle; nobody runs their own."""
    return Relation.ORGADMIN in held and Relation.AUTHOR not in held


def can_run_programmes(actor: Actor, unit_path: str | None) -> bool:
    """The Organization Department of the unit that a programme or group belongs to."""
    return actor.holds(Role.ORGADMIN, unit_path)


def can_enter_secondments(actor: Actor, programme_path: str) -> bool:
    """The Organization Department, or its roster program within its own units."""
    if actor.allows(Scope.ROSTER_WRITE):
        return actor.client_unit_path is not None and programme_path.startswith(actor.client_unit_path)
    return actor.holds(Role.ORGADMIN, programme_path)


def may_enter_somewhere(actor: Actor) -> bool:
    """Could enter a secondment at all: shown a form, told what is wrong with it."""
    return actor.has(Role.ORGADMIN) or actor.allows(Scope.ROSTER_WRITE)


def may_administer_somewhere(actor: Actor) -> bool:
    """Runs the programmes and groups of some unit."""
    return actor.has(Role.ORGADMIN)


def may_list_groups(actor: Actor) -> bool:
    """Groups are the Organization Department's, their leaders' and the roster program's to read."""
    return actor.kind == "client" or actor.has(Role.ORGADMIN, Role.GROUP_LEADER)
