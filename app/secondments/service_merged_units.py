"""A unit that was merged into another: its running secondments get a posting there, groups and programmes move too."""

from datetime import date
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.core import events
from app.core.work import Work
from app.secondments import repository
from app.secondments import repository_duties as repository_units
from app.secondments import repository_secondments as repository_rows
from app.secondments.access import hold_month, is_month_closed
from app.secondments.errors import MonthClosed
from app.secondments.models import Posting, Secondment, SecondmentEvent, SecondmentStatus
from app.secondments.service_postings import end_before, postings_of, put_in_force

_NOT_BEGUN = (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)


def heed_mergers() -> None:
    """Called once when the application is put together."""
    events.subscribe("unit.merged", _on_merged)


def _on_merged(work: Work, facts: dict[str, Any]) -> None:
    """In the transaction of the merger; what it counts stands in `moved`. MonthClosed when a month is settled."""
    unit_id, into_id, on, moved = facts["unit_id"], facts["into_id"], facts["on"], facts["moved"]
    moved["hosted"] = _move_hosted(work, unit_id, into_id, on, facts["reason"])
    moved["sent"] = _move_sent(work, unit_id, into_id, on)
    moved["groups"] = _move_owned(work, repository_units.groups_of_unit(work.session, unit_id, on), into_id)
    moved["programmes"] = _move_owned(work, repository_units.programmes_of_unit(work.session, unit_id), into_id)


def _move_owned(work: Work, rows: Any, into_id: UUID) -> int:
    for row in rows:
        row.unit_id = into_id
        work.session.add(row)
    work.session.flush()
    return len(rows)


def _move_sent(work: Work, unit_id: UUID, into_id: UUID, on: date) -> int:
    """Whose people they are is not dated: the successor sends them from now on."""
    rows = repository_units.sent_by(work.session, unit_id, on)
    for row in rows:
        row.sending_unit_id = into_id
        work.session.add(row)
        work.session.flush()
        audit.record(work, "secondments.sender", "secondment", row.id, after=row, unit_id=into_id, on=on.isoformat())
    return len(rows)


def _move_hosted(work: Work, unit_id: UUID, into_id: UUID, on: date, reason: str) -> int:
    ids = repository_units.hosted_by(work.session, unit_id, on)
    for secondment_id in ids:
        row = repository.get_secondment(work.session, secondment_id, lock=True)
        if row is not None:
            _move_postings(work, row, unit_id, into_id, on, reason)
    return len(ids)


def _move_postings(work: Work, row: Secondment, unit_id: UUID, into_id: UUID, on: date, reason: str) -> None:
    """From `on` the successor hosts the days that the old unit would have; the days before stay with it."""
    hold_month(work, row.programme_id, f"{on:%Y-%m}")
    if is_month_closed(work, row.programme_id, f"{on:%Y-%m}"):
        raise MonthClosed(month=f"{on:%Y-%m}")
    from_version = row.version
    for posting in postings_of(work, row.id):
        if posting.receiving_unit_id == unit_id and (posting.end_on is None or posting.end_on >= on):
            _move_posting(work, row, posting, into_id, on, reason)
    _note(work, row, from_version, on, reason)


def _move_posting(work: Work, row: Secondment, posting: Posting, into_id: UUID, on: date, reason: str) -> None:
    stands = posting.in_force and posting.id == _standing(work, row).id
    if posting.start_on < on and row.status not in _NOT_BEGUN:
        posting = _split(work, row, posting, into_id, on, reason)
    else:
        posting.receiving_unit_id = into_id
        work.session.add(posting)
        work.session.flush()
    if stands:
        put_in_force(work, row, posting)


def _standing(work: Work, row: Secondment) -> Posting:
    """The posting that the secondment repeats."""
    return [each for each in postings_of(work, row.id) if each.in_force][-1]


def _split(work: Work, row: Secondment, before: Posting, into_id: UUID, on: date, reason: str) -> Posting:
    """A posting that goes on under the successor: same post, same band, same last day."""
    band = before.region_band or repository_rows.get_units(work.session, [before.receiving_unit_id])[
        before.receiving_unit_id
    ].region_band  # fmt: skip
    reminded = repository_rows.list_supervisor_ids(work.session, [row.id])[row.id] if before.in_force else []
    after = Posting(
        secondment_id=row.id,
        start_on=on,
        end_on=before.end_on,
        end_month=before.end_month,
        receiving_unit_id=into_id,
        post_title=before.post_title,
        region_band=band,
        supervisor_ids=[str(each) for each in reminded] or before.supervisor_ids,
        in_force=before.in_force,
        reason=reason,
        created_by_id=work.actor.person_id,
    )
    end_before(before, on)
    work.session.add_all([before, after])
    work.session.flush()
    return after


def _note(work: Work, row: Secondment, from_version: int, on: date, reason: str) -> None:
    """The step in the history, the trail, and the news for the cadre."""
    if row.version == from_version:
        repository_rows.touch(row, work.now)
        work.session.flush()
    event = SecondmentEvent(
        secondment_id=row.id, kind="transfer", from_version=from_version, effective_on=on, at=work.now
    )
    event.reason, event.actor_id = reason, work.actor.person_id
    work.session.add(event)
    day = on.isoformat()
    audit.record(
        work, "secondments.transfer", "secondment", row.id, after=row, unit_id=row.receiving_unit_id, from_on=day
    )
    reminded = repository_rows.list_supervisor_ids(work.session, [row.id])[row.id]
    events.publish(
        work,
        "secondment.transferred",
        secondment_id=row.id,
        person_id=row.cadre_id,
        from_on=on,
        supervisor_ids=reminded,
    )
