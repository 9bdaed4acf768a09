"""What waits in everybody's 待办 at once: `queue.count_waiting` of many people, for the system's own notices."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts.service_heads import heads_of
from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.records import repository_waits
from app.records.repository_waits import WaitingOf
from app.records.service.attention import since
from app.records.service.queue import reviewing_roles
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.policy import Relation
from app.secondments.service_cards import named_supervisors
from app.secondments.service_circle import Circle, stands_for
from app.workdays.service_waiting import Patience, patience_of

_AS: Mapping[Relation, Role] = {
    Relation.SUPERVISOR: Role.SUPERVISOR,
    Relation.GROUP_LEADER: Role.GROUP_LEADER,
    Relation.LIAISON: Role.LIAISON,
}


@dataclass(frozen=True, slots=True)
class RecordsWaiting:
    """What waits for one person: how many records, on how many cards, of which programmes, the oldest since when."""

    records: int
    cards: int
    since: date
    programme_ids: frozenset[UUID]


def records_waiting(work: Work, circle: Circle) -> dict[UUID, RecordsWaiting]:
    """Of everybody in the circle; those for whom nothing waits are left out. A fixed number of statements."""
    found = repository_waits.list_all_waiting(work.session)
    if not found:
        return {}
    circle.learn(work, {one.waiting.secondment_id for one in found})
    rules = rules_of(work, {one.programme_id for one in found})
    queues = _Queues(
        circle,
        named_supervisors(work, {one.waiting.secondment_id for one in found}),
        patience_of(work),
        heads_of(work, {one.waiting.unit_id for one in found}),
    )
    own: dict[UUID, list[WaitingOf]] = defaultdict(list)
    for one, roles in _asked_for(found, rules):
        for person_id in queues.of(one, roles):
            own[person_id].append(one)
    return {person_id: _sum(some) for person_id, some in own.items()}


def _asked_for(found: Sequence[WaitingOf], rules: ProgrammeRules) -> Iterator[tuple[WaitingOf, frozenset[Role]]]:
    """Those that somebody may decide on, with the roles that may."""
    known: dict[tuple[UUID, str], frozenset[Role]] = {}
    for one in found:
        key = one.programme_id, clock.month_of(one.waiting.work_on)
        if key not in known:
            known[key] = reviewing_roles(rules, *key)
        if known[key]:
            yield one, known[key]


@dataclass(frozen=True, slots=True)
class _Queues:
    """The rule of `attention.own_among`, asked of a record instead of a person."""

    circle: Circle
    named: Mapping[UUID, frozenset[UUID]]
    patience: Patience
    heads: Mapping[UUID, UUID]

    def of(self, one: WaitingOf, roles: frozenset[Role]) -> Iterator[UUID]:
        """In whose own queue it stands."""
        row = one.waiting
        wanted = self.named.get(row.secondment_id, frozenset())
        open_posting = self.circle.facts[row.secondment_id].posting_on(row.work_on).is_last
        for person_id, held in self.circle.around(row.secondment_id, row.work_on).items():
            ways = {_AS[each] for each in held if each in _AS} & roles
            if not ways or Relation.AUTHOR in held:
                continue
            me = stands_for(self.circle.actors[person_id])
            to_all = not open_posting or ways != {Role.SUPERVISOR}
            if to_all or not wanted or wanted & me or self._is_long_for(one, me):
                yield person_id

    def _is_long_for(self, one: WaitingOf, me: frozenset[UUID]) -> bool:
        head = self.heads.get(one.waiting.unit_id)
        return self.patience.is_long(since(one.waiting)) and (head is None or head in me)


def _sum(some: Sequence[WaitingOf]) -> RecordsWaiting:
    return RecordsWaiting(
        records=len(some),
        cards=len({(clock.monday_of(one.waiting.work_on), one.waiting.secondment_id) for one in some}),
        since=min(since(one.waiting) for one in some),
        programme_ids=frozenset(one.programme_id for one in some),
    )


def holds_waiting(work: Work, circle: Circle) -> dict[UUID, list[UUID]]:
    """The programmes of the hidden texts that wait for somebody's decision, one entry each; never their own."""
    found = repository_waits.list_open_holds(work.session)
    circle.learn(work, set(found))
    own: dict[UUID, list[UUID]] = defaultdict(list)
    for secondment_id in found:
        for person_id, held in circle.around(secondment_id).items():
            if Relation.ORGADMIN in held and Relation.AUTHOR not in held:
                own[person_id].append(circle.facts[secondment_id].programme_id)
    return own
