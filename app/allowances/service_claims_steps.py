"""Steps on a claim: submit, verify, approve, return, reject, withdraw. Each names the version it was decided upon."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from app.allowances import policy_claims as policy
from app.allowances import repository_claims as repository
from app.allowances.errors_claims import ClaimChanged, ClaimWrongStep, VerifierApproves
from app.allowances.models_claims import Claim, ClaimKind, ClaimStep
from app.allowances.policy_claims import Action
from app.allowances.schemas_claims import ClaimDecisionIn, ClaimReasonIn, ClaimView, ClaimWithdrawIn
from app.allowances.service_claims import check_outbound, facts_of, open_claim, place, with_invoices
from app.allowances.service_claims_statement import statement_of
from app.allowances.service_claims_views import Powers, view_of
from app.audit.service import record
from app.core.errors import Invalid, NotFound, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.work import Work
from app.records.guard import refuse_blocked
from app.secondments.access import Access

_NEWS = {
    Action.SUBMIT: "submitted",
    Action.VERIFY: "verified",
    Action.APPROVE: "approved",
    Action.RETURN: "returned",
    Action.REJECT: "rejected",
    Action.WITHDRAW: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class _Opened:
    """A locked claim, what the actor may do with it, and whether this very step was taken before."""

    claim: Claim
    access: Access
    may: Powers
    repeated: bool


def submit_claim(work: Work, claim_id: UUID, body: ClaimDecisionIn) -> ClaimView:
    """Hand a draft or a returned claim in: no day of it lies ahead, and its invoice numbers are free.

    Errors: invoice-used (naming the field, never whose the other is), 422 for days ahead or a journey without legs.
    """
    opened = _open(work, claim_id, body.version, Action.SUBMIT)
    if opened.repeated:
        return view_of(work, opened.claim)
    claim = opened.claim
    place(claim, opened.access)
    if claim.kind is ClaimKind.ALLOWANCE:
        claim.statement = statement_of(work, claim.secondment_id, claim.month)
    else:
        _check_journey(work, opened)
        legs = repository.list_legs(work.session, [claim.id]).get(claim.id, [])
        with_invoices(work, claim.id, legs, lambda: repository.hold_invoices(work.session, claim.id, held=True))
    claim.submitted_at = work.now
    claim.verified_by_id = claim.approved_by_id = None
    return _take(work, opened, Action.SUBMIT, body.comment)


def verify_claim(work: Work, claim_id: UUID, body: ClaimDecisionIn) -> ClaimView:
    """The journey took place: the word of whoever manages its first day."""
    opened = _open(work, claim_id, body.version, Action.VERIFY)
    if opened.repeated:
        return view_of(work, opened.claim)
    opened.claim.verified_by_id = work.actor.person_id
    return _take(work, opened, Action.VERIFY, body.comment)


def approve_claim(work: Work, claim_id: UUID, body: ClaimDecisionIn) -> ClaimView:
    """Finance's word on the receipts, not by whoever verified (`maker-is-approver`); the next run pays it."""
    opened = _open(work, claim_id, body.version, Action.APPROVE)
    if opened.repeated:
        return view_of(work, opened.claim)
    require(not opened.may.is_maker, VerifierApproves())
    opened.claim.approved_by_id = work.actor.person_id
    return _take(work, opened, Action.APPROVE, body.comment)


def return_claim(work: Work, claim_id: UUID, body: ClaimReasonIn) -> ClaimView:
    """Give it back with the reason, by whoever's turn it is; the cadre changes it and hands it in again."""
    return _decline(work, claim_id, body, Action.RETURN)


def reject_claim(work: Work, claim_id: UUID, body: ClaimReasonIn) -> ClaimView:
    """Refuse it for good, with the reason; its invoice numbers are free again."""
    return _decline(work, claim_id, body, Action.REJECT)


def withdraw_claim(work: Work, claim_id: UUID, body: ClaimWithdrawIn) -> ClaimView:
    """The cadre takes it back before it is verified: a draft again, its invoice numbers free."""
    opened = _open(work, claim_id, body.version, Action.WITHDRAW)
    if opened.repeated:
        return view_of(work, opened.claim)
    repository.hold_invoices(work.session, claim_id, held=False)
    return _take(work, opened, Action.WITHDRAW, body.reason)


def _decline(work: Work, claim_id: UUID, body: ClaimReasonIn, action: Action) -> ClaimView:
    opened = _open(work, claim_id, body.version, action)
    if opened.repeated:
        return view_of(work, opened.claim)
    opened.claim.approved_by_id = None
    if action is Action.REJECT:
        repository.hold_invoices(work.session, claim_id, held=False)
    return _take(work, opened, action, body.reason)


def _open(work: Work, claim_id: UUID, version: int, action: Action) -> _Opened:
    """The claim under its lock; raises for whoever has no say, for another version and for another state."""
    claim, access, may = open_claim(work, claim_id, lock=True)
    step = repository.find_step(work.session, claim.id, version)
    mine = step is not None and step.kind == action.value and step.actor_id == work.actor.person_id
    if mine:
        return _Opened(claim, access, may, repeated=True)
    require(may.has_say(action))
    if version != claim.version:
        raise ClaimChanged(extra={"current": view_of(work, claim)})
    if claim.state not in policy.FROM[action]:
        raise ClaimWrongStep(extra={"current": view_of(work, claim)})
    return _Opened(claim, access, may, repeated=False)


def _check_journey(work: Work, opened: _Opened) -> None:
    claim = opened.claim
    assert claim.leg is not None and claim.outbound_on is not None  # noqa: S101, PT018 - a journey has both
    check_outbound(opened.access, claim.leg, claim.outbound_on)
    for name, on in (("outbound_on", claim.outbound_on), ("return_on", claim.return_on)):
        if on is not None and on > work.today:
            raise Invalid.at(f"/{name}", N_("还没有到这一天，行程结束后再提交。"), "future-day")
    legs = repository.list_legs(work.session, [claim.id]).get(claim.id, [])
    for leg in legs:
        if leg.day_on > work.today:
            raise Invalid.at(f"/legs/{leg.position}/on", N_("还没有到这一天，行程结束后再提交。"), "future-day")
    if not legs and not claim.unit_car:
        raise Invalid.at("/legs", N_("请至少填一段行程。"), "missing")


def _take(work: Work, opened: _Opened, action: Action, comment: str | None) -> ClaimView:
    claim, person_id = opened.claim, work.actor.person_id
    if person_id is None:
        raise NotFound
    refuse_blocked({"/reason" if action in _REASONED else "/comment": comment})
    before = claim.version
    claim.state = policy.INTO[action]
    flag_modified(claim, "state")
    work.session.add(claim)
    work.session.flush()
    step = ClaimStep(
        claim_id=claim.id, kind=action.value, from_version=before, actor_id=person_id, at=work.now, comment=comment
    )
    work.session.add(step)
    work.session.flush()
    _tell(work, opened, action)
    return view_of(work, claim)


_REASONED = (Action.RETURN, Action.REJECT, Action.WITHDRAW)


def _tell(work: Work, opened: _Opened, action: Action) -> None:
    """The trail and the news of a step: dates, states and sums, never a place, a number or a reason."""
    claim, facts = opened.claim, facts_of(opened.claim)
    lender = None if opened.may.is_author else opened.access.acts_for(claim.counts_on, opened.may.reviewed_by)
    if lender is not None and action in (Action.VERIFY, Action.RETURN, Action.REJECT):
        facts["delegated_by"] = str(lender)
    record(work, f"claims.{action.value}", "claim", claim.id, after=claim, unit_id=claim.unit_id, **facts)
    news: dict[str, Any] = {
        "claim_id": claim.id,
        "secondment_id": claim.secondment_id,
        "person_id": claim.cadre_id,
        "kind": claim.kind.value,
        "month": claim.month,
        "outbound_on": claim.outbound_on,
        "receiving_path": opened.access.posting_on(claim.counts_on).receiving_path,
        "programme_path": opened.access.facts.programme_path,
        "host_gone": opened.may.host_gone,
    }
    publish(work, f"claim.{_NEWS[action]}", **news)
