"""Filing leave 请假 and reading it: in time, after the fact (补假), or for a cadre who cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.attendance import policy_leave as policy
from app.attendance import repository_leave as repository
from app.attendance.errors import LeaveNotServing, LeaveOverlaps
from app.attendance.ledger import LeaveSpan
from app.attendance.models_leave import Leave, LeaveStatus, LeaveStep, Level
from app.attendance.policy_leave import Relations
from app.attendance.ports import PORTS
from app.attendance.repository import unit_paths
from app.attendance.schemas_leave import LeaveFilter, LeaveIn, LeaveView
from app.attendance.service_calendars import calendar_at
from app.attendance.service_days import policy_of
from app.attendance.service_leave_views import powers_of, view_of, views_of
from app.audit.service import record
from app.core import clock
from app.core.actor import Role
from app.core.errors import IdReused, Invalid, NotFound, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.paging import MIRROR_LAG, Page
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import Access, get_access, is_month_closed, refuse_imported
from app.secondments.models import Secondment, SecondmentStatus
from app.secondments.policy import Relation
from app.secondments.rules import leave_tiers

_NOT_SERVING = frozenset({SecondmentStatus.DRAFT, SecondmentStatus.APPROVED})
MOST_WAITING = 200
SPELL_REACH = timedelta(days=31)
"""How far other leave of the cadre is looked at for adjoining this one: no row of days off is that long."""


def file_leave(work: Work, body: LeaveIn) -> tuple[LeaveView, bool]:
    """File a leave by the cadre, or with a reason for a cadre who cannot; answers it and whether it is new.

    After its first day it is marked 补假; after a month inside it was closed it needs `late_reason` and moves the
    ledger alone. Errors: 422 outside the term, leave-overlaps, not-serving, id-reused.
    """
    access = get_access(work, body.secondment_id, lock=True)
    held = held_on(access, body.start_on)
    require(policy.can_file(held))
    refuse_imported(work, access.secondment)
    if body.id is not None and (known := repository.get_leave(work.session, body.id)) is not None:
        return _replayed(work, known, body), False
    _check_words(access, body)
    _check_term(access.secondment, body)
    late = _check_late(work, access.secondment, body)
    row = _make(work, access, body)
    row.retroactive, row.after_close = body.start_on < work.today, late
    refuse_overlap(work, row)
    work.session.add(row)
    work.session.flush()
    add_step(work, row, "submit", from_version=0)
    tell(work, row, "submitted", by_author=Relation.AUTHOR in held)
    return view_of(work, row), True


def get_leave(work: Work, leave_id: UUID) -> LeaveView:
    """One leave as the actor may read it; NotFound for whoever may not know of it."""
    row, _ = open_leave(work, leave_id)
    return view_of(work, row)


def list_leaves(work: Work, wanted: LeaveFilter) -> Page[LeaveView]:
    """The leave that the actor may know of, the newest first day first."""
    rows, following = repository.list_leaves(work.session, work.actor, work.today, wanted)
    since = work.now - MIRROR_LAG if wanted.changed_since is not None else None
    return Page[LeaveView](items=views_of(work, rows), next_cursor=following, next_since=since)


def list_waiting(work: Work) -> list[LeaveView]:
    """What waits for the actor: leave to decide on and returns to confirm, the first to begin first."""
    return views_of(work, _waiting(work))


def count_waiting(work: Work) -> int:
    """How many of them, for a badge."""
    return len(_waiting(work))


def _waiting(work: Work) -> Sequence[Leave]:
    if not work.actor.has(*repository.FOLLOWING_ROLES):
        return ()
    rows = repository.list_waiting(work.session, work.actor, work.today, MOST_WAITING)
    may = powers_of(work, rows)
    return [row for row in rows if may[row.id].decides or (row.is_ended and may[row.id].settles)]


def flag_overdue(work: Work, on: date) -> int:
    """Publish `leave.overdue` for each leave that is over and was not ended in time, once; answers how many."""
    rows = repository.list_overdue(work.session, on - policy.RETURN_WITHIN)
    overdue = [row for row in rows if policy.is_overdue(row, on)]
    for row in overdue:
        spread(work, row, "overdue")
    settled = [row for row in rows if policy.filed_afterwards(row)]
    repository.mark_told(work.session, [row.id for row in (*overdue, *settled)], on)
    return len(overdue)


def open_leave(work: Work, leave_id: UUID, *, lock: bool = False) -> tuple[Leave, Access]:
    """A leave and its secondment, both locked on demand; NotFound for whoever may not know of it."""
    row = repository.get_leave(work.session, leave_id)
    if row is None:
        raise NotFound
    access = get_access(work, row.secondment_id, lock=lock)
    if lock:
        row = repository.get_leave(work.session, leave_id, lock=True) or row
    require(policy.knows(access.relations, row.status), NotFound())
    return row, access


def held_on(access: Access, on: date) -> Relations:
    """What the actor is for a leave that begins on that day: the unit that hosts it decides."""
    return access.relations_on(on)


def measure(work: Work, row: Leave, secondment: Secondment) -> tuple[int, Level]:
    """The half days that count and who has the last word, by the policy on the first day and the whole spell."""
    found = weigh(work, secondment, policy.span_of(row, ref=False), row.id)
    return found.halves, found.level


@dataclass(frozen=True, slots=True)
class Weight:
    """Half days of one leave, of the whole spell with what adjoins it, and who has the last word on the spell."""

    halves: int
    spell_halves: int
    level: Level


def weigh(work: Work, secondment: Secondment, taken: LeaveSpan, own_id: UUID | None = None) -> Weight:
    """What a leave comes to by its host's calendar; `own_id` is the leave itself when it is filed already."""
    first, last = taken.start_on - SPELL_REACH, taken.end_on + SPELL_REACH
    rows = repository.list_standing(work.session, secondment.cadre_id, first, last)
    others = [policy.span_of(row, ref=False) for row in rows if row.id != own_id]
    card = service_cards.describe(work, [secondment.id])[secondment.id]
    first = min([first, *(one.start_on for one in others)])
    last = max([last, *(one.end_on for one in others)])
    is_workday = calendar_at(work, card, first, last, taken.start_on).is_workday
    spell = sum(policy.count_halves(one, is_workday) for one in policy.in_one_spell(taken, others, is_workday))
    rules = policy_of(work, secondment, taken.start_on)
    return Weight(policy.count_halves(taken, is_workday), spell, policy.level_of(spell, leave_tiers(rules)))


def refuse_overlap(work: Work, row: Leave) -> None:
    """Half a day is taken once; the secondment is locked, and terms of one cadre never overlap."""
    mine = policy.span_of(row, ref=False)
    for other in repository.list_standing(work.session, row.cadre_id, row.start_on, row.end_on):
        theirs = policy.span_of(other, ref=False)
        if other.id != row.id and policy.overlaps(mine, theirs):
            first, last = theirs.start_on.isoformat(), theirs.end_on.isoformat()
            dates = {"id": str(other.id), "start_on": first, "end_on": last}
            raise LeaveOverlaps(extra={"other": dates}, start_on=first, end_on=last)


def add_step(work: Work, row: Leave, kind: str, *, from_version: int, **said: Any) -> None:
    """Keep a step with its actor and the version that it was taken upon."""
    step = LeaveStep(
        leave_id=row.id, kind=kind, from_version=from_version, actor_id=person_of(work), at=work.now, **said
    )
    work.session.add(step)
    work.session.flush()


def person_of(work: Work) -> UUID:
    """Who acts: only people stand in these relations."""
    if work.actor.person_id is None:
        raise NotFound
    return work.actor.person_id


def tell(work: Work, row: Leave, news: str, **facts: Any) -> None:
    """The trail and the news of a step: dates and states, never type or reason."""
    dates: dict[str, Any] = {"start_on": row.start_on.isoformat(), "end_on": row.last[0].isoformat()}
    if (lender := _lender(work, row)) is not None:
        dates["delegated_by"] = str(lender)
    record(work, f"leave.{_VERBS[news]}", "leave", row.id, after=row, unit_id=row.unit_id, status=row.status, **dates)
    spread(work, row, news, **facts)


def _lender(work: Work, row: Leave) -> UUID | None:
    """In whose place the actor stands at the unit that decides; None for their own say."""
    if not work.actor.delegated_paths(Role.SUPERVISOR) or row.cadre_id == work.actor.person_id:
        return None
    return work.actor.acts_for(Role.SUPERVISOR, unit_paths(work.session, [row.unit_id])[row.unit_id])


def spread(work: Work, row: Leave, news: str, **facts: Any) -> None:
    """Publish `leave.<news>`: whose, when, who filed it, and the tree paths of the units that it concerns."""
    secondment = repository.secondment_units(work.session, row.secondment_id)
    paths = unit_paths(work.session, [row.unit_id, *(unit for unit in secondment if unit)])
    programme_unit, sending_unit = secondment
    publish(
        work,
        f"leave.{news}",
        leave_id=row.id,
        secondment_id=row.secondment_id,
        person_id=row.cadre_id,
        start_on=row.start_on,
        end_on=row.last[0],
        filed_by_id=row.filed_by_id,
        receiving_path=paths[row.unit_id],
        programme_path=paths[programme_unit],
        sending_path=paths.get(sending_unit) if sending_unit else None,
        **facts,
    )


_VERBS = {
    "submitted": "file",
    "referred": "refer",
    "approved": "approve",
    "rejected": "reject",
    "cancelled": "cancel",
    "ended": "end",
    "closed": "close",
}


def _replayed(work: Work, row: Leave, body: LeaveIn) -> LeaveView:
    if row.filed_by_id != work.actor.person_id:
        raise NotFound
    asked = body.model_dump(exclude={"id"})
    if {name: getattr(row, name) for name in asked} != asked:
        raise IdReused
    return view_of(work, row)


def _check_words(access: Access, body: LeaveIn) -> None:
    if not access.is_author and body.on_behalf_reason is None:
        raise Invalid.at("/on_behalf_reason", N_("代他人请假，请写明本人为何不能自己填。"), "missing")
    if access.is_author and body.on_behalf_reason is not None:
        raise Invalid.at("/on_behalf_reason", N_("自己请假不用写代填理由。"), "not-on-behalf")


def _check_term(secondment: Secondment, body: LeaveIn) -> None:
    if secondment.status in _NOT_SERVING:
        raise LeaveNotServing
    first, last = secondment.arrived_on or secondment.start_on, secondment.end_on
    if body.start_on < max(first, secondment.start_on):
        raise Invalid.at("/start_on", N_("不在挂职期内。"), "outside-term")
    if body.end_on > last:
        raise Invalid.at("/end_on", N_("不在挂职期内。"), "outside-term")


def _check_late(work: Work, secondment: Secondment, body: LeaveIn) -> bool:
    """Whether a month inside is closed: facts do not freeze, settled lines do (domain.md 4.7); then with a reason."""
    months = clock.months_within(body.start_on, body.end_on)
    late = any(is_month_closed(work, secondment.programme_id, month) for month in months)
    if late and body.late_reason is None:
        raise Invalid.at("/late_reason", N_("这段日子所在的月份已结账，请写明为何现在才补。"), "missing")
    return late


def _make(work: Work, access: Access, body: LeaveIn) -> Leave:
    PORTS.refuse_blocked(
        {
            "/reason": body.reason,
            "/on_behalf_reason": body.on_behalf_reason,
            "/late_reason": body.late_reason,
        }
    )
    row = Leave(
        **body.model_dump(exclude={"id"}),
        id=body.id or new_id(),
        cadre_id=access.secondment.cadre_id,
        unit_id=access.posting_on(body.start_on).receiving_unit_id,
        filed_by_id=person_of(work),
        status=LeaveStatus.SUBMITTED,
        halves=0,
        level=Level.RECEIVING,
    )
    row.halves, row.level = measure(work, row, access.secondment)
    if row.halves == 0:
        raise Invalid.at("/end_on", N_("这几天都是休息日，不用请年休假。"), "no-workday")
    return row
