"""The sheet of an insurance import 保险: its columns, what may be wrong in it, its rows as plain values."""

import difflib
import io
from dataclasses import dataclass, field
from datetime import date

import xlsxwriter  # type: ignore[import-untyped]

from app.allowances.schemas_insurance import MAX_PREMIUM_FEN, MOST_DAYS, plain_number
from app.core.i18n import N_, Locale
from app.core.sheets import faults as common
from app.core.sheets import values
from app.core.sheets.columns import NO_ROWS, Column, Sheet, plain
from app.core.sheets.faults import Cell, Faults
from app.core.sheets.reading import Row, has_headings, is_blank, is_complete, rows_of
from app.core.sheets.template import SAFE, Form
from app.core.sheets.workbook import Grid

_DAY = N_("日期，例如 2026-03-01；当日在保。")
INSURANCE = Sheet(
    "insurance",
    "保险",
    "Insurance",
    N_("每人每份保单一行；团体保单的保单号在每人一行里重复填写。"),
    (
        Column(
            "number",
            "人员编号",
            "Person no.",
            N_("唯一编号，按它认人，不按姓名。字母、数字和连字符，保持文本格式，开头的 0 不要丢。"),
            "00231",
            True,
            "number",
            14,
            ("编号", "person_no"),
        ),
        Column("name", "姓名", "Name", N_("只用来核对；与编号不一致的作为错误列出。"), "何景行", True, width=10),
        Column(
            "policy_no", "保单号", "Policy no.", N_("保单上的号码。"), "PYIL2026-0937", True, "number", 24,
            ("保单号码", "保险单号", "policy"),
        ),
        Column(
            "insurer", "保险公司", "Insurer", N_("承保的公司。"), "人保财险云浦支公司", True, width=24,
            also=("承保公司", "保险人"),
        ),
        Column(
            "start_on", "起保日期", "Cover from", _DAY, "2026-03-01", True, "date", 13,
            ("保险起期", "起期", "开始日期", "start"),
        ),
        Column(
            "end_on", "终保日期", "Cover to", _DAY, "2027-02-28", True, "date", 13,
            ("保险止期", "止期", "到期日期", "结束日期", "end"),
        ),
        Column(
            "premium", "保费（元）", "Premium (yuan)", N_("这名干部的保费，最多两位小数；团体保单没有分摊的填 0。"),
            "120.50", True, width=12, also=("保险费", "premium"),
        ),
        Column(
            "programme", "项目", "Programme", N_("可不填；此人这些日期有几段挂职时，写明是哪个项目的。"),
            "", False, "choice", 20, ("挂职项目",),
        ),
    ),
    ("insurance", "保单"),
)  # fmt: skip
SENTENCES: common.Sentences = common.SENTENCES | {
    "empty-file": (N_("没有读到任何一行保险。"), N_("请在“保险”表的表头下逐行填写后再上传。")),
    "unknown-person": (
        N_("您经办的项目里没有编号为 %(number)s 的干部。"),
        N_("请检查编号；还没有登记挂职的，请先登记。"),
    ),
    "name-differs": (N_("编号 %(number)s 在系统里是“%(known)s”。"), N_("请核对编号和姓名。")),
    "own-row": (N_("不能经手自己的保险。"), N_("请由其他经办人导入这一行。")),
    "no-term": (N_("此人在这些日期没有挂职。"), N_("此人的挂职：%(terms)s。请检查日期。")),
    "which-term": (N_("此人在这些日期有 %(count)s 段挂职。"), N_("请在“项目”列写明是哪一段：%(terms)s。")),
    "same-programme": (N_("此人在这些日期有 %(count)s 段同一项目的挂职。"), N_("请按每段的日期分行填写：%(terms)s。")),
    "unknown-programme": (N_("没有项目“%(value)s”。"), N_("可以填：%(choices)s。")),
    "archived": (N_("这段挂职已归档，不再登记保险。"), N_("请删除这一行。")),
    "too-many-days": (N_("一份保单最长十年。"), N_("请检查年份。")),
    "policy-overlap": (
        N_("这份保单已登记 %(first)s 至 %(last)s，日期重叠。"),
        N_("同一保单同一人同一天只登记一次；要改日期，请在“保险”页修改。"),
    ),
    "voided": (N_("这份保单 %(on)s 已作废。"), N_("确实有效的，请在“保险”页重新登记。")),
    "refused": (N_("%(said)s"), N_("请在“保险”页办理这一项。")),
}
_HELP = (
    N_("怎样填"),
    N_("1. 每人每份保单填一行；一份团体保单保多少人，就有多少行，保单号相同。"),
    N_("2. 按人员编号认人，姓名只用来核对；编号和保单号两列保持文本格式，开头的 0 不要丢。"),
    N_("3. 起保和终保两天都在保；日期写成 2026-03-01。"),
    N_("4. 先试读：哪一格有问题会逐格列出；全部改好才会导入，有一处错误就什么都不写入。"),
    N_("5. 同一份文件可以反复导入，不会重复登记；保险公司或保费改了的会更新。"),
)


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A line that was read whole."""

    row: Row
    number: str
    name: str
    policy_no: str
    insurer: str
    start_on: date
    end_on: date
    premium_fen: int

    def cell(self, key: str) -> Cell:
        """Where something of it stands."""
        return self.row.cell(key)


@dataclass(slots=True)
class InsuranceSheet:
    """All that a file says."""

    sheets: list[str] = field(default_factory=list)
    policies: list[PolicyRow] = field(default_factory=list)
    rows: int = 0


def read_insurance(grids: list[Grid], faults: Faults) -> InsuranceSheet:
    """Every row; what cannot be read is a fault and left out."""
    found = InsuranceSheet(sheets=[grid.title for grid in grids])
    for grid in grids:
        if plain(grid.title) in {plain(one) for one in NO_ROWS} or is_blank(grid) or not _is_ours(grid, faults):
            continue
        for row in rows_of(grid, INSURANCE, faults):
            found.rows += 1
            policy = _read(row, faults)
            if policy is not None:
                found.policies.append(policy)
    if not found.rows and not faults:
        faults.of_sheet(found.sheets[0] if found.sheets else "", "empty-file")
    return found


def _is_ours(grid: Grid, faults: Faults) -> bool:
    """By its title, or any other title with the headings."""
    names = {plain(name) for name in (INSURANCE.title, INSURANCE.english, *INSURANCE.also)}
    if plain(grid.title) in names or has_headings(grid, INSURANCE):
        return True
    near = difflib.get_close_matches(grid.title, [INSURANCE.title], 1, 0.4) or [INSURANCE.title]
    faults.of_sheet(grid.title, "unknown-sheet", value=grid.title, near="、".join(near))
    return False


def _read(row: Row, faults: Faults) -> PolicyRow | None:
    complete = is_complete(row, INSURANCE, faults)
    number, name = values.read_number(row.cell("number"), faults), values.read_name(row.cell("name"), faults)
    policy_no = values.read_code(row.cell("policy_no"), 64, faults)
    insurer = values.read_text(row.cell("insurer"), 80, faults)
    start_on, end_on = values.read_day(row.cell("start_on"), faults), values.read_day(row.cell("end_on"), faults)
    premium_fen = values.read_yuan(row.cell("premium"), MAX_PREMIUM_FEN, faults)
    if not (complete and number and name and policy_no and insurer and start_on and end_on) or premium_fen is None:
        return None
    if end_on < start_on:
        faults.at(row.cell("end_on"), "dates-reversed", start_on=start_on.isoformat())
        return None
    if (end_on - start_on).days >= MOST_DAYS:
        faults.at(row.cell("end_on"), "too-many-days")
        return None
    return PolicyRow(row, number, name, plain_number(policy_no), insurer, start_on, end_on, premium_fen)


def write_template(programmes: list[str], locale: Locale) -> bytes:
    """An empty sheet with headings, notes, examples and the programmes to choose from."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        form = Form(book, locale)
        instructions, page = book.add_worksheet("说明"), book.add_worksheet(INSURANCE.title)
        ranges = form.write_lists({"programme": programmes})
        form.write_sheet(INSURANCE, page, lambda column: ranges.get(column.key))
        form.write_help(instructions, _HELP, (INSURANCE,))
        page.activate()
    return target.getvalue()
