"""Objections 异议: filed by the cadre against their own month, answered by finance, taken back by the author."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.allowances import policy_objections as policy
from app.allowances import repository_objections as repository
from app.allowances import repository_runs as runs
from app.allowances.errors import NotCalculated
from app.allowances.errors_objections import ObjectionOpen, ObjectionSettled, OwnObjection
from app.allowances.models_objections import Objection, ObjectionDay, ObjectionState
from app.allowances.schemas_objections import AnswerIn, ObjectionFilter, ObjectionIn, ObjectionView
from app.allowances.service_objection_views import view_of, views_of
from app.audit.service import record
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, NotFound, VersionConflict, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.records.guard import refuse_blocked
from app.secondments.access import Access, get_access
from app.secondments.service_minting import hold_identity, is_replay, stamp
from app.workdays.service import get_calendar

LOOK_AHEAD = timedelta(days=60)


def file_objection(work: Work, month: str, body: ObjectionIn) -> tuple[ObjectionView, bool]:
    """Object to one's own month once it is calculated, closed ones included; answers it and whether it is new.

    Errors: not-calculated, objection-open, 422 for a day of another month, blocked-content, id-reused.
    """
    access = get_access(work, body.secondment_id, lock=True)
    require(policy.can_file(access.relations))
    hold_identity(work, body.id)
    existing = repository.get_objection(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return view_of(work, existing), False
    found = runs.find_row(work.session, body.secondment_id, month)
    if found is None:
        raise NotCalculated
    _check_dates(access, month, body.dates)
    _refuse_second(work, month, body)
    refuse_blocked({"/text": body.text})
    row = Objection(
        secondment_id=access.secondment.id,
        cadre_id=access.secondment.cadre_id,
        programme_id=access.secondment.programme_id,
        month=month,
        text=body.text,
        due_on=_due_on(work, access),
        created_at=work.now,
    )
    stamp(work, row, body)
    work.session.add(row)
    work.session.flush()
    days = (ObjectionDay(objection_id=row.id, day_on=on, secondment_id=row.secondment_id) for on in body.dates)
    work.session.add_all(days)
    _told(work, access, row, "file", "filed", dates=len(body.dates), due_on=row.due_on.isoformat())
    return view_of(work, row), True


def list_objections(work: Work, wanted: ObjectionFilter) -> Page[ObjectionView]:
    """What the actor may know of; of days that their unit hosts the dates alone."""
    rows, following = repository.page_visible(work.session, work.actor, work.today, wanted)
    return Page[ObjectionView](items=views_of(work, rows), next_cursor=following)


def list_of_month(work: Work, access: Access, month: str) -> list[ObjectionView]:
    """Those to one month of a secondment that the actor has opened, as far as they may know of them."""
    rows = repository.list_of_month(work.session, access.secondment.id, month)
    days = repository.list_days(work.session, [row.id for row in rows])
    return views_of(work, [row for row in rows if _knows(access, days.get(row.id, ()))])


def get_objection(work: Work, objection_id: UUID) -> ObjectionView:
    """One objection; NotFound for whoever may not know of it."""
    return view_of(work, open_objection(work, objection_id)[0])


def count_waiting(work: Work, *, overdue: bool = False) -> int:
    """How many objections of others wait for the answer of the actor's office, for badges."""
    if not work.actor.has(*repository.WHOLE_READERS):
        return 0
    return repository.count_open(work.session, work.actor, work.today, overdue=overdue)


def count_for_badge(work: Work) -> int:
    """What finance has to answer; to the Organization Department what finance is late with."""
    return count_waiting(work, overdue=not may_answer_somewhere(work))


def may_answer_somewhere(work: Work) -> bool:
    """Whether the actor's office answers objections at all: for words of the page."""
    return work.actor.has(Role.FINANCE)


def answer_objection(work: Work, objection_id: UUID, body: AnswerIn) -> ObjectionView:
    """Finance answers, once and never their own; what is upheld is made good by a late fact or an adjustment.

    Errors: version-conflict, objection-settled, own-objection, blocked-content.
    """
    row, access = open_objection(work, objection_id, lock=True)
    require(policy.answers(access.relations))
    require(not access.is_author, OwnObjection())
    if (row.answered_by_id, row.outcome, row.answer) == (work.actor.person_id, body.outcome, body.text):
        return view_of(work, row)
    _require_open(work, row, body.version)
    refuse_blocked({"/text": body.text})
    row.state, row.outcome, row.answer = ObjectionState.ANSWERED, body.outcome, body.text
    row.answered_at, row.answered_by_id = work.now, work.actor.person_id
    work.session.add(row)
    _told(work, access, row, "answer", "answered", outcome=str(body.outcome), in_time=work.today <= row.due_on)
    return view_of(work, row)


def withdraw_objection(work: Work, objection_id: UUID, version: int) -> ObjectionView:
    """The author takes back what is not answered. Errors: version-conflict, objection-settled."""
    row, access = open_objection(work, objection_id, lock=True)
    require(policy.can_file(access.relations))
    if row.state is ObjectionState.WITHDRAWN:
        return view_of(work, row)
    _require_open(work, row, version)
    row.state, row.withdrawn_at = ObjectionState.WITHDRAWN, work.now
    work.session.add(row)
    _told(work, access, row, "withdraw", "withdrawn")
    return view_of(work, row)


def open_objection(work: Work, objection_id: UUID, *, lock: bool = False) -> tuple[Objection, Access]:
    """An objection and its secondment, the objection locked on demand; NotFound for whoever may not know of it."""
    row = repository.get_objection(work.session, objection_id, lock=lock)
    if row is None:
        raise NotFound
    access = get_access(work, row.secondment_id)
    days = repository.list_days(work.session, [row.id]).get(row.id, [])
    require(_knows(access, days), NotFound())
    return row, access


def _knows(access: Access, days: Sequence[date]) -> bool:
    return policy.knows(access.relations, (access.relations_on(on) for on in days))


def _check_dates(access: Access, month: str, days: Sequence[date]) -> None:
    first, last = clock.month_bounds(month)
    first, last = max(first, access.secondment.start_on), min(last, access.secondment.end_on)
    for index, on in enumerate(days):
        if not first <= on <= last:
            raise Invalid.at(f"/dates/{index}", N_("请选本月在挂职期内的日子。"), "other-month")


def _refuse_second(work: Work, month: str, body: ObjectionIn) -> None:
    """The secondment is locked, so two at the same moment follow one another."""
    rows = repository.list_of_month(work.session, body.secondment_id, month)
    waiting = [row.id for row in rows if row.state is ObjectionState.OPEN]
    days = repository.list_days(work.session, waiting)
    for key in waiting:
        shared = set(days.get(key, ())) & set(body.dates)
        if shared or (not body.dates and not days.get(key)):
            named = "、".join(on.isoformat() for on in sorted(shared)) or month
            raise ObjectionOpen(extra={"objection_id": str(key)}, dates=named)


def _due_on(work: Work, access: Access) -> date:
    """By the calendar of whoever answers: the office that runs the programme."""
    calendar = get_calendar(work, work.today, work.today + LOOK_AHEAD).at(access.facts.programme_path)
    return policy.due_on(work.today, lambda on: calendar.kind(on).is_open)


def _require_open(work: Work, row: Objection, version: int) -> None:
    if row.state is not ObjectionState.OPEN:
        raise ObjectionSettled(extra={"current": view_of(work, row)})
    if row.version != version:
        raise VersionConflict(extra={"current": view_of(work, row)})


def _told(work: Work, access: Access, row: Objection, verb: str, news: str, **facts: Any) -> None:
    """The trail and the news: month, states and counts, never a word of either side."""
    work.session.flush()
    unit_id = access.posting_on(clock.month_bounds(row.month)[1]).receiving_unit_id
    record(work, f"objections.{verb}", "objection", row.id, unit_id=unit_id, month=row.month, state=row.state, **facts)
    publish(
        work,
        f"objection.{news}",
        objection_id=row.id,
        secondment_id=row.secondment_id,
        person_id=row.cadre_id,
        month=row.month,
        outcome=row.outcome,
        dates=repository.list_days(work.session, [row.id]).get(row.id, []),
        programme_path=access.facts.programme_path,
    )
