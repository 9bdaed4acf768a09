"""Secondments with names, for every list of the domains above: three statements however many rows.

Start here: `list_in_month` (a programme's month), `list_visible_in_month` (the same, as far as the actor may see),
`describe` (names for known ids), `my_secondments` (the actor's own). All answer `SecondmentCard`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement

from app.accounts.models import Unit
from app.core import clock
from app.core.portions import portions
from app.core.work import Work
from app.secondments import repository_cards as repository
from app.secondments.models import Posting, Programme, Secondment, SecondmentStatus
from app.secondments.policy import PostingFacts, posting_on
from app.secondments.repository import posting_facts
from app.secondments.scope import visible_to

Span = tuple[date, date]
"""First and last day, both included."""
CHUNK = 1000
SERVING = (
    SecondmentStatus.ACTIVE,
    SecondmentStatus.SUSPENDED,
    SecondmentStatus.APPRAISING,
    SecondmentStatus.RECALLED,
)
"""A suspension or recall may begin on a coming day, and until then the cadre serves: which days, the ledger says."""


@dataclass(frozen=True, slots=True)
class SecondmentCard:
    """A secondment with what lists show of it, and the days that its term really has.

    The term served is `term_start_on` (the arrival when it is registered) to `end_on` without `suspensions`. Unit and
    post are today's; `posting_on` tells those of a day.
    """

    secondment: Secondment
    cadre_name: str
    person_no: str | None
    receiving_unit_name: str
    receiving_path: str
    sending_unit_name: str | None
    programme: Programme
    suspensions: tuple[Span, ...] = ()
    postings: tuple[PostingFacts, ...] = ()

    def posting_on(self, on: date) -> PostingFacts:
        """Who hosts a day, in which post and region band; the nearest posting for a day outside the term."""
        return posting_on(self.postings, on)

    @property
    def id(self) -> UUID:
        """The secondment's."""
        return self.secondment.id

    @property
    def programme_name(self) -> str:
        """The programme's name."""
        return self.programme.name

    @property
    def has_begun(self) -> bool:
        """The cadre has taken up the post, as `list_in_month` asks."""
        row = self.secondment
        return row.status not in repository.NOT_YET and (row.recalled_on is None or row.arrived_on is not None)

    @property
    def term_start_on(self) -> date:
        """The first day served: the arrival, or the first day of the term while no arrival is registered."""
        return max(self.secondment.arrived_on or self.secondment.start_on, self.secondment.start_on)


def list_in_month(
    work: Work, programme_id: UUID | None, month: str, *, unit_ids: Collection[UUID] | None = None
) -> list[SecondmentCard]:
    """Every begun secondment with a day in `month` (`2026-04`), of one programme or of all; NOT filtered by actor.

    Imported history is none of it. For runs, jobs and confirmations whose caller has checked the actor. `unit_ids`
    narrows to units that host a day of it. Ordered by programme, person number, name, start.
    """
    return _cards(work, _in_month(programme_id, month, unit_ids))


def list_visible_in_month(
    work: Work, programme_id: UUID | None, month: str, *, unit_ids: Collection[UUID] | None = None
) -> list[SecondmentCard]:
    """`list_in_month`, only what the actor may know of."""
    return _cards(work, [*_in_month(programme_id, month, unit_ids), visible_to(work.actor, work.today)])


def list_visible_until(work: Work, last_on: date, programme_id: UUID | None = None) -> list[SecondmentCard]:
    """Every secondment begun by a date, over ones included, as far as the actor may know of it; without history."""
    served = [repository.begun(), repository.own(), repository.overlapping(date.min, last_on)]
    conditions = [*served, visible_to(work.actor, work.today)]
    if programme_id is not None:
        conditions.append(repository.of_programme(programme_id))
    return _cards(work, conditions)


def list_visible_in_states(work: Work, states: Collection[SecondmentStatus]) -> list[SecondmentCard]:
    """Every secondment in one of these states, as far as the actor may know of it; without history."""
    return _cards(work, [repository.in_states(states), repository.own(), visible_to(work.actor, work.today)])


def list_in_states(work: Work, states: Collection[SecondmentStatus]) -> list[SecondmentCard]:
    """The same whoever asks; NOT filtered by actor."""
    return _cards(work, [repository.in_states(states), repository.own()])


def serving_cadres(work: Work, on: date) -> list[UUID]:
    """Everybody whose term has a day, even if it is one of a suspension; NOT filtered by actor."""
    return repository.list_cadres(work.session, _serving(on))


def list_serving(work: Work, on: date, cadre_ids: Collection[UUID]) -> list[SecondmentCard]:
    """These people's secondments whose term has a day, even one of a suspension; NOT filtered by actor."""
    return _cards(work, [*_serving(on), repository.of_cadres(cadre_ids)])


def _serving(on: date) -> list[ColumnElement[bool]]:
    return [repository.begun(), repository.own(), repository.overlapping(on, on), repository.in_states(SERVING)]


def describe(work: Work, secondment_ids: Iterable[UUID]) -> dict[UUID, SecondmentCard]:
    """Cards of known ids, for rows that the caller has already filtered by actor; unknown ids are left out."""
    wanted = list(dict.fromkeys(secondment_ids))
    found: dict[UUID, SecondmentCard] = {}
    for some in portions(wanted, CHUNK):
        for card in _cards(work, [repository.of_ids(some)]):
            found[card.id] = card
    return found


def my_secondments(work: Work) -> list[SecondmentCard]:
    """The actor's own as a cadre: what runs today first, then the coming ones, then the past, newest first."""
    person_id = work.actor.person_id
    if person_id is None:
        return []
    cards = _cards(work, [repository.of_cadre(person_id)])
    return sorted(cards, key=lambda card: _nearness(card.secondment, work.today))


def named_supervisors(work: Work, secondment_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Who is reminded of each secondment in its posting in force; those of whom nobody is are left out."""
    wanted = list(set(secondment_ids))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for some in portions(wanted, CHUNK):
        for key, person_id in repository.list_named(work.session, some):
            found[key].add(person_id)
    return {key: frozenset(people) for key, people in found.items()}


_RUNNING = (SecondmentStatus.ACTIVE, SecondmentStatus.SUSPENDED, SecondmentStatus.APPRAISING)


def _nearness(secondment: Secondment, today: date) -> tuple[int, int]:
    if secondment.start_on <= today <= secondment.end_on and secondment.status in _RUNNING:
        return 0, -secondment.start_on.toordinal()
    if secondment.start_on > today or secondment.status is SecondmentStatus.APPROVED:
        return 1, secondment.start_on.toordinal()
    return 2, -secondment.end_on.toordinal()


def _in_month(programme_id: UUID | None, month: str, unit_ids: Collection[UUID] | None) -> list[ColumnElement[bool]]:
    first, last = clock.month_bounds(month)
    conditions = [repository.begun(), repository.own(), repository.overlapping(first, last)]
    if programme_id is not None:
        conditions.append(repository.of_programme(programme_id))
    if unit_ids is not None:
        conditions.append(repository.hosted_by(unit_ids, first, last))
    return conditions


def list_where(work: Work, conditions: Sequence[ColumnElement[bool]]) -> list[SecondmentCard]:
    """Every secondment that fits conditions on `Secondment`; for this package's own services."""
    return _cards(work, conditions)


def _cards(work: Work, conditions: Sequence[ColumnElement[bool]]) -> list[SecondmentCard]:
    cards = [SecondmentCard(*row) for row in repository.list_cards(work.session, conditions)]
    pauses: dict[UUID, list[tuple[str, date]]] = defaultdict(list)
    for secondment_id, kind, on in repository.list_pauses(work.session, conditions):
        pauses[secondment_id].append((kind, on))
    postings: dict[UUID, list[tuple[Posting, Unit]]] = defaultdict(list)
    for posting, unit in repository.list_postings_of(work.session, conditions):
        postings[posting.secondment_id].append((posting, unit))
    return [
        replace(
            card,
            suspensions=suspended_spans(pauses.get(card.id, ()), card.secondment.end_on),
            postings=tuple(posting_facts(row, card.secondment, unit) for row, unit in postings[card.id]),
        )
        for card in cards
    ]


def suspended_spans(pauses: Iterable[tuple[str, date]], end_on: date) -> tuple[Span, ...]:
    """Suspensions as spans: from the day of each `suspend` to the day before its `resume`, at most to the end."""
    spans: list[Span] = []
    began: date | None = None
    for kind, on in pauses:
        if kind == "suspend":
            began = began or on
        elif began is not None:
            spans.append((began, min(on - timedelta(days=1), end_on)))
            began = None
    if began is not None:
        spans.append((began, end_on))
    return tuple((first, last) for first, last in spans if first <= last)
