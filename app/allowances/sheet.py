"""The monthly sheet 按人按月汇总表 as a spreadsheet: written row by row in constant memory, text never a formula.

Columns are those of domain.md 4.9 that exist: bank details and receipts join when claims and accounts are kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from app.core.i18n import N_, Locale, translate
from app.core.money import uppercase_yuan

MONEY, DAYS = "#,##0.00", "0.0"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

HEADS: tuple[tuple[str, int], ...] = (
    (N_("序号"), 5),
    (N_("姓名"), 10),
    (N_("人员编号"), 12),
    (N_("派出单位"), 18),
    (N_("挂职单位"), 20),
    (N_("项目"), 18),
    (N_("地区档"), 8),
    (N_("月份"), 9),
    (N_("计发天数"), 9),
    (N_("标准"), 12),
    (N_("生活补助"), 12),
    (N_("往返次数"), 9),
    (N_("核报交通"), 11),
    (N_("调整"), 10),
    (N_("合计"), 12),
    (N_("备注"), 24),
    (N_("签字"), 12),
)
_DAYS_AT, _SUBSIDY_AT, _TRIPS_AT, _TRANSPORT_AT, _ADJUST_AT, _TOTAL_AT = 8, 10, 11, 12, 13, 14


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One cadre; halves and fen. Without `halves` the row waits for its confirmation and has no sums."""

    name: str
    person_no: str
    sending_unit: str
    unit: str
    programme: str
    band: str
    rates_fen: Sequence[int]
    halves: int | None
    subsidy_fen: int
    trips: int
    transport_fen: int
    adjustment_fen: int
    total_fen: int
    remark: str


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """What stands above and below the rows, already in the reader's language."""

    title: str
    facts: Sequence[str]
    signatures: Sequence[str]
    pending: str
    month: str
    locale: Locale


def write_sheet(path: Path, frame: SheetFrame, rows: Iterable[SheetRow]) -> int:
    """Write the file; answers how many rows it holds. Rows are taken one by one and not kept."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        return _Writer(book, frame).write(rows)


class _Writer:
    """One sheet, from top to bottom: constant memory never goes back."""

    def __init__(self, book: Any, frame: SheetFrame) -> None:
        self.frame = frame
        edge = {"border": 1, "border_color": "#999999", "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.plain = book.add_format({"valign": "vcenter"})
        self.head = book.add_format(edge | {"bold": True, "align": "center", "text_wrap": True})
        self.text = book.add_format(edge | {"text_wrap": True})
        self.number = book.add_format(edge | {"align": "right"})
        self.days = book.add_format(edge | {"num_format": DAYS})
        self.money = book.add_format(edge | {"num_format": MONEY})
        self.strong = book.add_format(edge | {"num_format": MONEY, "bold": True})
        self.sheet = book.add_worksheet(frame.month)
        self.at = 0

    def say(self, text: str) -> str:
        """In the reader's language."""
        return translate(text, self.frame.locale)

    def write(self, rows: Iterable[SheetRow]) -> int:
        """Everything, in order."""
        self._page()
        self._heads()
        sums, count, paid = [0, 0, 0, 0, 0], 0, 0
        for count, row in enumerate(rows, start=1):
            self._row(count, row)
            if row.halves is not None:
                paid += 1
                figures = (row.halves, row.subsidy_fen, row.transport_fen, row.adjustment_fen, row.total_fen)
                sums = [one + other for one, other in zip(sums, figures, strict=True)]
        self._totals(sums, paid, count - paid)
        for line in (self.frame.pending, "", "　　　　".join(self.frame.signatures)):
            self._line(line)
        return count

    def _page(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer("&L&8" + _footer(" · ".join(self.frame.facts[-2:])) + "&R&8&P/&N")
        for index, (_, width) in enumerate(HEADS):
            sheet.set_column(index, index, width)

    def _heads(self) -> None:
        self.sheet.set_row(0, 28)
        self.sheet.merge_range(0, 0, 0, len(HEADS) - 1, _inert(self.frame.title), self.title)
        self.at = 1
        self._line("　".join(self.frame.facts))
        for index, (head, _) in enumerate(HEADS):
            self.sheet.write_string(self.at, index, self.say(head), self.head)
        self.sheet.repeat_rows(self.at)
        self.sheet.freeze_panes(self.at + 1, 2)
        self.at += 1

    def _line(self, text: str) -> None:
        self.sheet.write_string(self.at, 0, _inert(text), self.plain)
        self.at += 1

    def _row(self, number: int, row: SheetRow) -> None:
        sheet, at = self.sheet, self.at
        sheet.write_number(at, 0, number, self.number)
        texts = (row.name, row.person_no, row.sending_unit, row.unit, row.programme, row.band, self.frame.month)
        for index, text in enumerate(texts, start=1):
            sheet.write_string(at, index, _inert(text), self.text)
        counts = row.halves is not None
        if row.halves is None:
            sheet.write_string(at, _DAYS_AT, self.say(N_("待确认")), self.number)
        else:
            sheet.write_number(at, _DAYS_AT, Decimal(row.halves) / 2, self.days)
        self._rates(at, row.rates_fen)
        self._money(at, _SUBSIDY_AT, row.subsidy_fen if counts else None)
        sheet.write_number(at, _TRIPS_AT, row.trips, self.number)
        self._money(at, _TRANSPORT_AT, row.transport_fen if counts else None)
        self._money(at, _ADJUST_AT, row.adjustment_fen if counts else None)
        self._money(at, _TOTAL_AT, row.total_fen if counts else None)
        sheet.write_string(at, _TOTAL_AT + 1, _inert(row.remark), self.text)
        sheet.write_string(at, _TOTAL_AT + 2, "", self.text)
        self.at += 1

    def _rates(self, at: int, rates_fen: Sequence[int]) -> None:
        """One rate is a number; several of one month stand beside each other as text."""
        if len(rates_fen) == 1:
            self.sheet.write_number(at, _DAYS_AT + 1, _yuan(rates_fen[0]), self.money)
        else:
            text = " / ".join(f"{_yuan(fen):.2f}" for fen in rates_fen)
            self.sheet.write_string(at, _DAYS_AT + 1, text, self.number)

    def _money(self, at: int, column: int, fen: int | None) -> None:
        if fen is None:
            self.sheet.write_string(at, column, "", self.money)
        else:
            self.sheet.write_number(at, column, _yuan(fen), self.money)

    def _totals(self, sums: Sequence[int], paid: int, pending: int) -> None:
        halves, subsidy, transport, adjustments, total = sums
        for index in range(len(HEADS)):
            self.sheet.write_string(self.at, index, "", self.strong)
        label = translate(
            N_("合计　本次付 %(paid)s 人，待确认 %(pending)s 人不计入"), self.frame.locale, paid=paid, pending=pending
        )
        self.sheet.write_string(self.at, 0, label, self.strong)
        self.sheet.write_number(self.at, _DAYS_AT, Decimal(halves) / 2, self.days)
        for column, fen in (
            (_SUBSIDY_AT, subsidy),
            (_TRANSPORT_AT, transport),
            (_ADJUST_AT, adjustments),
            (_TOTAL_AT, total),
        ):
            self.sheet.write_number(self.at, column, _yuan(fen), self.strong)
        self.at += 1
        self._line(f"{self.say(N_('人民币大写'))}　{uppercase_yuan(total)}")


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def _inert(text: str) -> str:
    """Text that a spreadsheet, or a file saved from it, never takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _footer(text: str) -> str:
    """In a footer `&` begins a code."""
    return text.replace("&", "&&")[:200]
