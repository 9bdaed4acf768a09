"""The month's sheet as a file that leaves the system: who took what, with its SHA-256, stands in the trail."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.accounts.service_unit_names import unit_names_on
from app.allowances import policy, repository
from app.allowances import repository_runs as runs
from app.allowances.errors import NotCalculated
from app.allowances.models import AllowanceRun, RowStatus, RunState
from app.allowances.models_exports import AllowanceExport
from app.allowances.repository_runs import NamedRow, RowFilter
from app.allowances.service_rates import readable_paths
from app.allowances.service_read import month_filter, pending_of
from app.allowances.sheet import SheetFrame, SheetRow, write_sheet
from app.audit.service import record
from app.core import clock
from app.core.errors import require
from app.core.i18n import N_, Locale, translate
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.models import Programme

STATE_LABELS = {
    RunState.CALCULATED: N_("已核算"),
    RunState.APPROVED: N_("已审核"),
    RunState.CLOSED: N_("已结账"),
    RunState.PAID: N_("已支付"),
}
KIND = "sheet-xlsx"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished file on disk; whoever sends it removes it."""

    path: Path
    name: str
    sha256: str
    rows: int


def export_sheet(work: Work, month: str, programme_id: UUID | None, locale: Locale) -> ExportFile:
    """The 按人按月汇总表 of a calculated month; NotCalculated while there is none."""
    require(policy.can_read_totals(work.actor))
    wanted = month_filter(work, month, programme_id)
    programmes = {p.id: p for p, _ in repository.list_programmes(work.session, readable_paths(work), programme_id)}
    known = runs.list_runs(work.session, list(programmes), month)
    if not known:
        raise NotCalculated
    found = runs.list_rows(work.session, wanted, None, None)
    frame = _frame(work, known, programmes, wanted, locale)
    with tempfile.NamedTemporaryFile(prefix="jishi-", suffix=".xlsx", delete=False) as holder:
        path = Path(holder.name)
    try:
        rows = write_sheet(path, frame, _rows(work, found, programmes, locale, month))
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        _noted(work, [programmes[run.programme_id] for run in known], known, sha256, rows)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return ExportFile(path, f"{frame.title}.xlsx", sha256, rows)


def _noted(work: Work, taken: list[Programme], known: list[AllowanceRun], sha256: str, rows: int) -> None:
    """The file, and an event for each programme in it, where its Organization Department finds it."""
    export = AllowanceExport(
        run_id=known[0].id if len(known) == 1 else None,
        month=known[0].month,
        kind=KIND,
        sha256=sha256,
        rows=rows,
        made_by_id=work.actor.id,
        at=work.now,
    )
    work.session.add(export)
    work.session.flush()
    for programme in taken:
        record(
            work,
            "allowances.export",
            "allowance_export",
            export.id,
            unit_id=programme.unit_id,
            month=export.month,
            kind=KIND,
            sha256=sha256,
            rows=rows,
            programme_id=str(programme.id),
        )


def _frame(
    work: Work, known: list[AllowanceRun], programmes: dict[UUID, Programme], wanted: RowFilter, locale: Locale
) -> SheetFrame:
    def say(text: str, **params: object) -> str:
        return translate(text, locale, **params)

    one = programmes[known[0].programme_id].name if len(known) == 1 else say(N_("全部项目"))
    states = "、".join(say(STATE_LABELS[state]) for state in RunState if any(run.state is state for run in known))
    people = [run.calculated_by_id for run in known] + [run.approved_by_id for run in known]
    names = runs.names_of(work.session, [person_id for person_id in people if person_id])
    makers = {names.get(run.calculated_by_id, "") for run in known if run.calculated_by_id}
    checkers = {names.get(run.approved_by_id, "") for run in known if run.approved_by_id}
    digest = hashlib.sha256("".join(sorted(run.digest or "" for run in known)).encode()).hexdigest()
    pending = pending_of(work, wanted)
    return SheetFrame(
        title=say(N_("%(programme)s %(month)s 生活补助按人按月汇总表"), programme=one, month=wanted.month),
        facts=(
            say(N_("单位：元")),
            say(N_("状态：%(state)s"), state=states),
            say(N_("数据截至 %(at)s"), at=clock.beijing(work.now).strftime("%Y-%m-%d %H:%M")),
            say(N_("摘要 %(digest)s"), digest=digest[:16]),
        ),
        signatures=(
            say(N_("制表：%(name)s"), name="、".join(sorted(makers))),
            say(N_("审核：%(name)s"), name="、".join(sorted(checkers))),
            say(N_("负责人：")),
        ),
        pending=say(
            N_("待确认 %(count)s 人：%(names)s"), count=len(pending), names="、".join(p.cadre_name for p in pending)
        )
        if pending
        else say(N_("待确认：无")),
        month=wanted.month,
        locale=locale,
    )


def _rows(
    work: Work, found: list[NamedRow], programmes: dict[UUID, Programme], locale: Locale, month: str
) -> Iterator[SheetRow]:
    """A row a cadre; units are called what they were called in the month."""
    cards = service_cards.describe(work, [item.row.secondment_id for item in found])
    remarks = {
        RowStatus.PAYABLE: "",
        RowStatus.PENDING: translate(N_("考勤待确认，本次不付，确认后补发"), locale),
        RowStatus.BLOCKED: translate(N_("有日子没有适用标准，待处理"), locale),
    }
    sending = (card.secondment.sending_unit_id for card in cards.values())
    units = unit_names_on(work, [*(item.row.unit_id for item in found), *sending], clock.month_bounds(month)[1])
    for item in found:
        row, card = item.row, cards[item.row.secondment_id]
        yield SheetRow(
            name=item.cadre_name,
            person_no=item.person_no or "",
            sending_unit=units.get(card.secondment.sending_unit_id, "") if card.secondment.sending_unit_id else "",
            unit=units[row.unit_id],
            programme=programmes[item.programme_id].name,
            band=row.explanation.get("band") or "",
            rates_fen=[group[0] for group in row.explanation.get("by_rate", []) if group[0] is not None],
            halves=row.payable_halves if row.status is RowStatus.PAYABLE else None,
            subsidy_fen=row.subsidy_fen,
            trips=row.trips,
            transport_fen=row.transport_fen,
            adjustment_fen=row.adjustment_fen,
            total_fen=row.total_fen,
            remark=remarks[row.status],
        )
