"""待办: a reviewer's cards, one a cadre and week, with the week at a glance and what may still be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from app.allowances import service_claims_pages
from app.appraisals.schemas import TermView
from app.appraisals.service_terms import waiting_terms
from app.attendance import service_leave_pages
from app.attendance.service_asked import AskedDays, asked_days
from app.attendance.service_long import LongMonth, long_months
from app.core.work import Work
from app.records.models import RecordStatus
from app.records.schemas import RecordView
from app.records.service import QueueCard, review_queue, statuses_between
from app.records.service.decisions import Decision, decided_today
from app.records.service.papers import may_enter_paper
from app.secondments.service_cards import SecondmentCard

CARDS = 40
SHORT = 8
"""Of leave, forms and claims beside the cards so many are shown, with the way to all."""
WEEK = [timedelta(days=offset) for offset in range(7)]


@dataclass(frozen=True, slots=True)
class TodoDay:
    """One day of a card: it waits, or the reader decided on it today."""

    record: RecordView
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class TodoCard:
    """A card with its key, its days in order, the signs of its week, and what is special about it."""

    key: str
    queue: QueueCard
    days: tuple[TodoDay, ...]
    signs: Mapping[date, str]
    missing_on: tuple[date, ...]

    @property
    def squares(self) -> list[str]:
        """The week's signs in order."""
        return [self.signs[on] for on in sorted(self.signs)]

    @property
    def first_on(self) -> date:
        """The week's first day with a sign."""
        return min(self.signs)

    @property
    def last_on(self) -> date:
        """The week's last day with a sign."""
        return max(self.signs)

    @property
    def wants_help(self) -> bool:
        """A difficulty was written down."""
        return any(record.difficulty for record in self.queue.records)

    @property
    def resubmitted(self) -> int:
        """Days that came back and were sent again."""
        return sum(1 for record in self.queue.records if record.resubmitted)

    @property
    def late(self) -> bool:
        """Written offline in time, arrived later."""
        return any(record.late_sync for record in self.queue.records)


@dataclass(frozen=True, slots=True)
class Undoable:
    """What was decided at one moment for one cadre: one undo for all of it."""

    secondment: SecondmentCard
    status: RecordStatus
    at: datetime
    days: tuple[date, ...]
    refs: tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True)
class TodoPage:
    """All cards, the open one, its neighbours, and what was decided today."""

    cards: tuple[TodoCard, ...]
    card_count: int
    current: TodoCard | None
    position: int
    previous_key: str | None
    next_key: str | None
    undoable: tuple[Undoable, ...]
    cursor: str | None
    more_cursor: str | None
    leaves: tuple[service_leave_pages.Row, ...]
    forms: tuple[TermView, ...]
    """Term-end forms whose turn is the reader's."""
    claims: tuple[service_claims_pages.Row, ...] = ()
    everybody: bool = False
    all_count: int = 0
    months: tuple[LongMonth, ...] = ()
    on_paper: bool = False
    """The reader may enter what the open card's host signed on paper."""
    short: int = SHORT

    @property
    def total(self) -> int:
        """All that waits, as the badge of 待办 counts it."""
        return self.card_count + len(self.leaves) + len(self.forms) + len(self.claims)


def open_todo(work: Work, key: str | None = None, cursor: str | None = None, *, everybody: bool = False) -> TodoPage:
    """The reviewer's page; `key` (`2026-07-27_<secondment>`) opens that card.

    A card that is done opens the one after it, and after the last the oldest. `everybody` shows also what others were
    asked to read first.
    """
    page = review_queue(work, cursor, CARDS, everybody=everybody)
    if cursor and not page.cards:
        page, cursor = review_queue(work, None, CARDS, everybody=everybody), None
    decisions = decided_today(work)
    cards = _cards(work, page.cards, decisions)
    position = next((index for index, card in enumerate(cards) if key and card.key >= key), 0)
    return TodoPage(
        cards=cards,
        card_count=page.card_count,
        current=cards[position] if cards else None,
        position=position,
        previous_key=cards[position - 1].key if position else None,
        next_key=cards[position + 1].key if position + 1 < len(cards) else None,
        undoable=_undoable(decisions),
        cursor=cursor,
        more_cursor=page.next_cursor,
        leaves=service_leave_pages.waiting_rows(work),
        forms=tuple(waiting_terms(work)),
        claims=service_claims_pages.waiting_rows(work),
        everybody=everybody,
        all_count=page.all_count,
        months=long_months(work),
        on_paper=bool(cards) and may_enter_paper(work, cards[position].queue.records[0].id),
    )


def _undoable(decisions: Sequence[Decision]) -> tuple[Undoable, ...]:
    found = []
    for (at, _, status), group in groupby(decisions, key=lambda one: (one.at, one.secondment.id, one.status)):
        several = sorted(group, key=lambda one: one.work_on)
        days = tuple(one.work_on for one in several)
        refs = tuple((one.record_id, one.record.version) for one in several)
        found.append(Undoable(several[0].secondment, status, at, days, refs))
    return tuple(found)


def _cards(work: Work, queue: Sequence[QueueCard], decisions: Sequence[Decision]) -> tuple[TodoCard, ...]:
    if not queue:
        return ()
    first = min(card.week_start_on for card in queue)
    last = max(card.week_start_on for card in queue) + WEEK[-1]
    secondments = {card.secondment.id: card.secondment for card in queue}
    asked = asked_days(work, list(secondments.values()), first, last)
    statuses = statuses_between(work, set(secondments), first, last)
    own: dict[UUID, list[Decision]] = {}
    for one in decisions:
        own.setdefault(one.secondment.id, []).append(one)
    return tuple(
        _card(work, card, asked[card.secondment.id], statuses[card.secondment.id], own.get(card.secondment.id, ()))
        for card in queue
    )


def _card(
    work: Work,
    card: QueueCard,
    asked: AskedDays,
    statuses: Mapping[date, RecordStatus],
    decisions: Sequence[Decision],
) -> TodoCard:
    week = [card.week_start_on + offset for offset in WEEK]
    again = {record.work_on for record in card.records if record.resubmitted}
    days = [TodoDay(record) for record in card.records]
    days += [TodoDay(one.record, one) for one in decisions if one.work_on in week]
    signs: dict[date, str] = {}
    for on in week:
        status = statuses.get(on)
        if status is not None and status is not RecordStatus.DRAFT:
            signs[on] = "resubmitted" if on in again else status.value
        elif on in asked.on_leave:
            signs[on] = "leave"
        elif on in asked.asked and on < work.today:
            signs[on] = "missing"
    return TodoCard(
        key=f"{card.week_start_on}_{card.secondment.id}",
        queue=card,
        days=tuple(sorted(days, key=lambda day: day.record.work_on)),
        signs=signs,
        missing_on=tuple(on for on, sign in signs.items() if sign == "missing"),
    )
