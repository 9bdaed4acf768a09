"""Before submitting, the author asks whether the day's text is very like an earlier one of theirs."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.core.errors import require
from app.core.work import Work
from app.records import policy, repository_texts
from app.records.likeness import find_alike
from app.records.schemas import AlikeView, LikenessView
from app.secondments.access import get_access, is_own_term

LOOKED_BACK = 300
"""So many earlier days are looked at: more than a year of workdays."""


def find_likeness(work: Work, secondment_id: UUID, work_on: date, texts: Sequence[str]) -> LikenessView:
    """The own earlier day that these texts mostly say again, if there is one; nothing of it is kept.

    Raises NotFound, and Forbidden for everybody but the author.
    """
    cadre_id = work.actor.person_id
    if cadre_id is None or not is_own_term(work, secondment_id):
        access = get_access(work, secondment_id)
        require(policy.can_write(access.relations))
        cadre_id = access.secondment.cadre_id
    earlier = repository_texts.list_earlier(work.session, cadre_id, work_on, LOOKED_BACK)
    found = find_alike(texts, [(on, [item["text"] for item in items]) for on, items in earlier])
    return LikenessView(alike=AlikeView.model_validate(found, from_attributes=True) if found else None)
