"""Claims that a month's run pays: what is due, batching it with the close, and marking it paid with the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.allowances import policy_claims as policy
from app.allowances import repository_claims_due as repository
from app.allowances.errors import RunStale
from app.allowances.models_claims import Claim, ClaimKind, ClaimState, ClaimStep
from app.allowances.service_claims_price import price_claims
from app.audit.service import record
from app.core import clock
from app.core.bulk import complete, insert_rows
from app.core.events import publish
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class ClaimDue:
    """An approved journey with what this run pays for it; `pay_fen` 0 settles it all the same, `reason` says why."""

    claim_id: UUID
    secondment_id: UUID
    cadre_id: UUID
    outbound_on: date
    receipts_fen: int
    pay_fen: int
    reason: str


def list_due(work: Work, programme_id: UUID, month: str) -> list[ClaimDue]:
    """The approved journeys that began by the month's end and no run has batched, by secondment and date.

    Late ones count in the month of their own outbound date; journeys batched before keep their places there.
    """
    due = repository.list_due(work.session, programme_id, clock.month_bounds(month)[1])
    known = {claim.id: claim for claim in due}
    peers = repository.list_journeys(work.session, {claim.secondment_id for claim in due})
    settled = [one for one in peers if one.state in policy.SETTLED]
    return [
        _due(known[UUID(pay.trip.ref)], pay.pay_fen, pay.reason.value) for pay in price_claims(work, [*settled, *due])
    ]


def batch(work: Work, run_id: UUID, due: Sequence[ClaimDue]) -> None:
    """Settle these journeys with a run: their pay stands from now on. RunStale when one is no longer approved.

    Approved statements up to the run's month go with it: they are answered, nothing is paid for them.
    """
    versions = repository.lock_approved(work.session, [one.claim_id for one in due])
    if len(versions) != len(due):
        raise RunStale
    values = [
        {
            "key": one.claim_id,
            "state": ClaimState.BATCHED,
            "pay_fen": one.pay_fen,
            "pay_reason": one.reason,
            "run_id": run_id,
        }
        for one in due
    ]
    repository.settle(work.session, values, work.now)
    _keep_steps(work, "batch", versions)
    paid = sum(one.pay_fen for one in due)
    record(work, "claims.batch", "allowance_run", run_id, claims=len(due), receipts_fen=_receipts(due), pay_fen=paid)
    _batch_statements(work, run_id)


def _batch_statements(work: Work, run_id: UUID) -> None:
    run = repository.get_run(work.session, run_id)
    found = repository.list_statements_due(work.session, run.programme_id, run.month) if run else []
    versions = repository.lock_approved(work.session, [claim.id for claim in found])
    values = [{"key": key, "state": ClaimState.BATCHED, "run_id": run_id} for key in versions]
    repository.settle(work.session, values, work.now)
    _keep_steps(work, "batch", versions)


def paid(work: Work, run_id: UUID) -> None:
    """Mark what a run has batched as paid, and tell the cadres; repeated, it changes nothing."""
    found = [one for one in repository.list_of_run(work.session, run_id, lock=True) if one.state is ClaimState.BATCHED]
    versions = {one.id: one.version for one in found}
    told = [
        {"claim_id": one.id, "person_id": one.cadre_id, "outbound_on": one.outbound_on, "pay_fen": one.pay_fen}
        for one in found
        if one.kind is ClaimKind.TRANSPORT
    ]
    repository.settle(work.session, [{"key": key, "state": ClaimState.PAID} for key in versions], work.now)
    _keep_steps(work, "pay", versions)
    if found:
        record(work, "claims.pay", "allowance_run", run_id, claims=len(found))
    for facts in told:
        publish(work, "claim.paid", **facts)


def _due(claim: Claim, pay_fen: int, reason: str) -> ClaimDue:
    return ClaimDue(
        claim_id=claim.id,
        secondment_id=claim.secondment_id,
        cadre_id=claim.cadre_id,
        outbound_on=claim.outbound_on or claim.counts_on,
        receipts_fen=claim.receipts_fen,
        pay_fen=pay_fen,
        reason=reason,
    )


def _receipts(due: Sequence[ClaimDue]) -> int:
    return sum(one.receipts_fen for one in due)


def _keep_steps(work: Work, kind: str, versions: Mapping[UUID, int]) -> None:
    steps: list[dict[str, Any]] = [
        complete(
            ClaimStep,
            {
                "claim_id": claim_id,
                "kind": kind,
                "from_version": version,
                "actor_id": work.actor.person_id,
                "at": work.now,
            },
        )
        for claim_id, version in versions.items()
    ]
    for _ in insert_rows(work.session, ClaimStep, steps):
        pass
