"""The spot checks' job: what is due."""

from datetime import datetime

from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work
from app.spot_checks.service_due import tell_of_due


def _tell(work: Work, _slot: datetime) -> str:
    plans, late = tell_of_due(work)
    return f"plans={plans} overdue={late}"


JOBS: tuple[Job, ...] = (
    Job(
        "spot-checks-due",
        N_("检查计划到期未抽签时告知组织部一次，整改逾期时告知本人一次。"),
        {"hour": 9, "minute": 20},
        _tell,
    ),
)
