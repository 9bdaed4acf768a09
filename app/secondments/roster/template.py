"""The roster's template: headings with notes, lists to choose from, columns that keep zeros, one sheet of help."""

import io
from dataclasses import dataclass

import xlsxwriter  # type: ignore[import-untyped]

from app.core.i18n import N_, Locale
from app.core.sheets.columns import Column
from app.core.sheets.template import SAFE, Form
from app.secondments.roster import columns

_HELP = (
    N_("怎样填"),
    N_("1. 每名挂职干部在“名册”表填一行；系统里还没有的单位先填在“单位”表。"),
    N_("2. 不挂职的人员（主管、派出单位联系人）填在“人员”表，兼任的角色填在“主管”表；没有就留空。"),
    N_("3. 按人员编号认人，不按姓名；编号一列保持文本格式，开头的 0 不要丢。"),
    N_("4. 日期写成 2026-03-01；单位重名时写“上级/名称”。"),
    N_("5. 先试读：哪一格有问题会逐格列出；全部改好才会导入，有一处错误就什么都不写入。"),
    N_("6. 同一份文件可以反复导入，只更新有变化的；空着的格子不改动原有内容，文件里没有的人不受影响。"),
    N_("7. “名册”也可以拆成“人员”和“挂职”两张表填写，列名不变。"),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lists offer, in the words that an import understands."""

    units: list[str]
    programmes: list[str]
    kinds: list[str]
    roles: list[str]


_LISTED = {"programme": "programmes", "kind": "kinds", "role": "roles"} | dict.fromkeys(
    ("sending", "receiving", "parent", "home", "unit"), "units"
)


def write_template(choices: Choices, locale: Locale) -> bytes:
    """The workbook; its headings are Chinese in every language, its help is the reader's."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        _write(Form(book, locale), choices)
    return target.getvalue()


def _write(form: Form, choices: Choices) -> None:
    help_sheet = form.book.add_worksheet("说明")
    shown = (columns.ROSTER, columns.UNITS, columns.PEOPLE, columns.ROLES)
    pages = [(one, form.book.add_worksheet(one.title)) for one in shown]
    lists = {"units": choices.units, "programmes": choices.programmes, "kinds": choices.kinds, "roles": choices.roles}
    ranges = form.write_lists(lists)

    def source_of(column: Column) -> str | list[str] | None:
        return ["是"] if column.key == "rename" else ranges.get(_LISTED.get(column.key, ""))

    for sheet, page in pages:
        form.write_sheet(sheet, page, source_of)
    form.write_help(help_sheet, _HELP, shown)
    pages[0][1].activate()
