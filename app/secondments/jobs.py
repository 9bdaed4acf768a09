"""Nightly: a posting whose first day has come stands on its secondment, with those who are reminded from now on."""

from datetime import datetime

from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work
from app.secondments.service_postings import begin_postings


def _begin_postings(work: Work, _slot: datetime) -> str:
    return f"postings={begin_postings(work)}"


JOBS: tuple[Job, ...] = (
    Job(
        name="secondments-postings",
        description=N_("让当天开始的调动显示在挂职上。"),
        cron={"hour": 0, "minute": 5},
        run=_begin_postings,
    ),
)
