"""Accounts' jobs: what has long been over is deleted."""

from datetime import datetime

from app.accounts.service import purge_ended
from app.core.jobs import Job
from app.core.work import Work


def run_purge(work: Work, slot: datetime) -> str:
    """Delete sessions, tokens, codes and counters that ended long ago; a second run finds nothing."""
    counts = purge_ended(work, slot)
    return ", ".join(f"{count} {name}" for name, count in counts.items())


JOBS: tuple[Job, ...] = (
    Job(
        "accounts-purge",
        "Delete sessions, tokens and counters that ended long ago.",
        {"hour": 3, "minute": 40},
        run_purge,
    ),
)
