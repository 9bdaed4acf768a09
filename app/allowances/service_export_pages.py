"""What the pages 汇总, 对账 and 导出记录 show: what was asked for, what may be chosen, and the ready spans."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.allowances import policy, repository
from app.allowances.schemas import GroupBy, TotalsList
from app.allowances.schemas_exports import DigestView, ExportsList, ReconciliationView
from app.allowances.service_exports import find_by_digest, list_exports
from app.allowances.service_rates import readable_paths
from app.allowances.service_reconciliation import reconcile
from app.allowances.service_totals import get_totals, totals_filter
from app.core import clock
from app.core.errors import require
from app.core.i18n import N_
from app.core.work import Work
from app.secondments.models import Programme

A_PAGE = 200
EXPORTS_A_PAGE = 30
GROUP_TABS: dict[GroupBy, str] = {
    "month": N_("按月份|汇总"),
    "programme": N_("按项目|汇总"),
    "unit": N_("按单位|汇总"),
    "cadre": N_("按干部|汇总"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A ready span of whole months."""

    label: str
    first: date
    last: date


def ready_spans(today: date) -> list[Span]:
    """This year so far, the month before, the year before."""
    month, year = clock.month_of(today), today.year
    before = clock.month_bounds(clock.previous_month(month))
    return [
        Span(N_("本年累计"), date(year, 1, 1), clock.month_bounds(month)[1]),
        Span(N_("上个月|汇总"), *before),
        Span(N_("上一年"), date(year - 1, 1, 1), date(year - 1, 12, 31)),
    ]


@dataclass(frozen=True, slots=True)
class TotalsAsked:
    """What the address asks for; without dates this year so far."""

    first: date | None = None
    last: date | None = None
    group: GroupBy = "month"
    programme_id: UUID | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class TotalsPage:
    """汇总: sums of one way of grouping; `whole` tells that the span is of whole months, which money but days needs."""

    asked: TotalsAsked
    first: date
    last: date
    spans: list[Span]
    programmes: list[Programme]
    totals: TotalsList

    @property
    def whole(self) -> bool:
        """Whether all columns of money exist."""
        return self.totals.total_fen is not None


def open_totals(work: Work, asked: TotalsAsked) -> TotalsPage:
    """The sums, for finance and the Organization Department; Invalid for an impossible span."""
    spans = ready_spans(work.today)
    first, last = asked.first or spans[0].first, asked.last or spans[0].last
    wanted = totals_filter(work, first, last, asked.programme_id)
    totals = get_totals(work, wanted, asked.group, A_PAGE, asked.cursor)
    return TotalsPage(asked, first, last, spans, _programmes(work), totals)


@dataclass(frozen=True, slots=True)
class ReconciliationPage:
    """对账: closed months from each side."""

    programme_id: UUID | None
    programmes: list[Programme]
    view: ReconciliationView


def open_reconciliation(
    work: Work, first: str | None, last: str | None, programme_id: UUID | None
) -> ReconciliationPage:
    """This year's months unless others are asked for."""
    first = first or f"{work.today.year}-01"
    last = last or max(clock.month_of(work.today), first)
    view = reconcile(work, programme_id, first, last)
    return ReconciliationPage(programme_id, _programmes(work), view)


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """导出记录, and what is known of the file in hand."""

    listed: ExportsList
    digest: DigestView | None
    own_name: str


def open_exports(work: Work, sha256: str | None, cursor: str | None) -> ExportsPage:
    """Who took what and when, of every programme that one reads."""
    listed = list_exports(work, everybodys=True, limit=EXPORTS_A_PAGE, cursor=cursor)
    return ExportsPage(listed, find_by_digest(work, sha256) if sha256 else None, work.actor.name)


def _programmes(work: Work) -> list[Programme]:
    require(policy.can_read_totals(work.actor))
    return [programme for programme, _ in repository.list_programmes(work.session, readable_paths(work))]
