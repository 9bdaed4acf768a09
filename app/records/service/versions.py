"""Every act leaves a version: what the record said and was after it. Nothing here changes or removes one."""

from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from app.core.work import Work
from app.records.models import DailyRecord, RecordVersion
from app.records.service.views import content_of


def add_version(work: Work, row: DailyRecord, action: str, comment: str | None = None, **facts: Any) -> None:
    """Keep the record as it stands after `action`; call after the flush that bumped its version."""
    work.session.add(
        RecordVersion(
            record_id=row.id,
            secondment_id=row.secondment_id,
            number=row.version,
            action=action,
            status=row.status,
            content=content_of(row),
            comment=comment,
            actor_id=work.actor.person_id,
            at=work.now,
            **facts,
        )
    )


def touch(row: DailyRecord) -> None:
    """Let the next flush bump the version even when the act changed no column (the same text saved again)."""
    flag_modified(row, "status")
