"""待办: a reviewer's cards, one a cadre and week, with the week at a glance and what may still be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.work import Work
from app.records.service import QueueCard, review_queue, statuses_between
from app.records.service.decisions import Decision, decided_today
from app.workdays.service import Calendar, get_calendar

CARDS = 40


@dataclass(frozen=True, slots=True)
class TodoCard:
    """A card with its key, the signs of the week's days, and one line on what is special about it."""

    key: str
    queue: QueueCard
    squares: tuple[str, ...]
    missing_on: tuple[date, ...]
    decided: tuple[Decision, ...]

    @property
    def last_on(self) -> date:
        """The week's Sunday."""
        return self.queue.week_start_on + timedelta(days=6)

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
class TodoPage:
    """All cards, the open one, its neighbours, and today's last decision."""

    cards: tuple[TodoCard, ...]
    count: int
    current: TodoCard | None
    position: int
    previous_key: str | None
    next_key: str | None
    undoable: tuple[Decision, ...]
    more_cursor: str | None


def open_todo(work: Work, key: str | None = None, cursor: str | None = None) -> TodoPage:
    """The reviewer's page; `key` (`2026-07-27_<secondment>`) opens that card, else the oldest."""
    page = review_queue(work, cursor, CARDS)
    decisions = tuple(decided_today(work))
    cards = _cards(work, page.cards, decisions)
    position = next((index for index, card in enumerate(cards) if card.key == key), 0)
    return TodoPage(
        cards=cards,
        count=page.count,
        current=cards[position] if cards else None,
        position=position,
        previous_key=cards[position - 1].key if position else None,
        next_key=cards[position + 1].key if position + 1 < len(cards) else None,
        undoable=decisions,
        more_cursor=page.next_cursor,
    )


def _cards(work: Work, queue: tuple[QueueCard, ...], decisions: tuple[Decision, ...]) -> tuple[TodoCard, ...]:
    if not queue:
        return ()
    first = min(card.week_start_on for card in queue)
    last = max(card.week_start_on for card in queue) + timedelta(days=6)
    calendar = get_calendar(work, first, last)
    statuses = statuses_between(work, {card.secondment.id for card in queue}, first, last)
    return tuple(_card(work, card, calendar, statuses[card.secondment.id], decisions) for card in queue)


def _card(
    work: Work, card: QueueCard, calendar: Calendar, statuses: Mapping[date, object], decisions: tuple[Decision, ...]
) -> TodoCard:
    days = [card.week_start_on + timedelta(days=offset) for offset in range(7)]
    again = {record.work_on for record in card.records if record.resubmitted}
    squares, missing = [], []
    for on in days:
        status = statuses.get(on)
        visible = status is not None and str(status) != "draft"
        if visible:
            squares.append("resubmitted" if on in again else str(status))
        elif calendar.is_workday(on) and card.secondment.term_start_on <= on < work.today:
            squares.append("missing")
            missing.append(on)
    own = tuple(
        one for one in decisions if one.secondment.id == card.secondment.id and days[0] <= one.work_on <= days[-1]
    )
    return TodoCard(f"{card.week_start_on}_{card.secondment.id}", card, tuple(squares), tuple(missing), own)
