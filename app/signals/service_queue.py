"""A reviewer's week: read a month's texts, judge them without evidence, then see what the rules saw and decide.

Reading is logged each time. The judgement is kept with its instant and never changed; only after it are signals of
that month shown, whether they were drawn with it or found since.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.audit.service import record
from app.core import clock
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.work import Work
from app.records.service.decided import decided_by_day
from app.records.service.texts import DayText, month_texts
from app.signals import policy_queue as policy
from app.signals import repository_queue as repository
from app.signals.errors_queue import AlreadyJudged, NotJudged, StillOpen
from app.signals.models_queue import Conclusion, Judgement, QueueItem
from app.signals.schemas_queue import (
    ConcludeIn,
    DayDecisions,
    DayPassage,
    ItemStatus,
    JudgeIn,
    NearLine,
    QueueItemView,
    QueueLine,
    QueueWeek,
)
from app.signals.sentences import question_of
from app.signals.service import Say, view_of


def my_week(work: Work) -> QueueWeek:
    """What was drawn for the actor this week, and what of earlier weeks waits for their word."""
    require(policy.reviews_queue(work.actor))
    assert work.actor.person_id is not None  # noqa: S101 - holds a role
    week_on = clock.monday_of(work.today)
    found = repository.list_items(work.session, work.actor.person_id, week_on)
    rows = [item for item, _ in found]
    people = names_of(work, {row.person_id for row in rows})
    units = unit_names_of(work, {row.unit_id for row in rows})
    weeks = {item.id: on for item, on in found}
    return QueueWeek(week_on=week_on, items=[QueueLine(**_line(row, weeks[row.id], people, units)) for row in rows])


def count_waiting(work: Work) -> int:
    """How many of the actor's months are not over, for a badge."""
    if work.actor.person_id is None or not policy.reviews_queue(work.actor):
        return 0
    return repository.count_waiting(work.session, work.actor.person_id)


def months_waiting(work: Work) -> dict[UUID, int]:
    """How many of this week's months nobody has looked at, by whose they are; for the system's own notices."""
    return repository.waiting_by_reviewer(work.session, clock.monday_of(work.today))


def read_item(work: Work, item_id: UUID, say: Say) -> QueueItemView:
    """The month's texts as they stand, and once it was judged what the rules saw; the reading is logged."""
    row = known_item(work, item_id)
    record(work, "signals.read_month", "signal_item", row.id, unit_id=row.unit_id, window=row.window)
    return item_view(work, row, say)


def known_item(work: Work, item_id: UUID, *, lock: bool = False) -> QueueItem:
    """An item of the actor's week, locked on demand; NotFound for everybody else and once its week was over."""
    row = repository.get_item(work.session, item_id, lock=lock)
    if row is None or row.lapsed_at is not None or row.repeats_id is not None:
        raise NotFound
    if not policy.can_judge(work.actor, row, _path(work, row)):
        raise NotFound
    if row.concluded_at is not None and repository.week_of(work.session, row.draw_id) < clock.monday_of(work.today):
        raise NotFound  # what was done with last week is nobody's to read any more
    return row


def _path(work: Work, row: QueueItem) -> str:
    if row.secondment_id is None:
        return repository.paths_of(work.session, [row.unit_id])[row.unit_id]
    programmes = repository.programmes_of(work.session, [row.secondment_id])
    return repository.programme_paths(work.session).get(programmes.get(row.secondment_id, row.id), "")


def judge(work: Work, item_id: UUID, body: JudgeIn, say: Say) -> QueueItemView:
    """What the texts alone say, once; the same again is answered with what stands."""
    row = known_item(work, item_id, lock=True)
    if row.judged_at is not None:
        if row.judgement is not body.judgement:
            raise AlreadyJudged
        return item_view(work, row, say)
    row.judgement, row.judged_at = body.judgement, work.now
    signals = repository.signals_of(work.session, [row.id])
    signals += repository.unqueued_of(work.session, [(row.subject_id, row.window)], lock=True)
    for signal in signals:
        signal.queue_item_id, signal.queued_at = row.id, signal.queued_at or work.now
        signal.seen_at = work.now
        work.session.add(signal)
    near = repository.near_of(work.session, row.subject_id, row.window)
    if body.judgement is Judgement.NOTHING and not near and not any(map(policy.is_undecided, signals)):
        row.conclusion, row.concluded_at = Conclusion.NOTHING, work.now
    work.session.add(row)
    work.session.flush()
    record(work, "signals.judge", "signal_item", row.id, unit_id=row.unit_id, judgement=body.judgement)
    return item_view(work, row, say)


def conclude(work: Work, item_id: UUID, body: ConcludeIn, say: Say) -> QueueItemView:
    """Where no rule asks: nothing is there, or the rules missed it. The same again is answered with what stands."""
    row = known_item(work, item_id, lock=True)
    if body.conclusion not in policy.WITHOUT_A_QUESTION:
        raise Invalid.at("/conclusion", N_("请选一项：确无疑问，或规则没看出。"), "bad-conclusion")
    if row.judged_at is None:
        raise NotJudged
    if row.conclusion is body.conclusion:
        return item_view(work, row, say)
    if row.conclusion is not None or any(map(policy.is_undecided, repository.signals_of(work.session, [row.id]))):
        raise StillOpen if row.conclusion is None else AlreadyJudged
    end(work, row, body.conclusion)
    return item_view(work, row, say)


def end(work: Work, row: QueueItem, conclusion: Conclusion) -> None:
    """The month is over for its reviewer."""
    row.conclusion, row.concluded_at = conclusion, work.now
    work.session.add(row)
    work.session.flush()
    record(work, "signals.conclude", "signal_item", row.id, unit_id=row.unit_id, conclusion=conclusion)


def item_view(work: Work, row: QueueItem, say: Say) -> QueueItemView:
    """An item that the actor may judge."""
    week_on = repository.week_of(work.session, row.draw_id)
    people, units = names_of(work, {row.person_id}), unit_names_of(work, {row.unit_id})
    seen = row.judged_at is not None
    signals = repository.signals_of(work.session, [row.id]) if seen else []
    near = repository.near_of(work.session, row.subject_id, row.window) if seen else []
    asked = {signal.kind for signal in signals}
    return QueueItemView(
        **_line(row, week_on, people, units),
        days=[_day(text) for text in texts_of_item(work, row)],
        decisions=_decisions(work, row),
        signals=[view_of(work, signal, say) for signal in signals if signal.seen_at is not None],
        near=[_near(one, say) for one in near if one.kind not in asked],
    )


def _near(one: Any, say: Say) -> NearLine:
    question = question_of(one)
    return NearLine(question=say(question.text, question.params))


def texts_of_item(work: Work, row: QueueItem) -> list[DayText]:
    """The month's submitted texts; none where the month is a reviewer's."""
    if row.secondment_id is None:
        return []
    return month_texts(work, row.secondment_id, *clock.month_bounds(row.window))


def _decisions(work: Work, row: QueueItem) -> list[DayDecisions]:
    if row.secondment_id is not None:
        return []
    found = decided_by_day(work, row.person_id, *clock.month_bounds(row.window))
    return [DayDecisions(on=one.on, count=one.count, first_at=one.first_at, last_at=one.last_at) for one in found]


def _day(text: DayText) -> DayPassage:
    return DayPassage(
        on=text.work_on,
        record_id=text.record_id,
        day_type=text.day_type,
        category=text.category,
        text=text.text,
        photo_ids=list(text.photo_ids),
        is_hidden=text.is_hidden,
    )


def _line(row: QueueItem, week_on: Any, people: Mapping[UUID, str], units: Mapping[UUID, str]) -> dict[str, Any]:
    return row.model_dump(include=_SHOWN) | {
        "week_on": week_on,
        "status": status_of(row),
        "person_name": people[row.person_id],
        "unit_name": units[row.unit_id],
    }


_SHOWN = {name for name in QueueLine.model_fields if name in QueueItem.model_fields}


def status_of(row: QueueItem) -> ItemStatus:
    """How far a month is."""
    if row.concluded_at is not None:
        return ItemStatus.DONE
    return ItemStatus.TO_JUDGE if row.judged_at is None else ItemStatus.TO_DECIDE


def next_of(items: Sequence[QueueLine], item_id: UUID) -> UUID | None:
    """The one to go on with: the first behind it that waits, else the first that does."""
    ids = [one.id for one in items]
    at = ids.index(item_id) if item_id in ids else -1
    waiting = [one.id for one in [*items[at + 1 :], *items[: max(at, 0)]] if one.status is not ItemStatus.DONE]
    return waiting[0] if waiting else None
