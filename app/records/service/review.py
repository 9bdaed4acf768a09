"""Deciding on what was submitted: approve, return, undo; and the author's withdrawal."""

from dataclasses import dataclass
from uuid import UUID

from app.audit.service import record as audit
from app.audit.service import record_denial
from app.core import clock, events
from app.core.errors import DomainError, Forbidden, require
from app.core.work import Work
from app.records import policy, repository
from app.records.errors import ContentHidden, ContentPurged, refused
from app.records.models import DailyRecord, RecordStatus, RecordVersion
from app.records.models_care import Hidden
from app.records.schemas import RecordView, ReviewSeveral
from app.records.service.checks import require_storable
from app.records.service.papers import Signed, keep_paper, signed_of
from app.records.service.reading import open_record
from app.records.service.versions import add_version, touch
from app.records.service.views import own_view, reader_view
from app.records.service.writing import news_of, snapshot_of
from app.records.states import Action, Effect, Existing, Refusal, Request, Status, decide_action
from app.secondments.access import Access, get_policy, hold_month, is_month_closed

_NEWS = {Action.APPROVE: "record.approved", Action.RETURN: "record.returned"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several records."""

    id: UUID
    record: RecordView | None = None
    error: DomainError | None = None


def approve_record(work: Work, record_id: UUID, version: int, comment: str | None = None) -> RecordView:
    """Approve a submitted record; by a reviewer, never by its author. The same again is the same answer."""
    return _decide(work, record_id, Action.APPROVE, version, comment, "/comment")


def return_record(work: Work, record_id: UUID, version: int, reason: str) -> RecordView:
    """Return a submitted record with a reason; it stays open to its author outside the window too."""
    return _decide(work, record_id, Action.RETURN, version, reason, "/reason")


def undo_decision(work: Work, record_id: UUID, version: int | None = None) -> RecordView:
    """Take back one's own decision on the same Beijing day, unless the record was written since."""
    return _decide(work, record_id, Action.UNDO, version, None, "")


def withdraw_record(work: Work, record_id: UUID, version: int | None = None) -> RecordView:
    """The author takes back a submitted record before a decision; it is a draft again."""
    return _decide(work, record_id, Action.WITHDRAW, version, None, "")


def review_several(work: Work, body: ReviewSeveral) -> list[Outcome]:
    """One decision on up to 50 records, each standing or falling by itself; outcomes in the order asked."""
    signed = signed_of(work, body)
    action = Action.APPROVE if body.decision == "approve" else Action.RETURN
    outcomes: dict[tuple[UUID, int], Outcome] = {}
    for ref in sorted(body.records, key=lambda one: one.id):  # one order for all, so that two reviewers never lock up
        try:
            with work.session.begin_nested():
                outcomes[ref.id, ref.version] = Outcome(
                    ref.id, _decide(work, ref.id, action, ref.version, body.comment, "/comment", signed)
                )
        except DomainError as error:
            outcomes[ref.id, ref.version] = Outcome(ref.id, error=error)
            if isinstance(error, Forbidden):
                record_denial(work, error)
    return [outcomes[ref.id, ref.version] for ref in body.records]


def _decide(
    work: Work,
    record_id: UUID,
    action: Action,
    version: int | None,
    comment: str | None,
    pointer: str,
    signed: Signed | None = None,
) -> RecordView:
    seen, access = open_record(work, record_id)
    hold_month(work, access.secondment.programme_id, clock.month_of(seen.work_on))
    row, access = open_record(work, record_id, lock=True)
    history = repository.list_versions(work.session, row.id)
    _require_right(work, access, row, action, on_paper=signed is not None)
    require_storable({pointer: comment})
    if row.hidden is not None:
        raise ContentHidden if row.hidden is Hidden.QUARANTINED else ContentPurged
    rules = get_policy(work, access.secondment.programme_id, row.work_on)
    decided = decide_action(
        Existing(Status(row.status.value), row.version, row.imported),
        _request(work, row, action, version, history),
        month_closed=is_month_closed(work, access.secondment.programme_id, clock.month_of(row.work_on)),
        monthly_review=policy.is_reviewed_monthly(rules.review),
    )
    view = own_view if access.is_author else reader_view
    if isinstance(decided, Refusal):
        raise refused(decided, view(work, row))
    if decided.effect is not Effect.REPLAY:
        assert decided.status is not None  # noqa: S101 - an accepted change always has one
        if action in _NEWS:
            row.decided_for_id = access.acts_for(row.work_on, rules.reviewed_by)
            row.paper_review_id = keep_paper(work, row, signed, action.value) if signed else None
        _store(work, row, action, RecordStatus(decided.status.value), comment)
    return view(work, row)


def _require_right(work: Work, access: Access, row: DailyRecord, action: Action, *, on_paper: bool) -> None:
    if action is Action.WITHDRAW:
        require(policy.can_write(access.relations))
        return
    rules = get_policy(work, access.secondment.programme_id, row.work_on)
    held = access.relations_on(row.work_on)
    require(policy.can_review(held, rules.reviewed_by))
    require(not on_paper or policy.can_enter_paper(held))
    if action is Action.UNDO and row.decided_by_id is not None:
        require(row.decided_by_id == work.actor.person_id)


def _request(
    work: Work, row: DailyRecord, action: Action, version: int | None, history: list[RecordVersion]
) -> Request:
    """What the state machine must know: whether this was done before, and what happened since the decision."""
    mine = [one.number for one in history if one.action == action.value and one.actor_id == work.actor.person_id]
    made_before = version + 1 in mine if version is not None else bool(mine) and mine[-1] == history[-1].number
    written = max((one.number for one in history if one.action in repository.WRITES), default=0)
    decided = max((one.number for one in history if one.action in (Action.APPROVE, Action.RETURN)), default=0)
    return Request(
        action,
        version if version is not None else row.version,
        made_before=made_before,
        same_day=row.decided_at is not None and clock.civil_date(row.decided_at) == work.today,
        changed_since=written > decided,
    )


def _store(work: Work, row: DailyRecord, action: Action, status: RecordStatus, comment: str | None) -> None:
    before = snapshot_of(row.model_dump())
    row.status = status
    if action in _NEWS:
        row.decided_at, row.decided_by_id, row.decision_comment = work.now, work.actor.person_id, comment
    else:
        row.decided_at = row.decided_by_id = row.decision_comment = None
        row.decided_for_id = row.paper_review_id = None
    if action is Action.WITHDRAW:
        row.submitted_at = None
    touch(row)
    work.session.flush()
    add_version(work, row, action.value, comment)
    audit(
        work,
        f"records.{action.value}",
        "record",
        row.id,
        before=before,
        after=snapshot_of(row.model_dump()),
        unit_id=row.unit_id,
        work_on=row.work_on.isoformat(),
        status=row.status.value,
        version=row.version,
        **_by_whom(row),
    )
    work.session.flush()
    if action in _NEWS:
        events.publish(work, _NEWS[action], **news_of(row))


def _by_whom(row: DailyRecord) -> dict[str, str]:
    """For the trail: whose power it was, and that a signed paper stands behind it."""
    found = {} if row.decided_for_id is None else {"delegated_by": str(row.decided_for_id)}
    return found if row.paper_review_id is None else found | {"basis": "paper", "paper": str(row.paper_review_id)}
