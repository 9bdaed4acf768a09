"""How long notices and deliveries are kept: 180 days after they were read, or after their day; unread ones stay."""

from datetime import timedelta

from app.core.files import Files
from app.core.i18n import N_
from app.core.retention import Rule
from app.core.work import Work
from app.reminders import repository_deliveries, repository_retention

KEEP_READ = timedelta(days=180)
KEEP_DELIVERIES = timedelta(days=180)


def _count(work: Work, _files: Files) -> int:
    return repository_retention.count_read(work.session, work.now - KEEP_READ)


def _sweep(work: Work, _files: Files) -> int:
    return repository_retention.delete_read(work.session, work.now - KEEP_READ)


NOTICES = Rule("notices", N_("旧消息"), N_("已读 180 天后删除；未读的保留。"), _count, _sweep)


def _count_deliveries(work: Work, _files: Files) -> int:
    return repository_deliveries.count_over(work.session, work.now - KEEP_DELIVERIES)


def _sweep_deliveries(work: Work, _files: Files) -> int:
    return repository_deliveries.delete_over(work.session, work.now - KEEP_DELIVERIES)


DELIVERIES = Rule(
    "deliveries", N_("送达日志"), N_("当天发送时段过后 180 天删除。"), _count_deliveries, _sweep_deliveries
)


def _count_addresses(work: Work, _files: Files) -> int:
    return repository_deliveries.count_left(work.session, work.today)


def _sweep_addresses(work: Work, _files: Files) -> int:
    return repository_deliveries.delete_left(work.session, work.today)


ADDRESSES = Rule("addresses", N_("提醒途径的地址"), N_("账号停用或离任后删除。"), _count_addresses, _sweep_addresses)
