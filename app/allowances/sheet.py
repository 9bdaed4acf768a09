"""The monthly sheet 按人按月汇总表: its columns (domain.md 4.9), its rows and its sums, whatever file it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.i18n import N_, Locale, translate
from app.core.money import uppercase_yuan

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
    (N_("票据额"), 11),
    (N_("核报交通"), 11),
    (N_("调整"), 11),
    (N_("合计"), 12),
    (N_("开户行"), 16),
    (N_("账号|收款"), 11),
    (N_("备注"), 36),
    (N_("签字"), 12),
)
"""Headings with the widths of a spreadsheet's columns."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One cadre; halves and fen. `subsidy + transport + adjustment = total` in every row.

    `adjustment_fen` is all that is neither: adjustments of closed months, debts withheld and carried on; `remark` says
    each part in words. Without `halves` the month's days wait for their confirmation. `account` is masked.
    """

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
    receipts_fen: int
    transport_fen: int
    adjustment_fen: int
    total_fen: int
    bank: str
    account: str
    remark: str

    @property
    def is_silent(self) -> bool:
        """Nothing is paid and nothing is counted: its money stays empty."""
        return self.halves is None and not (self.transport_fen or self.adjustment_fen or self.total_fen)


@dataclass(slots=True)
class SheetSums:
    """What stands below the rows; `paid` are those who get something, `waiting` those not confirmed."""

    rows: int = 0
    paid: int = 0
    waiting: int = 0
    halves: int = 0
    subsidy_fen: int = 0
    trips: int = 0
    receipts_fen: int = 0
    transport_fen: int = 0
    adjustment_fen: int = 0
    total_fen: int = 0

    def add(self, row: SheetRow) -> None:
        """One row more."""
        self.rows += 1
        self.paid += row.total_fen > 0
        self.waiting += row.halves is None
        self.halves += row.halves or 0
        for name in ("subsidy_fen", "trips", "receipts_fen", "transport_fen", "adjustment_fen", "total_fen"):
            setattr(self, name, getattr(self, name) + getattr(row, name))

    def label(self, locale: Locale) -> str:
        """How many they are."""
        text = N_("合计　%(count)s 人，本次付 %(paid)s 人，待确认 %(waiting)s 人")
        return translate(text, locale, count=self.rows, paid=self.paid, waiting=self.waiting)

    def in_words(self, locale: Locale) -> str:
        """The sum in capital numerals."""
        return f"{translate(N_('人民币大写'), locale)}　{uppercase_yuan(self.total_fen)}"


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """What stands above and below the rows, already in the reader's language."""

    title: str
    facts: Sequence[str]
    signatures: Sequence[str]
    pending: str
    month: str
    locale: Locale
    as_of: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole sheet."""

    frame: SheetFrame
    rows: Sequence[SheetRow]
