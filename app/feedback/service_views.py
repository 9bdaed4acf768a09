"""Rows of feedback as their readers see them."""

from collections.abc import Sequence

from app.accounts.directory import names_of, unit_names_of
from app.core import clock
from app.core.work import Work
from app.feedback.models import Feedback
from app.feedback.schemas import FeedbackStatusView, FeedbackView


def status_view(row: Feedback) -> FeedbackStatusView:
    """Without any name."""
    return FeedbackStatusView(
        kind=row.kind,
        state=row.state,
        text=row.text,
        received_on=clock.civil_date(row.created_at),
        answer=row.answer,
        answered_at=row.answered_at,
    )


def view(work: Work, row: Feedback) -> FeedbackView:
    """One piece for a reader who was checked."""
    return views_of(work, [row])[0]


def views_of(work: Work, rows: Sequence[Feedback]) -> list[FeedbackView]:
    """Pieces for a reader who was checked, with names in two statements."""
    people = [(row.author_id, row.taken_by_id, row.answered_by_id) for row in rows]
    names = names_of(work, (one for three in people for one in three))
    units = unit_names_of(work, (row.unit_id for row in rows))
    return [
        FeedbackView(
            **status_view(row).model_dump(),
            id=row.id,
            version=row.version,
            anonymous=row.anonymous,
            author_id=row.author_id,
            author_name=names.get(row.author_id) if row.author_id else None,
            secondment_id=row.secondment_id,
            unit_id=row.unit_id,
            unit_name=units.get(row.unit_id, ""),
            received_at=None if row.anonymous else row.created_at,
            taken_at=row.taken_at,
            taken_by_name=names.get(row.taken_by_id) if row.taken_by_id else None,
            answered_by_name=names.get(row.answered_by_id) if row.answered_by_id else None,
            closed_at=row.closed_at,
        )
        for row in rows
    ]
