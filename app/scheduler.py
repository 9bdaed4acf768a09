"""The one APScheduler: every domain's jobs, run by the leader alone, each slot once.

APScheduler wakes the process at cron times; what is due is decided from the clock and `job_runs`, so a slot missed
while nobody led is caught up once, and a failed one tried again.
"""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from app.accounts import jobs as accounts_jobs
from app.accounts.service_duties import tell_of_delegations
from app.allowances import jobs as allowances_jobs
from app.allowances.service_claims_receipts import lend_receipts
from app.allowances.service_insurance_axis import show_cover
from app.allowances.service_words import lend_words
from app.appraisals.service import lend_to_others as lend_forms
from app.appraisals.service_care import lend_texts
from app.appraisals.service_terms import show_forms
from app.attendance import jobs as attendance_jobs
from app.attendance.service_check_ins import follow_transfers as check_ins_follow_transfers
from app.attendance.service_consent import heed_consents
from app.attendance.service_effects import lend_to_workdays
from app.audit import jobs as audit_jobs
from app.core import clock
from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.config import Settings
from app.core.db import Database
from app.core.i18n import N_
from app.core.job_history import forget_runs
from app.core.job_runs import is_due, run_slot
from app.core.jobs import Job
from app.core.lease import RENEW_SECONDS, Fence, Leadership
from app.core.work import Work
from app.handbook import jobs as handbook_jobs
from app.handbook import service_news as handbook_news
from app.handbook.service_links import show_handbooks
from app.operations import nightly
from app.records.service.duties import tell_of_records
from app.records.service.evidence import lend_to_attendance
from app.records.service.hosts import follow_transfers as records_follow_transfers
from app.records.service.summaries_holds import lend_summaries
from app.records.service.summaries_pages import show_summaries
from app.reminders import jobs as reminders_jobs
from app.reminders.service_news import subscribe_inbox
from app.secondments import jobs as secondments_jobs
from app.secondments.service_acquaintance import introduce_colleagues
from app.secondments.service_duties import tell_of_secondments
from app.secondments.service_merged_units import heed_mergers
from app.signals import jobs as signals_jobs
from app.signals.service_news import heed_facts
from app.signals.service_weights import lend_to_draws as weigh_questions
from app.spot_checks import jobs as spot_checks_jobs
from app.spot_checks.service_weights import lend_to_draws

log = structlog.get_logger()

KEEP_HISTORY = timedelta(days=30)


def _forget_history(work: Work, slot: datetime) -> str:
    return f"runs={forget_runs(work, slot - KEEP_HISTORY)}"


HISTORY = Job("job-history", N_("清理 30 天以前的任务记录。"), {"hour": 3, "minute": 40}, _forget_history)
JOBS: tuple[Job, ...] = (
    *accounts_jobs.JOBS,
    *audit_jobs.JOBS,
    *secondments_jobs.JOBS,
    *attendance_jobs.JOBS,
    *allowances_jobs.JOBS,
    *spot_checks_jobs.JOBS,
    *signals_jobs.JOBS,
    *handbook_jobs.JOBS,
    *reminders_jobs.JOBS,
    *nightly.JOBS,
    HISTORY,
)
SWEEP_SECONDS = 15
THREADS = 6
STOP_SECONDS = 10.0


def introduce_domains() -> None:
    """What lower domains ask of higher ones is lent to them, and who wants to hear of their news says so.

    In every process that works: what a job tells is heard outside the web server too. Doing it twice counts once.
    """
    subscribe_inbox()
    heed_facts()
    lend_to_attendance()
    check_ins_follow_transfers()
    records_follow_transfers()
    lend_to_workdays()
    lend_words()
    show_cover()
    lend_receipts()
    introduce_colleagues()
    tell_of_delegations()
    tell_of_secondments()
    tell_of_records()
    heed_mergers()
    heed_consents()
    lend_to_draws()
    weigh_questions()
    lend_forms()
    show_forms()
    lend_texts()
    show_summaries()
    lend_summaries()
    handbook_news.subscribe()
    show_handbooks()


class Scheduler:
    """One process's share: it stands for leadership at once, and runs jobs while it leads."""

    def __init__(self, database: Database, jobs: Iterable[Job] | None = None) -> None:
        self.database = database
        self.jobs = tuple(JOBS if jobs is None else jobs)
        self.leadership = Leadership(database.apart())
        self._busy = {job.name: threading.Lock() for job in self.jobs}
        self._pool = ThreadPoolExecutor(THREADS, "job")
        self._handing_out = threading.Lock()
        self._stopping = threading.Event()
        self._gone = threading.Event()
        self._elector = threading.Thread(target=self._stand, name="scheduler-lease", daemon=True)
        self._clockwork = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=BEIJING,
        )

    def start(self) -> None:
        """Begin to stand for leadership and to wake at cron times."""
        for job in self.jobs:
            self._clockwork.add_job(self._hand_out, job.trigger(), args=[job], id=job.name)
        self._clockwork.add_job(self._sweep, "interval", seconds=SWEEP_SECONDS, id="sweep")
        self._clockwork.start()
        self._elector.start()
        log.info("scheduler.stands", holder=self.leadership.holder)

    def stop(self) -> None:
        """Let running jobs end (long ones with their portion) under the lease, then hand it on."""
        with self._handing_out:
            self._stopping.set()
        self._clockwork.shutdown(wait=True)
        self._pool.shutdown(wait=True)
        self._gone.set()
        self._elector.join(STOP_SECONDS)
        if self._elector.is_alive():
            return  # the database does not answer: the lease has run out by itself
        try:
            self.leadership.release()
        except SQLAlchemyError as error:
            log.warning("scheduler.lease", kind=type(error).__name__)
        if self.leadership.database is not self.database:
            self.leadership.database.dispose()

    def _stand(self) -> None:
        """Renew or seek the lease each second, whatever the jobs are at."""
        led = False
        while not self._gone.wait(RENEW_SECONDS if led else RENEW_SECONDS / 2):
            try:
                leads = self.leadership.tick()
            except Exception as error:  # noqa: BLE001 - the database is away: the lease runs out by itself
                log.warning("scheduler.lease", kind=type(error).__name__)
                leads = self.leadership.fence is not None
            if leads != led:
                log.info("scheduler.leads" if leads else "scheduler.follows", holder=self.leadership.holder)
                led = leads
                if leads:
                    self._sweep()

    def _sweep(self) -> None:
        """Whatever is due runs now."""
        for job in self.jobs:
            self._hand_out(job)

    def _hand_out(self, job: Job) -> None:
        """Give the job a thread of its own, unless it has one: a long one holds up no other.

        The pool is ours: APScheduler waits for its own under a lock which whoever hands out by it needs, for ever.
        """
        fence = self.leadership.fence
        with self._handing_out:
            if fence is not None and not self._stopping.is_set() and self._busy[job.name].acquire(blocking=False):
                self._pool.submit(self._run_due, job, fence)

    def _run_due(self, job: Job, fence: Fence) -> None:
        """Run the job's newest slot unless it is done or the process stops; a fence of an earlier term runs none."""
        try:
            slot = job.last_slot(clock.now())
            if slot is not None and not self._is_over(fence) and self._is_due(job, slot, fence):
                run_slot(self.database, job, slot, fence, lambda: self._is_over(fence))
        except Exception as error:  # noqa: BLE001 - the database is away: told here, and the next sweep tries again
            log.warning("job.not-begun", job=job.name, kind=type(error).__name__)
        finally:
            self._busy[job.name].release()

    def _is_due(self, job: Job, slot: datetime, fence: Fence) -> bool:
        with Work(self.database, SYSTEM, writes=False) as work:
            return is_due(work.session, job, slot, work.now, fence)

    def _is_over(self, fence: Fence) -> bool:
        """No use in going on with a long job: the process stops, or its term has ended."""
        return self._stopping.is_set() or self.leadership.fence != fence


def start(state: Any) -> Scheduler | None:
    """Start the scheduler inside the web process when `JISHI_SCHEDULER` is `embedded`; the lifespan stops it."""
    settings: Settings = state.settings
    if settings.scheduler != "embedded":
        return None
    scheduler = Scheduler(state.database)
    scheduler.start()
    return scheduler
