"""The scheduler and its jobs as they are shown."""

from datetime import datetime

from app.core.schema import View


class LeaderView(View):
    """Who held the lease last, in which term, and whether it still stands."""

    holder: str
    epoch: int
    leads: bool


class JobRunView(View):
    """One slot of a job: `running`, `done`, `failed` or `dropped`; times are instants, no personal text anywhere.

    `missed` counts the older slots that this run stands for. `is_left`: it runs no more, the next leader takes it over.
    `words` say in the reader's language what there is to say of the outcome, empty when there is nothing.
    """

    slot_at: datetime
    outcome: str
    started_at: datetime
    finished_at: datetime | None
    seen_at: datetime | None
    took_ms: int | None
    attempts: int
    missed: int
    epoch: int
    holder: str
    summary: str
    is_left: bool
    words: str


class JobView(View):
    """A job, when it is due in words, its newest run, and its failed and dropped slots of the last 24 hours."""

    name: str
    description: str
    due: str
    sense_minutes: int | None
    next_at: datetime | None
    last: JobRunView | None
    last_done_at: datetime | None
    failed: int
    dropped: int


class SchedulerView(View):
    """The leader and every job."""

    leader: LeaderView | None
    items: list[JobView]
