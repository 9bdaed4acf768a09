"""The bank file 银行文件 as bytes: pure, the same transfers in the same layout always give the same bytes.

Text is never a formula and never breaks a line; digits stay digits, for the bank reads the file, not a spreadsheet.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.inert import inert

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
_BOM = b"\xef\xbb\xbf"
_AT_ONCE = 1000
DIGITS = frozenset({"seq", "account_no", "amount", "month"})
"""Fields that are ours and hold digits alone: written as they are."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the bank wants it: (title, field) a column."""

    encoding: str
    delimiter: str
    header: bool
    columns: Sequence[tuple[str, str]]
    amount: str
    line_end: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment: its place in the batch, fen, and what is said of the receiver by field."""

    seq: int
    amount_fen: int
    said: Mapping[str, str]


def write_file(layout: Layout, transfers: Iterable[Transfer]) -> Iterator[bytes]:
    """The file in portions; nothing of it touches a disk."""
    mark = layout.encoding == "utf-8-sig"
    encoding = "utf-8" if mark else layout.encoding
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=layout.delimiter, lineterminator=_LINE_ENDS[layout.line_end])
    if mark:
        yield _BOM
    if layout.header:
        writer.writerow([_plain(title) for title, _ in layout.columns])
    for number, transfer in enumerate(transfers, start=1):
        writer.writerow([_cell(layout, transfer, field) for _, field in layout.columns])
        if number % _AT_ONCE == 0:
            yield _taken(buffer, encoding)
    yield _taken(buffer, encoding)


def _taken(buffer: io.StringIO, encoding: str) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode(encoding)


def _cell(layout: Layout, transfer: Transfer, field: str) -> str:
    if field == "seq":
        return str(transfer.seq)
    if field == "amount":
        return AMOUNTS[layout.amount](transfer.amount_fen)
    said = transfer.said.get(field, "")
    return said if field in DIGITS else _plain(said)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


AMOUNTS: Mapping[str, Callable[[int], str]] = {"yuan": _yuan, "fen": str}


def _plain(text: str) -> str:
    """Text on one line that no spreadsheet takes for a formula."""
    return inert(_CONTROL.sub(" ", text).strip())
