"""What reminders keep of a person, for their own copy."""

from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Said, Section
from app.core.work import Work
from app.reminders import repository
from app.reminders.models import InboxMessage
from app.reminders.service import get_settings


def my_data(work: Work) -> list[Section]:
    """The inbox and the reminder settings."""
    person_id = work.actor.person_id
    if person_id is None:
        raise Forbidden
    messages = [_message(row) for row in repository.own_messages(work.session, person_id)]
    fields = [("created_at", N_("时间")), ("title", N_("标题")), ("lines", N_("内容")), ("read_at", N_("阅读时间"))]
    settings = [get_settings(work).model_dump()]
    return [
        Section("inbox", N_("消息"), fields, messages),
        Section("reminders", N_("每日提醒"), [("muted", N_("已关闭")), ("channels", N_("途径"))], settings),
    ]


def _message(row: InboxMessage) -> dict[str, object]:
    lines = [Said(line["text"], line.get("params") or {}) for line in row.lines]
    return row.model_dump() | {"title": Said(row.title, row.params), "lines": lines}
