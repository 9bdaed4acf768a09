"""What a file that was asked for holds: how much it is, read in one transaction, written when that is over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from app.allowances import repository_sheet, repository_totals
from app.allowances.errors import NotCalculated
from app.allowances.errors_exports import SheetTooLong
from app.allowances.export_files import SUFFIX, ExportFile, Told, write_file
from app.allowances.models_exports import AllowanceExport, ExportKind
from app.allowances.repository_totals import Sums, TotalsFilter
from app.allowances.schemas_exports import SHEETS
from app.allowances.service_sheet import read_sheet, sheet_scope
from app.allowances.service_totals import totals_filter
from app.allowances.sheet import Sheet
from app.allowances.sheet_paper import write_pdf
from app.allowances.sheet_xlsx import write_xlsx
from app.allowances.totals_files import FIGURES, TotalsLine, TotalsTable, write_totals_csv, write_totals_xlsx
from app.core import clock
from app.core.i18n import N_, Locale, as_locale, translate
from app.core.work import Work
from app.secondments.models import Programme

MOST_PRINTED = 5000
"""Rows of one paper: setting it takes some 0.2 MB of memory a row."""
Make = Callable[[Told], ExportFile]
"""Writes the file, with no transaction open."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is asked for, and whose money it is."""

    rows: int
    programmes: Sequence[Programme]
    run_id: UUID | None


def extent_of(work: Work, export: AllowanceExport) -> Extent:
    """The size of a file before it is read; NotFound, Forbidden, NotCalculated, SheetTooLong as its making would be."""
    if export.kind in SHEETS:
        scope = sheet_scope(work, export.month, export.programme_id)
        rows = repository_sheet.count_rows(work.session, scope.run_ids)
        if export.kind == ExportKind.SHEET_PDF and rows > MOST_PRINTED:
            raise SheetTooLong(most=MOST_PRINTED, rows=rows)
        return Extent(rows, scope.taken, scope.run_ids[0] if len(scope.runs) == 1 else None)
    wanted = _span(work, export)
    programmes = repository_totals.programmes_in(work.session, wanted)
    if not programmes:
        raise NotCalculated
    return Extent(repository_totals.count_totals(work.session, wanted, export.group_by), programmes, None)  # type: ignore[arg-type]


def content_of(work: Work, export: AllowanceExport) -> Make:
    """Everything that the file says, read now; the answer writes it."""
    locale = as_locale(export.locale) or "zh_CN"
    kind = ExportKind(export.kind)
    if kind in SHEETS:
        # Papers speak Chinese: they are signed and filed, whoever prints them.
        spoken: Locale = "zh_CN" if kind is ExportKind.SHEET_PDF else locale
        sheet = read_sheet(work, sheet_scope(work, export.month, export.programme_id), spoken)
        return partial(_sheet_file, sheet, kind)
    return partial(_totals_file, _table(work, export, locale), kind)


def _sheet_file(sheet: Sheet, kind: ExportKind, told: Told) -> ExportFile:
    write = write_pdf if kind is ExportKind.SHEET_PDF else write_xlsx
    return write_file(sheet.frame.title, SUFFIX[kind], lambda path: write(path, sheet, told))


def _totals_file(table: TotalsTable, kind: ExportKind, told: Told) -> ExportFile:
    write: Callable[[Path, TotalsTable, Told], int] = (
        write_totals_csv if kind is ExportKind.TOTALS_CSV else write_totals_xlsx
    )
    return write_file(table.title, SUFFIX[kind], lambda path: write(path, table, told))


def _span(work: Work, export: AllowanceExport) -> TotalsFilter:
    if export.first_on is None or export.last_on is None:
        raise NotCalculated
    return totals_filter(work, export.first_on, export.last_on, export.programme_id)


def _table(work: Work, export: AllowanceExport, locale: Locale) -> TotalsTable:
    wanted = _span(work, export)
    group: repository_totals.Group = export.group_by  # type: ignore[assignment]
    found = repository_totals.list_totals(work.session, wanted, group, None, None)
    sums = repository_totals.sum_all(work.session, wanted)
    span = f"{wanted.first.isoformat()}—{wanted.last.isoformat()}"
    all_of_it = translate(N_("合计"), locale)
    return TotalsTable(
        title=translate(N_("补助汇总 %(span)s"), locale, span=span),
        facts=(
            translate(N_("单位：元"), locale),
            translate(N_("数据截至 %(at)s"), locale, at=clock.beijing(work.now).strftime("%Y-%m-%d %H:%M")),
        ),
        group=group,
        lines=[TotalsLine(item.name, item.code, _figures(item.sums)) for item in found],
        sums=TotalsLine(all_of_it, "", _figures(sums)),
        locale=locale,
        as_of=work.now,
    )


def _figures(sums: Sums) -> list[float | int | None]:
    values = {"payable_days": sums.halves / 2}
    return [values.get(key, getattr(sums, key, None)) for key, _ in FIGURES]
