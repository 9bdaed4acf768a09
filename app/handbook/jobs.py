"""The minute's look after handbook jobs: what nobody is making any more, what must not be kept."""

from datetime import datetime
from functools import partial
from uuid import UUID

from app.core.config import Settings, get_settings
from app.core.db import Database
from app.core.files import open_files
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.making import begin_apart
from app.core.printing import drop_left_over
from app.core.work import Work
from app.handbook.service_jobs import drop_withdrawn
from app.handbook.service_make import list_abandoned


def resume_handbooks(work: Work, _slot: datetime) -> str:
    """Go on with what was interrupted, drop what was withdrawn or left over; a second run finds it held."""
    due = list_abandoned(work)
    settings = get_settings()
    dropped = drop_withdrawn(work, open_files(settings.files_url))
    for job_id in due:
        work.after_commit(partial(_begin, settings, work.database, job_id))
    return f"resumed={len(due)} dropped={dropped} left={drop_left_over()}"


def _begin(settings: Settings, database: Database, job_id: UUID) -> None:
    begin_apart(settings, database, ["handbooks", "make", str(job_id)])


JOBS: tuple[Job, ...] = (
    Job(
        "handbooks",
        N_("继续生成中断了的成批手册，删除内容已被隔离的。"),
        {"minute": "*"},
        resume_handbooks,
    ),
)
