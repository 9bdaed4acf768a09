"""A visit: what the inspectors read before it, what one of them writes down and the other signs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.allowances.service_read import lines_of
from app.attendance.ledger import Day, State
from app.attendance.service_ledger import leave_spans, month_sheet
from app.audit.service import digest
from app.audit.service import record as audit
from app.core import clock
from app.core.errors import Invalid, NotFound, StaleVersion, VersionConflict, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.work import Work
from app.records.guard import refuse_blocked
from app.records.service.evidence import owns_loose_photo
from app.records.service.sampled import Sampled, read_sampled
from app.spot_checks import policy_formal as policy
from app.spot_checks import repository_formal as repository
from app.spot_checks.errors import FindingsSigned
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import FormalCheck, FormalFile, FormalInspector
from app.spot_checks.policy_formal import Part
from app.spot_checks.schemas_formal import (
    ConfirmIn,
    FindingsIn,
    FormalCheckView,
    SampledDayView,
    SampledItemView,
    SampledPayView,
    SampleView,
)
from app.spot_checks.service_formal import SUBJECT, open_check, view_of

CLOCK_TOLERANCE = timedelta(minutes=5)
OPEN = (SpotCheckStatus.PLANNED, SpotCheckStatus.VISITED)


def read_sample(work: Work, check_id: UUID) -> SampleView:
    """The days drawn with what the ledger, the records and the allowance say of them; each reading is logged.

    Forbidden to the cadre, who reads their own days anywhere; an inspector's reading ends when the check is closed.
    """
    row, part = open_check(work, check_id)
    require(part.office or (part.inspector and row.status is not SpotCheckStatus.CLOSED))
    days = [date.fromisoformat(on) for on in row.days]
    audit(work, "spot_checks.sample", SUBJECT, row.id, unit_id=row.unit_id, dates=row.days)
    recorded = read_sampled(work, row.secondment_id, days)
    draw = repository.get_draw(work.session, row.draw_id)
    away = leave_spans(work, [row.secondment_id], draw.first_on, draw.last_on).get(row.secondment_id, [])
    months = sorted({clock.month_of(on) for on in days})
    ledger = {day.on: day for month in months for day in _month(work, row.secondment_id, month)}
    return SampleView(
        check_id=row.id,
        dates=[_day(ledger[on], recorded.get(on)) for on in days],
        leave_spans=[[span.start_on, span.end_on] for span in away],
        pay=[_pay(work, row.secondment_id, month) for month in months],
    )


def _day(day: Day, said: Sampled | None) -> SampledDayView:
    return SampledDayView(
        on=day.on,
        am=day.am.state,
        pm=day.pm.state,
        source=day.source,
        on_leave=State.LEAVE in (day.am.state, day.pm.state),
        status=said.status if said else None,
        day_type=said.day_type if said else None,
        hidden=said.hidden if said else False,
        items=[SampledItemView.model_validate(_item(one)) for one in said.items] if said else [],
    )


def write_findings(work: Work, check_id: UUID, body: FindingsIn, expected: int | None) -> FormalCheckView:
    """Write down what was found and sign it; whatever the other inspector had signed must be signed anew.

    The same body by the same inspector changes nothing. Over what stands one needs its version (If-Match). Errors:
    findings-signed, version-conflict, stale-version, blocked-content, 422 for a visit before the draw or to come.
    """
    row, part = open_check(work, check_id, lock=True)
    require(policy.can_find(part))
    said = digest({"by": str(work.actor.person_id), "body": body.model_dump(mode="json")})
    if row.findings_digest == said:
        return view_of(work, row, part)
    _require_open(work, row, part, expected)
    _check_visit(work, row, body)
    refuse_blocked({"/difficulties": body.difficulties, "/note": body.note, "/place": body.place})
    _keep_photos(work, row, body)
    for name in FindingsIn.model_fields:
        if name != "attachment_ids":
            setattr(row, name, getattr(body, name) or None)
    row.status, row.findings_digest = SpotCheckStatus.VISITED, said
    inspectors = repository.inspectors_of(work.session, [row.id])[row.id]
    for one in inspectors:
        one.signed_at = work.now if one.person_id == work.actor.person_id else None
    work.session.flush()
    facts: dict[str, Any] = {
        "finding": str(body.finding),
        "method": str(body.method),
        "photos": len(body.attachment_ids),
    }
    audit(work, "spot_checks.findings", SUBJECT, row.id, after=row, unit_id=row.unit_id, **facts)
    for one in inspectors:
        if one.signed_at is None:
            publish(work, "spot_check.to_sign", spot_check_id=row.id, version=row.version, person_id=one.person_id)
    return view_of(work, row, part)


def sign_findings(work: Work, check_id: UUID, body: ConfirmIn) -> FormalCheckView:
    """The second inspector's signature: from now on it stands, and the cadre reads it. Signing twice is signing once.

    Errors: stale-version, not-yet.
    """
    row, part = open_check(work, check_id, lock=True)
    require(policy.can_find(part))
    inspectors = repository.inspectors_of(work.session, [row.id])[row.id]
    own = next(one for one in inspectors if one.person_id == work.actor.person_id)
    if own.signed_at is not None:
        return view_of(work, row, part)
    if body.version != row.version:
        raise StaleVersion(extra={"current": view_of(work, row, part)})
    require(row.status is SpotCheckStatus.VISITED, FindingsSigned())
    own.signed_at = work.now
    if _all_signed(inspectors):
        row.status, row.found_at = SpotCheckStatus.FINDINGS, work.now
        publish(work, "spot_check.found", spot_check_id=row.id, person_id=row.cadre_id)
    work.session.flush()
    audit(work, "spot_checks.sign", SUBJECT, row.id, after=row, unit_id=row.unit_id, status=str(row.status))
    return view_of(work, row, part)


def _all_signed(inspectors: list[FormalInspector]) -> bool:
    return all(one.signed_at is not None for one in inspectors)


def _require_open(work: Work, row: FormalCheck, part: Part, expected: int | None) -> None:
    require(row.status in OPEN, FindingsSigned(extra={"current": view_of(work, row, part)}))
    if expected is None and row.status is SpotCheckStatus.VISITED:
        raise VersionConflict(extra={"current": view_of(work, row, part)})
    if expected is not None and expected != row.version:
        raise StaleVersion(extra={"current": view_of(work, row, part)})


def _check_visit(work: Work, row: FormalCheck, body: FindingsIn) -> None:
    if body.visited_at > work.now + CLOCK_TOLERANCE:
        raise Invalid.at("/visited_at", N_("走访时间不能晚于现在。"), "in-future")
    if clock.civil_date(body.visited_at) < clock.civil_date(row.created_at):
        raise Invalid.at("/visited_at", N_("走访时间不能早于抽签。"), "before-draw")
    if body.due_on is not None and body.due_on < clock.civil_date(body.visited_at):
        raise Invalid.at("/due_on", N_("办理期限不能早于走访。"), "too-early")


def _keep_photos(work: Work, row: FormalCheck, body: FindingsIn) -> None:
    """The photos of the body and no others; one's own that rest nowhere else, or those that stand here."""
    standing = {one.attachment_id: one for one in repository.file_rows(work.session, row.id)}
    for turn, photo_id in enumerate(body.attachment_ids):
        if photo_id in standing:
            standing.pop(photo_id).turn = turn
        elif owns_loose_photo(work, photo_id):
            work.session.add(FormalFile(check_id=row.id, attachment_id=photo_id, turn=turn))
        else:
            raise Invalid.at(f"/attachment_ids/{turn}", N_("没有找到这张照片，请重新上传。"), "unknown")
    for gone in standing.values():
        work.session.delete(gone)


def opens_photo(work: Work, attachment_id: UUID) -> bool:
    """Whether the actor knows of a check that shows this photo."""
    for check_id in repository.checks_of_photo(work.session, attachment_id):
        try:
            open_check(work, check_id)
        except NotFound:
            continue
        return True
    return False


def _month(work: Work, secondment_id: UUID, month: str) -> tuple[Day, ...]:
    sheet = month_sheet(work, secondment_id, month)
    return sheet.days if sheet is not None else ()


def _item(item: dict[str, object]) -> dict[str, object]:
    return {name: item.get(name) for name in SampledItemView.model_fields}


def _pay(work: Work, secondment_id: UUID, month: str) -> SampledPayView:
    lines = lines_of(work, secondment_id, month)
    return SampledPayView(month=month, days=lines.payable_days, subsidy_fen=lines.subsidy_fen)
