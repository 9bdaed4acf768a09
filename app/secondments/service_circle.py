"""Who has a say over what, of many people and many secondments at once: `policy.relations` without asking one by one.

For the system's own notices. Nothing here is filtered by an actor; what it answers is told to nobody but the person
whom it concerns.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from app.core import clock
from app.core.actor import Actor, Role
from app.core.work import Work
from app.secondments import repository_circle as repository
from app.secondments import service_cards
from app.secondments.models import SecondmentStatus
from app.secondments.policy import PostingFacts, Relation, SecondmentFacts, relations
from app.secondments.service_cards import SecondmentCard

Held = frozenset[Relation]
_BY_HOST = (Role.SUPERVISOR,)
_BY_PROGRAMME = (Role.LIAISON, Role.ORGADMIN, Role.FINANCE)


@dataclass(slots=True)
class Circle:
    """People, and the secondments that were looked at so far: read each once, whichever domain asks."""

    today: date
    actors: Mapping[UUID, Actor]
    cards: dict[UUID, SecondmentCard] = field(default_factory=dict)
    facts: dict[UUID, SecondmentFacts] = field(default_factory=dict)
    _places: dict[tuple[Role, str], set[UUID]] = field(default_factory=lambda: defaultdict(set))
    _answers: dict[tuple[UUID, date | None], Mapping[UUID, Held]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, actor in self.actors.items():
            for grant in actor.grants:
                if grant.unit_path:
                    self._places[grant.role, grant.unit_path].add(key)

    def learn(self, work: Work, secondment_ids: Collection[UUID]) -> None:
        """Read these secondments as well; a fixed number of statements a thousand."""
        new = set(secondment_ids) - self.facts.keys()
        if new:
            self.meet(work, service_cards.describe(work, new).values())

    def meet(self, work: Work, cards: Collection[SecondmentCard]) -> None:
        """The same for cards that were read already."""
        new = [card for card in cards if card.id not in self.facts]
        self.cards |= {card.id: card for card in new}
        self.facts |= facts_of(work, new)

    def around(self, secondment_id: UUID, on: date | None = None) -> Mapping[UUID, Held]:
        """What each of the people is to a secondment, with `on` to that day of it; those who are nothing left out."""
        facts = self.facts[secondment_id]
        key = secondment_id, facts.posting_on(on).start_on if on else None
        if key not in self._answers:
            held = ((one, relations(self.actors[one], facts, self.today, on)) for one in self._near(facts))
            self._answers[key] = {one: found for one, found in held if found}
        return self._answers[key]

    def over(self, role: Role, path: str) -> set[UUID]:
        """Whoever holds the role over the unit at a path."""
        return {one for place in _above(path) for one in self._places.get((role, place), ())}

    def _near(self, facts: SecondmentFacts) -> set[UUID]:
        found = {one for one in (*facts.leader_ids, facts.cadre_id) if one in self.actors}
        if facts.sending_path:
            found |= self.over(Role.SENDER, facts.sending_path)
        for role in _BY_PROGRAMME:
            found |= self.over(role, facts.programme_path)
        for posting in facts.postings:
            for role in _BY_HOST:
                found |= self.over(role, posting.receiving_path)
        return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for one person, of which programmes, the oldest since when."""

    count: int
    since: date
    programme_ids: frozenset[UUID]

    @classmethod
    def of(cls, items: Iterable[tuple[date, UUID | None]]) -> "Waiting":
        """Of one thing or more, each as (since when, of which programme)."""
        since, programme_ids = zip(*items, strict=True)
        return cls(len(since), min(since), frozenset(one for one in programme_ids if one))


def stands_for(actor: Actor) -> frozenset[UUID]:
    """Somebody, and everybody in whose place they stand in as a supervisor."""
    return frozenset({*([actor.id] if actor.id else ()), *actor.delegated_paths(Role.SUPERVISOR)})


@dataclass(frozen=True, slots=True)
class LedGroup:
    """A group with somebody in it today, and the programmes of its members."""

    id: UUID
    name: str
    programme_ids: set[UUID]


def groups_led(work: Work) -> dict[UUID, list[LedGroup]]:
    """The groups with somebody in them today, by who leads them."""
    groups: dict[UUID, LedGroup] = {}
    found: dict[UUID, list[LedGroup]] = defaultdict(list)
    for group_id, leader_id, name, programme_id in repository.running_groups(work.session, work.today):
        if group_id not in groups:
            groups[group_id] = LedGroup(group_id, name, set())
            found[leader_id].append(groups[group_id])
        groups[group_id].programme_ids.add(programme_id)
    return found


def _above(path: str) -> Iterator[str]:
    """The path of a unit and of every unit above it."""
    at = path.find("/", 1)
    while at != -1:
        yield path[: at + 1]
        at = path.find("/", at + 1)


def facts_of(work: Work, cards: Sequence[SecondmentCard]) -> dict[UUID, SecondmentFacts]:
    """What relations to each of these are decided from, whoever asks: a fixed number of statements a thousand."""
    ids = [card.id for card in cards]
    units = {card.programme.unit_id for card in cards}
    units |= {card.secondment.sending_unit_id for card in cards if card.secondment.sending_unit_id}
    paths = repository.paths_of(work.session, units)
    leaders = repository.leaders_of(work.session, ids, work.today)
    closed = repository.closed_among(work.session, _past_months(cards, work.today))
    without = repository.left_out(work.session, ids) if closed else set()

    def is_over(card: SecondmentCard, last_on: date, month: str) -> bool:
        return last_on < work.today and (card.programme.id, month) in closed and (card.id, month) not in without

    def posting_of(card: SecondmentCard, each: PostingFacts) -> PostingFacts:
        over = not each.is_last and is_over(card, each.end_on, clock.month_of(each.end_on))
        return replace(each, last_month_closed=over)

    return {
        card.id: SecondmentFacts(
            id=card.id,
            cadre_id=card.secondment.cadre_id,
            programme_id=card.programme.id,
            postings=tuple(posting_of(card, each) for each in card.postings),
            sending_path=paths.get(card.secondment.sending_unit_id) if card.secondment.sending_unit_id else None,
            programme_path=paths[card.programme.unit_id],
            leader_ids=frozenset(leaders.get(card.id, ())),
            end_on=card.secondment.end_on,
            last_month_closed=is_over(card, card.secondment.end_on, card.secondment.end_month),
            is_draft=card.secondment.status is SecondmentStatus.DRAFT,
        )
        for card in cards
    }


def _past_months(cards: Sequence[SecondmentCard], today: date) -> set[tuple[UUID, str]]:
    """(programme, month) of the last day of every term and posting that is over."""
    past = {(card.programme.id, card.secondment.end_month) for card in cards if card.secondment.end_on < today}
    return past | {
        (card.programme.id, clock.month_of(each.end_on))
        for card in cards
        for each in card.postings
        if not each.is_last and each.end_on < today
    }
