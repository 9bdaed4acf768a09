"""Objections as their readers see them: the words of both sides only for those who may read them."""

from collections.abc import Sequence

from app.accounts.directory import names_of
from app.allowances import repository_objections as repository
from app.allowances.models_objections import Objection, ObjectionState, Outcome
from app.allowances.schemas_objections import ObjectionView
from app.core.i18n import N_
from app.core.work import Work
from app.secondments import service_cards

OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.UPHELD: N_("成立"),
    Outcome.PARTLY: N_("部分成立"),
    Outcome.EXPLAINED: N_("已说明，金额不变"),
}


def view_of(work: Work, row: Objection) -> ObjectionView:
    """One for a reader who was checked."""
    return views_of(work, [row])[0]


def views_of(work: Work, rows: Sequence[Objection]) -> list[ObjectionView]:
    """Objections for a reader who was checked, with names in a few statements."""
    days = repository.list_days(work.session, [row.id for row in rows])
    cards = service_cards.describe(work, {row.secondment_id for row in rows})
    names = names_of(work, (row.answered_by_id for row in rows))
    opened = repository.read_by(work.session, work.actor, work.today, cards)
    return [
        ObjectionView(
            id=row.id,
            version=row.version,
            secondment_id=row.secondment_id,
            cadre_id=row.cadre_id,
            cadre_name=cards[row.secondment_id].cadre_name,
            programme_id=row.programme_id,
            programme_name=cards[row.secondment_id].programme_name,
            month=row.month,
            dates=days.get(row.id, []),
            text=row.text if row.secondment_id in opened else None,
            state=row.state,
            filed_at=row.created_at,
            due_on=row.due_on,
            overdue=row.state is ObjectionState.OPEN and row.due_on < work.today,
            outcome=row.outcome,
            answer=row.answer if row.secondment_id in opened else None,
            answered_at=row.answered_at,
            answered_by=names.get(row.answered_by_id) if row.answered_by_id else None,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    ]
