"""A quarantined record of each secondment, and feedback: the canaries that only a logged reading or an answer meets."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.core.ids import new_id
from app.feedback.models import Feedback, FeedbackKind, FeedbackState
from app.records.models import Attachment, DailyRecord, DayType, RecordStatus
from app.records.models_care import HeldKind, Hidden, HoldReason, RecordHold, TextHold
from app.records.models_summaries import Summary, Voice
from app.secondments.models import Secondment
from tests.factories import County

CODE = "ABCD-EFGH-JKLM-NPQR"


def hidden_record(county: County, row: Secondment, day: date, name: str, by: UUID) -> dict[str, Any]:
    """An approved day whose text stands in its hold alone, with a photo; the ids by their names."""
    text = f"CANARY-HELD-{name}"
    record = DailyRecord(
        secondment_id=row.id, cadre_id=row.cadre_id, unit_id=row.receiving_unit_id, work_on=day,
        day_type=DayType.ON_POST, status=RecordStatus.APPROVED, version=3, hidden=Hidden.QUARANTINED,
        hidden_reason=HoldReason.PERSONAL, decided_by_id=by,
    )  # fmt: skip
    said = {"items": [{"text": text}], "difficulty": text, "takeaway": None, "attachment_ids": [], "late_reason": None}
    hold = RecordHold(
        record_id=record.id, secondment_id=row.id, reason_code=HoldReason.PERSONAL, note="CANARY-HOLD-NOTE", images=1,
        digest="0" * 64, held_by_id=by,
        content={
            "record": said | {"decision_comment": None, "addenda_count": 0},
            "day_type": "on_post", "versions": {}, "addenda": [],
        },
    )  # fmt: skip
    photo = Attachment(
        id=new_id(), owner_id=row.cadre_id, record_id=record.id, media_type="image/jpeg", size=1, width=1, height=1,
        sha256="2" * 64, phash="0" * 16, source_sha256="3" * 64, held=True,
    )  # fmt: skip
    county.add(record, hold, photo)
    return {"held_record_id": record.id, "hold_id": hold.id, "held_attachment_id": photo.id}


def hidden_summary(county: County, row: Secondment, name: str, by: UUID) -> dict[str, Any]:
    """A week's summary whose text stands in its hold alone; the hold's id by its name."""
    first = row.start_on - timedelta(days=row.start_on.weekday())
    year, week, _ = first.isocalendar()
    summary = Summary(
        secondment_id=row.id, cadre_id=row.cadre_id, unit_id=row.receiving_unit_id, voice=Voice.CADRE,
        period=f"{year}-W{week:02}", first_on=row.start_on, last_on=first + timedelta(days=6), text="",
        author_id=row.cadre_id, hidden=Hidden.QUARANTINED, hidden_reason=HoldReason.SECRET,
    )  # fmt: skip
    hold = TextHold(
        kind=HeldKind.SUMMARY, subject_id=summary.id, secondment_id=row.id, cadre_id=row.cadre_id,
        unit_id=row.receiving_unit_id, period=summary.period, reason_code=HoldReason.SECRET, note="CANARY-HOLD-NOTE",
        digest="0" * 64, held_by_id=by, content={"now": {"text": f"CANARY-HELD-TEXT-{name}"}, "versions": []},
    )  # fmt: skip
    county.add(summary, hold)
    return {"text_hold_id": hold.id}


def feedback(county: County, author_id: UUID) -> dict[str, Any]:
    """A named piece, an answered one, and an anonymous one with its code."""

    def piece(**fields: Any) -> Feedback:
        plain = {"unit_id": county.region.id, "kind": FeedbackKind.COMPLAINT, "text": "CANARY-ASK"}
        return Feedback(**plain, sent_hash=uuid4().hex, body_digest="0" * 64, **fields)

    named = piece(author_id=author_id)
    answered = piece(author_id=author_id, state=FeedbackState.ANSWERED, answer="CANARY-ANSWER")
    plain = CODE.replace("-", "").encode()
    unnamed = piece(anonymous=True, code_hash=hashlib.sha256(b"feedback-code:" + plain).hexdigest())
    county.add(named, answered, unnamed)
    return {"feedback_id": named.id, "answered_feedback_id": answered.id, "feedback_code": CODE}


def care(scene: Any) -> None:
    """Everything of it, for the scene."""
    by = scene.people["supervisor"].id
    for name in ("own", "double", "ended"):
        day = date.fromisoformat(str(scene.ids[f"day@{name}"])) - timedelta(days=5)
        found = hidden_record(scene.county, scene.secondments[name], day, name, by)
        found |= hidden_summary(scene.county, scene.secondments[name], name, by)
        scene.ids |= {f"{key}@{name}": value for key, value in found.items()}
        if name == "own":
            scene.ids |= found
    scene.ids |= feedback(scene.county, scene.people["cadre"].id)
