"""各月进度 at the desk: a programme's months with how far each is."""

from dataclasses import dataclass
from uuid import UUID

from app.allowances import policy, repository
from app.allowances.schemas_settlement import MonthsView
from app.allowances.service_desk import choose_programme
from app.allowances.service_months import list_months
from app.allowances.service_rates import readable_paths
from app.core import clock
from app.core.errors import require
from app.core.work import Work
from app.secondments.models import Programme

A_PAGE = 24


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """The months of the programme that was asked for, else of the first; None of both where there is no programme."""

    programme: Programme | None
    programmes: list[Programme]
    months: MonthsView | None


def open_months(work: Work, programme_id: UUID | None, cursor: str | None) -> MonthsPage:
    """For whoever reads the month's page; NotFound for a programme of somebody else."""
    require(policy.can_read_totals(work.actor))
    programmes = [programme for programme, _ in repository.list_programmes(work.session, readable_paths(work))]
    last = clock.previous_month(clock.month_of(work.today))
    chosen = choose_programme(work, programmes, last, programme_id)
    months = list_months(work, chosen.id, A_PAGE, cursor) if chosen else None
    return MonthsPage(chosen, programmes, months)
