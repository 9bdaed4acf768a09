"""The monthly sheet as a spreadsheet: written row by row in constant memory, the same bytes for the same sheet."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from app.allowances.export_files import Told
from app.allowances.sheet import HEADS, Sheet, SheetRow, SheetSums
from app.core.i18n import N_, translate
from app.core.inert import inert

MONEY, DAYS = "#,##0.00", "0.0"
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
TOLD_EVERY = 200
"""Rows between two words about the progress."""
_DAYS_AT, _RATES_AT, _SUBSIDY_AT, _TRIPS_AT, _RECEIPTS_AT = 8, 9, 10, 11, 12
_TRANSPORT_AT, _ADJUST_AT, _TOTAL_AT, _BANK_AT = 13, 14, 15, 16


def write_xlsx(path: Path, sheet: Sheet, told: Told) -> int:
    """Write the file; answers how many rows it holds."""
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": inert(sheet.frame.title), "created": sheet.frame.as_of.replace(tzinfo=None)})
        return _Writer(book, sheet).write(told)


class _Writer:
    """One sheet, from top to bottom: constant memory never goes back."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.frame, self.rows = sheet.frame, sheet.rows
        edge = {"border": 1, "border_color": "#999999", "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.plain = book.add_format({"valign": "vcenter"})
        self.head = book.add_format(edge | {"bold": True, "align": "center", "text_wrap": True})
        self.text = book.add_format(edge | {"text_wrap": True})
        self.number = book.add_format(edge | {"align": "right"})
        self.days = book.add_format(edge | {"num_format": DAYS})
        self.money = book.add_format(edge | {"num_format": MONEY})
        self.strong = book.add_format(edge | {"num_format": MONEY, "bold": True})
        self.sheet = book.add_worksheet(self.frame.month)
        self.at = 0

    def say(self, text: str) -> str:
        """In the reader's language."""
        return translate(text, self.frame.locale)

    def write(self, told: Told) -> int:
        """Everything, in order."""
        self._page()
        self._heads()
        sums = SheetSums()
        for count, row in enumerate(self.rows, start=1):
            self._row(count, row)
            sums.add(row)
            if count % TOLD_EVERY == 0:
                told(count, len(self.rows))
        self._totals(sums)
        for line in (self.frame.pending, "", "　　　　".join(self.frame.signatures)):
            self._line(line)
        return sums.rows

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
        self.sheet.merge_range(0, 0, 0, len(HEADS) - 1, inert(self.frame.title), self.title)
        self.at = 1
        self._line("　".join(self.frame.facts))
        for index, (head, _) in enumerate(HEADS):
            self.sheet.write_string(self.at, index, self.say(head), self.head)
        self.sheet.repeat_rows(self.at)
        self.sheet.freeze_panes(self.at + 1, 2)
        self.at += 1

    def _line(self, text: str) -> None:
        self.sheet.write_string(self.at, 0, inert(text), self.plain)
        self.at += 1

    def _texts(self, first: int, texts: Sequence[str]) -> None:
        for index, text in enumerate(texts, start=first):
            self.sheet.write_string(self.at, index, inert(text), self.text)

    def _row(self, number: int, row: SheetRow) -> None:
        self.sheet.write_number(self.at, 0, number, self.number)
        texts = (row.name, row.person_no, row.sending_unit, row.unit, row.programme, row.band, self.frame.month)
        self._texts(1, texts)
        if row.halves is None:
            self.sheet.write_string(self.at, _DAYS_AT, self.say(N_("待确认")), self.number)
        else:
            self.sheet.write_number(self.at, _DAYS_AT, Decimal(row.halves) / 2, self.days)
        self._rates(row.rates_fen)
        self.sheet.write_number(self.at, _TRIPS_AT, row.trips, self.number)
        self._money(_SUBSIDY_AT, None if row.halves is None else row.subsidy_fen)
        for column, fen in (
            (_RECEIPTS_AT, row.receipts_fen),
            (_TRANSPORT_AT, row.transport_fen),
            (_ADJUST_AT, row.adjustment_fen),
            (_TOTAL_AT, row.total_fen),
        ):
            self._money(column, None if row.is_silent else fen)
        self._texts(_BANK_AT, (row.bank, row.account, row.remark, ""))
        self.at += 1

    def _rates(self, rates_fen: Sequence[int]) -> None:
        """One rate is a number; several of one month stand beside each other as text."""
        if len(rates_fen) == 1:
            self.sheet.write_number(self.at, _RATES_AT, _yuan(rates_fen[0]), self.money)
        else:
            text = " / ".join(f"{_yuan(fen):.2f}" for fen in rates_fen)
            self.sheet.write_string(self.at, _RATES_AT, text, self.number)

    def _money(self, column: int, fen: int | None) -> None:
        if fen is None:
            self.sheet.write_string(self.at, column, "", self.money)
        else:
            self.sheet.write_number(self.at, column, _yuan(fen), self.money)

    def _totals(self, sums: SheetSums) -> None:
        for index in range(len(HEADS)):
            self.sheet.write_string(self.at, index, "", self.strong)
        self.sheet.write_string(self.at, 0, sums.label(self.frame.locale), self.strong)
        self.sheet.write_number(self.at, _DAYS_AT, Decimal(sums.halves) / 2, self.days)
        self.sheet.write_number(self.at, _TRIPS_AT, sums.trips, self.number)
        for column, fen in (
            (_SUBSIDY_AT, sums.subsidy_fen),
            (_RECEIPTS_AT, sums.receipts_fen),
            (_TRANSPORT_AT, sums.transport_fen),
            (_ADJUST_AT, sums.adjustment_fen),
            (_TOTAL_AT, sums.total_fen),
        ):
            self.sheet.write_number(self.at, column, _yuan(fen), self.strong)
        self.at += 1
        self._line(sums.in_words(self.frame.locale))


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def _footer(text: str) -> str:
    """In a footer `&` begins a code."""
    return text.replace("&", "&&")[:200]
