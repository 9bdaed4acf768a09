"""What a reviewer's digest says: how much waits and since when. Supervisors with their stand-ins, liaisons, leaders;
of term-end forms also the sending unit.

The numbers are those of 待办 and of the menu; the Organization Department's own part of them (long leave, claims whose
host is gone, hidden records) comes by the same way.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from app.allowances.service_waits import claims_to_verify
from app.appraisals.service_waits import OpenForm, forms_waiting
from app.attendance.service_waits import leave_waiting, months_to_confirm
from app.core import clock
from app.core.actor import Role
from app.core.i18n import N_
from app.core.work import Work
from app.records.service.waits import holds_waiting, records_waiting
from app.reminders.digest_lines import Hours, Line, Lines
from app.reminders.schemas import Phrase
from app.secondments.service_circle import Circle
from app.signals.service_waits import answers_waiting
from app.workdays.service_waiting import Patience, patience_of

REVIEWERS = (Role.SUPERVISOR, Role.GROUP_LEADER, Role.LIAISON)
TODO = "/todo"
RECORDS = N_("有 %(count)s 条记录待审阅"), N_("有 %(count)s 条记录待审阅，最早的等了 %(waited)s 个工作日")
LEAVE = N_("有 %(count)s 份请假待处理"), N_("有 %(count)s 份请假待处理，最早的等了 %(waited)s 个工作日")
CLAIMS = N_("有 %(count)s 张报销单待核实"), N_("有 %(count)s 张报销单待核实，最早的等了 %(waited)s 个工作日")
ANSWERS = N_("有 %(count)s 个疑问已有回复，待您看"), N_("有 %(count)s 个疑问已有回复，最早的等了 %(waited)s 个工作日")
FORMS = (
    N_("有 %(count)s 份期满鉴定表等您填写并签字"),
    N_("有 %(count)s 份期满鉴定表等您填写并签字，最早的等了 %(waited)s 个工作日"),
)
"""What is said of what came today, and of what has waited a workday."""


def reviewer_lines(work: Work, circle: Circle, hours: Hours, forms: Sequence[OpenForm] = ()) -> Lines:
    """Of everybody in the circle, with the term-end forms that are open; a fixed number of statements."""
    told = _Told(circle, hours, patience_of(work))
    month = clock.previous_month(clock.month_of(work.today))
    unconfirmed = months_to_confirm(work, circle, month)  # first, for it reads nearly everybody's secondment at once
    for person_id, records in records_waiting(work, circle).items():
        told.waits(person_id, RECORDS, records, records.records, items=records.cards)
    for person_id, leave in leave_waiting(work, circle).items():
        told.waits(person_id, LEAVE, leave, leave.count, "/leave")
    for person_id, claims in claims_to_verify(work, circle).items():
        told.waits(person_id, CLAIMS, claims, claims.count, "/claims?view=verify")
    for person_id, answers in answers_waiting(work, circle).items():
        told.waits(person_id, ANSWERS, answers, answers.count, "/signals", todo=False)
    for person_id, waiting in forms_waiting(work, circle, forms).items():
        told.waits(person_id, FORMS, waiting, waiting.count, "/appraisals")
    for person_id, programmes in unconfirmed.items():
        phrase = Phrase(text=N_("%(month)s的出勤待确认"), params={"month": month}, href=f"/attendance?month={month}")
        told.lines[person_id].append(Line(hours.earliest(programmes), phrase))
    for person_id, held in holds_waiting(work, circle).items():
        phrase = Phrase(text=N_("有 %(count)s 处已隔离的内容待处置"), params={"count": len(held)}, href="/holds")
        told.lines[person_id].append(Line(hours.earliest(held), phrase, len(held)))
    return told.lines


class _Waiting(Protocol):
    """What every kind of waiting thing tells."""

    @property
    def since(self) -> date:
        """The day on which the oldest began to wait."""

    @property
    def programme_ids(self) -> frozenset[UUID]:
        """To which programmes they belong."""


class _Told:
    """The lines as they come, each at the hour of the earliest programme of what waits."""

    def __init__(self, circle: Circle, hours: Hours, patience: Patience) -> None:
        self.lines: Lines = defaultdict(list)
        self._circle, self._hours, self._patience = circle, hours, patience

    def waits(
        self,
        person_id: UUID,
        texts: tuple[str, str],
        waiting: "_Waiting",
        count: int,
        href: str = TODO,
        *,
        items: int | None = None,
        todo: bool = True,
    ) -> None:
        """One line: the count, and once it has waited a workday, how long. What 待办 shows is reached there."""
        actor, programmes = self._circle.actors[person_id], waiting.programme_ids
        days = self._patience.workdays(min(waiting.since, self._patience.today))
        params: dict[str, int] = {"count": count} | ({"waited": days} if days else {})
        link = TODO if todo and actor.has(*REVIEWERS) else href
        hour = self._hours.earliest(programmes) if programmes else self._hours.of_office(actor.paths(Role.ORGADMIN))
        phrase = Phrase(text=texts[1 if days else 0], params=params, href=link)
        self.lines[person_id].append(Line(hour, phrase, items or count))
