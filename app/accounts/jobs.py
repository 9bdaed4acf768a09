"""Accounts' jobs: what has long been over is deleted."""

from datetime import datetime

from app.accounts.service import purge_ended
from app.accounts.service_delegations import tell_turns
from app.accounts.service_leaving import switch_off_the_gone
from app.core.clock import civil_date
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work


def run_purge(work: Work, slot: datetime) -> str:
    """Delete sessions, tokens, codes and counters that ended long ago; a second run finds nothing."""
    counts = purge_ended(work, slot)
    return " ".join(f"{name}={count}" for name, count in counts.items())


def run_departures(work: Work, slot: datetime) -> str:
    """Switch off the accounts of those whose last day is over."""
    return f"people={switch_off_the_gone(work, civil_date(slot))}"


JOBS: tuple[Job, ...] = (
    Job("delegations", N_("告知代理的开始和结束。"), {"hour": 8, "minute": 0}, tell_turns),
    Job("accounts-departures", N_("停用离任人员的账号。"), {"hour": 0, "minute": 5}, run_departures),
    Job("accounts-purge", N_("清理早已结束的会话、令牌、重置码和登录计数。"), {"hour": 3, "minute": 50}, run_purge),
)
