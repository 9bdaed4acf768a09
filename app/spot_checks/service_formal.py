"""Formal checks: who may open one, and how it looks to them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.audit.service import record as audit
from app.core.errors import NotFound, require
from app.core.work import Work
from app.spot_checks import policy_formal as policy
from app.spot_checks import repository_formal as repository
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import FormalCheck, FormalInspector
from app.spot_checks.policy_formal import Part
from app.spot_checks.schemas_draws import InspectorView
from app.spot_checks.schemas_formal import FormalCheckView

SUBJECT = "formal_check"


def exists(work: Work, check_id: UUID) -> bool:
    """Whether an id is a formal check's; says nothing of who may know of it."""
    return repository.get_check(work.session, check_id) is not None


def open_check(work: Work, check_id: UUID, *, lock: bool = False) -> tuple[FormalCheck, Part]:
    """A check and what the actor is to it, locked on demand; NotFound for whoever may not know of it."""
    row = repository.get_check(work.session, check_id, lock=lock)
    if row is None:
        raise NotFound
    part = part_in(work, row, repository.inspectors_of(work.session, [row.id])[row.id])
    require(policy.can_read(part), NotFound())
    return row, part


def part_in(work: Work, row: FormalCheck, inspectors: Sequence[FormalInspector]) -> Part:
    """What the actor is to a check."""
    return policy.part_of(
        work.actor,
        row.cadre_id,
        frozenset(one.person_id for one in inspectors),
        repository.programme_path(work.session, row.programme_id),
        found=row.found_at is not None,
        void=row.voided_at is not None,
    )


def get_check(work: Work, check_id: UUID) -> FormalCheckView:
    """One check; the reading of the Organization Department is logged."""
    row, part = open_check(work, check_id)
    if part.office:
        audit(work, "spot_checks.read", SUBJECT, row.id, unit_id=row.unit_id)
    return view_of(work, row, part)


def page_checks(
    work: Work,
    *,
    secondment_id: UUID | None = None,
    unit_id: UUID | None = None,
    statuses: Collection[SpotCheckStatus] = (),
    limit: int = 50,
    cursor: str | None = None,
) -> tuple[list[FormalCheck], str | None]:
    """A page of the rows that the actor may know of, newest first, and the next cursor."""
    return repository.page_checks(
        work.session,
        work.actor,
        secondment_id=secondment_id,
        unit_id=unit_id,
        statuses=statuses,
        limit=limit,
        cursor=cursor,
    )


def view_of(work: Work, row: FormalCheck, part: Part) -> FormalCheckView:
    """One check as the actor may see it."""
    return views_of(work, [row], {row.id: part})[0]


def views_of(work: Work, rows: Sequence[FormalCheck], parts: dict[UUID, Part] | None = None) -> list[FormalCheckView]:
    """Checks that the actor may know of; which question led to one is the Organization Department's to know."""
    ids = [row.id for row in rows]
    inspectors, photos = repository.inspectors_of(work.session, ids), repository.files_of(work.session, ids)
    people = {row.cadre_id for row in rows} | {one.person_id for some in inspectors.values() for one in some}
    names, units = names_of(work, people), unit_names_of(work, {row.unit_id for row in rows})
    known = parts or {row.id: part_in(work, row, inspectors[row.id]) for row in rows}
    return [
        FormalCheckView(
            **{key: value for key, value in row.model_dump().items() if key in FormalCheckView.model_fields}
            | {"signal_id": row.signal_id if known[row.id].office else None},
            cadre_name=names[row.cadre_id],
            unit_name=units[row.unit_id],
            dates=[date.fromisoformat(on) for on in row.days],
            inspectors=[inspector_view(one, names) for one in inspectors[row.id]],
            attachment_ids=photos[row.id],
            overdue=is_overdue(row, work.today),
        )
        for row in rows
    ]


def inspector_view(row: FormalInspector, names: Mapping[UUID, str]) -> InspectorView:
    """An inspector with their name."""
    return InspectorView(id=row.person_id, name=names.get(row.person_id, ""), signed_at=row.signed_at)


def is_overdue(row: FormalCheck, today: date) -> bool:
    """Something is still to be put right after its day."""
    asked = row.status in (SpotCheckStatus.FINDINGS, SpotCheckStatus.REPLIED) and row.voided_at is None
    return asked and row.due_on is not None and today > row.due_on
