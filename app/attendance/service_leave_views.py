"""Leave for its readers: what each may read of it and do with it, for one or for a page of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts.directory import names_of
from app.attendance import policy_leave as policy
from app.attendance import repository_leave as repository
from app.attendance.ledger import Half
from app.attendance.models_leave import Leave, LeaveStatus, LeaveStep
from app.attendance.policy_leave import Relations
from app.attendance.schemas import Basis
from app.attendance.schemas_leave import LeaveStepView, LeaveView
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import rules_of
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation


@dataclass(frozen=True, slots=True)
class Powers:
    """What one reader may do with one leave now; buttons and services ask the same."""

    leave: Leave
    held: Relations
    reviewed_by: ReviewedBy
    person_id: UUID | None
    today: date
    referrer_id: UUID | None = None
    """Who passed it on to the Organization Department."""

    @property
    def is_author(self) -> bool:
        """The cadre's own."""
        return Relation.AUTHOR in self.held

    @property
    def is_filer(self) -> bool:
        """Filed for somebody else by the reader."""
        return self.leave.filed_by_id == self.person_id

    @property
    def reads_text(self) -> bool:
        """Type, reason and words."""
        return policy.reads_text(self.held, self.reviewed_by, self.leave.level, filed=self.is_filer)

    @property
    def is_referrer(self) -> bool:
        """Took the first of its two steps: the second is somebody else's, whatever roles one person holds."""
        referred = self.leave.status is LeaveStatus.REFERRED and self.person_id is not None
        return referred and self.referrer_id == self.person_id

    @property
    def decides(self) -> bool:
        """Has the word while it waits."""
        waits = self.leave.status in policy.WAITING and not self.is_referrer
        return waits and policy.can_decide(self.held, self.reviewed_by, self.leave.status)

    @property
    def settles(self) -> bool:
        """Revokes and confirms the return; never the cadre."""
        return policy.can_settle(self.held, self.reviewed_by, self.leave.level)

    @property
    def withdraws(self) -> bool:
        """Takes back what they asked for."""
        return (self.is_author or self.is_filer) and policy.may_withdraw(self.leave, self.today)

    @property
    def says_end(self) -> bool:
        """Says that the cadre is back; the unit confirms it."""
        begun = self.leave.status is LeaveStatus.APPROVED and self.today >= self.leave.start_on
        return begun and (self.is_author or self.is_filer) and not self.settles


def powers_of(work: Work, rows: Sequence[Leave]) -> dict[UUID, Powers]:
    """What the actor may do with each of these leaves, in a fixed number of statements."""
    if not rows:
        return {}
    ids = {row.secondment_id for row in rows}
    held = repository.relations_among(work.session, work.actor, [row.id for row in rows], work.today)
    cards = service_cards.describe(work, ids)
    rules = rules_of(work, {card.programme.id for card in cards.values()})
    referrers = repository.list_referrers(work.session, [row.id for row in rows if row.status is LeaveStatus.REFERRED])
    found = {}
    for row in rows:
        own = row.cadre_id == work.actor.person_id
        mine = {Relation.AUTHOR} if own else held.get(row.id, set())
        policy_then = rules.policy_on(cards[row.secondment_id].programme.id, row.start_on)
        says = policy_then.reviewed_by if policy_then else ReviewedBy.RECEIVING
        found[row.id] = Powers(row, frozenset(mine), says, work.actor.person_id, work.today, referrers.get(row.id))
    return found


def views_of(work: Work, rows: Sequence[Leave]) -> list[LeaveView]:
    """These leaves as the actor may read them, in their order."""
    powers = powers_of(work, rows)
    steps = repository.list_steps(work.session, [row.id for row in rows if powers[row.id].reads_text])
    people = {row.cadre_id for row in rows} | {row.filed_by_id for row in rows}
    people |= {step.actor_id for some in steps.values() for step in some}
    names = names_of(work, people)
    return [_view(row, powers[row.id], steps.get(row.id, []), names, work.today) for row in rows]


def view_of(work: Work, row: Leave) -> LeaveView:
    """One leave as the actor may read it."""
    return views_of(work, [row])[0]


def _view(row: Leave, may: Powers, steps: list[LeaveStep], names: dict[UUID, str], today: date) -> LeaveView:
    told = may.reads_text
    return LeaveView(
        id=row.id,
        version=row.version,
        status=row.status,
        secondment_id=row.secondment_id,
        cadre_id=row.cadre_id,
        cadre_name=names[row.cadre_id],
        unit_id=row.unit_id,
        start_on=row.start_on,
        end_on=row.end_on,
        start_half=_half(row.start_half),
        end_half=_half(row.end_half),
        ended_on=row.ended_on,
        ended_half=_half(row.ended_half),
        retroactive=row.retroactive,
        after_close=row.after_close,
        overdue=policy.is_overdue(row, today),
        type=row.type if told else None,
        reason=row.reason if told else None,
        days=row.halves / 2 if told else None,
        level=row.level if told else None,
        on_behalf_reason=row.on_behalf_reason if told else None,
        late_reason=row.late_reason if told else None,
        filed_by=names.get(row.filed_by_id) if told and row.filed_by_id != row.cadre_id else None,
        approval_no=row.approval_no if told else None,
        steps=[_step(step, names) for step in steps],
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _half(text: str | None) -> Half | None:
    return Half(text) if text else None


def _step(step: LeaveStep, names: dict[UUID, str]) -> LeaveStepView:
    return LeaveStepView(
        kind=step.kind, at=step.at, by=names.get(step.actor_id), comment=step.comment, basis=Basis(step.basis)
    )
