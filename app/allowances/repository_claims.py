"""Every statement over claims, their legs and steps."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, false, func, or_, update
from sqlmodel import Session, col, select

from app.allowances.models_claims import Claim, ClaimKind, ClaimLeg, ClaimState, ClaimStep
from app.allowances.schemas_claims import ClaimFilter
from app.core.actor import Actor, Role
from app.core.paging import Key, page_of
from app.secondments.models import CLOSED_STATES, MonthLock, Posting, ProgrammePolicy, ReviewedBy, Secondment
from app.secondments.policy import POWER_AFTER_END
from app.secondments.scope import visible_days, visible_secondment_ids

VERIFYING_ROLES = (Role.SUPERVISOR, Role.GROUP_LEADER, Role.LIAISON, Role.ORGADMIN)


def get_claim(session: Session, claim_id: UUID, *, lock: bool = False) -> Claim | None:
    """A claim by id; locked for change on demand, and then as it stands now."""
    statement = select(Claim).where(col(Claim.id) == claim_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_legs(session: Session, claim_ids: Collection[UUID]) -> dict[UUID, list[ClaimLeg]]:
    """The legs of some claims, each in order."""
    found: dict[UUID, list[ClaimLeg]] = defaultdict(list)
    statement = select(ClaimLeg).where(col(ClaimLeg.claim_id).in_(claim_ids)).order_by(col(ClaimLeg.position))
    for leg in session.exec(statement).all() if claim_ids else ():
        found[leg.claim_id].append(leg)
    return found


def replace_legs(session: Session, claim: Claim, legs: Iterable[ClaimLeg]) -> None:
    """Put other legs in the place of those that a claim has; IntegrityError for a number that is held elsewhere."""
    session.flush()
    session.execute(delete(ClaimLeg).where(col(ClaimLeg.claim_id) == claim.id))
    session.add_all(legs)
    session.flush()


def hold_invoices(session: Session, claim_id: UUID, *, held: bool) -> None:
    """Hold the numbers of a claim or let them go; IntegrityError for one that is held elsewhere."""
    statement = update(ClaimLeg).where(col(ClaimLeg.claim_id) == claim_id, col(ClaimLeg.invoice_no).is_not(None))
    session.execute(statement.values(invoice_held=held))


def held_elsewhere(session: Session, claim_id: UUID, numbers: Collection[str]) -> set[str]:
    """Which of these numbers another claim holds."""
    statement = select(ClaimLeg.invoice_no).where(
        col(ClaimLeg.invoice_no).in_(numbers), col(ClaimLeg.invoice_held), col(ClaimLeg.claim_id) != claim_id
    )
    return {number for number in session.exec(statement).all() if number} if numbers else set()


def delete_claim(session: Session, claim: Claim) -> None:
    """Remove a claim with its legs and steps."""
    session.execute(delete(ClaimLeg).where(col(ClaimLeg.claim_id) == claim.id))
    session.execute(delete(ClaimStep).where(col(ClaimStep.claim_id) == claim.id))
    session.delete(claim)
    session.flush()


def list_own(session: Session, person_id: UUID | None) -> list[Claim]:
    """Every claim of one cadre, oldest first."""
    statement = select(Claim).where(col(Claim.cadre_id) == person_id)
    return list(session.exec(statement.order_by(col(Claim.counts_on), col(Claim.id))).all())


def find_statement(session: Session, secondment_id: UUID, month: str, own_id: UUID) -> Claim | None:
    """Another statement of the same secondment and month that was not refused."""
    statement = select(Claim).where(
        col(Claim.secondment_id) == secondment_id,
        col(Claim.kind) == ClaimKind.ALLOWANCE,
        col(Claim.month) == month,
        col(Claim.state) != ClaimState.REJECTED,
        col(Claim.id) != own_id,
    )
    return session.exec(statement).first()


def find_step(session: Session, claim_id: UUID, from_version: int) -> ClaimStep | None:
    """The step that one version carries."""
    statement = select(ClaimStep).where(
        col(ClaimStep.claim_id) == claim_id, col(ClaimStep.from_version) == from_version
    )
    return session.exec(statement).first()


def has_step_since(session: Session, claim_id: UUID, kind: str, version: int) -> bool:
    """Whether a step of this kind was taken on that version or a later one."""
    statement = select(ClaimStep.id).where(
        col(ClaimStep.claim_id) == claim_id,
        col(ClaimStep.kind) == kind,
        col(ClaimStep.from_version) >= version,
    )
    return session.exec(statement).first() is not None


def list_steps(session: Session, claim_ids: Collection[UUID]) -> dict[UUID, list[ClaimStep]]:
    """The steps of some claims, oldest first."""
    found: dict[UUID, list[ClaimStep]] = defaultdict(list)
    statement = select(ClaimStep).where(col(ClaimStep.claim_id).in_(claim_ids)).order_by(col(ClaimStep.from_version))
    for step in session.exec(statement).all() if claim_ids else ():
        found[step.claim_id].append(step)
    return found


def claims_of_photo(session: Session, attachment_id: UUID) -> list[UUID]:
    """The claims with a leg that shows this photo."""
    statement = select(ClaimLeg.claim_id).where(col(ClaimLeg.attachment_id) == attachment_id)
    return list(session.exec(statement.distinct()).all())


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """`policy_claims.knows` as a condition on `Claim`."""
    if actor.kind != "person":
        return false()
    told = and_(col(Claim.state) != ClaimState.DRAFT, or_(_verified_by(actor, today), _paid_by(actor, today)))
    return or_(col(Claim.cadre_id) == actor.id, told)


def _paid_by(actor: Actor, today: date) -> ColumnElement[bool]:
    if not actor.has(Role.FINANCE):
        return false()
    return col(Claim.secondment_id).in_(visible_secondment_ids(actor.only(Role.FINANCE), today))


def _verified_by(actor: Actor, today: date) -> ColumnElement[bool]:
    """Who manages the day; the leader of a group where the programme says so."""
    options: list[ColumnElement[bool]] = [false()]
    if actor.has(Role.SUPERVISOR, Role.LIAISON):
        options.append(_knows_day(actor.only(Role.SUPERVISOR, Role.LIAISON), today))
    if actor.has(Role.GROUP_LEADER):
        leads = _knows_day(actor.only(Role.GROUP_LEADER), today)
        options.append(and_(reviewed_by() == ReviewedBy.GROUP_LEADER, leads))
    if actor.has(Role.ORGADMIN):
        runs = col(Claim.secondment_id).in_(visible_secondment_ids(actor.only(Role.ORGADMIN), today))
        options.append(and_(runs, host_gone(today)))
    return or_(*options)


def host_gone(today: date) -> ColumnElement[bool]:
    """The unit that hosted the day has no power over it any more: `secondments.policy.has_power_over`, not."""
    last_on = func.coalesce(col(Posting.end_on), col(Secondment.end_on))
    month = func.coalesce(col(Posting.end_month), col(Secondment.end_month))
    closed = exists().where(
        col(MonthLock.programme_id) == col(Claim.programme_id),
        col(MonthLock.month) == month,
        col(MonthLock.state).in_(CLOSED_STATES),
    )
    over = and_(last_on < today, or_(last_on < today - POWER_AFTER_END, closed))
    return exists().where(
        col(Posting.secondment_id) == col(Claim.secondment_id),
        col(Secondment.id) == col(Claim.secondment_id),
        col(Posting.start_on) <= col(Claim.counts_on),
        func.coalesce(col(Posting.end_on), col(Claim.counts_on)) >= col(Claim.counts_on),
        over,
    )


def _knows_day(actor: Actor, today: date) -> ColumnElement[bool]:
    known = col(Claim.secondment_id).in_(visible_secondment_ids(actor, today))
    return and_(known, visible_days(actor, today, col(Claim.secondment_id), col(Claim.counts_on)))


def reviewed_by() -> ColumnElement[ReviewedBy]:
    """Who reviews by the policy of the day that a claim counts on."""
    return (
        select(ProgrammePolicy.reviewed_by)
        .where(
            col(ProgrammePolicy.programme_id) == col(Claim.programme_id),
            col(ProgrammePolicy.valid_from) <= col(Claim.counts_on),
        )
        .order_by(col(ProgrammePolicy.valid_from).desc())
        .limit(1)
        .correlate(Claim)
        .scalar_subquery()
    )


def list_claims(session: Session, actor: Actor, today: date, wanted: ClaimFilter) -> tuple[list[Claim], str | None]:
    """Newest day first; as a mirror by the instant of change."""
    statement = select(Claim).where(visible_to(actor, today), *_conditions(wanted))
    if wanted.changed_since is not None:
        statement = statement.where(col(Claim.updated_at) >= wanted.changed_since)
        keys: list[Key] = [(col(Claim.updated_at), datetime, False), (col(Claim.id), UUID, False)]
    else:
        keys = [(col(Claim.counts_on), date, True), (col(Claim.id), UUID, True)]
    return page_of(session, statement, keys, wanted.limit, wanted.cursor)


def _conditions(wanted: ClaimFilter) -> Iterable[ColumnElement[bool]]:
    for name in ("secondment_id", "unit_id", "state", "month", "kind"):
        value = getattr(wanted, name)
        if value is not None:
            yield col(getattr(Claim, name)) == value


def list_waiting(session: Session, actor: Actor, today: date, state: ClaimState, limit: int) -> list[Claim]:
    """What asks something of the actor, the oldest journey first."""
    statement = select(Claim).where(*_waits(actor, today, state))
    return list(session.exec(statement.order_by(col(Claim.counts_on), col(Claim.id)).limit(limit)).all())


def count_waiting(session: Session, actor: Actor, today: date, state: ClaimState) -> int:
    """How many of them, for a badge."""
    return session.exec(select(func.count()).select_from(Claim).where(*_waits(actor, today, state))).one()


def _waits(actor: Actor, today: date, state: ClaimState) -> Iterable[ColumnElement[bool]]:
    """Submitted for those who verify, verified for finance but whoever verified; never the actor's own."""
    yield col(Claim.state) == state
    yield col(Claim.cadre_id) != actor.id
    if state is ClaimState.VERIFIED:
        yield _paid_by(actor, today)
        yield col(Claim.verified_by_id) != actor.id
    else:
        yield _verified_by(actor, today)
