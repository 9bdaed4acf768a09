"""What can be wrong with a row: a stable code, the reason, and what to do about it."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from app.core.i18n import N_, Locale, translate

WHY: dict[str, tuple[str, str]] = {
    "not-utf8": (N_("这一行不是 UTF-8 编码。"), N_("请将文件另存为 UTF-8。")),
    "not-json": (N_("这一行不是有效的 JSON。"), N_("每行写一个完整的 JSON 对象；不能用 NaN 或 Infinity。")),
    "not-object": (N_("这一行不是 JSON 对象。"), N_("每行写一个以花括号括起的对象。")),
    "line-too-long": (N_("这一行超过 1 MB。"), N_("请检查是否缺少换行。")),
    "nul": (N_("文字中有不能保存的空字符（U+0000）。"), N_("请删去这个字符。")),
    "missing": (N_("缺少必填的内容。"), N_("请补上这一项。")),
    "not-text": (N_("这一项应为文字。"), N_("请用双引号括起的文字。")),
    "not-id": (N_("编号应为 1 至 128 个字符的文字。"), N_("请使用来源系统的编号。")),
    "not-number": (N_("这一项应为不小于零的数。"), N_("请填数字，或留空（null）。")),
    "not-position": (N_("这不是经纬度。"), N_("纬度在 -90 至 90 之间，经度在 -180 至 180 之间。")),
    "not-date": (N_("没有这一天，或日期的写法不对。"), N_("请写成 2026-03-02。")),
    "not-month": (N_("月份的写法不对。"), N_("请写成 2026-03。")),
    "not-instant": (N_("时间的写法不对，或没有时区。"), N_("请写成 2026-03-02T17:40:11+08:00。")),
    "not-one-of": (N_("这一项只能是：%(allowed)s。"), N_("请改为其中之一。")),
    "not-money": (N_("金额应为整数元，或以文字写的小数。"), N_('请写成 120 或 "120.50"。')),
    "not-phash": (N_("图像指纹应为至多 16 位十六进制数。"), N_("请改正，或将 phash 留空。")),
    "not-sha256": (N_("sha256 应为 64 位十六进制数。"), N_("请改正，或将 sha256 留空。")),
    "not-photo": (N_("photo 应为空或一个对象。"), N_("请写成 null，或含 photo_id 的对象。")),
    "not-dates": (N_("dates 应为日期的列表。"), N_('请写成 ["2026-03-02"]。')),
    "end-before-start": (N_("结束早于开始。"), N_("请核对起止。")),
    "duplicate": (N_("同一文件中这个编号已经出现过。"), N_("每个编号只写一行。")),
    "other-content": (N_("这个编号已经导入过，内容不同。"), N_("已导入的历史不再改动；请改用新的编号。")),
    "unknown-cadre": (N_("没有这个编号的干部。"), N_("请在 cadres.jsonl 中补上。")),
    "unknown-supervisor": (N_("没有这个编号的审阅人。"), N_("请在 supervisors.jsonl 中补上。")),
    "unknown-entry": (N_("没有这个编号的记录。"), N_("请在 entries.jsonl 中补上。")),
    "no-secondment": (N_("这一天不在该干部的任何一段挂职之内。"), N_("请在 secondments.jsonl 中补上这段挂职。")),
    "live-record": (N_("这一天已有在系统中填写的记录。"), N_("导入不改动现有记录；请去掉这一行。")),
    "live-secondment": (N_("这个编号属于系统中现有的挂职。"), N_("请用新的编号。")),
    "live-person": (N_("这个编号属于系统中姓名不同的人员。"), N_("请核对编号和姓名。")),
}


class Wrong(Exception):
    """One fault of one row: the field, the code of `WHY`, and what its words name."""

    def __init__(self, field: str, code: str, **facts: Any) -> None:
        super().__init__(field, code)
        self.field, self.code, self.facts = field, code, facts


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken: file, line (from 1), field, and why."""

    file: str
    line: int
    field: str
    code: str
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)

    def reason(self, locale: Locale) -> str:
        """Why, in words."""
        return translate(WHY[self.code][0], locale, **self.facts)

    def remedy(self, locale: Locale) -> str:
        """What to do about it."""
        return translate(WHY[self.code][1], locale, **self.facts)

    def as_row(self, locale: Locale) -> dict[str, Any]:
        """As a line of the reject report."""
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "code": self.code,
            "reason": self.reason(locale),
            "remedy": self.remedy(locale),
        }
