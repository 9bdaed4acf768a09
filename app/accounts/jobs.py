"""Accounts' jobs: what has long been over is deleted."""

from datetime import datetime

from app.accounts.service import purge_ended
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work


def run_purge(work: Work, slot: datetime) -> str:
    """Delete sessions, tokens, codes and counters that ended long ago; a second run finds nothing."""
    counts = purge_ended(work, slot)
    return ", ".join(f"{count} {name}" for name, count in counts.items())


JOBS: tuple[Job, ...] = (
    Job("accounts-purge", N_("清理早已结束的会话、令牌、重置码和登录计数。"), {"hour": 3, "minute": 50}, run_purge),
)
