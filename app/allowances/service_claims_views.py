"""A claim as one reader may see it, and what they may do with it now; buttons and services ask the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.allowances import policy_claims as policy
from app.allowances import repository_claims as repository
from app.allowances.models_claims import Claim, ClaimLeg, ClaimStep
from app.allowances.policy_claims import Action, Relations
from app.allowances.schemas_claims import (
    ClaimStepView,
    ClaimView,
    ConflictView,
    LegView,
    StatementRateView,
    StatementView,
)
from app.allowances.service_claims_conflicts import conflicts_of
from app.allowances.service_claims_price import prices_of
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import ProgrammeRules
from app.secondments.models import ReviewedBy


@dataclass(frozen=True, slots=True)
class Powers:
    """What one reader is to one claim."""

    claim: Claim
    held: Relations
    reviewed_by: ReviewedBy
    person_id: UUID | None
    host_gone: bool = False

    @property
    def is_verifier(self) -> bool:
        """Has the word on the journey."""
        return policy.can_verify(self.held, self.reviewed_by, host_gone=self.host_gone)

    @property
    def is_author(self) -> bool:
        """The cadre's own."""
        return policy.can_write(self.held)

    @property
    def knows(self) -> bool:
        """May open it."""
        return policy.knows(self.held, self.claim.state, verifies=self.is_verifier)

    def may(self, action: Action) -> bool:
        """Whether the step is theirs and the state leaves room for it."""
        return self.claim.state in policy.FROM[action] and self.has_say(action)

    def has_say(self, action: Action) -> bool:
        """Whether the step is theirs, whatever the state; the verifier does not approve."""
        return policy.can_take(action, self.held, self.claim.state, verifies=self.is_verifier)

    @property
    def is_maker(self) -> bool:
        """Verified it, and so does not approve it."""
        return self.claim.verified_by_id is not None and self.claim.verified_by_id == self.person_id

    @property
    def edits(self) -> bool:
        """May change what it says."""
        return self.is_author and self.claim.state in policy.EDITABLE

    @property
    def verifies(self) -> bool:
        """It waits for their word on the journey."""
        return self.may(Action.VERIFY)

    @property
    def approves(self) -> bool:
        """It waits for their word on the money."""
        return self.may(Action.APPROVE) and not self.is_maker


def reviewed_by_on(rules: ProgrammeRules, programme_id: UUID, on: date) -> ReviewedBy:
    """Who reviews by the policy of a day; the receiving unit where none has begun."""
    found = rules.policy_on(programme_id, on)
    return found.reviewed_by if found else ReviewedBy.RECEIVING


def views_of(work: Work, claims: Sequence[Claim]) -> list[ClaimView]:
    """These claims in their order; the caller has filtered them by actor."""
    ids = [one.id for one in claims]
    legs, steps = repository.list_legs(work.session, ids), repository.list_steps(work.session, ids)
    cards = service_cards.describe(work, {one.secondment_id for one in claims})
    people = {one.cadre_id for one in claims} | {step.actor_id for some in steps.values() for step in some}
    names = names_of(work, people)
    against = conflicts_of(work, claims, legs, cards)
    prices = prices_of(work, claims)
    return [
        _view(one, legs.get(one.id, []), steps.get(one.id, []), names, against.get(one.id, []), prices[one.id])
        for one in claims
    ]


def view_of(work: Work, claim: Claim) -> ClaimView:
    """One claim."""
    return views_of(work, [claim])[0]


def _view(
    claim: Claim,
    legs: list[ClaimLeg],
    steps: list[ClaimStep],
    names: dict[UUID, str],
    against: list[ConflictView],
    price: tuple[int | None, str | None],
) -> ClaimView:
    values: dict[str, Any] = claim.model_dump() | {
        "cadre_name": names[claim.cadre_id],
        "legs": [LegView.model_validate(leg.model_dump()) for leg in legs],
        "statement": _statement(claim.statement) if claim.statement else None,
        "conflicts": against,
        "photos_missing": sum(leg.attachment_id is None and leg.amount_fen > 0 for leg in legs),
        "steps": [_step(step, names) for step in steps],
        "pay_fen": price[0],
        "pay_reason": price[1],
    }
    return ClaimView.model_validate(values)


def _statement(stored: dict[str, Any]) -> StatementView:
    groups = [
        StatementRateView(rate_fen=rate, days=halves / 2, amount_fen=amount)
        for rate, halves, amount in stored["by_rate"]
    ]
    return StatementView(
        as_of_on=date.fromisoformat(stored["as_of_on"]),
        payable_days=stored["halves"] / 2,
        subsidy_fen=stored["subsidy_fen"],
        complete=stored["complete"],
        confirmed=stored["confirmed"],
        by_rate=groups,
    )


def _step(step: ClaimStep, names: dict[UUID, str]) -> ClaimStepView:
    by = names.get(step.actor_id) if step.actor_id else None
    return ClaimStepView(kind=step.kind, at=step.at, by=by, comment=step.comment)
