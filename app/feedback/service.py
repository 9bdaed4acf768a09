"""Feedback 投诉建议: sent, taken up, answered, closed; an anonymous one is found again by its code alone."""

import base64
import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy.exc import IntegrityError

from app.audit.service import record as audit
from app.audit.service import record_unnamed
from app.core import clock, events
from app.core.actor import Role
from app.core.errors import IdReused, Invalid, NotFound, VersionConflict, require
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.feedback import policy, repository
from app.feedback.errors import AlreadyAnswered, NobodyToRead, NotAnswered
from app.feedback.limits import ASKING, SENDING
from app.feedback.models import Feedback, FeedbackState
from app.feedback.schemas import (
    FeedbackStatusView,
    FeedbackView,
    FeedbackWrite,
    SentView,
    WarningView,
)
from app.feedback.service_views import status_view, view, views_of
from app.records.guard import refuse_blocked

OPEN = (FeedbackState.RECEIVED, FeedbackState.PROCESSING)
MOST_OPEN = 100


def send_feedback(work: Work, body: FeedbackWrite) -> tuple[SentView, bool]:
    """Take feedback from anybody signed in; answers it and whether it is new.

    It goes to the Organization Department of the programme's region (for others than cadres: of their own), past
    everybody who supervises the author; NobodyToRead when nobody is left. The same `id` again with the same words is
    the same answer, with the same code; other words raise IdReused, someone else's id NotFound.
    """
    person_id = work.actor.person_id
    require(person_id is not None)
    assert person_id is not None  # noqa: S101 - required above
    sent_id = body.id or uuid4()
    existing = repository.find_sent(work.session, _hash("sent", sent_id.bytes))
    if existing is None:
        SENDING.count(person_id)
        refuse_blocked({"/text": body.text})
        row = _row(work, person_id, sent_id, body)
        try:
            with work.session.begin_nested():
                work.session.add(row)
        except IntegrityError:  # the same twice at this very moment
            existing = repository.find_sent(work.session, row.sent_hash)
        else:
            return _sent(work, row, sent_id, body), True
    if existing is None or existing.author_id not in (None, person_id):
        raise NotFound
    if existing.body_digest != _digest(body):
        raise IdReused
    return _shown(work, existing, sent_id), False


def look_up(work: Work, code: str) -> FeedbackStatusView:
    """The state and answer of an anonymous piece by its code; NotFound for a code that nothing has."""
    require(work.actor.person_id is not None)
    assert work.actor.person_id is not None  # noqa: S101 - required above
    ASKING.count(work.actor.person_id)
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    row = repository.find_by_code(work.session, _hash("code", plain.encode()))
    if row is None:
        raise NotFound(N_("没有这个查询码，请核对后再试。"))
    return status_view(row)


def list_own(work: Work, limit: int = 50, cursor: str | None = None) -> Page[FeedbackView]:
    """What the actor sent under their name, newest first."""
    if work.actor.person_id is None:
        return Page[FeedbackView](items=[])
    rows, following = repository.page_own(work.session, work.actor.person_id, limit, cursor)
    return Page[FeedbackView](items=views_of(work, rows), next_cursor=following)


def list_handled(
    work: Work, states: tuple[FeedbackState, ...], limit: int = 50, cursor: str | None = None
) -> Page[FeedbackView]:
    """What the actor is to answer, newest day first; Forbidden to those who answer none."""
    require(policy.may_handle_somewhere(work.actor))
    rows, following = repository.page_handled(work.session, work.actor, states, limit, cursor)
    return Page[FeedbackView](items=views_of(work, rows), next_cursor=following)


def count_to_handle(work: Work) -> int:
    """How many pieces wait for the actor's answer, for a badge."""
    if not policy.may_handle_somewhere(work.actor):
        return 0
    return min(repository.count_handled(work.session, work.actor, OPEN), MOST_OPEN)


def get_feedback(work: Work, feedback_id: UUID) -> FeedbackView:
    """One piece, for its named author and for those who answer it; NotFound else."""
    row = _open(work, feedback_id)
    return view(work, row)


def may_handle(work: Work, feedback_id: UUID) -> bool:
    """Whether the actor takes and answers this piece: for buttons."""
    row = repository.find_feedback(work.session, feedback_id)
    return row is not None and _can_handle(work, row)


def take_feedback(work: Work, feedback_id: UUID, version: int) -> FeedbackView:
    """Take a piece up, so that its author sees that somebody is at it."""
    row = _handled(work, feedback_id)
    if row.state is not FeedbackState.RECEIVED and row.taken_by_id == work.actor.person_id:
        return view(work, row)
    _require_version(row, version)
    if row.state is not FeedbackState.RECEIVED:
        raise AlreadyAnswered
    row.state, row.taken_by_id, row.taken_at = FeedbackState.PROCESSING, work.actor.person_id, work.now
    return _changed(work, row, "feedback.take")


def answer_feedback(work: Work, feedback_id: UUID, version: int, text: str) -> FeedbackView:
    """Answer a piece, once; a named author finds it in the inbox, an anonymous one by the code."""
    row = _handled(work, feedback_id)
    if row.answer == text and row.answered_by_id == work.actor.person_id:
        return view(work, row)
    _require_version(row, version)
    if not policy.can_answer(row.state):
        raise AlreadyAnswered
    refuse_blocked({"/text": text})
    row.state, row.answer = FeedbackState.ANSWERED, text
    row.answered_by_id, row.answered_at = work.actor.person_id, work.now
    answered = _changed(work, row, "feedback.answer")
    if row.author_id is not None:
        events.publish(work, "feedback.answered", feedback_id=row.id, person_id=row.author_id)
    return answered


def close_feedback(work: Work, feedback_id: UUID, version: int) -> FeedbackView:
    """Close what was answered."""
    row = _handled(work, feedback_id)
    if row.state is FeedbackState.CLOSED and row.closed_by_id == work.actor.person_id:
        return view(work, row)
    _require_version(row, version)
    if row.state is not FeedbackState.ANSWERED:
        raise NotAnswered
    row.state, row.closed_by_id, row.closed_at = FeedbackState.CLOSED, work.actor.person_id, work.now
    return _changed(work, row, "feedback.close")


def _row(work: Work, person_id: UUID, sent_id: UUID, body: FeedbackWrite) -> Feedback:
    unit_id = _office_of(work, person_id, body.secondment_id)
    barred = _barred(work, person_id)
    path = repository.unit_path(work.session, unit_id)
    readers = repository.list_holders(work.session, Role.ORGADMIN, [path], work.today) - barred - {person_id}
    if not readers:
        raise NobodyToRead
    row = Feedback(
        unit_id=unit_id,
        kind=body.kind,
        text=body.text,
        sent_hash=_hash("sent", sent_id.bytes),
        body_digest=_digest(body),
    )
    if not body.anonymous:
        row.id, row.created_at, row.author_id, row.secondment_id = sent_id, work.now, person_id, body.secondment_id
        return row
    row.id, row.anonymous = uuid4(), True  # an id of this kind tells no time
    row.created_at = row.updated_at = clock.beijing_midnight(work.today)
    row.code_hash = _hash("code", _code_of(sent_id).encode())
    conflicted = repository.list_holders(work.session, Role.ORGADMIN, [path], work.today) & (barred | {person_id})
    row.barred_ids = sorted(str(one) for one in conflicted)
    return row


def _office_of(work: Work, person_id: UUID, secondment_id: UUID | None) -> UUID:
    """The unit whose Organization Department answers: that of the cadre's programme, else that of the home region."""
    own = repository.list_secondments(work.session, person_id)
    if secondment_id is not None:
        own = [(row, unit_id) for row, unit_id in own if row.id == secondment_id]
        if not own:
            raise Invalid.at("/secondment_id", N_("没有这项挂职，请重新选择。"), "unknown")
    today, near = work.today, timedelta(days=60)
    current = [unit_id for row, unit_id in own if row.start_on - near <= today <= row.end_on + near]
    found = current[0] if current else (own[0][1] if own else None)
    found = found or repository.find_office(work.session, person_id, work.today)
    if found is None:
        raise NobodyToRead
    return found


def _barred(work: Work, person_id: UUID) -> set[UUID]:
    """Who supervises a unit that ever received the author."""
    paths = repository.list_receiving_paths(work.session, person_id)
    return repository.list_holders(work.session, Role.SUPERVISOR, paths, work.today)


def _sent(work: Work, row: Feedback, sent_id: UUID, body: FeedbackWrite) -> SentView:
    facts: dict[str, Any] = {"kind": row.kind.value, "anonymous": row.anonymous}
    warned = refuse_blocked({"/text": body.text})
    if row.anonymous:
        record_unnamed(work, "feedback.send", "feedback", row.id, **facts)
    else:
        audit(work, "feedback.send", "feedback", row.id, after={"text": row.text}, **facts)
    warnings = [WarningView(pointer=one.pointer, code=one.kind.value, detail=one.message) for one in warned]
    return _shown(work, row, sent_id).model_copy(update={"warnings": warnings})


def _shown(work: Work, row: Feedback, sent_id: UUID) -> SentView:
    code = _code_of(sent_id) if row.anonymous else None
    grouped = "-".join(code[at : at + 4] for at in range(0, len(code), 4)) if code else None
    return SentView(**view(work, row).model_dump(), code=grouped)


def _open(work: Work, feedback_id: UUID, *, lock: bool = False) -> Feedback:
    row = repository.find_feedback(work.session, feedback_id, lock=lock)
    if row is None or not (_is_author(work, row) or _can_handle(work, row)):
        raise NotFound
    return row


def _handled(work: Work, feedback_id: UUID) -> Feedback:
    row = _open(work, feedback_id, lock=True)
    require(_can_handle(work, row))
    return row


def _is_author(work: Work, row: Feedback) -> bool:
    return row.author_id is not None and row.author_id == work.actor.person_id


def _can_handle(work: Work, row: Feedback) -> bool:
    actor, barred = work.actor, {UUID(one) for one in row.barred_ids}
    hosts = repository.list_receiving_paths(work.session, row.author_id) if row.author_id is not None else set()
    if actor.person_id is not None and any(actor.holds(Role.SUPERVISOR, path) for path in hosts):
        barred.add(actor.person_id)
    return policy.can_handle(actor, repository.unit_path(work.session, row.unit_id), row.author_id, barred)


def _require_version(row: Feedback, version: int) -> None:
    if row.version != version:
        raise VersionConflict


def _changed(work: Work, row: Feedback, action: str) -> FeedbackView:
    work.session.flush()
    audit(work, action, "feedback", row.id, state=row.state.value, version=row.version)
    return view(work, row)


def _digest(body: FeedbackWrite) -> str:
    """Over what was written; of an anonymous piece without the secondment, which could be guessed from it."""
    left_out = {"id", "secondment_id"} if body.anonymous else {"id"}
    plain = body.model_dump(mode="json", exclude=left_out)
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _hash(purpose: str, data: bytes) -> str:
    return hashlib.sha256(b"feedback-" + purpose.encode() + b":" + data).hexdigest()


def _code_of(sent_id: UUID) -> str:
    """80 bits from the id that the sender alone knows: repeating the sending shows it again, the row cannot."""
    digest = hashlib.sha256(b"feedback-retrieval:" + sent_id.bytes).digest()
    return base64.b32encode(digest[:10]).decode()
