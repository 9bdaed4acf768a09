"""One door to notes and formal checks: which of them an id or a row of the list is."""

from datetime import datetime
from uuid import UUID

from app.audit.service import record as audit
from app.core.paging import Page, encode_cursor
from app.core.work import Work
from app.spot_checks import service, service_formal, service_steps
from app.spot_checks.models import SpotCheckKind, SpotCheckStatus
from app.spot_checks.schemas import SpotCheckClose, SpotCheckReply, SpotCheckView
from app.spot_checks.schemas_formal import FormalCheckView

AnyCheck = SpotCheckView | FormalCheckView


def read_checks(
    work: Work,
    *,
    kind: SpotCheckKind | None = None,
    secondment_id: UUID | None = None,
    unit_id: UUID | None = None,
    status: SpotCheckStatus | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[AnyCheck]:
    """Notes by their visit and formal checks by their draw, newest first; the office's reading is logged one by one."""
    found: list[tuple[datetime, UUID, AnyCheck]] = []
    more = False
    if kind is not SpotCheckKind.FORMAL:
        notes = service.read_spot_checks(
            work, secondment_id=secondment_id, unit_id=unit_id, status=status, limit=limit, cursor=cursor
        )
        found += [(note.visited_at, note.id, note) for note in notes.items]
        more = notes.next_cursor is not None
    if kind is not SpotCheckKind.NOTE:
        rows, following = service_formal.page_checks(
            work,
            secondment_id=secondment_id,
            unit_id=unit_id,
            statuses=(status,) if status is not None else (),
            limit=limit,
            cursor=cursor,
        )
        found += [(view.created_at, view.id, view) for view in service_formal.views_of(work, rows)]
        more = more or following is not None
    found.sort(key=lambda one: (one[0], one[1]), reverse=True)
    shown = found[:limit]
    _log(work, [view for _, _, view in shown if isinstance(view, FormalCheckView)])
    going_on = more or len(found) > limit
    return Page[AnyCheck](
        items=[view for _, _, view in shown], next_cursor=encode_cursor(shown[-1][:2]) if going_on and shown else None
    )


def _log(work: Work, views: list[FormalCheckView]) -> None:
    for view in views:
        _, part = service_formal.open_check(work, view.id)
        if part.office:
            audit(work, "spot_checks.read", service_formal.SUBJECT, view.id, unit_id=view.unit_id)


def get_check(work: Work, check_id: UUID) -> AnyCheck:
    """One note or formal check; the Organization Department's reading is logged."""
    if service_formal.exists(work, check_id):
        return service_formal.get_check(work, check_id)
    return service.get_spot_check(work, check_id)


def reply(work: Work, check_id: UUID, body: SpotCheckReply) -> AnyCheck:
    """The cadre's answer, once."""
    if service_formal.exists(work, check_id):
        return service_steps.reply(work, check_id, body)
    return service.reply(work, check_id, body)


def close(work: Work, check_id: UUID, body: SpotCheckClose) -> AnyCheck:
    """Nothing more to do."""
    if service_formal.exists(work, check_id):
        return service_steps.close(work, check_id, body)
    return service.close(work, check_id, body)
