"""Whose term has days without cover: looked at from the policies that stand and the term as it is today.

A term extended, cut short, suspended or begun late moves its gaps with it, for nothing of them is stored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement

from app.allowances import repository_insurance as repository
from app.allowances.cover import NOTICE_DAYS, Cover, Span, Standing, days_in, insured_days, look_at, shared
from app.allowances.models_insurance import InsurancePolicy
from app.allowances.schemas_insurance import GapFilter, GapSpan, GapView
from app.core.paging import Page
from app.core.portions import portions
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.models import SecondmentStatus
from app.secondments.service_cards import SecondmentCard

BATCH = 200
"""Terms that are looked at together while a page is being filled."""
FAR: Span = (date.min, date.max)


@dataclass(frozen=True, slots=True)
class Covered:
    """A secondment with its policies that stand and what of its term they cover."""

    card: SecondmentCard
    cover: Cover
    policies: tuple[InsurancePolicy, ...]

    def standing(self, today: date) -> Standing:
        """The most pressing word on it today."""
        return self.cover.standing(today)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which gaps count: with a day between two dates, and perhaps of one standing alone."""

    between: Span
    standing: Standing | None = None

    def takes(self, each: Covered, today: date) -> bool:
        """Whether it is one of them."""
        lacks = bool(shared(each.cover.gaps, (self.between,)))
        return lacks and self.standing in (None, each.standing(today))


def covers_of(work: Work, cards: Iterable[SecondmentCard]) -> list[Covered]:
    """The cover of each, in the given order: three statements however many; NOT filtered by actor."""
    wanted = list(cards)
    policies = repository.list_standing(work.session, [card.id for card in wanted])
    rules = rules_of(work, {card.programme.id for card in wanted})
    return [_look(card, rules, policies.get(card.id, [])) for card in wanted]


def _look(card: SecondmentCard, rules: ProgrammeRules, policies: Sequence[InsurancePolicy]) -> Covered:
    term = term_of(card)
    dated = [(each.valid_from, each.insured) for each in rules.policies.get(card.programme.id, ())]
    insured = insured_days(dated, term) if term else ()
    cover = look_at(term, card.suspensions, insured, [(row.start_on, row.end_on) for row in policies])
    return Covered(card, cover, tuple(policies))


def term_of(card: SecondmentCard) -> Span | None:
    """From the arrival (or the planned start while there is none) to the end; None for who is not, or never came."""
    row = card.secondment
    never_came = row.recalled_on is not None and row.arrived_on is None
    if row.status is SecondmentStatus.DRAFT or never_came:
        return None
    return card.term_start_on, row.end_on


def list_gaps(work: Work, wanted: GapFilter) -> Page[GapView]:
    """Secondments that the actor may know of with days that nobody insures, by name: a list to work off, no ranking."""
    found, following = find_gaps(work, wanted)
    return Page[GapView](items=[view_gap(each, work.today) for each in found], next_cursor=following)


def find_gaps(work: Work, wanted: GapFilter) -> tuple[list[Covered], str | None]:
    """A page of `list_gaps` with its next cursor."""
    where = repository.Where(wanted.programme_id, wanted.unit_id, wanted.q)
    conditions = repository.in_need(work.session, where, work.today, ended=wanted.ended)
    conditions.append(repository.known_to(work.actor, work.today))
    between = FAR
    if wanted.within_days is not None:
        between = work.today, work.today + timedelta(days=wanted.within_days)
    return _walk(work, conditions, Wanted(between, wanted.standing), wanted.limit, wanted.cursor)


def find_pressing(work: Work, paths: tuple[str, ...], limit: int) -> tuple[list[Covered], bool]:
    """Whose cover lacks today or soon, in programmes run below these tree paths; and whether there are more."""
    conditions = repository.in_need(work.session, repository.Where(), work.today)
    conditions.append(repository.run_below(paths))
    soon = work.today, work.today + timedelta(days=NOTICE_DAYS + 1)
    found, following = _walk(work, conditions, Wanted(soon), limit, None)
    return found, following is not None


def find_pressing_by_unit(work: Work, paths: tuple[str, ...], limit: int) -> tuple[list[Covered], bool]:
    """The same by the name of the receiving unit, then of the cadre; NOT filtered by actor."""
    conditions = repository.in_need(work.session, repository.Where(), work.today)
    conditions.append(repository.run_below(paths))
    soon = Wanted((work.today, work.today + timedelta(days=NOTICE_DAYS + 1)))
    found: list[Covered] = []
    wanted = repository.list_short_by_unit(work.session, conditions, soon.between)
    for some in portions(wanted, BATCH):
        cards = service_cards.describe(work, some)
        looked = covers_of(work, [cards[key] for key in some])
        found += [each for each in looked if soon.takes(each, work.today)]
        if len(found) > limit:
            break
    return found[:limit], len(found) > limit


def _walk(
    work: Work, conditions: list[ColumnElement[bool]], wanted: Wanted, limit: int, cursor: str | None
) -> tuple[list[Covered], str | None]:
    """Go through those whom no single policy covers, until a page of true gaps is full or nobody is left."""
    found: list[tuple[str, Covered]] = []
    while True:
        rows, cursor = repository.list_short(work.session, conditions, wanted.between, BATCH, cursor)
        cards = service_cards.describe(work, [secondment_id for _, secondment_id in rows])
        looked = covers_of(work, [cards[secondment_id] for _, secondment_id in rows])
        names = (name for name, _ in rows)
        found += [pair for pair in zip(names, looked, strict=True) if wanted.takes(pair[1], work.today)]
        if len(found) > limit:
            name, last = found[limit - 1]
            return [each for _, each in found[:limit]], repository.cursor_after(name, last.card.id)
        if cursor is None:
            return [each for _, each in found], None


def view_gap(each: Covered, today: date) -> GapView:
    """A secondment with its gaps as the API shows it."""
    card, cover = each.card, each.cover
    return GapView(
        secondment_id=card.id,
        cadre_id=card.secondment.cadre_id,
        cadre_name=card.cadre_name,
        person_no=card.person_no,
        programme_id=card.programme.id,
        programme_name=card.programme_name,
        unit_name=card.receiving_unit_name,
        start_on=card.term_start_on,
        end_on=card.secondment.end_on,
        standing=cover.standing(today),
        covered_until=cover.until(today),
        gaps=[GapSpan(start_on=first, end_on=last, days=days_in(((first, last),))) for first, last in cover.gaps],
    )


def cover_of(work: Work, secondment_id: UUID) -> Covered | None:
    """The cover of one secondment; None when it is unknown. NOT filtered by actor."""
    cards = service_cards.describe(work, [secondment_id])
    return covers_of(work, cards.values())[0] if cards else None
