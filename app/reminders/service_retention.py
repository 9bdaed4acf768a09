"""How long notices are kept: 180 days after they were read; what nobody has read yet stays."""

from datetime import timedelta

from app.core.files import Files
from app.core.i18n import N_
from app.core.retention import Rule
from app.core.work import Work
from app.reminders import repository_retention

KEEP_READ = timedelta(days=180)


def _count(work: Work, _files: Files) -> int:
    return repository_retention.count_read(work.session, work.now - KEEP_READ)


def _sweep(work: Work, _files: Files) -> int:
    return repository_retention.delete_read(work.session, work.now - KEEP_READ)


NOTICES = Rule("notices", N_("旧消息"), N_("已读 180 天后删除；未读的保留。"), _count, _sweep)
