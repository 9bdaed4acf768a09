"""What can be wrong with a sheet: each fault with its cell, a sentence and a remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.i18n import N_
from app.core.sheets.columns import letter

Sentences = Mapping[str, tuple[str, str]]
"""Code -> (what is wrong, what to do), both message ids."""
SENTENCES: dict[str, tuple[str, str]] = {
    "unknown-sheet": (N_("不认识工作表“%(value)s”。"), N_("请改名为%(near)s，或删除这张表。")),
    "no-header": (N_("前 10 行里没有找到表头。"), N_("请保留模板的表头行，一列一个标题。")),
    "missing-column": (N_("缺少“%(column)s”列。"), N_("请按模板补上这一列。")),
    "unknown-column": (N_("不认识列“%(value)s”。"), N_("请改为%(near)s，或删除这一列。")),
    "duplicate-column": (N_("“%(column)s”列出现了两次。"), N_("请只留一列。")),
    "merged-cell": (N_("这里是跨列的合并单元格。"), N_("请取消合并，每格各填各的。")),
    "cell-error": (N_("公式的结果是错误值。"), N_("请改成实际的内容。")),
    "missing": (N_("“%(column)s”没有填。"), N_("请填写。")),
    "too-long": (N_("最多 %(most)s 个字，这里有 %(count)s 个。"), N_("请改短。")),
    "unstorable": (N_("含有无法保存的字符。"), N_("请删除后重新输入。")),
    "bad-number": (N_("人员编号只能用字母、数字和连字符，最多 32 位。"), N_("请改正编号。")),
    "number-rounded": (N_("编号被表格当成数值，超过 15 位的部分已经失真。"), N_("请把该列设为文本格式后重新填写。")),
    "leading-zero": (N_("系统里的编号是 %(known)s，这里丢了开头的 0。"), N_("请把该列设为文本格式后重新填写。")),
    "bad-login": (N_("登录名要 2 至 64 个字母、数字、点、横线。"), N_("请改正，或留空用人员编号。")),
    "bad-phone": (N_("这不是电话号码。"), N_("请只填数字，例如 13900000000。")),
    "bad-date": (N_("这不是日期。"), N_("请写成 2026-03-01 的样子，年月日都要有。")),
    "date-out-of-range": (N_("日期不在 2000 至 2099 年之间。"), N_("请检查年份。")),
    "dates-reversed": (N_("结束日期早于开始日期 %(start_on)s。"), N_("请检查两个日期。")),
    "bad-money": (N_("这不是金额。"), N_("请填以元为单位的数字，最多两位小数，例如 120.50。")),
    "money-out-of-range": (N_("金额不在 0 至 %(most)s 元之间。"), N_("请检查金额。")),
    "bad-choice": (N_("这里不能填“%(value)s”。"), N_("可以填：%(choices)s。")),
    "duplicate-row": (N_("与“%(sheet)s”第 %(row)s 行重复。"), N_("请只留一行。")),
}
"""What may be wrong with any sheet."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was read: where it stands, what is in it."""

    sheet: str
    row: int
    column: int
    heading: str
    raw: Any = None
    text: str = ""

    @property
    def letter(self) -> str:
        """The column's letter."""
        return letter(self.column)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a cell (a row of 0 is the whole sheet or file)."""

    sheet: str
    row: int
    column: int
    heading: str
    value: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def letter(self) -> str:
        """The column's letter; nothing for the whole row, sheet or file."""
        return letter(self.column) if self.column >= 0 else ""


class Faults:
    """Everything found wrong, in the order of the file when it is asked for."""

    SHOWN = 60

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, int, str], Fault] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def at(self, cell: Cell, code: str, **params: object) -> None:
        """Note a fault of a cell; the same one twice is one."""
        fault = Fault(cell.sheet, cell.row, cell.column, cell.heading, cell.text[: self.SHOWN], code, params)
        self._found.setdefault((cell.sheet, cell.row, cell.column, code), fault)

    def of_sheet(self, sheet: str, code: str, row: int = 0, **params: object) -> None:
        """Note a fault of a sheet, or of the whole file when it has no title."""
        value = str(params.get("value", ""))[: self.SHOWN]
        heading = str(params.get("column", ""))
        self._found.setdefault(
            (sheet, row, -1, f"{code}{heading}"), Fault(sheet, row, -1, heading, value, code, params)
        )

    def sorted(self, sheets: list[str]) -> list[Fault]:
        """By sheet as they stand in the file, then row and column."""
        order = {title: index for index, title in enumerate(sheets)}
        return sorted(self._found.values(), key=lambda one: (order.get(one.sheet, -1), one.row, one.column, one.code))
