"""A claim written whole by its cadre, as a phone without a network keeps it: once, whatever becomes of the answers."""

from uuid import UUID

from app.allowances import policy_claims as policy
from app.allowances import repository_claims as repository
from app.allowances.policy_claims import Action
from app.allowances.schemas_claims import ClaimDecisionIn, ClaimIn, ClaimPut, ClaimView
from app.allowances.service_claims import change_claim, create_claim
from app.allowances.service_claims_steps import submit_claim
from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.work import Work
from app.secondments.service_minting import hold_identity


def put_claim(work: Work, claim_id: UUID, body: ClaimPut, expected: int | None) -> tuple[ClaimView, bool]:
    """Draft it when there is none under this id, else change it, and with `submit` hand it in; says whether it is new.

    All or nothing, and the same again changes nothing: a claim that came back since is not handed in anew. Errors as of
    drafting, changing and handing in.
    """
    hold_identity(work, claim_id)
    created = expected is None and repository.get_claim(work.session, claim_id) is None
    if created:
        view, _ = create_claim(work, _as_new(claim_id, body))
    else:
        view = change_claim(work, claim_id, body, expected)
    if body.submit and not _was_submitted(work, view, expected):
        view = submit_claim(work, claim_id, ClaimDecisionIn(version=view.version))
    return view, created


def _as_new(claim_id: UUID, body: ClaimPut) -> ClaimIn:
    if body.secondment_id is None:
        raise Invalid.at("/secondment_id", N_("必填。"), "missing")
    said = body.model_dump(exclude={"submit"}, by_alias=True)
    return ClaimIn.model_validate(said | {"id": claim_id})


def _was_submitted(work: Work, view: ClaimView, expected: int | None) -> bool:
    """Whether this very write handed it in before, or another did: then there is nothing left to hand in."""
    if view.state not in policy.EDITABLE:
        return True
    return repository.has_step_since(work.session, view.id, Action.SUBMIT.value, expected or 1)
