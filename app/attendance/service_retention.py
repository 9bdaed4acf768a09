"""How long positions are kept: 30 days after their month is closed, 90 days at most (set when they come and close)."""

from app.attendance import repository_retention
from app.attendance.service_check_ins import forget_expired_positions
from app.core.files import Files
from app.core.i18n import N_
from app.core.retention import Rule
from app.core.work import Work


def _count(work: Work, _files: Files) -> int:
    return repository_retention.count_expired(work.session, work.now)


def _sweep(work: Work, _files: Files) -> int:
    return forget_expired_positions(work)


POSITIONS = Rule(
    "positions", N_("签到位置"), N_("所在月份结账后 30 天清除，最长保存 90 天；签到本身保留。"), _count, _sweep
)
