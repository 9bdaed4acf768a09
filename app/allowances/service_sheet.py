"""The monthly sheet 按人按月汇总表 put together from what is stored: one row a cadre, each part of the sum in words."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from app.accounts.directory import names_of
from app.accounts.service_unit_names import unit_names_on
from app.allowances import policy, repository, repository_sheet
from app.allowances import repository_runs as runs
from app.allowances.errors import NotCalculated
from app.allowances.models import AllowanceRun, RowStatus, RunState
from app.allowances.repository_sheet import SheetAdjustment, SheetSource
from app.allowances.service_accounts import masked
from app.allowances.service_rates import readable_paths
from app.allowances.service_sheet_words import remark_of
from app.allowances.sheet import Sheet, SheetFrame, SheetRow
from app.core import clock
from app.core.errors import NotFound, require
from app.core.i18n import N_, Locale, translate
from app.core.work import Work
from app.secondments.models import Programme

STATE_LABELS = {
    RunState.CALCULATED: N_("已核算"),
    RunState.APPROVED: N_("已审核"),
    RunState.CLOSED: N_("已结账"),
    RunState.PAID: N_("已支付"),
}


@dataclass(frozen=True, slots=True)
class SheetScope:
    """Which runs a sheet is of, as far as the actor reads money."""

    month: str
    runs: Sequence[AllowanceRun]
    programmes: dict[UUID, Programme]

    @property
    def run_ids(self) -> list[UUID]:
        """Their ids."""
        return [run.id for run in self.runs]

    @property
    def taken(self) -> list[Programme]:
        """The programmes whose money is in it."""
        return [self.programmes[run.programme_id] for run in self.runs]


def sheet_scope(work: Work, month: str, programme_id: UUID | None) -> SheetScope:
    """The calculated runs of the month; NotFound for a programme that one does not pay, NotCalculated without any."""
    require(policy.can_read_totals(work.actor))
    programmes = {p.id: p for p, _ in repository.list_programmes(work.session, readable_paths(work), programme_id)}
    if programme_id is not None and not programmes:
        raise NotFound
    known = runs.list_runs(work.session, list(programmes), month)
    if not known:
        raise NotCalculated
    return SheetScope(month, sorted(known, key=lambda run: programmes[run.programme_id].name), programmes)


def read_sheet(work: Work, scope: SheetScope, locale: Locale) -> Sheet:
    """Everything that the sheet says, read in one transaction."""
    sources = repository_sheet.list_sources(work.session, scope.run_ids)
    parts: dict[tuple[UUID, UUID], list[SheetAdjustment]] = defaultdict(list)
    for item in repository_sheet.list_adjustments(work.session, scope.run_ids):
        parts[item.run_id, item.secondment_id].append(item)
    places = [*(source.unit_id for source in sources), *(source.sending_unit_id for source in sources)]
    units = unit_names_on(work, places, clock.month_bounds(scope.month)[1])
    rows = [
        _row(source, units, remark_of(source, parts[source.run_id, source.secondment_id], scope.month, locale))
        for source in sources
    ]
    return Sheet(_frame(work, scope, sources, locale), rows)


def _row(source: SheetSource, units: dict[UUID, str], remark: str) -> SheetRow:
    counts = source.status is not RowStatus.PENDING
    tail = source.paid_tail or source.tail
    rates = [group[0] for group in source.explanation.get("by_rate", []) if group[0] is not None]
    return SheetRow(
        name=source.name,
        person_no=source.person_no or "",
        sending_unit=units.get(source.sending_unit_id, "") if source.sending_unit_id else "",
        unit=units[source.unit_id],
        programme=source.programme,
        band=source.explanation.get("band") or "",
        rates_fen=rates,
        halves=source.halves if counts else None,
        subsidy_fen=source.subsidy_fen,
        trips=source.trips,
        receipts_fen=source.receipts_fen,
        transport_fen=source.transport_fen,
        adjustment_fen=source.adjustment_fen + source.debt_in_fen + source.carried_fen,
        total_fen=source.total_fen,
        bank=(source.paid_bank or source.bank or "") if tail else "",
        account=masked(tail) or "",
        remark=remark,
    )


def _frame(work: Work, scope: SheetScope, sources: Sequence[SheetSource], locale: Locale) -> SheetFrame:
    say = partial(_say, locale)
    one = scope.taken[0].name if len(scope.runs) == 1 else say(N_("全部项目"))
    states = "、".join(say(STATE_LABELS[state]) for state in RunState if any(r.state is state for r in scope.runs))
    digest = hashlib.sha256("".join(sorted(run.digest or "" for run in scope.runs)).encode()).hexdigest()
    waiting = [source.name for source in sources if source.status is RowStatus.PENDING]
    named = say(N_("待确认 %(count)s 人：%(names)s"), count=len(waiting), names="、".join(waiting))
    return SheetFrame(
        title=say(N_("%(programme)s %(month)s 生活补助按人按月汇总表"), programme=one, month=scope.month),
        facts=(
            say(N_("单位：元")),
            say(N_("状态：%(state)s"), state=states),
            say(N_("数据截至 %(at)s"), at=clock.beijing(work.now).strftime("%Y-%m-%d %H:%M")),
            say(N_("校验码 %(digest)s"), digest=digest[:16]),
        ),
        signatures=_signatures(work, scope, locale),
        pending=named if waiting else say(N_("待确认：无")),
        month=scope.month,
        locale=locale,
        as_of=work.now,
        digest=digest,
    )


def _signatures(work: Work, scope: SheetScope, locale: Locale) -> tuple[str, str, str]:
    """Who calculated, who approved, and the line for whoever answers for it."""
    say = partial(_say, locale)
    people = [run.calculated_by_id for run in scope.runs], [run.approved_by_id for run in scope.runs]
    names = names_of(work, [*people[0], *people[1]])
    makers, checkers = ("、".join(sorted({names[one] for one in ids if one in names})) for ids in people)
    return (
        say(N_("制表：%(name)s"), name=makers),
        say(N_("审核：%(name)s"), name=checkers),
        say(N_("负责人：")),
    )


def _say(locale: Locale, text: str, **params: object) -> str:
    return translate(text, locale, **params)
