"""待办: what waits for the actor's review, a card for each cadre and ISO week, the oldest week first."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.work import Work
from app.records import policy, repository_queue
from app.records.repository_queue import Managed, Waiting
from app.records.schemas import RecordView
from app.records.service.attention import Candidate, own_among, since
from app.records.service.views import texts_for_review
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.models import ReviewedBy
from app.secondments.service_cards import SecondmentCard, describe
from app.workdays.service_waiting import patience_of

_SAYS = {
    Role.SUPERVISOR: frozenset(ReviewedBy),
    Role.GROUP_LEADER: frozenset({ReviewedBy.GROUP_LEADER}),
    Role.LIAISON: frozenset({ReviewedBy.LIAISON}),
}
"""For which `reviewed_by` of the programme's policy each role reviews; the same rule as `can_manage`."""
CardKey = tuple[date, UUID]


@dataclass(frozen=True, slots=True)
class QueueCard:
    """A cadre's week: the records that wait, with their whole text, oldest first."""

    secondment: SecondmentCard
    week_start_on: date
    records: tuple[RecordView, ...]
    waited: int | None = None
    """Workdays that the oldest of them has waited, once that is more than five."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of cards; `count` is how many records wait in all, `card_count` on how many cards.

    `all_count` are the cards of everybody whose records the actor may decide on, the others' first readers among them.
    """

    cards: tuple[QueueCard, ...]
    count: int
    card_count: int
    next_cursor: str | None
    all_count: int


def review_queue(work: Work, cursor: str | None = None, limit: int = 20, *, everybody: bool = False) -> QueuePage:
    """What waits for the actor, at most `limit` cards; with `everybody` also what others were asked to read first.

    Raises Invalid for a wrong cursor.
    """
    after = _read_cursor(cursor)
    candidates = list(_waiting(work))
    waiting = [one.waiting for one in candidates] if everybody else own_among(work, candidates)
    groups: dict[CardKey, list[UUID]] = defaultdict(list)
    for one in waiting:
        groups[_key(one)].append(one.id)
    keys = sorted(key for key in groups if after is None or key > after)
    page = keys[:limit]
    following = _write_cursor(page[-1]) if len(keys) > limit else None
    cards = _cards(work, page, groups, waiting)
    return QueuePage(cards, len(waiting), len(groups), following, len({_key(one.waiting) for one in candidates}))


def count_waiting(work: Work) -> int:
    """How many records wait for the actor, for a badge."""
    return len(own_among(work, list(_waiting(work))))


def count_cards(work: Work) -> int:
    """How many cards, a cadre's week each, wait for the actor."""
    return len({_key(one) for one in own_among(work, list(_waiting(work)))})


def _key(one: Waiting) -> CardKey:
    return clock.monday_of(one.work_on), one.secondment_id


def _waiting(work: Work) -> Iterator[Candidate]:
    """Submitted records whose programme, on that day, lets the actor review each; closed months wait for nobody.

    Nobody is named for the days of a unit that a cadre has left, nor towards a group's leader or a liaison.
    """
    managed = _managed(work)
    if not managed:
        return
    programmes = {key: spans[0][1].programme_id for key, spans in managed.items()}
    rules = rules_of(work, set(programmes.values()))
    allowed: dict[tuple[UUID, str], frozenset[Role]] = {}
    for one in repository_queue.list_waiting(work.session, programmes):
        key = programmes[one.secondment_id], clock.month_of(one.work_on)
        if key not in allowed:
            allowed[key] = reviewing_roles(rules, *key)
        ways = [
            role is not Role.SUPERVISOR or span.last_on is not None
            for role, span in managed[one.secondment_id]
            if role in allowed[key] and span.covers(one.work_on)
        ]
        if ways:
            yield Candidate(one, any(ways))


def _managed(work: Work) -> dict[UUID, list[tuple[Role, Managed]]]:
    """What each role gives the actor a say over, by secondment: a unit and its liaison over the days hosted alone."""
    found: dict[UUID, list[tuple[Role, Managed]]] = defaultdict(list)
    for role in _SAYS:
        if not work.actor.has(role):
            continue
        actor = work.actor.only(role)
        read = repository_queue.managed_as_leader if role is Role.GROUP_LEADER else repository_queue.managed_as_host
        for span in read(work.session, actor, work.today):
            found[span.secondment_id].append((role, span))
    return found


def reviewing_roles(rules: ProgrammeRules, programme_id: UUID, month: str) -> frozenset[Role]:
    """Who reviews the days of a programme's month; policies change on the first of a month only."""
    if rules.is_month_closed(programme_id, month):
        return frozenset()
    found = rules.policy_on(programme_id, clock.month_bounds(month)[1])
    if found is None or policy.is_reviewed_monthly(found.review):
        return frozenset()
    return frozenset(role for role, says in _SAYS.items() if found.reviewed_by in says)


def _cards(
    work: Work, keys: list[CardKey], groups: dict[CardKey, list[UUID]], waiting: Sequence[Waiting]
) -> tuple[QueueCard, ...]:
    wanted = [one for key in keys for one in groups[key]]
    rows = repository_queue.list_by_ids(work.session, wanted)
    views = {view.id: view for view in texts_for_review(work, rows)}
    cards = describe(work, [secondment_id for _, secondment_id in keys])
    oldest = {one.id: since(one) for one in waiting}
    patience = patience_of(work) if keys else None
    found = []
    for week, secondment_id in keys:
        ids = groups[week, secondment_id]
        records = sorted((views[one] for one in ids), key=lambda view: view.work_on)
        began = min(oldest[one] for one in ids)
        waited = patience.workdays(began) if patience is not None and patience.is_long(began) else None
        found.append(QueueCard(cards[secondment_id], week, tuple(records), waited))
    return tuple(found)


def _read_cursor(cursor: str | None) -> CardKey | None:
    if not cursor:
        return None
    week, _, secondment_id = cursor.partition("_")
    try:
        return date.fromisoformat(week), UUID(secondment_id)
    except ValueError as error:
        raise Invalid.at("/cursor", N_("翻页标记无效，请从第一页重新开始。"), "bad-cursor") from error


def _write_cursor(key: CardKey) -> str:
    return f"{key[0].isoformat()}_{key[1]}"
