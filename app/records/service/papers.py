"""Reviews on paper 纸质审阅: entered by the liaison with the scan, which opens for the readers of the record."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.attendance.service_scans import may_read_scan
from app.core.errors import Invalid, NotFound
from app.core.i18n import N_
from app.core.work import Work
from app.records import policy, repository, repository_paper
from app.records.models import DailyRecord
from app.records.models_paper import PaperReview
from app.records.ports import READERS
from app.records.schemas import ReviewSeveral
from app.records.service.reading import open_record
from app.records.service.views import reads_text


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signed paper says of itself."""

    attachment_id: UUID
    signed_by: str
    signed_on: date


def signed_of(work: Work, body: ReviewSeveral) -> Signed | None:
    """The paper behind several decisions; None online. Raises Invalid for a scan of others or a date to come."""
    if body.attachment_id is None or body.signed_by is None or body.signed_on is None:
        return None
    scan = repository.find_attachment(work.session, body.attachment_id)
    if scan is None or scan.owner_id != work.actor.person_id or scan.record_id is not None:
        raise Invalid.at("/attachment_id", N_("没有找到这份扫描件，请重新上传。"), "unknown")
    if body.signed_on > work.today:
        raise Invalid.at("/signed_on", N_("签字日期不能晚于今天。"), "future-day")
    return Signed(body.attachment_id, body.signed_by, body.signed_on)


def keep_paper(work: Work, row: DailyRecord, signed: Signed, decision: str) -> UUID:
    """Keep the paper behind one decision; Invalid when it was signed before the day it decides on."""
    if signed.signed_on < row.work_on:
        raise Invalid.at("/signed_on", N_("签字日期早于所审的记录。"), "too-early")
    person_id = work.actor.person_id
    assert person_id is not None  # noqa: S101 - a liaison
    paper = PaperReview(
        attachment_id=signed.attachment_id,
        record_id=row.id,
        decision=decision,
        signed_by=signed.signed_by,
        signed_on=signed.signed_on,
        entered_by_id=person_id,
        at=work.now,
    )
    work.session.add(paper)
    work.session.flush()
    return paper.id


def may_enter_paper(work: Work, record_id: UUID) -> bool:
    """Whether the actor enters signed papers for a record: for the form's button."""
    row, access = open_record(work, record_id)
    return policy.can_enter_paper(access.relations_on(row.work_on))


def opens_scan(work: Work, attachment_id: UUID) -> bool:
    """Whether the actor may open a scan: of a decision on a record they read, of a month, of a leave, or of others."""
    return (
        may_read_scan(work, attachment_id)
        or any(_reads(work, key) for key in repository_paper.records_of_scan(work.session, attachment_id))
        or any(rule(work, attachment_id) for rule in READERS)
    )


def _reads(work: Work, record_id: UUID) -> bool:
    try:
        row, access = open_record(work, record_id)
    except NotFound:
        return False
    return access.is_author or reads_text(work, access, row.work_on)
