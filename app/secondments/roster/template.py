"""The roster's template: headings with notes, lists to choose from, columns that keep zeros, one sheet of help."""

import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from app.core.i18n import N_, Locale, translate
from app.secondments.roster import columns
from app.secondments.roster.columns import Column, Sheet

FILLED_ROWS = 5000
"""Rows that carry formats and lists."""
_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
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


def write_template(choices: Choices, locale: Locale) -> bytes:
    """The workbook; its headings are Chinese in every language, its help is the reader's."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _SAFE) as book:
        _Template(book, choices, locale).write()
    return target.getvalue()


class _Template:
    def __init__(self, book: Any, choices: Choices, locale: Locale) -> None:
        self.book, self.choices, self.locale = book, choices, locale
        head = {"bold": True, "border": 1, "border_color": "#999999", "valign": "vcenter", "text_wrap": True}
        self.needed = book.add_format(head | {"bg_color": "#DCE6EA"})
        self.optional = book.add_format(head | {"bg_color": "#F2F0EB", "bold": False})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.ranges: dict[str, str] = {}

    def say(self, text: str) -> str:
        return translate(text, self.locale)

    def write(self) -> None:
        help_sheet = self.book.add_worksheet("说明")
        sheets = [(one, self.book.add_worksheet(one.title)) for one in (columns.ROSTER, columns.UNITS, columns.PEOPLE)]
        sheets.append((columns.ROLES, self.book.add_worksheet(columns.ROLES.title)))
        self._write_lists()
        for sheet, page in sheets:
            self._write_sheet(sheet, page)
        self._write_help(help_sheet)
        sheets[0][1].activate()

    def _write_lists(self) -> None:
        """The choices, on a sheet that is out of the way."""
        page = self.book.add_worksheet("选项")
        lists = {"units": self.choices.units, "programmes": self.choices.programmes}
        lists |= {"kinds": self.choices.kinds, "roles": self.choices.roles}
        for at, (name, values) in enumerate(lists.items()):
            for row, value in enumerate(values):
                page.write_string(row, at, value)
            letter = columns.letter(at)
            self.ranges[name] = f"='选项'!${letter}$1:${letter}${max(len(values), 1)}"
        page.hide()

    def _source(self, column: Column) -> str | list[str] | None:
        if column.key in ("sending", "receiving", "parent", "home", "unit"):
            return self.ranges["units"]
        if column.key == "rename":
            return ["是"]
        return self.ranges.get({"programme": "programmes", "kind": "kinds", "role": "roles"}.get(column.key, ""))

    def _write_sheet(self, sheet: Sheet, page: Any) -> None:
        page.freeze_panes(1, 2)
        page.set_row(0, 30)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, self.day if column.holds == "date" else self.text)
            page.write_string(0, at, column.heading, self.needed if column.required else self.optional)
            page.write_comment(0, at, self.say(column.note), {"x_scale": 1.6, "author": "Jishi"})
            source = self._source(column)
            if source is not None:
                rule = {"validate": "list", "source": source, "error_type": "warning"}
                page.data_validation(1, at, FILLED_ROWS, at, rule)

    def _write_help(self, page: Any) -> None:
        page.set_column(0, 0, 16)
        page.set_column(1, 1, 10)
        page.set_column(2, 2, 64)
        page.set_column(3, 3, 22)
        page.write_string(0, 0, self.say(_HELP[0]), self.title)
        at = 1
        for line in _HELP[1:]:
            page.merge_range(at, 0, at, 3, "", self.wrap)
            page.write_string(at, 0, self.say(line), self.wrap)
            page.set_row(at, 30)
            at += 1
        for sheet in (columns.ROSTER, columns.UNITS, columns.PEOPLE, columns.ROLES):
            at += 1
            page.write_string(at, 0, sheet.title, self.title)
            page.write_string(at, 2, self.say(sheet.note), self.wrap)
            at += 1
            for text, place in ((N_("列"), 0), (N_("必填"), 1), (N_("怎样填"), 2), (N_("例子"), 3)):
                page.write_string(at, place, self.say(text), self.optional)
            for column in sheet.columns:
                at += 1
                page.write_string(at, 0, column.heading)
                page.write_string(at, 1, self.say(N_("必填")) if column.required else "")
                page.write_string(at, 2, self.say(column.note), self.wrap)
                page.write_string(at, 3, column.example, self.text)
