"""The monthly sheet as a paper: A4 across, the heading on every page, 第n页/共N页, the digest, lines to sign on."""

from pathlib import Path
from typing import Any

from app.allowances.export_files import Told
from app.allowances.sheet import HEADS, Sheet, SheetRow, SheetSums
from app.core.i18n import translate
from app.core.money import format_yuan
from app.core.printing import Paper

TEMPLATE = "allowances/printing/sheet.typ"
NARROW = (8, 11)
MOST_TAGGED = 300
"""Rows up to which the paper can be read aloud; a longer one takes thrice the time and is twenty times as large."""


def write_pdf(path: Path, sheet: Sheet, told: Told) -> int:
    """Set the paper and write it; answers how many rows it holds."""
    told(0, len(sheet.rows))
    path.write_bytes(paper_of(sheet).pdf())
    return len(sheet.rows)


def paper_of(sheet: Sheet) -> Paper:
    """The sheet as a paper, its figures already written out."""
    frame, sums = sheet.frame, SheetSums()
    for row in sheet.rows:
        sums.add(row)
    data = {
        "title": frame.title.replace(frame.month, f"{frame.month[:4]}年{int(frame.month[5:])}月"),
        "facts": list(frame.facts[:-1]),
        "digest": frame.digest[:32],
        "as_of": frame.facts[2],
        "heads": [_head(place, translate(head, frame.locale)) for place, (head, _) in enumerate(HEADS)],
        "rows": [_cells(number, row, frame.month) for number, row in enumerate(sheet.rows, start=1)],
        "label": sums.label(frame.locale),
        "sums": _sums(sums),
        "in_words": sums.in_words(frame.locale),
        "pending": frame.pending,
        "signatures": list(frame.signatures),
    }
    return Paper(TEMPLATE, data, frame.as_of, f"{frame.title}.pdf", tagged=len(sheet.rows) <= MOST_TAGGED)


def _head(place: int, words: str) -> str:
    """Narrow columns have their heading in two lines."""
    return f"{words[:2]}\n{words[2:]}" if place in NARROW else words


def _days(halves: int) -> str:
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def _cells(number: int, row: SheetRow, month: str) -> list[str]:
    """One row's cells in the order of the headings."""

    def money(fen: int) -> str:
        return "" if row.is_silent else format_yuan(fen)

    return [
        str(number),
        row.name,
        row.person_no,
        row.sending_unit,
        row.unit,
        row.programme,
        row.band,
        month,
        "待确认" if row.halves is None else _days(row.halves),
        " / ".join(format_yuan(fen) for fen in row.rates_fen),
        "" if row.halves is None else format_yuan(row.subsidy_fen),
        str(row.trips) if row.trips else "",
        money(row.receipts_fen) if row.receipts_fen else "",
        money(row.transport_fen) if row.transport_fen else "",
        money(row.adjustment_fen) if row.adjustment_fen else "",
        money(row.total_fen),
        row.bank,
        row.account,
        row.remark,
        "",
    ]


def _sums(sums: SheetSums) -> dict[str, Any]:
    """The figures of the last line, by the place of their column."""
    return {
        "days": _days(sums.halves),
        "subsidy": format_yuan(sums.subsidy_fen),
        "trips": str(sums.trips),
        "receipts": format_yuan(sums.receipts_fen),
        "transport": format_yuan(sums.transport_fen),
        "adjustment": format_yuan(sums.adjustment_fen),
        "total": format_yuan(sums.total_fen),
    }
