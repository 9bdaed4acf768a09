"""Sums over a span as a spreadsheet or as CSV for a spreadsheet: groups by name or number, the sum of all beneath."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from app.allowances.export_files import Told
from app.allowances.sheet_xlsx import DAYS, MONEY, OPTIONS, TOLD_EVERY
from app.core.i18n import N_, Locale, translate
from app.core.inert import inert
from app.core.money import uppercase_yuan

FIGURES: tuple[tuple[str, str], ...] = (
    ("payable_days", N_("计发天数")),
    ("subsidy_fen", N_("生活补助")),
    ("receipts_fen", N_("票据额")),
    ("transport_fen", N_("核报交通")),
    ("adjustment_fen", N_("调整")),
    ("debt_fen", N_("欠款抵扣与结转")),
    ("total_fen", N_("合计")),
)
"""What is summed, with its heading."""
GROUPS = {
    "unit": N_("单位"),
    "programme": N_("项目"),
    "month": N_("月份"),
    "cadre": N_("姓名"),
}


@dataclass(frozen=True, slots=True)
class TotalsLine:
    """One group; figures in the order of `FIGURES`, None where they do not exist for the span."""

    name: str
    code: str
    figures: Sequence[float | int | None]


@dataclass(frozen=True, slots=True)
class TotalsTable:
    """Everything that the file says, the words already in the reader's language."""

    title: str
    facts: Sequence[str]
    group: str
    lines: Sequence[TotalsLine]
    sums: TotalsLine
    locale: Locale
    as_of: datetime

    @property
    def names_people(self) -> bool:
        """Then the person numbers stand beside the names."""
        return self.group == "cadre"

    def heads(self) -> list[str]:
        """The headings."""
        first = [translate(GROUPS[self.group], self.locale)]
        code = [translate(N_("人员编号"), self.locale)] if self.names_people else []
        return [*first, *code, *(translate(label, self.locale) for _, label in FIGURES)]

    def cells(self, line: TotalsLine) -> list[str | Decimal | None]:
        """A line's cells: texts that are inert, days and yuan."""
        texts = [line.name, line.code] if self.names_people else [line.name]
        return [*(inert(text) for text in texts), *_figures(line)]


def _figures(line: TotalsLine) -> Iterator[Decimal | None]:
    for (key, _), figure in zip(FIGURES, line.figures, strict=True):
        if figure is None:
            yield None
        elif key == "payable_days":
            yield Decimal(str(figure))
        else:
            yield Decimal(int(figure)) / 100


def write_totals_csv(path: Path, table: TotalsTable, told: Told) -> int:
    """UTF-8 with the mark by which spreadsheets know it; CRLF; figures without separators."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(table.heads())
        for count, line in enumerate([*table.lines, table.sums]):
            rows.writerow(["" if cell is None else _plain(cell) for cell in table.cells(line)])
            if count % TOLD_EVERY == 0:
                told(count, len(table.lines))
    return len(table.lines)


def _plain(cell: str | Decimal) -> str:
    return cell if isinstance(cell, str) else f"{cell:.2f}"


def write_totals_xlsx(path: Path, table: TotalsTable, told: Told) -> int:
    """One sheet: title, facts, headings, a line a group, the sum, and the sum in capital numerals."""
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": inert(table.title), "created": table.as_of.replace(tzinfo=None)})
        edge = {"border": 1, "border_color": "#999999", "valign": "vcenter"}
        formats = {
            "head": book.add_format(edge | {"bold": True, "align": "center", "text_wrap": True}),
            "text": book.add_format(edge),
            "days": book.add_format(edge | {"num_format": DAYS}),
            "money": book.add_format(edge | {"num_format": MONEY}),
        }
        sheet = book.add_worksheet()
        _frame(sheet, table, book.add_format({"bold": True, "font_size": 16}))
        for index, head in enumerate(table.heads()):
            sheet.write_string(2, index, head, formats["head"])
        for count, line in enumerate([*table.lines, table.sums]):
            _line(sheet, count + 3, table.cells(line), formats)
            if count % TOLD_EVERY == 0:
                told(count, len(table.lines))
        _in_words(sheet, len(table.lines) + 4, table)
    return len(table.lines)


def _frame(sheet: Any, table: TotalsTable, title: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&8&P/&N")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(table.heads()) - 1, 15)
    sheet.write_string(0, 0, inert(table.title), title)
    sheet.write_string(1, 0, inert("　".join(table.facts)))
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 1)


def _line(sheet: Any, at: int, cells: Sequence[str | Decimal | None], formats: dict[str, Any]) -> None:
    days_at = len(cells) - len(FIGURES)
    for index, cell in enumerate(cells):
        if isinstance(cell, Decimal):
            sheet.write_number(at, index, cell, formats["days" if index == days_at else "money"])
        else:
            sheet.write_string(at, index, cell or "", formats["text"])


def _in_words(sheet: Any, at: int, table: TotalsTable) -> None:
    total = table.sums.figures[-1]
    if total is not None:
        sheet.write_string(at, 0, f"{translate(N_('人民币大写'), table.locale)}　{uppercase_yuan(int(total))}")
