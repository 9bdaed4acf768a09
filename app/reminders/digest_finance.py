"""What finance hears: months that are ready for their next step, and what waits for a second person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.allowances.service_waits import OfficeTask, OfficeWaiting, claims_to_approve, office_waiting
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.digest_lines import Hours, Line, Lines
from app.reminders.schemas import Phrase
from app.secondments.service_circle import Circle

_STEPS: Mapping[OfficeTask, str] = {
    OfficeTask.CALCULATE: N_("%(month)s的出勤已全部确认，可以核算补助"),
    OfficeTask.APPROVE: N_("%(month)s的补助待审核"),
    OfficeTask.CLOSE: N_("%(month)s的补助待结账"),
    OfficeTask.PAY: N_("%(month)s的补助待支付"),
}
_COUNTED: Mapping[OfficeTask, tuple[str, str]] = {
    OfficeTask.OBJECTIONS: (N_("有 %(count)s 件异议待答复"), "/objections"),
    OfficeTask.OBJECTIONS_LATE: (N_("有 %(count)s 件异议过了答复期限"), "/objections"),
    OfficeTask.ADJUSTMENTS: (N_("有 %(count)s 笔调整待审核"), "/adjustments"),
    OfficeTask.ACCOUNTS: (N_("有 %(count)s 个银行账户待核对"), "/bank-accounts"),
}


def finance_lines(work: Work, circle: Circle, hours: Hours) -> Lines:
    """Of everybody in the circle; the Organization Department hears of objections that are late."""
    found: Lines = defaultdict(list)
    for person_id, some in office_waiting(work, circle).items():
        found[person_id] += [*_steps(some, hours), *_counted(some, hours)]
    for person_id, claims in claims_to_approve(work, circle).items():
        phrase = Phrase(
            text=N_("有 %(count)s 张报销单待审核"), params={"count": claims.count}, href="/claims?view=approve"
        )
        found[person_id].append(Line(hours.earliest(claims.programme_ids), phrase, claims.count))
    return found


def _steps(some: Sequence[OfficeWaiting], hours: Hours) -> list[Line]:
    """One line a month and step, however many programmes take it."""
    lines = []
    wanted = {(one.month, one.task) for one in some if one.task in _STEPS}
    for month, task in sorted(wanted, key=lambda pair: (pair[0], list(_STEPS).index(pair[1]))):
        programmes = {one.programme_id for one in some if (one.month, one.task) == (month, task)}
        href = f"/allowances?month={month}"
        phrase = Phrase(text=_STEPS[task], params={"month": month}, href=href)
        lines.append(Line(hours.earliest(programmes), phrase, len(programmes)))
    return lines


def _counted(some: Sequence[OfficeWaiting], hours: Hours) -> list[Line]:
    lines = []
    for task, (text, href) in _COUNTED.items():
        found = [one for one in some if one.task is task]
        if found:
            subjects = {one.subject for one in found if one.subject}
            count = len(subjects) if subjects else len(found)
            phrase = Phrase(text=text, params={"count": count}, href=href)
            lines.append(Line(hours.earliest(one.programme_id for one in found), phrase, count))
    return lines
