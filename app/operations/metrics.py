"""What `/metrics` tells beside requests: the pool, the scheduler's leader and the outcomes of jobs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.job_history import RECENT, JobState, list_states
from app.core.jobs import Job
from app.core.lease import Leader, find_leader
from app.core.metrics import REGISTRY
from app.core.work import Work
from app.reminders.models_channels import Channel, DeliveryState
from app.reminders.service_delivery_health import count_recent, paused_channels


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
                states = list_states(work.session, work.now - RECENT, [job.name for job in self._jobs])
                now = work.now
                deliveries = list(_deliveries(work))
        except SQLAlchemyError:
            yield GaugeMetricFamily("jishi_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("jishi_database_up", "Whether the database answers.", value=1)
        yield from _leadership(leader)
        yield from _jobs(self._jobs, states, now)
        yield from deliveries


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


def _jobs(jobs: Sequence[Job], states: dict[str, JobState], now: datetime) -> Iterator[Metric]:
    done = _gauge("last_success_timestamp_seconds", "When it last ended well.")
    took = _gauge("last_duration_seconds", "How long its newest ended run took.")
    due = _gauge("next_slot_timestamp_seconds", "When it is due next.")
    running = _gauge("running_since_timestamp_seconds", "When the run began that has not ended.")
    failed = _gauge("failed_slots", "Slots of the last day that failed.")
    dropped = _gauge("dropped_slots", "Slots of the last day that came too late to make sense.")
    for job in jobs:
        state, labels, following = states[job.name], [job.name], job.next_slot(now)
        if state.last_done_at is not None:
            done.add_metric(labels, state.last_done_at.timestamp())
        if state.last is not None and state.last.took_ms is not None:
            took.add_metric(labels, state.last.took_ms / 1000)
        if state.last is not None and state.last.outcome == "running":
            running.add_metric(labels, state.last.started_at.timestamp())
        if following is not None:
            due.add_metric(labels, following.timestamp())
        failed.add_metric(labels, state.failed)
        dropped.add_metric(labels, state.dropped)
    yield from (done, took, due, running, failed, dropped)


def _deliveries(work: Work) -> Iterator[Metric]:
    states = GaugeMetricFamily(
        "jishi_deliveries", "The last day's, by what became of them.", labels=["channel", "state"]
    )
    counts = count_recent(work)
    for channel in Channel:
        for state in DeliveryState:
            states.add_metric([channel.value, state.value], counts.get((channel, state), 0))
    paused = GaugeMetricFamily("jishi_channel_paused_until_timestamp_seconds", "Left alone until.", labels=["channel"])
    for channel, until in paused_channels(work).items():
        paused.add_metric([channel.value], until.timestamp())
    yield from (states, paused)


def _gauge(name: str, words: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"jishi_job_{name}", words, labels=["job"])
