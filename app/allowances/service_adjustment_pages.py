"""调整与欠款 at the desk: what waits for a second person, what months were adjusted by, debts, who is paid later."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from app.allowances import policy, repository
from app.allowances import repository_desk_parts as parts
from app.allowances.schemas_desk import AdjustmentTab
from app.allowances.schemas_settlement import AdjustmentFilter, AdjustmentLineView, AdjustmentView, DebtView
from app.allowances.service_adjustments import list_adjustments
from app.allowances.service_debts import list_debts
from app.allowances.service_rates import readable_paths
from app.attendance.schemas_pending import PendingListView
from app.attendance.service_pending import list_pending
from app.core.errors import NotFound, require
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.models import Programme
from app.secondments.service_cards import SecondmentCard

A_PAGE = 50
MOST_FOUND = 20
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring days of an adjustment that changed in one way."""

    first_on: date
    last_on: date
    line: AdjustmentLineView
    days: float
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Item:
    """An adjustment with its days drawn together."""

    view: AdjustmentView
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class AdjustmentsPage:
    """What one tab shows, and the counts of those that ask for something."""

    tab: AdjustmentTab
    programmes: list[Programme]
    programme_id: UUID | None
    paid_in: str | None
    may_enter: bool
    submitted: int
    owing: int
    items: list[Item] = field(default_factory=list)
    debts: list[DebtView] = field(default_factory=list)
    pending: PendingListView | None = None
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for."""

    tab: AdjustmentTab | None = None
    programme_id: UUID | None = None
    paid_in: str | None = None
    cursor: str | None = None


def open_adjustments(work: Work, asked: Asked) -> AdjustmentsPage:
    """The tab that was asked for; without one, what waits if anything does, else all."""
    require(policy.can_read_totals(work.actor))
    known = repository.list_programmes(work.session, readable_paths(work))
    programmes = [programme for programme, _ in known]
    if asked.programme_id is not None and asked.programme_id not in {programme.id for programme in programmes}:
        raise NotFound
    submitted = parts.count_submitted(work.session, work.actor, work.today)
    tab = asked.tab or (AdjustmentTab.SUBMITTED if submitted else AdjustmentTab.ALL)
    page = AdjustmentsPage(
        tab=tab,
        programmes=programmes,
        programme_id=asked.programme_id,
        paid_in=asked.paid_in,
        may_enter=any(policy.can_run(work.actor, path) for _, path in known),
        submitted=submitted,
        owing=parts.count_debtors(work.session, readable_paths(work)),
    )
    return _filled(work, page, asked)


def _filled(work: Work, page: AdjustmentsPage, asked: Asked) -> AdjustmentsPage:
    """The page with what its tab lists; later pages keep the filters."""
    if page.tab is AdjustmentTab.DEBTS:
        debts = list_debts(work, limit=A_PAGE, cursor=asked.cursor)
        return replace(page, debts=debts.items, next_cursor=debts.next_cursor)
    if page.tab is AdjustmentTab.BACK_PAY:
        waiting = list_pending(work, asked.programme_id, limit=A_PAGE, cursor=asked.cursor)
        return replace(page, pending=waiting, next_cursor=waiting.next_cursor)
    state = "submitted" if page.tab is AdjustmentTab.SUBMITTED else None
    wanted = AdjustmentFilter(state=state, paid_in=asked.paid_in, programme_id=asked.programme_id)
    found = list_adjustments(work, wanted, A_PAGE, asked.cursor)
    items = [Item(view, spans_of(view.lines)) for view in found.items]
    return replace(page, items=items, next_cursor=found.next_cursor)


def spans_of(lines: list[AdjustmentLineView]) -> list[Span]:
    """Days that follow one another and changed in one way, drawn together; days without a difference are left out."""
    told = [line for line in lines if line.amount_fen or line.days]
    if not told:
        return []
    breaks = [at + 1 for at, (one, other) in enumerate(pairwise(told)) if not _alike(one, other)]
    edges = [0, *breaks, len(told)]
    return [_span(told[start:end]) for start, end in pairwise(edges)]


def _alike(one: AdjustmentLineView, other: AdjustmentLineView) -> bool:
    """In the same way and with nothing but rest between: a weekend does not part what is one leave."""
    near = other.on - one.on <= 3 * _DAY
    same = (one.from_state, one.to_state, one.to_reason) == (other.from_state, other.to_state, other.to_reason)
    return near and same and (one.days < 0) == (other.days < 0)


def _span(lines: list[AdjustmentLineView]) -> Span:
    days, amount = sum(line.days for line in lines), sum(line.amount_fen for line in lines)
    return Span(lines[0].on, lines[-1].on, lines[0], days, amount)


def count_adjustments(work: Work) -> int:
    """How many hand-entered ones wait for the reader as a second person: finance alone decides."""
    return parts.count_submitted(work.session, work.actor, work.today)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The form for an adjustment by hand: first whom it concerns, by name or number, then the sum and its ground."""

    text: str
    found: list[SecondmentCard]
    card: SecondmentCard | None


def open_entry(work: Work, text: str, secondment_id: UUID | None) -> EntryPage:
    """Whom the actor may enter an adjustment for: those whom they pay, never themselves."""
    known = repository.list_programmes(work.session, readable_paths(work))
    paid = [programme.id for programme, path in known if policy.can_run(work.actor, path)]
    require(bool(paid))
    if secondment_id is not None:
        card = service_cards.describe(work, [secondment_id]).get(secondment_id)
        if card is None or card.programme.id not in paid or card.secondment.cadre_id == work.actor.person_id:
            raise NotFound
        return EntryPage(text, [], card)
    ids = parts.find_secondments(work.session, paid, text.strip(), MOST_FOUND) if text.strip() else []
    cards = service_cards.describe(work, ids)
    own = work.actor.person_id
    return EntryPage(text, [cards[key] for key in ids if cards[key].secondment.cadre_id != own], None)
