"""What `/metrics` tells beside requests: the pool, the scheduler's leader and the outcomes of jobs."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.job_history import JobState, list_states
from app.core.jobs import Job
from app.core.lease import Leader, find_leader
from app.core.metrics import REGISTRY
from app.core.work import Work

WINDOW = timedelta(days=1)


class _State(Collector):
    """One scrape's look at pool, lease and job history; the same from every replica."""

    def __init__(self, database: Database, jobs: Sequence[Job]) -> None:
        self._database = database
        self._jobs = jobs

    def collect(self) -> Iterator[Metric]:
        """Gauges; without a database only that it is away."""
        yield from _pool(self._database)
        try:
            with Work(self._database, SYSTEM, writes=False) as work:
                leader = find_leader(work.session)
                jobs = list_states(work.session, work.now - WINDOW, [job.name for job in self._jobs])
        except SQLAlchemyError:
            yield GaugeMetricFamily("jishi_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("jishi_database_up", "Whether the database answers.", value=1)
        yield from _leadership(leader)
        yield from _jobs(jobs)


def exposition(database: Database, jobs: Sequence[Job]) -> bytes:
    """Everything in Prometheus' text format."""
    state = CollectorRegistry()
    state.register(_State(database, jobs))
    return generate_latest(REGISTRY) + generate_latest(state)


def _pool(database: Database) -> Iterator[Metric]:
    pool = database.engine.pool
    if isinstance(pool, QueuePool):
        in_use = GaugeMetricFamily("jishi_db_connections", "Pooled connections.", labels=["state"])
        in_use.add_metric(["in_use"], pool.checkedout())
        in_use.add_metric(["idle"], pool.checkedin())
        yield in_use


def _leadership(leader: Leader | None) -> Iterator[Metric]:
    leads = GaugeMetricFamily(
        "jishi_scheduler_leader", "1 while this holder's lease stands, 0 once it has run out.", labels=["holder"]
    )
    epoch = GaugeMetricFamily("jishi_scheduler_epoch", "Grows with every take-over.")
    if leader is not None:
        leads.add_metric([leader.holder], int(leader.leads))
        epoch.add_metric([], leader.epoch)
    yield from (leads, epoch)


def _jobs(jobs: dict[str, JobState]) -> Iterator[Metric]:
    done = GaugeMetricFamily("jishi_job_last_success_timestamp_seconds", "When it last ended well.", labels=["job"])
    failed = GaugeMetricFamily("jishi_job_failed_slots", "Slots of the last day that failed.", labels=["job"])
    for name, state in sorted(jobs.items()):
        if state.last_done_at is not None:
            done.add_metric([name], state.last_done_at.timestamp())
        failed.add_metric([name], state.failures)
    yield from (done, failed)
