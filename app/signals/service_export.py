"""Signals as the interchange dataset says them: one plain mapping each, in one order, for the operator's export.

Raised ones alone, whatever became of them, except those that the facts no longer asked.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.core.work import Work
from app.signals import repository_export as repository
from app.signals.sentences import question_of

Say = Callable[[str, Mapping[str, Any]], str]
RAISED = 0.5


def exported(work: Work, say: Say, first: date | None = None, last: date | None = None) -> Iterator[dict[str, Any]]:
    """By subject, kind and month; with a period: those that touch it. The caller may see everything."""
    names = repository.names(work.session)
    rows = repository.list_raised(work.session, RAISED, first, last)
    lines = [(_name(names, row.person_id, row.secondment_id is None), row) for row in rows]
    lines.sort(key=lambda one: (one[0], one[1].kind.value, one[1].window, str(one[1].subject_id)))
    for name, row in lines:
        question = question_of(row)
        yield {
            "subject_id": name,
            "kind": row.kind.value,
            "start": row.first_on.isoformat(),
            "end": row.last_on.isoformat(),
            "score": round(row.score, 4),
            "entries": list(row.evidence.get("entries", ())),
            "pairs": [list(pair) for pair in row.evidence.get("pairs", ())],
            "evidence": say(question.text, question.params),
        }


def _name(names: Mapping[tuple[UUID, bool], str], person_id: UUID, is_reviewer: bool) -> str:
    return names.get((person_id, is_reviewer)) or names.get((person_id, not is_reviewer)) or str(person_id)
