"""Claims of one secondment: submitted, verified by somebody else, and a draft, with a canary in every text."""

from datetime import date
from typing import Any

from app.accounts.models import Person
from app.allowances.models_claims import Claim, ClaimKind, ClaimLeg, ClaimState, Trip
from app.core import clock
from app.secondments.models import Secondment
from tests.factories import County


def claims_of(county: County, row: Secondment, day: date, name: str, verifier: Person) -> dict[str, Any]:
    """The ids by their names; `verifier` is no actor of finance's rows."""
    ids: dict[str, Any] = {}
    for number, (prefix, state) in enumerate(
        (("", ClaimState.SUBMITTED), ("verified_", ClaimState.VERIFIED), ("draft_", ClaimState.DRAFT))
    ):
        on = day.replace(day=2 + number)
        said = f"CANARY-{'CLAIMDRAFT' if prefix == 'draft_' else 'CLAIM'}-{name}"
        claim = Claim(
            secondment_id=row.id, cadre_id=row.cadre_id, programme_id=row.programme_id, unit_id=row.receiving_unit_id,
            kind=ClaimKind.TRANSPORT, leg=Trip.ROUND, month=clock.month_of(on), counts_on=on, outbound_on=on,
            return_on=on, receipts_fen=100, state=state, created_by_id=row.cadre_id,
            verified_by_id=verifier.id if state is ClaimState.VERIFIED else None,
        )  # fmt: skip
        leg = ClaimLeg(
            claim_id=claim.id, position=0, from_place=said, to_place=said, day_on=on, amount_fen=100,
            no_invoice_reason=said,
        )  # fmt: skip
        county.add(claim, leg)
        ids[f"{prefix}claim_id@{name}"] = claim.id
    return ids
