"""The nightly job of retention; named apart from the commands, which know the scheduler and so every job."""

from datetime import datetime

from app.core.config import get_settings
from app.core.files import open_files
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work
from app.operations.service_retention import sweep
from app.records.service import scrub_at_night


def run_retention(work: Work, _slot: datetime) -> str:
    """Delete what has had its time; a second run finds nothing."""
    scrub_at_night(work)
    lines = sweep(work, open_files(get_settings().files_url))
    return " ".join(f"{line.rule.name}={line.count}" for line in lines)


JOBS: tuple[Job, ...] = (
    Job(
        "retention",
        N_("按保存期限清理：位置、草稿、无人引用的文件、旧消息。"),
        {"hour": 3, "minute": 30},
        run_retention,
    ),
)
