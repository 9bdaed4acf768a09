"""Daily: positions whose time has come are forgotten, and leave that nobody ended is asked about once."""

from datetime import datetime

from app.attendance.service_check_ins import forget_expired_positions
from app.attendance.service_leave import flag_overdue
from app.core import clock
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work


def _forget_positions(work: Work, _slot: datetime) -> str:
    return f"positions={forget_expired_positions(work)}"


def _flag_overdue(work: Work, slot: datetime) -> str:
    return f"leaves={flag_overdue(work, clock.civil_date(slot))}"


JOBS: tuple[Job, ...] = (
    Job(
        name="attendance-positions",
        description=N_("清除到期的签到位置。"),
        cron={"hour": 3, "minute": 20},
        run=_forget_positions,
    ),
    Job(
        name="leave-overdue",
        description=N_("假期过后三天仍未销假的，提醒本人和审批人一次。"),
        cron={"hour": 8, "minute": 40},
        run=_flag_overdue,
    ),
)
