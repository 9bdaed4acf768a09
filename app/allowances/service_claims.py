"""Claims 报销: drafting, changing, deleting and reading them. Steps on them are in `service_claims_steps`."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.allowances import policy_claims as policy
from app.allowances import repository_claims as repository
from app.allowances.errors_claims import ClaimNotEditable, InvoiceUsed, StatementExists
from app.allowances.models_claims import Claim, ClaimKind, ClaimLeg, ClaimState, Trip
from app.allowances.schemas_claims import ClaimBody, ClaimFilter, ClaimIn, ClaimPut, ClaimView, LegIn
from app.allowances.service_claims_statement import statement_of
from app.allowances.service_claims_views import Powers, reviewed_by_on, view_of, views_of
from app.audit.service import record
from app.core import clock
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.paging import MIRROR_LAG, Page
from app.core.work import Work
from app.records.guard import refuse_blocked
from app.records.service.evidence import owns_loose_photo
from app.secondments.access import Access, get_access, refuse_imported, rules_of
from app.secondments.policy import Relation, has_power_over
from app.secondments.service_minting import check_version, hold_identity, is_replay, stamp


def create_claim(work: Work, body: ClaimIn) -> tuple[ClaimView, bool]:
    """Draft a claim of the actor's own; answers it and whether it is new.

    Errors: 422 outside the term, 403 for whoever is not the cadre, statement-exists, id-reused.
    """
    access = get_access(work, body.secondment_id, lock=True)
    require(policy.can_write(access.relations))
    refuse_imported(work, access.secondment)
    hold_identity(work, body.id)
    known = repository.get_claim(work.session, body.id) if body.id else None
    if known is not None and is_replay(work, known, body):
        return view_of(work, known), False
    claim = stamp(work, _blank(access, body.kind), body)
    write(work, claim, access, body)
    record(work, "claims.draft", "claim", claim.id, after=claim, unit_id=claim.unit_id, **facts_of(claim))
    return view_of(work, claim), True


def change_claim(work: Work, claim_id: UUID, body: ClaimPut, expected: int | None) -> ClaimView:
    """Let a draft or a returned claim say something else; the same again changes nothing.

    Errors: already-submitted, version-conflict without If-Match, stale-version, invoice-used while it is returned.
    """
    claim, access, _ = open_claim(work, claim_id, lock=True)
    require(policy.can_write(access.relations))
    if body.secondment_id not in (None, claim.secondment_id):
        raise Invalid.at("/secondment_id", N_("不能改成另一次挂职的。"), "not-changeable")
    if body.kind is not claim.kind:
        raise Invalid.at("/kind", N_("不能改类别，请另建一张。"), "not-changeable")
    view = view_of(work, claim)
    if _says_the_same(work, claim, body):
        return view
    check_version(expected, claim.version, view)
    require(claim.state in policy.EDITABLE, ClaimNotEditable(extra={"current": view}))
    before = claim.model_copy()
    write(work, claim, access, body)
    record(work, "claims.change", "claim", claim.id, before=before, after=claim, **facts_of(claim))
    return view_of(work, claim)


def delete_claim(work: Work, claim_id: UUID, expected: int | None) -> None:
    """Throw a draft away; with If-Match only the version that was read."""
    claim, access, _ = open_claim(work, claim_id, lock=True)
    require(policy.can_write(access.relations))
    view = view_of(work, claim)
    if expected is not None:
        check_version(expected, claim.version, view)
    require(claim.state is ClaimState.DRAFT, ClaimNotEditable(extra={"current": view}))
    record(work, "claims.delete", "claim", claim.id, before=claim, unit_id=claim.unit_id, **facts_of(claim))
    repository.delete_claim(work.session, claim)


def get_claim(work: Work, claim_id: UUID) -> ClaimView:
    """One claim; NotFound for whoever may not know of it."""
    return view_of(work, open_claim(work, claim_id)[0])


def list_claims(work: Work, wanted: ClaimFilter) -> Page[ClaimView]:
    """The claims that the actor may know of, the newest journey first."""
    rows, following = repository.list_claims(work.session, work.actor, work.today, wanted)
    since = work.now - MIRROR_LAG if wanted.changed_since is not None else None
    return Page[ClaimView](items=views_of(work, rows), next_cursor=following, next_since=since)


def open_claim(work: Work, claim_id: UUID, *, lock: bool = False) -> tuple[Claim, Access, Powers]:
    """A claim, its secondment and the actor's powers, both rows locked on demand; NotFound where it is not known."""
    claim = repository.get_claim(work.session, claim_id)
    if claim is None:
        raise NotFound
    access = get_access(work, claim.secondment_id, lock=lock)
    if lock:
        claim = repository.get_claim(work.session, claim_id, lock=True)
        if claim is None:
            raise NotFound
    may = powers(work, claim, access)
    require(may.knows, NotFound())
    return claim, access, may


def powers(work: Work, claim: Claim, access: Access) -> Powers:
    """What the actor is to a claim: the day that it counts on decides, the cadre's own is always their own."""
    held = access.relations_on(claim.counts_on)
    if access.is_author:
        held |= {Relation.AUTHOR}
    says = reviewed_by_on(rules_of(work, [claim.programme_id]), claim.programme_id, claim.counts_on)
    gone = not has_power_over(access.posting_on(claim.counts_on), access.facts, work.today)
    return Powers(claim, held, says, work.actor.person_id, gone)


def write(work: Work, claim: Claim, access: Access, body: ClaimBody) -> None:
    """Put what a body says into a claim: its dates within the term, its legs, or the statement of its month."""
    if body.kind is ClaimKind.ALLOWANCE:
        _write_statement(work, claim, access, body)
        return
    assert body.leg is not None  # noqa: S101 - the body's own check
    check_outbound(access, body.leg, body.first_on)
    _check_texts(work, body)
    claim.leg, claim.unit_car = body.leg, body.unit_car
    claim.outbound_on, claim.return_on = body.first_on, body.return_on
    claim.month, claim.receipts_fen = clock.month_of(body.first_on), body.receipts_fen
    place(claim, access)
    work.session.add(claim)
    held = claim.state not in policy.RELEASED
    legs = [_leg(claim.id, at, leg, held=held) for at, leg in enumerate(body.legs)]
    with_invoices(work, claim.id, legs if held else [], lambda: repository.replace_legs(work.session, claim, legs))


def place(claim: Claim, access: Access) -> None:
    """The day whose host verifies, within the term, and that host."""
    secondment = access.secondment
    day = claim.outbound_on or clock.month_bounds(claim.month)[1]
    claim.counts_on = min(max(day, secondment.start_on), secondment.end_on)
    claim.unit_id = access.posting_on(claim.counts_on).receiving_unit_id


def with_invoices(work: Work, claim_id: UUID, legs: list[ClaimLeg], act: Callable[[], None]) -> None:
    """Do what holds numbers; InvoiceUsed when another claim holds one, also when it took it at this very moment."""
    numbers = {leg.invoice_no for leg in legs if leg.invoice_no}
    _refuse_held(work, claim_id, legs, numbers)
    try:
        with work.session.begin_nested():
            act()
    except IntegrityError:
        _refuse_held(work, claim_id, legs, numbers)
        raise


def facts_of(claim: Claim) -> dict[str, Any]:
    """What the trail may hold of a claim: dates, states and sums, never a place, a number or a reason."""
    return {
        "secondment_id": str(claim.secondment_id),
        "kind": claim.kind,
        "state": claim.state,
        "month": claim.month,
        "outbound_on": claim.outbound_on and claim.outbound_on.isoformat(),
        "receipts_fen": claim.receipts_fen,
    }


def check_outbound(access: Access, trip: Trip, on: date) -> None:
    """The outbound day lies within the term; the first way up to a week before, the last up to a week after."""
    first, last = policy.outbound_bounds(trip, access.secondment.start_on, access.secondment.end_on)
    if not first <= on <= last:
        raise Invalid.at("/outbound_on", N_("去程日期不在挂职期内。"), "outside-term")


def _refuse_held(work: Work, claim_id: UUID, legs: list[ClaimLeg], numbers: set[str]) -> None:
    taken = repository.held_elsewhere(work.session, claim_id, numbers)
    if taken:
        raise InvoiceUsed([leg.position for leg in legs if leg.invoice_no in taken])


def _blank(access: Access, kind: ClaimKind) -> Claim:
    secondment = access.secondment
    return Claim(
        secondment_id=secondment.id,
        cadre_id=secondment.cadre_id,
        programme_id=secondment.programme_id,
        unit_id=secondment.receiving_unit_id,
        kind=kind,
        month="",
        counts_on=secondment.start_on,
    )


def _write_statement(work: Work, claim: Claim, access: Access, body: ClaimBody) -> None:
    month, secondment = body.month or "", access.secondment
    first, last = clock.month_bounds(month)
    if last < secondment.start_on or first > secondment.end_on:
        raise Invalid.at("/month", N_("这个月不在挂职期内。"), "outside-term")
    if first > work.today:
        raise Invalid.at("/month", N_("这个月还没有到。"), "future-month")
    other = repository.find_statement(work.session, secondment.id, month, claim.id)
    if other is not None:
        raise StatementExists(extra={"id": str(other.id)})
    claim.month, claim.statement = month, statement_of(work, secondment.id, month)
    place(claim, access)
    work.session.add(claim)
    work.session.flush()


def _check_texts(work: Work, body: ClaimBody) -> None:
    fields: dict[str, str | None] = {}
    for at, leg in enumerate(body.legs):
        fields |= {
            f"/legs/{at}/from": leg.from_place,
            f"/legs/{at}/to": leg.to_place,
            f"/legs/{at}/no_invoice_reason": leg.no_invoice_reason,
        }
        if leg.attachment_id is not None and not owns_loose_photo(work, leg.attachment_id):
            raise Invalid.at(f"/legs/{at}/attachment_id", N_("没有找到这张照片，请重新上传。"), "unknown")
    refuse_blocked(fields)


def _leg(claim_id: UUID, at: int, leg: LegIn, *, held: bool) -> ClaimLeg:
    return ClaimLeg(
        claim_id=claim_id, position=at, invoice_held=held and leg.invoice_no is not None, **leg.model_dump()
    )


def _says_the_same(work: Work, claim: Claim, body: ClaimPut) -> bool:
    """Whether the claim says just what the body says: then a repeated write has been done."""
    if claim.kind is ClaimKind.ALLOWANCE:
        return False
    known = repository.list_legs(work.session, [claim.id]).get(claim.id, [])
    legs = [leg.model_dump(include=set(LegIn.model_fields)) for leg in known]
    says = (claim.leg, claim.outbound_on, claim.return_on, claim.unit_car, legs)
    return says == (
        body.leg, body.outbound_on, body.return_on, body.unit_car, [leg.model_dump() for leg in body.legs]
    )  # fmt: skip
