"""Reading the trail; every reading is itself an event."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel.sql.expression import SelectOfScalar

from app.audit import policy, repository
from app.audit.models import AuditEvent
from app.audit.schemas import AuditEventView, AuditFilters
from app.audit.service import record
from app.core import clock
from app.core.actor import Role
from app.core.errors import require
from app.core.paging import Page
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class Directory:
    """What the trail asks of the domains above it: which units lie under tree paths, and people's names."""

    units_under: Callable[[tuple[str, ...]], SelectOfScalar[UUID]]
    names_of: Callable[[Work, Iterable[UUID | None]], dict[UUID, str]]


def list_events(work: Work, directory: Directory, filters: AuditFilters) -> Page[AuditEventView]:
    """The events that the actor may read, newest first; Forbidden for everybody but orgadmin and sysadmin."""
    actor = work.actor
    require(policy.can_read(actor))
    paths = actor.paths(Role.ORGADMIN)
    allowed = repository.visible(
        directory.units_under(paths) if paths else None, technical=policy.technical_domains(actor)
    )
    rows, following = repository.page_events(
        work.session, [allowed, *_conditions(filters)], filters.limit, filters.cursor
    )
    names = directory.names_of(work, {row.actor_id for row in rows if row.actor_kind == "person"})
    head = repository.last_seal(work.session)
    items = [_view(row, names, head.last_seq if head else 0, policy.can_see_addresses(actor)) for row in rows]
    asked = filters.model_dump(by_alias=True, exclude_none=True, exclude={"limit", "cursor"})
    record(work, "audit.read", "audit", None, rows=len(rows), filters=sorted(asked))
    return Page[AuditEventView](items=items, next_cursor=following)


def _conditions(filters: AuditFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.actor is not None:
        conditions.append(repository.by_actor(filters.actor))
    if filters.subject is not None:
        conditions.append(repository.about(filters.subject))
    if filters.action is not None:
        conditions.append(repository.of_action(filters.action))
    if filters.from_on is not None:
        conditions.append(repository.since(clock.beijing_midnight(filters.from_on)))
    if filters.to_on is not None:
        conditions.append(repository.before(clock.beijing_midnight(filters.to_on + timedelta(days=1))))
    return conditions


def _view(row: AuditEvent, names: dict[UUID, str], sealed_to: int, with_address: bool) -> AuditEventView:
    seq = row.seq or 0
    return AuditEventView(
        seq=seq,
        id=row.id,
        at=row.at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        actor_name=names.get(row.actor_id) if row.actor_id else None,
        action=row.action,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        unit_id=row.unit_id,
        before_digest=row.before_digest,
        after_digest=row.after_digest,
        facts=row.facts,
        request_id=row.request_id,
        address=row.address if with_address else None,
        sealed=seq <= sealed_to,
    )
