"""A self-report drafted from what the cadre kept: by quarters and months, the rest from the entries; never retyped."""

from datetime import date
from uuid import UUID

from app.appraisals import policy
from app.appraisals.models import Turn
from app.appraisals.schemas import SelfReportDraftView
from app.appraisals.service_views import open_form
from app.core.work import Work
from app.records.policy import last_day
from app.records.service.summaries_draft import draft_term

REPORT, ACHIEVEMENTS = 1500, 1000


def draft_self_report(work: Work, secondment_id: UUID) -> SelfReportDraftView:
    """The cadre's own draft of both parts; nothing of it is stored. Forbidden to everybody else."""
    opened = open_form(work, secondment_id, may=lambda held: policy.can_sign(held, Turn.SELF))
    row = opened.access.secondment
    first, last = row.start_on, min(last_day(row), work.today)
    return _draft(work, secondment_id, first, last)


def _draft(work: Work, secondment_id: UUID, first: date, last: date) -> SelfReportDraftView:
    draft = draft_term(work, secondment_id, first, last, REPORT, ACHIEVEMENTS)
    return SelfReportDraftView(self_report=draft.text, achievements=draft.outcomes, built_on=list(draft.built_on))
