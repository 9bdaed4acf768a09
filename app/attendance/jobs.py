"""Nightly: positions whose time has come are forgotten."""

from datetime import datetime

from app.attendance.service_check_ins import forget_expired_positions
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work


def _forget_positions(work: Work, _slot: datetime) -> str:
    return f"positions={forget_expired_positions(work)}"


JOBS: tuple[Job, ...] = (
    Job(
        name="attendance-positions",
        description=N_("清除到期的签到位置。"),
        cron={"hour": 3, "minute": 20},
        run=_forget_positions,
    ),
)
