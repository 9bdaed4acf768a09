"""Transfers 调动: from a day on another unit, post, region band or supervisors; each unit keeps its own dates."""

from datetime import date
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.core import events
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work
from app.secondments import policy_lifecycle, repository_postings
from app.secondments import repository_secondments as repository_rows
from app.secondments.access import Access, get_access, hold_month, is_month_closed
from app.secondments.errors import IllegalTransition, MonthClosed, NoComingTransfer
from app.secondments.models import Posting, Secondment, SecondmentEvent
from app.secondments.schemas_postings import TransferIn, WithdrawTransferIn
from app.secondments.schemas_secondments import SecondmentView
from app.secondments.service_lifecycle import version_of
from app.secondments.service_minting import check_version
from app.secondments.service_postings import end_before, postings_of, put_in_force
from app.secondments.service_secondments import SUBJECT, check_supervisors, check_units, view_secondment

TRANSFER, WITHDRAW = "transfer", "transfer_undo"


def transfer(work: Work, secondment_id: UUID, body: TransferIn, if_match: int | None = None) -> SecondmentView:
    """Let a new posting begin on `from_on`, in the term, after the posting before it, in no closed month.

    One that has not begun is changed by a transfer on its very day. The same again by the same person on the same
    version changes nothing. Records and confirmations of days that change hands are asked for anew by the new unit.
    """
    access = get_access(work, secondment_id, lock=True)
    expected = version_of(body.version, if_match)
    if _is_settled(work, access, TRANSFER, expected, body.from_on):
        return view_secondment(work, secondment_id)
    row = access.secondment
    rows = postings_of(work, row.id)
    hold_month(work, row.programme_id, f"{body.from_on:%Y-%m}")
    _check_date(work, row, rows, body.from_on)
    coming = rows.pop() if rows[-1].start_on == body.from_on else None
    values = _values(work, row, rows[-1], body)
    known = _reminded(work, row)
    from_version = row.version
    posting = _write(work, row, rows[-1], coming, body, values)
    if posting.start_on <= work.today:
        put_in_force(work, row, posting)
    else:
        repository_rows.touch(row, work.now)
        work.session.flush()
    _tell(work, row, TRANSFER, from_version, body.from_on, body.reason, {*known, *posting.supervisor_ids})
    return view_secondment(work, secondment_id)


def withdraw_transfer(
    work: Work, secondment_id: UUID, body: WithdrawTransferIn, if_match: int | None = None
) -> SecondmentView:
    """Take back the last transfer while it has not begun (NoComingTransfer else); the posting before it goes on."""
    access = get_access(work, secondment_id, lock=True)
    expected = version_of(body.version, if_match)
    if _is_settled(work, access, WITHDRAW, expected, None):
        return view_secondment(work, secondment_id)
    row = access.secondment
    rows = postings_of(work, row.id)
    coming = rows[-1]
    if coming.start_on <= work.today or len(rows) == 1:
        raise NoComingTransfer
    known = {*_reminded(work, row), *coming.supervisor_ids}
    from_version = row.version
    repository_postings.drop(work.session, coming)
    work.session.flush()
    end_before(rows[-2], None)
    repository_rows.touch(row, work.now)
    work.session.flush()
    _tell(work, row, WITHDRAW, from_version, coming.start_on, body.reason, known)
    return view_secondment(work, secondment_id)


def coming_transfer(work: Work, access: Access) -> date | None:
    """The first day of a transfer that the actor could still take back."""
    if not policy_lifecycle.can_transfer(access.relations):
        return None
    last = access.facts.postings[-1]
    return last.start_on if len(access.facts.postings) > 1 and last.start_on > work.today else None


def _is_settled(work: Work, access: Access, kind: str, expected: int | None, on: date | None) -> bool:
    """True when this was done before; else the actor may, the version is the newest and the state allows it."""
    row = access.secondment
    require(policy_lifecycle.can_transfer(access.relations))
    if expected is not None and expected < row.version:
        event = repository_rows.find_event(work.session, row.id, expected)
        same = event is not None and event.kind == kind and event.actor_id == work.actor.person_id
        if same and event is not None and on in (None, event.effective_on):
            return True
    check_version(expected, row.version, view_secondment(work, row.id))
    if row.status not in policy_lifecycle.TRANSFERABLE:
        raise IllegalTransition(row.status, current=view_secondment(work, row.id))
    return False


def _check_date(work: Work, row: Secondment, rows: list[Posting], on: date) -> None:
    if not (row.arrived_on or row.start_on) < on <= row.end_on:
        raise Invalid.at("/from_on", N_("调动应在到岗之后、任期之内。"), "outside-term")
    last = rows[-1]
    changes_coming = len(rows) > 1 and on == last.start_on and on > work.today
    if on <= last.start_on and not changes_coming:
        raise Invalid.at("/from_on", N_("应晚于上一次调动；尚未开始的调动可以先撤回。"), "before-last-transfer")
    month = f"{on:%Y-%m}"
    if is_month_closed(work, row.programme_id, month):
        raise MonthClosed(month=month)


def _values(work: Work, row: Secondment, before: Posting, body: TransferIn) -> dict[str, Any]:
    """The new posting's particulars, checked; Invalid when nothing differs from the one before."""
    unit_id = body.receiving_unit_id or before.receiving_unit_id
    moves = unit_id != before.receiving_unit_id
    check_units(work, [("receiving_unit_id", unit_id)])
    unit = repository_rows.get_units(work.session, [unit_id])[unit_id]
    if body.supervisor_ids is not None:
        check_supervisors(work, unit_id, row.cadre_id, body.supervisor_ids)
        reminded = sorted(set(body.supervisor_ids))
    else:
        able = repository_rows.list_supervisors_over(work.session, unit.path, work.today)
        standing = _reminded(work, row) if not moves else {str(each) for each in able if each != row.cadre_id}
        reminded = sorted(UUID(each) for each in standing)
    found: dict[str, Any] = {
        "receiving_unit_id": unit_id,
        "post_title": body.post_title or before.post_title,
        "region_band": body.region_band or (unit.region_band if moves else before.region_band),
        "supervisor_ids": [str(each) for each in reminded[:20]],
    }
    same = all(found[name] == getattr(before, name) for name in ("receiving_unit_id", "post_title", "region_band"))
    if same and set(found["supervisor_ids"]) == _reminded(work, row):
        raise Invalid.at("/receiving_unit_id", N_("与现在的任职没有不同。"), "nothing-changes")
    return found


def _write(
    work: Work, row: Secondment, before: Posting, coming: Posting | None, body: TransferIn, values: dict[str, Any]
) -> Posting:
    if coming is None:
        end_before(before, body.from_on)
        coming = Posting(secondment_id=row.id, start_on=body.from_on, in_force=False, **values)
    for name, value in values.items():
        setattr(coming, name, value)
    coming.reason, coming.created_by_id = body.reason, work.actor.person_id
    work.session.add_all([before, coming])
    work.session.flush()
    return coming


def _reminded(work: Work, row: Secondment) -> set[str]:
    return {str(each) for each in repository_rows.list_supervisor_ids(work.session, [row.id])[row.id]}


def _tell(
    work: Work, row: Secondment, kind: str, from_version: int, on: date, reason: str | None, known: set[str]
) -> None:
    """The step in the history, the trail, and the news for the cadre and both units."""
    work.session.add(
        SecondmentEvent(
            secondment_id=row.id,
            kind=kind,
            from_version=from_version,
            effective_on=on,
            reason=reason,
            actor_id=work.actor.person_id,
            at=work.now,
        )
    )
    postings = [
        {"start_on": each.start_on.isoformat(), "unit_id": str(each.receiving_unit_id), "band": each.region_band}
        for each in postings_of(work, row.id)
    ]
    unit_id, day = row.receiving_unit_id, on.isoformat()
    audit.record(
        work, f"secondments.{kind}", SUBJECT, row.id, after=row, unit_id=unit_id, from_on=day, postings=postings
    )
    topic = "secondment.transferred" if kind == TRANSFER else "secondment.transfer_withdrawn"
    reminded = sorted(UUID(each) for each in known)
    events.publish(work, topic, secondment_id=row.id, person_id=row.cadre_id, from_on=on, supervisor_ids=reminded)
