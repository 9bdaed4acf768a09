"""News of lower domains into the inbox, in the same transaction: what came back, what passed, what was noted."""

from typing import Any
from uuid import UUID

from app.core import clock, events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders import (
    news_access,
    news_appraisals,
    news_bank,
    news_calendar,
    news_care,
    news_claims,
    news_insurance,
    news_leave,
    news_objections,
    news_signals,
    news_spot_checks,
    news_standins,
    news_transfers,
    repository,
)
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message


def subscribe_inbox() -> None:
    """Called once when the application is put together."""
    news_access.subscribe()
    news_appraisals.subscribe()
    news_bank.subscribe()
    news_calendar.subscribe()
    news_care.subscribe()
    news_claims.subscribe()
    news_insurance.subscribe()
    news_leave.subscribe()
    news_objections.subscribe()
    news_signals.subscribe()
    news_spot_checks.subscribe()
    news_standins.subscribe()
    news_transfers.subscribe()
    events.subscribe("record.returned", _on_returned)
    events.subscribe("record.approved", _on_approved)
    events.subscribe("spot_check.noted", _on_noted)
    events.subscribe("spot_check.replied", _on_replied)
    events.subscribe("month.confirmed", _on_confirmed)
    events.subscribe("day.corrected", _on_corrected)


def _on_returned(work: Work, facts: dict[str, Any]) -> None:
    on, href = facts["work_on"].isoformat(), f"/days/{facts['work_on']}"
    title = Phrase(text=N_("%(work_on)s的记录被退回，请按理由修改后再提交"), params={"work_on": on})
    key = f"record.returned/{facts['record_id']}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, "record.returned", title, [], href)


def _on_approved(work: Work, facts: dict[str, Any]) -> None:
    """A day's approvals of one cadre share a message, so that fifty at once are one."""
    on = facts["work_on"].isoformat()
    line = Phrase(text=N_("%(work_on)s的记录"), params={"work_on": on}, href=f"/days/{on}")
    key = f"record.approved/{facts['secondment_id']}/{clock.civil_date(work.now)}"
    if leave_message(work, facts["person_id"], key, "record.approved", Phrase(text=N_("记录已通过")), [line]):
        return
    standing = repository.find_by_key(work.session, key)
    added = line.model_dump(mode="json")
    if standing is not None and added not in standing.lines:
        standing.lines = [*standing.lines, added]
        standing.read_at, standing.created_at = None, work.now  # what is new stands where news stand
        work.session.add(standing)


def _on_noted(work: Work, facts: dict[str, Any]) -> None:
    _about_spot_check(work, facts, "spot_check.noted", Phrase(text=N_("有一份新的抽查记录，请查看并回复")))


def _on_replied(work: Work, facts: dict[str, Any]) -> None:
    _about_spot_check(work, facts, "spot_check.replied", Phrase(text=N_("您写的抽查记录有了回复")))


def _about_spot_check(work: Work, facts: dict[str, Any], kind: str, title: Phrase) -> None:
    spot_check_id: UUID = facts["spot_check_id"]
    href = f"/spot-checks/{spot_check_id}"
    leave_message(work, facts["person_id"], f"{kind}/{spot_check_id}", kind, title, [], href)


def _on_confirmed(work: Work, facts: dict[str, Any]) -> None:
    month = facts["month"]
    title = Phrase(text=N_("%(month)s的出勤已确认"), params={"month": month})
    key = f"month.confirmed/{facts['secondment_id']}/{month}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, "month.confirmed", title, [], f"/month?m={month}")


def _on_corrected(work: Work, facts: dict[str, Any]) -> None:
    on = facts["on"].isoformat()
    title = Phrase(text=N_("主管更正了%(on)s的出勤，请核对"), params={"on": on})
    key = f"day.corrected/{facts['secondment_id']}/{on}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, "day.corrected", title, [], f"/month?m={on[:7]}")
