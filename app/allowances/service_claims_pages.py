"""What the pages of 报销 show: lists, the queue of what waits, one claim, the form and what a journey comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from app.allowances import policy_claims as policy
from app.allowances import repository_claims as repository
from app.allowances import service_claims as claims
from app.allowances.models_claims import ClaimKind, ClaimState, Trip
from app.allowances.schemas_claims import ClaimFilter, ClaimView
from app.allowances.service_claims_views import Powers, views_of
from app.core import clock
from app.core.actor import Role
from app.core.errors import NotFound, require
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import get_access, rules_of
from app.secondments.models import ProgrammePolicy
from app.secondments.rules import pays_allowance
from app.secondments.service_cards import SecondmentCard

PAGE = 30
MOST_WAITING = 200
MONTHS = 14
View = Literal["verify", "approve", "own", "all"]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in a list with its secondment."""

    claim: ClaimView
    card: SecondmentCard

    @property
    def asks(self) -> bool:
        """Something speaks against it."""
        return bool(self.claim.conflicts)


@dataclass(frozen=True, slots=True)
class Opened:
    """One claim, the reader's own possibilities, and the policy of its day."""

    claim: ClaimView
    card: SecondmentCard
    may: Powers
    policy: ProgrammePolicy | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of claims: what waits for the reader, their own, or all that they know of."""

    view: View
    rows: tuple[Row, ...]
    wanted: ClaimFilter
    months: list[str]
    next_cursor: str | None
    to_verify: int
    to_approve: int
    own: SecondmentCard | None
    decides: bool
    pays: bool
    current: Opened | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What the form stands on: whose it is, what it said, when a journey may lie, what the programme pays."""

    card: SecondmentCard
    claim: ClaimView | None
    policy: ProgrammePolicy | None
    months: list[str]

    @property
    def first_on(self) -> date:
        """The earliest outbound day."""
        return self.card.secondment.start_on - policy.AROUND_TERM

    @property
    def last_on(self) -> date:
        """The latest outbound day."""
        return self.card.secondment.end_on + policy.AROUND_TERM


def list_page(work: Work, view: View | None, wanted: ClaimFilter, open_id: UUID | None = None) -> Listed:
    """What waits comes first for whoever decides, what something speaks against before the rest; a cadre sees theirs.

    Finance reads the claim beside the list: the one that is named, else the first.
    """
    verify, approve = count_to_verify(work), count_to_approve(work)
    own = next(iter(service_cards.my_secondments(work)), None)
    decides, pays = work.actor.has(*repository.VERIFYING_ROLES), work.actor.has(Role.FINANCE)
    chosen = view or _first_view(approve if pays else 0, verify, pays=pays, own=own is not None)
    found, cursor = _found(work, chosen, wanted)
    rows = rows_of(work, found)
    if chosen in ("verify", "approve"):
        rows = tuple(sorted(rows, key=lambda row: (not row.asks, not row.claim.photos_missing)))
    current = open_id or (rows[0].claim.id if rows and chosen == "approve" else None)
    return Listed(
        view=chosen,
        rows=rows,
        wanted=wanted,
        months=_months_back(work.today),
        next_cursor=cursor,
        to_verify=verify,
        to_approve=approve,
        own=own,
        decides=decides,
        pays=pays,
        current=open_page(work, current) if current else None,
    )


def _first_view(approve: int, verify: int, *, pays: bool, own: bool) -> View:
    if approve or (pays and not verify):
        return "approve"
    return "verify" if verify else ("own" if own else "all")


def _found(work: Work, view: View, wanted: ClaimFilter) -> tuple[list[ClaimView], str | None]:
    if view in ("verify", "approve"):
        state = ClaimState.VERIFIED if view == "approve" else ClaimState.SUBMITTED
        return views_of(work, repository.list_waiting(work.session, work.actor, work.today, state, MOST_WAITING)), None
    if view == "own":
        work = work.acting_as(work.actor.only())
    page = claims.list_claims(work, wanted)
    return page.items, page.next_cursor


def count_to_verify(work: Work) -> int:
    """Claims that wait for the actor's word on the journey."""
    if not work.actor.has(*repository.VERIFYING_ROLES):
        return 0
    return repository.count_waiting(work.session, work.actor, work.today, ClaimState.SUBMITTED)


def count_to_approve(work: Work) -> int:
    """Claims that wait for the actor's word on the money."""
    if not work.actor.has(Role.FINANCE):
        return 0
    return repository.count_waiting(work.session, work.actor, work.today, ClaimState.VERIFIED)


def waiting_rows(work: Work, limit: int = MOST_WAITING) -> tuple[Row, ...]:
    """What waits for the reader's word on a journey, for 待办."""
    if not work.actor.has(*repository.VERIFYING_ROLES):
        return ()
    found = repository.list_waiting(work.session, work.actor, work.today, ClaimState.SUBMITTED, limit)
    return rows_of(work, views_of(work, found))


def rows_of(work: Work, found: Sequence[ClaimView]) -> tuple[Row, ...]:
    """Claims with their secondments."""
    cards = service_cards.describe(work, {one.secondment_id for one in found})
    return tuple(Row(one, cards[one.secondment_id]) for one in found)


def newest_own(work: Work, secondment_id: UUID) -> ClaimView | None:
    """The cadre's last claim, for one line of 我的."""
    found = claims.list_claims(work, ClaimFilter(secondment_id=secondment_id, limit=1)).items
    return found[0] if found else None


def open_page(work: Work, claim_id: UUID) -> Opened:
    """One claim as the reader may see it; NotFound for whoever may not know of it."""
    claim, _, may = claims.open_claim(work, claim_id)
    card = service_cards.describe(work, [claim.secondment_id])[claim.secondment_id]
    rules = rules_of(work, [claim.programme_id])
    then = rules.policy_on(claim.programme_id, claim.outbound_on or claim.counts_on)
    return Opened(views_of(work, [claim])[0], card, may, then)


def open_form(work: Work, claim_id: UUID | None, kind: ClaimKind) -> Form | None:
    """The form of a new claim of the actor's own, or of one that may still be changed; None without a secondment."""
    if claim_id is not None:
        claim, _, may = claims.open_claim(work, claim_id)
        require(may.edits, NotFound())
        card = service_cards.describe(work, [claim.secondment_id])[claim.secondment_id]
        return Form(card, views_of(work, [claim])[0], _policy(work, card), [])
    own = service_cards.my_secondments(work)
    if not own:
        return None
    months = _statement_months(work, own[0]) if kind is ClaimKind.ALLOWANCE else []
    require(get_access(work, own[0].id).is_author, NotFound())
    return Form(own[0], None, _policy(work, own[0]), months)


def _policy(work: Work, card: SecondmentCard) -> ProgrammePolicy | None:
    return rules_of(work, [card.programme.id]).policy_on(card.programme.id, work.today)


def _statement_months(work: Work, card: SecondmentCard) -> list[str]:
    """The months of the term that have begun, the latest first; none where nothing is paid."""
    if not pays_allowance(card.programme.kind):
        return []
    month, first = clock.month_of(min(work.today, card.secondment.end_on)), clock.month_of(card.secondment.start_on)
    found: list[str] = []
    while month >= first and len(found) < MONTHS:
        found.append(month)
        month = clock.previous_month(month)
    return found


def _months_back(today: date) -> list[str]:
    found = [clock.month_of(today)]
    while len(found) < MONTHS:
        found.append(clock.previous_month(found[-1]))
    return found


def trips_of(form: Form, today: date) -> list[Trip]:
    """Which journeys the form offers: the ways to and from the post around the ends of the term, the round always."""
    secondment = form.card.secondment
    said = [form.claim.leg] if form.claim and form.claim.leg else []
    near_end = today >= secondment.end_on - policy.AROUND_TERM
    offered = [Trip.ROUND, Trip.FIRST, *([Trip.LAST] if near_end else [])]
    return list(dict.fromkeys([*offered, *said]))
