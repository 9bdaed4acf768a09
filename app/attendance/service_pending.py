"""Everybody still 待确认 in all months, closed ones too: named until their unit has spoken, and never lost.

It reads dates and words alone, no ledgers: a county's years are a handful of statements.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.attendance import policy, repository
from app.attendance.models import MonthConfirmation
from app.attendance.parts import Part, parts_between
from app.attendance.ports_pay import PORTS
from app.attendance.schemas_pending import PendingListView, PendingPartView
from app.attendance.service_month_list import Powers
from app.core import clock
from app.core.errors import NotFound
from app.core.paging import DEFAULT_LIMIT, decode_cursor, encode_cursor
from app.core.work import Work
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.models import ProgrammePolicy
from app.secondments.policy import relations
from app.secondments.service_cards import SecondmentCard, list_visible_until
from app.secondments.service_circle import facts_of

Words = Mapping[tuple[UUID, str, UUID], MonthConfirmation]
Closings = Mapping[tuple[UUID, str], datetime | None]


@dataclass(frozen=True, slots=True)
class _Open:
    """One unit's days of a cadre's month that are not settled."""

    card: SecondmentCard
    part: Part
    state: str

    @property
    def key(self) -> str:
        """Oldest month first, then by unit, person number and name; unique."""
        card, part = self.card, self.part
        names = (part.month, part.posting.receiving_unit_name, card.person_no or "", card.cadre_name)
        return "/".join((*names, str(card.id), part.posting.receiving_unit_id.hex))


def list_pending(
    work: Work,
    programme_id: UUID | None = None,
    unit_id: UUID | None = None,
    *,
    limit: int | None = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> PendingListView:
    """Every part of every month that is over and not confirmed, as far as the actor may know of its days.

    A part that was confirmed after its month was closed stays named as `owed` until a closed run has paid it with a
    later month. NotFound for an unknown unit, Invalid for a wrong cursor.
    """
    path = None
    if unit_id is not None and (path := repository.find_unit_path(work.session, unit_id)) is None:
        raise NotFound
    found = sorted(_unpaid(work, list(_open_parts(work, programme_id, path))), key=lambda pair: pair[0].key)
    owed = sum(item.state == "owed" for item, _ in found)
    after = decode_cursor(cursor, [str])[0] if cursor else None
    rest = [pair for pair in found if after is None or pair[0].key > after]
    shown = rest if limit is None else rest[:limit]
    return PendingListView(
        items=[_view(item, may) for item, may in shown],
        next_cursor=encode_cursor([shown[-1][0].key]) if len(shown) < len(rest) else None,
        pending=len(found) - owed,
        owed=owed,
    )


def _unpaid(work: Work, found: list[tuple[_Open, Powers]]) -> list[tuple[_Open, Powers]]:
    """Without what was owed and has been paid since."""
    owed = {item.card.id for item, _ in found if item.state == "owed"}
    paid = PORTS.paid_months(work, owed) if owed else ()
    return [(item, may) for item, may in found if item.state != "owed" or (item.card.id, item.part.month) not in paid]


def _open_parts(work: Work, programme_id: UUID | None, path: str | None) -> Iterator[tuple[_Open, Powers]]:
    cards = list_visible_until(work, work.today - timedelta(days=1), programme_id)
    programmes = {card.programme.id for card in cards}
    words = repository.list_all_confirmations(work.session, [card.id for card in cards])
    closings = repository.list_closings(work.session, programmes)
    rules = rules_of(work, programmes)
    facts = facts_of(work, cards)
    for card in cards:
        for item in _of_card(card, words, closings, work.today):
            posting = item.part.posting
            held = relations(work.actor, facts[card.id], work.today, item.part.last_on)
            if held and (path is None or posting.receiving_path.startswith(path)):
                closed = (card.programme.id, item.part.month) in closings
                yield item, Powers(held, _rule(rules, item), work.today, month_closed=closed)


def _rule(rules: ProgrammeRules, item: _Open) -> ProgrammePolicy | None:
    return rules.policy_on(item.card.programme.id, clock.month_bounds(item.part.month)[1])


def _of_card(card: SecondmentCard, words: Words, closings: Closings, today: date) -> Iterator[_Open]:
    end_on = card.secondment.end_on
    for part in parts_between(card.postings, card.secondment.start_on, min(end_on, today - timedelta(days=1))):
        if not policy.has_ended(part.until, end_on, today):
            continue
        word = words.get((card.id, part.month, part.posting.receiving_unit_id))
        state = _state(word, closings.get((card.programme.id, part.month)))
        if state is not None:
            yield _Open(card, part, state)


def _state(word: MonthConfirmation | None, closed_at: datetime | None) -> str | None:
    if word is None:
        return "pending"
    if word.reopened_at is not None:
        return "reopened"
    return "owed" if closed_at is not None and word.confirmed_at > closed_at else None


def _view(item: _Open, may: Powers) -> PendingPartView:
    card, part = item.card, item.part
    waits = item.state != "owed"
    return PendingPartView.model_validate(
        {
            "month": part.month,
            "secondment_id": card.id,
            "cadre_id": card.secondment.cadre_id,
            "cadre_name": card.cadre_name,
            "person_no": card.person_no,
            "post_title": part.posting.post_title,
            "unit_id": part.posting.receiving_unit_id,
            "unit_name": part.posting.receiving_unit_name,
            "programme_id": card.programme.id,
            "programme_name": card.programme_name,
            "first_on": part.first_on,
            "last_on": part.last_on,
            "state": item.state,
            "month_closed": may.month_closed,
            "can_confirm": waits and may.confirm(paper=False),
            "can_confirm_paper": waits and may.confirm(paper=True),
        }
    )
