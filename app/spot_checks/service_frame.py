"""What a draw is made from: the frame with its weights, and who of the inspectors may check whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.accounts.service_ties import Ties, ties_of
from app.core.actor import Role
from app.core.work import Work
from app.secondments.service_cards import SecondmentCard, named_supervisors
from app.secondments.service_frame import Scope, circles_between, list_frame, paths_of, terms_between
from app.spot_checks.drawing import Entry, Frame, Span, days_of
from app.spot_checks.exclusion import POWERS, Candidate, Checked, Conflict, conflict_of
from app.spot_checks.ports import weights_of
from app.workdays.service import get_calendar


@dataclass(frozen=True, slots=True)
class Drawable:
    """The frame with the cards behind its entries, in no order that means anything."""

    frame: Frame
    cards: Mapping[UUID, SecondmentCard]


def frame_for(work: Work, scope: Scope, first: date, last: date) -> Drawable:
    """Everybody of the scope who served a workday of the period up to today, with their weights."""
    until = min(last, work.today)
    workdays = get_calendar(work, first, last).workdays_between(first, until) if first <= until else ()
    cards = {card.id: card for card in list_frame(work, scope, first, last)}
    weights = weights_of(work, cards.keys())
    entries = (Entry(str(key), weights[key], served(card, first, until)) for key, card in cards.items())
    bare = Frame(tuple(workdays), ())
    kept = tuple(one for one in entries if days_of(bare, one))
    return Drawable(Frame(tuple(workdays), kept), {UUID(one.id): cards[UUID(one.id)] for one in kept})


def served(card: SecondmentCard, first: date, last: date) -> tuple[Span, ...]:
    """The stretches of the term in a period, without suspensions."""
    begin, end = max(first, card.term_start_on), min(last, card.secondment.end_on)
    spans: list[Span] = []
    for away_from, away_to in sorted(card.suspensions):
        if away_to < begin or away_from > end:
            continue
        if begin < away_from:
            spans.append((begin, away_from - timedelta(days=1)))
        begin = max(begin, away_to + timedelta(days=1))
    return (*spans, (begin, end)) if begin <= end else tuple(spans)


def conflicts_in(
    work: Work, cards: Sequence[SecondmentCard], inspector_ids: Sequence[UUID], first: date, last: date
) -> dict[UUID, dict[UUID, Conflict]]:
    """By secondment those of the inspectors who may not check it, and why; for the period and until today."""
    known = _known(work, cards, inspector_ids, first, max(last, work.today))
    candidates = [_candidate(known, key) for key in inspector_ids]
    found: dict[UUID, dict[UUID, Conflict]] = {}
    for card in cards:
        checked = _checked(known, card)
        against = {one.id: conflict_of(one, checked) for one in candidates}
        found[card.id] = {key: reason for key, reason in against.items() if reason is not None}
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the rules are asked of, read at once."""

    first: date
    ties: Mapping[UUID, Ties]
    circles: Mapping[UUID, frozenset[UUID]]
    named: Mapping[UUID, frozenset[UUID]]
    terms: Sequence[SecondmentCard]
    """The inspectors' own secondments."""
    paths: Mapping[UUID, str]


def _known(
    work: Work, cards: Sequence[SecondmentCard], inspector_ids: Sequence[UUID], first: date, last: date
) -> _Known:
    terms = terms_between(work, inspector_ids, first, last)
    offices = (card.programme.unit_id for card in cards)
    return _Known(
        first=first,
        ties=ties_of(work, {card.secondment.cadre_id for card in cards} | set(inspector_ids), first, last),
        circles=circles_between(work, first, last),
        named=named_supervisors(work, [card.id for card in cards]),
        terms=terms,
        paths=paths_of(work, {*offices, *(card.secondment.sending_unit_id for card in (*cards, *terms))}),
    )


def _candidate(known: _Known, person_id: UUID) -> Candidate:
    ties = known.ties[person_id]
    powers = {path for role, path in ties.held if role in POWERS}
    units = powers | ({ties.home_path} if ties.home_path else set())
    for term in known.terms:
        if term.secondment.cadre_id == person_id:
            units |= _hosts(known, term)
            if term.secondment.sending_unit_id is not None:
                units.add(known.paths[term.secondment.sending_unit_id])
    return Candidate(person_id, frozenset(units), frozenset(powers), known.circles.get(person_id, frozenset()))


def _hosts(known: _Known, card: SecondmentCard) -> set[str]:
    """Who hosts days of the period, or will."""
    return {posting.receiving_path for posting in card.postings if posting.end_on >= known.first}


def _checked(known: _Known, card: SecondmentCard) -> Checked:
    row = card.secondment
    return Checked(
        cadre_id=row.cadre_id,
        office=known.paths[card.programme.unit_id],
        hosts=frozenset(_hosts(known, card)),
        sending=known.paths[row.sending_unit_id] if row.sending_unit_id is not None else None,
        group_ids=known.circles.get(row.cadre_id, frozenset()),
        powers=frozenset(path for role, path in known.ties[row.cadre_id].held if role is Role.SUPERVISOR),
        named=known.named.get(card.id, frozenset()),
    )
