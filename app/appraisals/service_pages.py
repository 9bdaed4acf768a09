"""What the pages of term-end forms show."""

from dataclasses import dataclass
from uuid import UUID

from app.appraisals.models import Turn
from app.appraisals.schemas import AppraisalView, SelfReportDraftView, TermView
from app.appraisals.service import get_form
from app.appraisals.service_draft import draft_self_report
from app.appraisals.service_figures import COUNTED
from app.appraisals.service_terms import list_terms as list_due
from app.appraisals.service_terms import waiting_terms
from app.attendance.ledger import STATE_LABELS
from app.core.work import Work
from app.secondments.policy import may_administer_somewhere


@dataclass(frozen=True, slots=True)
class Page:
    """One form with the cadre's draft while it is theirs to write."""

    one: AppraisalView
    own: bool
    draft: SelfReportDraftView | None

    @property
    def figures(self) -> list[tuple[str, str]]:
        """(state, days) as one writes them; states without a day are left out."""
        found = self.one.figures
        return (
            [(STATE_LABELS[state], found.days(state)) for state in COUNTED if found.halves.get(state)] if found else []
        )

    @property
    def pending(self) -> list[str]:
        """The months that are not confirmed yet."""
        found = self.one.figures
        return [month for month in found.months if month not in found.confirmed] if found else []

    @property
    def writes(self) -> Turn | None:
        """The turn that the reader fills in and signs now."""
        return self.one.turn if self.one.may_sign else None

    @property
    def enters_paper(self) -> bool:
        """The reader enters a signed paper and does not sign themselves."""
        return self.one.may_enter_paper and not self.one.may_sign


@dataclass(frozen=True, slots=True)
class Terms:
    """What waits for the reader, and for the Organization Department the terms that end soon."""

    waiting: list[TermView]
    due: list[TermView]
    office: bool


def open_page(work: Work, secondment_id: UUID) -> Page:
    """One form for its reader; NotFound, Forbidden, NotBegun."""
    one = get_form(work, secondment_id)
    own = one.cadre_id == work.actor.person_id
    writes = own and one.may_sign and one.turn is Turn.SELF
    return Page(one, own, draft_self_report(work, secondment_id) if writes else None)


def list_terms(work: Work) -> Terms:
    """For everybody; each finds what is theirs."""
    office = may_administer_somewhere(work.actor)
    waiting = waiting_terms(work)
    theirs = {row.secondment_id for row in waiting}
    due = [row for row in list_due(work).items if row.secondment_id not in theirs] if office else []
    return Terms(waiting, due, office)
