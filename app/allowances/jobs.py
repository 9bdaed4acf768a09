"""The minute's look after exports that nobody is making any more."""

from datetime import datetime
from functools import partial
from uuid import UUID

from app.allowances.apart import make_apart
from app.allowances.service_make import list_abandoned
from app.core.config import Settings, get_settings
from app.core.db import Database
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work


def resume_exports(work: Work, _slot: datetime) -> str:
    """Begin anew what was interrupted; a second run finds it held."""
    due = list_abandoned(work)
    settings = get_settings()
    for export_id in due:
        work.after_commit(partial(_begin, settings, work.database, export_id))
    return f"resumed={len(due)}"


def _begin(settings: Settings, database: Database, export_id: UUID) -> None:
    make_apart(settings, database, export_id)


JOBS: tuple[Job, ...] = (Job("exports", N_("重新生成中断了的导出文件。"), {"minute": "*"}, resume_exports),)
