"""The door to a secondment for every domain above: who may know of it, under which policy, and is the month open."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.core.work import Work
from app.secondments import policy, repository
from app.secondments.errors import ImportedHistory
from app.secondments.models import ProgrammePolicy, ReviewedBy, Secondment, SecondmentStatus
from app.secondments.policy import PostingFacts, Relation, SecondmentFacts


@dataclass(frozen=True, slots=True)
class Access:
    """A secondment that the actor may know of, and what they are to it on any of its days.

    `relations` opens the page; what concerns one day (a record, leave, a correction, a confirmation) asks
    `relations_on`, for a receiving unit has its say over the days alone that it hosts.
    """

    secondment: Secondment
    facts: SecondmentFacts
    relations: frozenset[Relation]
    actor: Actor
    today: date

    @property
    def is_author(self) -> bool:
        """The cadre's own."""
        return Relation.AUTHOR in self.relations

    def relations_on(self, on: date) -> frozenset[Relation]:
        """What the actor is for that day; empty when they may not know of it."""
        return policy.relations(self.actor, self.facts, self.today, on)

    def acts_for(self, on: date, reviewed_by: ReviewedBy) -> UUID | None:
        """In whose place 代 the actor decides on that day; None when by a say of their own."""
        own = policy.relations(self.actor.own(), self.facts, self.today, on)
        if policy.can_manage(own, reviewed_by):
            return None
        return self.actor.acts_for(Role.SUPERVISOR, self.posting_on(on).receiving_path)

    def posting_on(self, on: date) -> PostingFacts:
        """Who hosts that day, in which post and region band; the nearest posting for a day outside the term."""
        return self.facts.posting_on(on)


def is_own_term(work: Work, secondment_id: UUID) -> bool:
    """Whether it is a term of the actor's own that is no draft: one short read, for what must answer at once."""
    found = repository.get_secondment(work.session, secondment_id)
    own = found is not None and work.actor.person_id is not None and found.cadre_id == work.actor.person_id
    return own and found is not None and found.status is not SecondmentStatus.DRAFT


def get_access(work: Work, secondment_id: UUID, *, lock: bool = False) -> Access:
    """The secondment and the actor's relations to it; NotFound when there are none."""
    secondment = repository.get_secondment(work.session, secondment_id, lock=lock)
    if secondment is None:
        raise NotFound
    facts = repository.get_facts(work.session, secondment, work.today)
    held = policy.relations(work.actor, facts, work.today)
    if not held:
        raise NotFound
    return Access(secondment, facts, held, work.actor, work.today)


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """The policies and closed months of several programmes, read at once for lists."""

    policies: Mapping[UUID, Sequence[ProgrammePolicy]]
    closed: frozenset[tuple[UUID, str]]

    def policy_on(self, programme_id: UUID, on: date) -> ProgrammePolicy | None:
        """The policy in force on a date; None when none has begun."""
        return next((one for one in self.policies.get(programme_id, ()) if one.valid_from <= on), None)

    def is_month_closed(self, programme_id: UUID, month: str) -> bool:
        """Whether nothing may change any more in the programme's month."""
        return (programme_id, month) in self.closed


def rules_of(work: Work, programme_ids: Collection[UUID]) -> ProgrammeRules:
    """What `get_policy` and `is_month_closed` answer, for any day of these programmes: two statements in all."""
    policies: dict[UUID, list[ProgrammePolicy]] = defaultdict(list)
    for one in repository.list_policies_of(work.session, programme_ids):
        policies[one.programme_id].append(one)
    return ProgrammeRules(policies, frozenset(repository.list_closed_months(work.session, programme_ids)))


def imported_among(work: Work, programme_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these programmes that hold history which a dataset brought."""
    return frozenset(repository.list_imported(work.session, programme_ids))


def refuse_imported(work: Work, *secondments: Secondment) -> None:
    """ImportedHistory when one of them was brought by a dataset: read by whoever may, written by nobody."""
    if imported_among(work, {one.programme_id for one in secondments}):
        raise ImportedHistory


def get_policy(work: Work, programme_id: UUID, on: date) -> ProgrammePolicy:
    """The programme's policy in force on a date; NotFound when none has begun."""
    found = repository.find_policy(work.session, programme_id, on)
    if found is None:
        raise NotFound
    return found


def is_month_closed(work: Work, programme_id: UUID, month: str) -> bool:
    """Whether nothing may change any more in the programme's month."""
    return repository.is_closed(work.session, programme_id, month)


def hold_month(work: Work, programme_id: UUID, month: str, *, exclusive: bool = False) -> None:
    """Until the commit: writers hold the (programme, month) shared, closing holds it alone. SQLite has one writer."""
    if work.database.is_sqlite:
        return
    digest = hashlib.sha256(f"{programme_id}/{month}".encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    repository.hold_key(work.session, key, exclusive=exclusive)
