"""What can be wrong with a roster: each fault with its cell, a sentence and a remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.i18n import N_
from app.secondments.roster.columns import letter

SENTENCES: dict[str, tuple[str, str]] = {
    "empty-file": (N_("没有读到任何一行名册。"), N_("请在“名册”表的表头下逐行填写后再上传。")),
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
    "login-taken": (N_("登录名“%(login)s”已经有人用了。"), N_("请在“登录名”列另起一个。")),
    "bad-phone": (N_("这不是电话号码。"), N_("请只填数字，例如 13900000000。")),
    "bad-date": (N_("这不是日期。"), N_("请写成 2026-03-01 的样子，年月日都要有。")),
    "date-out-of-range": (N_("日期不在 2000 至 2099 年之间。"), N_("请检查年份。")),
    "dates-reversed": (N_("结束日期早于开始日期 %(start_on)s。"), N_("请检查两个日期。")),
    "bad-choice": (N_("这里不能填“%(value)s”。"), N_("可以填：%(choices)s。")),
    "duplicate-row": (N_("与“%(sheet)s”第 %(row)s 行重复。"), N_("请只留一行。")),
    "name-differs": (N_("编号 %(number)s 在系统里是“%(known)s”。"), N_("请核对编号；确实改名的，在“改名”列填“是”。")),
    "name-differs-inside": (N_("编号 %(number)s 在“%(sheet)s”第 %(row)s 行是“%(known)s”。"), N_("请核对编号和姓名。")),
    "differs-inside": (N_("同一个人在“%(sheet)s”第 %(row)s 行写的是“%(known)s”。"), N_("请改成一致。")),
    "unknown-person": (N_("没有编号为 %(number)s 的人员。"), N_("请检查编号，或在“人员”表里加上这个人。")),
    "person-elsewhere": (N_("这个编号属于其他地区的人员。"), N_("请检查编号；确需调整请联系系统管理员。")),
    "person-disabled": (N_("这个人的账号已停用。"), N_("请先在“人员”里恢复账号。")),
    "person-left": (N_("此人已办离任。"), N_("请先在“人员”里办理恢复。")),
    "own-row": (N_("不能经手自己的挂职和角色。"), N_("请由其他管理员导入这一行。")),
    "not-yours": (N_("您不能修改这个人的账号。"), N_("请由系统管理员办理。")),
    "unknown-unit": (N_("没有单位“%(value)s”。"), N_("请检查名称，或在“单位”表里加上它。")),
    "unknown-unit-near": (N_("没有单位“%(value)s”。"), N_("是不是：%(near)s？新单位请加到“单位”表。")),
    "ambiguous-unit": (N_("有 %(count)s 个单位叫“%(value)s”。"), N_("请写明上级：%(choices)s。")),
    "unit-closed": (N_("单位“%(value)s”已并入其他单位。"), N_("请改为现在的单位。")),
    "outside-region": (N_("这个单位不在您管理的地区。"), N_("请改为本地区的单位，或请系统管理员办理。")),
    "unit-cycle": (N_("上级单位绕回了自己。"), N_("请检查上级单位。")),
    "too-deep": (N_("单位层级太深，最多 12 级。"), N_("请减少层级。")),
    "region-kind": (N_("地区只能由系统管理员建立。"), N_("请换一个类别。")),
    "bad-unit-name": (N_("单位名称里不能有“/”。"), N_("上级单位请写在“上级单位”列。")),
    "unknown-programme": (N_("没有项目“%(value)s”。"), N_("可以填：%(choices)s。")),
    "ambiguous-programme": (N_("有 %(count)s 个项目叫“%(value)s”。"), N_("请先给项目改名，使名称不重复。")),
    "programme-archived": (N_("这个项目已停用。"), N_("请改选在用的项目。")),
    "no-policy": (N_("项目政策那天还没有生效。"), N_("请先在“项目与政策”里补上政策。")),
    "month-closed": (N_("项目 %(month)s 的补助已经结账。"), N_("任期请从未结账的月份开始；补登往月的请逐人办理。")),
    "term-overlap": (
        N_("与此人 %(start_on)s 至 %(end_on)s 的挂职重叠。"),
        N_("一个人同一天只能有一段挂职，请检查日期。"),
    ),
    "term-overlap-inside": (
        N_("与“%(sheet)s”第 %(row)s 行的任期重叠。"),
        N_("一个人同一天只能有一段挂职，请检查日期。"),
    ),
    "field-fixed": (N_("这段挂职的状态是“%(status)s”，这一项不能靠导入修改。"), N_("请在挂职页面用调动、延期等办理。")),
    "arrival-without-approval": (N_("没有批准文号，不能登记到岗。"), N_("请填批准文号，或清空到岗日期。")),
    "arrival-outside-term": (N_("到岗日期不在任期之内。"), N_("请检查日期。")),
    "arrival-in-future": (N_("到岗日期不能晚于今天。"), N_("请清空，到岗时再登记。")),
    "arrival-by-program": (N_("接口客户端不能批准和登记到岗。"), N_("请清空到岗日期，由组织部办理。")),
    "refused": (N_("%(said)s"), N_("请在挂职页面办理这一项。")),
    "day-basis-missing": (N_("项目政策还没有计发口径及其文号，不能登记到岗。"), N_("请先补上政策，或清空到岗日期。")),
    "supervisor-is-cadre": (N_("主管不能是干部本人。"), N_("请换一个主管。")),
    "too-many-supervisors": (N_("主管最多 20 人。"), N_("请减少。")),
    "names-do-not-match": (N_("主管姓名有 %(names)s 个，编号有 %(numbers)s 个。"), N_("请让姓名和编号一一对应。")),
    "supervisor-needs-grant": (
        N_("接收单位不在您管理的地区，不能把 %(number)s 设为它的主管。"),
        N_("请由系统管理员先授予主管角色。"),
    ),
    "role-protected": (N_("“%(value)s”只能由系统管理员授予。"), N_("请删除这一行，另行办理。")),
    "role-needs-group": (N_("组长属于小组。"), N_("请在“小组”里指定组长。")),
    "role-needs-unit": (N_("这个角色要有所在单位。"), N_("请填写所在单位。")),
}
"""Code -> (what is wrong, what to do), both message ids."""


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
