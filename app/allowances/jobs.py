"""The minute's look after exports that nobody is making any more, and the weekly word on insurance."""

from datetime import datetime
from functools import partial
from uuid import UUID

from app.allowances.apart import make_apart
from app.allowances.service_insurance_notice import tell_of_cover
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


def _tell_of_cover(work: Work, _slot: datetime) -> str:
    return f"short={tell_of_cover(work)}"


JOBS: tuple[Job, ...] = (
    Job("exports", N_("重新生成中断了的导出文件。"), {"minute": "*"}, resume_exports),
    Job(
        "insurance-notice",
        N_("保险有缺口或 30 天内到期时，每周第一个工作日告知组织部一次。"),
        {"hour": 9, "minute": 30},
        _tell_of_cover,
    ),
)
