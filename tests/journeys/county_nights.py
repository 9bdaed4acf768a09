"""What must hold every night of the year, whatever happened by day: read from the rows and the services alone."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Table, or_
from sqlmodel import Session, col, select

from app.accounts.authority import person_actor
from app.allowances.models import AllowanceLine, AllowanceRun, RunState
from app.attendance.ledger import State
from app.attendance.models import DayOverride, MonthConfirmation
from app.attendance.models_leave import Leave, LeaveStep
from app.attendance.service_ledger import MonthSheet, sheets
from app.attendance.service_pending import list_pending
from app.audit.models import AuditEvent
from app.audit.service_seal import seal_events
from app.audit.service_verify import verify_trail
from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.work import Work
from app.records.models import DailyRecord, RecordVersion
from app.secondments.models import Posting, Secondment, SecondmentEvent
from app.secondments.service_cards import describe
from tests.journeys.county_life import Life

KEY = b"a key of the simulated year, long enough"
MOVES_DAYS = (
    *("attendance.correct", "attendance.uncorrect", "attendance.confirm", "attendance.reopen"),
    *("leave.", "secondments.transfer", "secondments.recall", "secondments.extend", "workdays."),
    *("secondments.suspend", "secondments.resume"),
)
"""Acts after which a confirmed day may be another one."""
_LINES: Table = AllowanceLine.__table__  # type: ignore[attr-defined]
DECISIONS = {"approve", "return", "undo"}
STEPS_OF_OTHERS = {"approve", "refer", "reject"}
ACTS_OF_OTHERS = (
    *("records.approve", "records.return", "records.undo", "leave.approve", "leave.refer", "leave.reject"),
    *("attendance.correct", "attendance.confirm", "attendance.reopen", "secondments."),
)
"""Acts that somebody else does to a cadre; the trail must never name the cadre as their author."""


def check_night(life: Life, on: date) -> None:
    """Everything below, as of the end of a date."""
    with life.at_noon(on), Work(life.county.database, SYSTEM, writes=False) as work:
        months = sorted({clock.month_of(on), clock.previous_month(clock.month_of(on))})
        cards = list(describe(work, life.secondments).values())
        for month in months:
            found = sheets(work, cards, month)
            one_state_a_day(found, month)
            confirmed_days_keep_their_word(work.session, life, found)
        one_host_a_day(work.session)
        nobody_decided_their_own(work.session)
        closed_lines_stay(work.session, life)
    every_pending_cadre_is_named(life, on)


def one_state_a_day(found: Iterable[MonthSheet], month: str) -> None:
    """Every date of the month once, each half with one state, in the part of one unit."""
    first, last = clock.month_bounds(month)
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for sheet in found:
        assert [day.on for day in sheet.days] == dates
        assert sorted(day.on for part in sheet.parts for day in part.days) == dates
        row, pauses = sheet.card.secondment, sheet.card.suspensions
        for day in sheet.days:
            paused = any(first <= day.on and (last is None or day.on <= last) for first, last in pauses)
            inside = row.start_on <= day.on <= row.end_on and not paused
            assert inside is not (day.am.state is day.pm.state is State.OUTSIDE), (row.id, day)


def one_host_a_day(session: Session) -> None:
    """Postings follow one another without a gap or a day in common; a record a day; approved leave never overlaps."""
    by_secondment: dict[UUID, list[Posting]] = defaultdict(list)
    for posting in session.exec(select(Posting).order_by(col(Posting.start_on))).all():
        by_secondment[posting.secondment_id].append(posting)
    for rows in by_secondment.values():
        assert rows[-1].end_on is None
        for row, following in pairwise(rows):
            assert row.end_on == following.start_on - timedelta(days=1)
    days = session.exec(select(DailyRecord.secondment_id, DailyRecord.work_on)).all()
    assert len(days) == len(set(days))


def confirmed_days_keep_their_word(session: Session, life: Life, found: Iterable[MonthSheet]) -> None:
    """A confirmed day that became another one is shown as changed, and the trail says what moved it."""
    for sheet in found:
        for part in sheet.parts:
            word = part.confirmation
            if word is None or not part.is_confirmed:
                continue
            states = [(day.on, day.am.state, day.pm.state) for day in part.days]
            said = life.confirmed.setdefault((word.id, word.confirmed_at), states)
            if said != states:
                assert part.changed, (sheet.card.id, part.first_on)
                assert _moved_since(session, word), (sheet.card.id, set(states) ^ set(said))


def _moved_since(session: Session, word: MonthConfirmation) -> bool:
    """Whether the trail names something that moved these days: of the secondment, its leave, or the calendar."""
    leaves = session.exec(select(Leave.id).where(Leave.secondment_id == word.secondment_id)).all()
    subjects = {str(word.secondment_id), *map(str, leaves)}
    events = session.exec(select(AuditEvent).where(AuditEvent.at >= word.confirmed_at)).all()
    return any(
        event.action.startswith(MOVES_DAYS) and (event.subject_id in subjects or event.action.startswith("workdays."))
        for event in events
    )


def nobody_decided_their_own(session: Session) -> None:
    """No record, day, leave, confirmation or step of a lifecycle was decided by the cadre whose it is."""
    record, version = DailyRecord, RecordVersion
    assert _none(session, select(record.id).where(record.decided_by_id == record.cadre_id))
    decided = select(version.id).join(record, col(record.id) == version.record_id)
    assert _none(session, decided.where(col(version.action).in_(DECISIONS), version.actor_id == record.cadre_id))
    theirs = col(Secondment.id)
    for row, deciders in (
        (DayOverride, (DayOverride.decided_by_id,)),
        (MonthConfirmation, (MonthConfirmation.confirmed_by_id, MonthConfirmation.confirmed_for_id)),
        (MonthConfirmation, (MonthConfirmation.reopened_by_id,)),
        (SecondmentEvent, (SecondmentEvent.actor_id,)),
    ):
        own = [col(decider) == Secondment.cadre_id for decider in deciders]
        assert _none(session, select(row.id).join(Secondment, theirs == row.secondment_id).where(or_(*own)))
    steps = select(LeaveStep.id).join(Leave, col(Leave.id) == LeaveStep.leave_id)
    assert _none(session, steps.where(col(LeaveStep.kind).in_(STEPS_OF_OTHERS), LeaveStep.actor_id == Leave.cadre_id))


def _none(session: Session, statement: Any) -> bool:
    return session.exec(statement.limit(1)).first() is None


def closed_lines_stay(session: Session, life: Life) -> None:
    """The lines of a closed month are the same every night."""
    closed = (RunState.CLOSED, RunState.PAID)
    for run_id in session.exec(select(AllowanceRun.id).where(col(AllowanceRun.state).in_(closed))).all():
        lines = _LINES.select().where(_LINES.c.run_id == run_id).order_by(_LINES.c.secondment_id, _LINES.c.day_on)
        text = "\n".join(str(tuple(line)) for line in session.connection().execute(lines))
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert life.closed.setdefault(run_id, digest) == digest


def every_pending_cadre_is_named(life: Life, on: date) -> None:
    """Whoever served days of a month that is over, without a word that stands, is in the list of those to confirm."""
    admin = life.admins[0]
    with life.at_noon(on):
        with life.county.database.session(write=False) as session:
            actor: Actor = person_actor(session, admin)
        with Work(life.county.database, actor, writes=False) as work:
            listed = list_pending(work, limit=None)
            named = {(one.secondment_id, one.month, one.unit_id) for one in listed.items}
            expected = set(_without_a_word(work.session, on))
    assert expected <= named, sorted(map(str, expected - named))


def _without_a_word(session: Session, on: date) -> Iterable[tuple[UUID, str, UUID]]:
    words = {
        (word.secondment_id, word.month, word.unit_id)
        for word in session.exec(select(MonthConfirmation)).all()
        if word.reopened_at is None
    }
    rows: list[Any] = list(session.exec(select(Posting, Secondment).join(Secondment)).all())
    this_month = clock.month_of(on)
    for posting, secondment in rows:
        last = min(posting.end_on or secondment.end_on, secondment.end_on)
        day = posting.start_on
        while day <= last and clock.month_of(day) < this_month:
            month = clock.month_of(day)
            key = (secondment.id, month, posting.receiving_unit_id)
            if key not in words:
                yield key
            day = clock.month_bounds(month)[1] + timedelta(days=1)


def check_trail(life: Life, on: date) -> None:
    """Seal what was done, and the whole chain holds; nobody stands in it as the judge of their own."""
    with life.county.database.session(write=False) as session:
        trail_names_no_own_judge(session)
    with life.at_noon(on), Work(life.county.database, SYSTEM, writes=True) as work:
        seal_events(work, KEY, 0.0)
    with Work(life.county.database, SYSTEM, writes=False) as work:
        verdict = verify_trail(work, (KEY,))
    assert verdict.broken is None, verdict


def trail_names_no_own_judge(session: Session) -> None:
    """By the trail alone: whose the record, leave or secondment is did not decide on it."""
    whose: dict[str, UUID] = {}
    for kind in (DailyRecord, Leave, Secondment):
        whose |= {str(key): cadre_id for key, cadre_id in session.exec(select(kind.id, kind.cadre_id)).all()}
    decided = [col(AuditEvent.action).startswith(name) for name in ACTS_OF_OTHERS]
    found = select(AuditEvent.action, AuditEvent.subject_id, AuditEvent.actor_id).where(or_(*decided))
    rows = session.exec(found).all()
    assert rows
    assert not [row for row in rows if row[2] is not None and whose.get(row[1]) == row[2]]
