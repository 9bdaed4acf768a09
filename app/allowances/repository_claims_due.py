"""Every statement over claims that are priced together, batched with a run and paid with it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, func, update
from sqlalchemy import select as rows
from sqlmodel import Session, col, select

from app.allowances.models import AllowanceRun
from app.allowances.models_claims import Claim, ClaimKind, ClaimState
from app.allowances.policy_claims import RELEASED, STANDING
from app.core.portions import portions

CHUNK = 1000


def list_journeys(session: Session, secondment_ids: Collection[UUID]) -> list[Claim]:
    """The transport claims of these secondments that stand, by their first day: what a price is looked up among."""
    found: list[Claim] = []
    wanted = sorted(secondment_ids)
    for some in portions(wanted, CHUNK):
        statement = select(Claim).where(
            col(Claim.secondment_id).in_(some),
            col(Claim.kind) == ClaimKind.TRANSPORT,
            col(Claim.state).in_(STANDING),
        )
        found += session.exec(statement.order_by(col(Claim.outbound_on), col(Claim.id))).all()
    return found


def list_of_cadres(session: Session, cadre_ids: Collection[UUID], first: date, last: date) -> list[Claim]:
    """Journeys of these cadres that stand and may touch these dates, whatever the secondment."""
    found: list[Claim] = []
    wanted = sorted(cadre_ids)
    for some in portions(wanted, CHUNK):
        statement = select(Claim).where(
            col(Claim.cadre_id).in_(some),
            col(Claim.kind) == ClaimKind.TRANSPORT,
            col(Claim.state).not_in(RELEASED),
            col(Claim.outbound_on) <= last,
            func.coalesce(col(Claim.return_on), col(Claim.outbound_on)) >= first,
        )
        found += session.exec(statement).all()
    return found


def list_due(session: Session, programme_id: UUID, last_on: date) -> list[Claim]:
    """Approved journeys of a programme that began by a day, not batched yet."""
    statement = select(Claim).where(
        col(Claim.programme_id) == programme_id,
        col(Claim.state) == ClaimState.APPROVED,
        col(Claim.kind) == ClaimKind.TRANSPORT,
        col(Claim.outbound_on) <= last_on,
    )
    return list(session.exec(statement.order_by(col(Claim.outbound_on), col(Claim.id))).all())


def list_statements_due(session: Session, programme_id: UUID, month: str) -> list[Claim]:
    """Approved statements up to a month, which its run answers."""
    statement = select(Claim).where(
        col(Claim.programme_id) == programme_id,
        col(Claim.state) == ClaimState.APPROVED,
        col(Claim.kind) == ClaimKind.ALLOWANCE,
        col(Claim.month) <= month,
    )
    return list(session.exec(statement).all())


def lock_approved(session: Session, claim_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Lock these claims, in order; the versions of those that are still approved."""
    found: dict[UUID, int] = {}
    wanted = sorted(claim_ids)
    for some in portions(wanted, CHUNK):
        statement = (
            rows(col(Claim.id), col(Claim.version))
            .where(col(Claim.id).in_(some), col(Claim.state) == ClaimState.APPROVED)
            .order_by(col(Claim.id))
            .with_for_update()
        )
        found |= {row.id: row.version for row in session.execute(statement).all()}
    return found


def list_of_run(session: Session, run_id: UUID, *, lock: bool = False) -> list[Claim]:
    """What a run has batched."""
    statement = select(Claim).where(col(Claim.run_id) == run_id).order_by(col(Claim.id))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return list(session.exec(statement).all())


def settle(session: Session, values: Sequence[dict[str, object]], at: datetime) -> None:
    """Change many claims at once, each by its `key`; versions and instants of change follow as for any other change."""
    if not values:
        return
    session.flush()
    table = Claim.__table__  # type: ignore[attr-defined]
    names = [name for name in values[0] if name != "key"]
    statement = (
        update(table)
        .where(table.c.id == bindparam("key"))
        .values(version=table.c.version + 1, updated_at=at, **{name: bindparam(name) for name in names})
    )
    session.connection().execute(statement, list(values))
    for known in session.identity_map.values():
        if isinstance(known, Claim):
            session.expire(known)


def get_run(session: Session, run_id: UUID) -> AllowanceRun | None:
    """The run that settles claims."""
    return session.get(AllowanceRun, run_id)
