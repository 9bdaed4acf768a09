"""The demo's inbox: what came back, what passed, and the digests of the last workdays, some of them read."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import cycle

from app.accounts.models import Person
from app.core import clock
from app.core.i18n import N_
from app.core.work import Work
from app.demo.acting import as_person, at
from app.records.models import RecordStatus
from app.records.service import statuses_between
from app.reminders.models import InboxMessage
from app.reminders.models_channels import Channel, Delivery, DeliveryAttempt, DeliveryState
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message, read_messages
from app.secondments.models import Secondment
from app.workdays.service import get_calendar

LOOK_BACK = timedelta(days=24)
_WAYS = (
    (Channel.EMAIL, DeliveryState.SENT, "accepted", "ok"),
    (Channel.SMS, DeliveryState.FAILED, "refused", "sms-refused"),
    (Channel.EMAIL, DeliveryState.SENT, "accepted", "ok"),
    (Channel.WECOM, DeliveryState.UNKNOWN, "unknown", "timeout"),
)


def write_messages(work: Work, people: dict[str, Person], row: Secondment) -> None:
    """To the demo's cadre and supervisor; whatever is older than three days is read."""
    cadre, supervisor = people["cadre"], people["supervisor"]
    statuses = statuses_between(work, [row.id], work.today - LOOK_BACK, work.today)[row.id]
    for on in sorted(day for day, status in statuses.items() if status is RecordStatus.APPROVED)[-3:]:
        line = Phrase(text=N_("%(work_on)s的记录"), params={"work_on": on.isoformat()}, href=f"/days/{on}")
        _leave(work, cadre, "record.approved", at(on, 1, 9), Phrase(text=N_("记录已通过")), [line])
    back = sorted(day for day, status in statuses.items() if status is RecordStatus.RETURNED)
    for on in back:
        title = Phrase(text=N_("%(work_on)s的记录被退回，请按理由修改后再提交"), params={"work_on": on.isoformat()})
        _leave(work, cadre, "record.returned", at(on, 1, 10), title, [], f"/days/{on}")
    month = clock.previous_month(clock.month_of(work.today))
    title = Phrase(text=N_("%(month)s的出勤已确认"), params={"month": month})
    first = clock.month_bounds(clock.month_of(work.today))[0]
    _leave(work, cadre, "month.confirmed", at(first, 2, 11), title, [], f"/month?m={month}")
    waiting = [Phrase(text=N_("有 %(count)s 条记录待审阅"), params={"count": 3}, href="/todo")]
    said = ((cadre, _to_mend(back)), (supervisor, waiting))
    _send_out(work, [_digest(work, person, on, lines) for on in _workdays(work, 2) for person, lines in said])
    for person in (cadre, supervisor):
        with as_person(work, person, work.now) as own:
            read_messages(own, work.now - timedelta(days=3))


def _send_out(work: Work, messages: Sequence[InboxMessage]) -> None:
    """The digests left by several channels once: most were taken, one was refused, one is not known."""
    for message, (channel, state, outcome, code) in zip(messages, cycle(_WAYS), strict=False):
        begun, done = message.created_at, message.created_at + timedelta(seconds=2)
        row = Delivery(
            message_id=message.id,
            person_id=message.person_id,
            channel=channel,
            state=state,
            items=len(message.lines),
            attempts=1,
            next_at=begun,
            expires_at=at(clock.civil_date(begun), 0, 18),
            settled_at=done,
            code=code,
            created_at=begun,
        )
        work.session.add(row)
        work.session.flush()
        tried = DeliveryAttempt(delivery_id=row.id, no=1, channel=channel, outcome=outcome, code=code)
        tried.started_at, tried.finished_at = begun, done
        work.session.add(tried)
    work.session.flush()


def _to_mend(back: list[date]) -> list[Phrase]:
    lines = [Phrase(text=N_("今天的纪实还没有写"), href="/today")]
    if back:
        days = [day.isoformat() for day in back]
        text = N_("有 %(count)s 天的记录被退回待修改：%(days)s")
        lines.append(Phrase(text=text, params={"count": len(days), "days": days}, href=f"/days/{days[0]}"))
    return lines


def _workdays(work: Work, count: int) -> list[date]:
    """The last workdays before today."""
    calendar = get_calendar(work, work.today - LOOK_BACK, work.today)
    days = (work.today - timedelta(days=back) for back in range(1, LOOK_BACK.days))
    return sorted([on for on in days if calendar.is_workday(on)][:count])


def _digest(work: Work, person: Person, on: date, lines: list[Phrase]) -> InboxMessage:
    message = InboxMessage(
        person_id=person.id,
        key=f"workday-digest/{on}/{person.id}",
        kind="workday-digest",
        title=N_("%(on)s提醒"),
        params={"on": on.isoformat(), "items": len(lines), "once": []},
        lines=[line.model_dump(mode="json") for line in lines],
        created_at=at(on, 0, 17),
    )
    work.session.add(message)
    work.session.flush()
    return message


def _leave(
    work: Work,
    person: Person,
    kind: str,
    instant: datetime,
    title: Phrase,
    lines: list[Phrase],
    link: str | None = None,
) -> None:
    with as_person(work, person, min(instant, work.now)) as then:
        leave_message(then, person.id, f"demo/{kind}/{instant.isoformat()}/{person.id}", kind, title, lines, link)
