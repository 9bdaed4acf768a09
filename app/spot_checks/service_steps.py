"""What follows a finding: the cadre's reply and rectification, the Organization Department's word on both."""

from typing import Any
from uuid import UUID

from app.audit.service import record as audit
from app.core.errors import Invalid, StaleVersion, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.work import Work
from app.records.guard import refuse_blocked
from app.spot_checks import policy_formal as policy
from app.spot_checks import repository_formal as repository
from app.spot_checks.errors import AlreadyReplied, NothingToRectify, NotYet, SpotCheckClosed
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import Finding, FormalCheck
from app.spot_checks.policy_formal import Part
from app.spot_checks.schemas import SpotCheckClose, SpotCheckReply
from app.spot_checks.schemas_formal import FormalCheckView, RectifyIn, SendBackIn
from app.spot_checks.service_formal import SUBJECT, open_check, view_of


def reply(work: Work, check_id: UUID, body: SpotCheckReply) -> FormalCheckView:
    """The cadre's one answer; the same again is answered with what stands."""
    row, part = open_check(work, check_id, lock=True)
    require(policy.can_answer(part))
    if row.reply == body.text:
        return view_of(work, row, part)
    require(row.reply is None, AlreadyReplied())
    _require(work, row, part, body.version, SpotCheckStatus.FINDINGS)
    refuse_blocked({"/text": body.text})
    row.reply, row.replied_at, row.status = body.text, work.now, SpotCheckStatus.REPLIED
    _told(work, row, "reply")
    _tell_office(work, row, "spot_check.answered")
    return view_of(work, row, part)


def rectify(work: Work, check_id: UUID, body: RectifyIn) -> FormalCheckView:
    """What the cadre put right; the Organization Department accepts it by closing, or sends it back.

    Errors: nothing-to-rectify, not-yet, stale-version, blocked-content.
    """
    row, part = open_check(work, check_id, lock=True)
    require(policy.can_answer(part))
    if row.rectification == body.text and row.status is SpotCheckStatus.RECTIFIED:
        return view_of(work, row, part)
    require(row.finding is not Finding.NONE, NothingToRectify())
    _require(work, row, part, body.version, SpotCheckStatus.FINDINGS, SpotCheckStatus.REPLIED)
    refuse_blocked({"/text": body.text})
    row.rectification, row.rectified_at, row.status = body.text, work.now, SpotCheckStatus.RECTIFIED
    _told(work, row, "rectify", in_time=row.due_on is None or work.today <= row.due_on)
    _tell_office(work, row, "spot_check.rectified")
    return view_of(work, row, part)


def send_back(work: Work, check_id: UUID, body: SendBackIn) -> FormalCheckView:
    """Not put right yet: the cadre reads why, and until when. Errors: not-yet, stale-version."""
    row, part = open_check(work, check_id, lock=True)
    require(policy.can_settle(part))
    if (
        row.status is SpotCheckStatus.REPLIED
        and row.sent_back_reason == body.reason
        and row.version == body.version + 1
    ):
        return view_of(work, row, part)
    _require(work, row, part, body.version, SpotCheckStatus.RECTIFIED)
    if body.due_on is not None and body.due_on < work.today:
        raise Invalid.at("/due_on", N_("办理期限不能早于今天。"), "too-early")
    row.sent_back_reason, row.sent_back_at, row.status = body.reason, work.now, SpotCheckStatus.REPLIED
    row.due_on = body.due_on or row.due_on
    _told(work, row, "send_back", due_on=row.due_on.isoformat() if row.due_on else None)
    publish(work, "spot_check.sent_back", spot_check_id=row.id, version=row.version, person_id=row.cadre_id)
    return view_of(work, row, part)


def close(work: Work, check_id: UUID, body: SpotCheckClose) -> FormalCheckView:
    """Nothing more to do; closing twice is closing once. Before its time it needs a reason.

    A question that led here learns of the outcome in the same transaction.
    """
    row, part = open_check(work, check_id, lock=True)
    require(policy.can_settle(part))
    if row.status is SpotCheckStatus.CLOSED:
        return view_of(work, row, part)
    _require(work, row, part, body.version, *(one for one in SpotCheckStatus if one is not SpotCheckStatus.CLOSED))
    if not policy.ends_by_itself(row.status, row.finding) and not body.reason:
        raise Invalid.at("/reason", N_("还有事没有办完，办结要写明原因。"), "missing")
    row.status, row.closed_at, row.closed_by_id = SpotCheckStatus.CLOSED, work.now, work.actor.person_id
    row.close_reason = body.reason
    signed = row.finding if row.found_at is not None else None
    _told(work, row, "close", finding=str(signed) if signed else None)
    publish(
        work,
        "spot_check.closed",
        spot_check_id=row.id,
        signal_id=row.signal_id,
        secondment_id=row.secondment_id,
        finding=str(signed) if signed else None,
        consistent=str(row.consistent) if signed and row.consistent else None,
    )
    return view_of(work, row, part)


def _require(work: Work, row: FormalCheck, part: Part, version: int, *states: SpotCheckStatus) -> None:
    require(row.status is not SpotCheckStatus.CLOSED or SpotCheckStatus.CLOSED in states, SpotCheckClosed())
    if version != row.version:
        raise StaleVersion(extra={"current": view_of(work, row, part)})
    require(row.status in states and row.voided_at is None, NotYet())


def _told(work: Work, row: FormalCheck, verb: str, **facts: Any) -> None:
    work.session.flush()
    audit(work, f"spot_checks.{verb}", SUBJECT, row.id, after=row, unit_id=row.unit_id, **facts)


def _tell_office(work: Work, row: FormalCheck, topic: str) -> None:
    """Whoever drew hears of it; the others of the office find it in their list."""
    drawn_by = repository.get_draw(work.session, row.draw_id).created_by_id
    if drawn_by is not None and drawn_by != row.cadre_id:
        publish(work, topic, spot_check_id=row.id, version=row.version, person_id=drawn_by)
