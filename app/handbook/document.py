"""The handbook for a word processor: the same content as the print, in 仿宋 and 黑体, built from plain values."""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from app.handbook.document_parts import (
    add_field,
    add_fields_table,
    add_lines,
    add_signing,
    add_table,
    clean,
    new_line,
    new_row,
    prepare,
    write,
)
from app.handbook.instructions import INSTRUCTIONS

CENTRE = WD_ALIGN_PARAGRAPH.CENTER
PICTURE = Mm(38)


class Handbook:
    """One document under way."""

    def __init__(self, said: dict[str, Any], pictures: Path) -> None:
        self.said, self.pictures = clean(said), pictures
        self.document = Document()
        prepare(self.document, f"挂职纪实手册 {self.said['name']} {self.said['extent']}")

    def build(self) -> None:
        """Everything, in the order of the print."""
        self._foot()
        if self.said["whole"]:
            self._cover()
            self._instructions()
        else:
            self._headline("挂职纪实手册", self.said["extent"])
        self._particulars()
        if self.said["whole"]:
            self._goals()
        for month in self.said["months"]:
            self._month(month)
        if self.said["whole"]:
            self._achievements()
        self._checks()
        if self.said["form"]:
            self._term_form(self.said["form"])
        elif self.said["whole"]:
            self._closing()
        if self.said["omitted"]:
            self.document.add_paragraph("本册未印入的部分：" + "；".join(self.said["omitted"]) + "。")

    def _foot(self) -> None:
        line = self.document.sections[0].footer.paragraphs[0]
        write(line, f"{self.said['name']}　第 {self.said['edition']} 版　SHA-256 {self.said['digest']}　　", size=7)
        add_field(line, "PAGE")
        write(line, " / ", size=8)
        add_field(line, "NUMPAGES")

    def _cover(self) -> None:
        for _ in range(5):
            self.document.add_paragraph()
        self._headline(self.said["kind"], "")
        title = self.document.add_paragraph()
        title.alignment = CENTRE
        write(title, "挂职纪实手册", size=34, bold=True, heading=True)
        self._headline("", self.said["extent"])
        for _ in range(5):
            self.document.add_paragraph()
        for label, name in (
            ("姓　　名", "name"),
            ("派出单位", "sending"),
            ("挂职单位", "receiving"),
            ("挂职职务", "post"),
            ("挂职项目", "programme"),
        ):
            line = self.document.add_paragraph()
            line.paragraph_format.left_indent = Mm(28)
            write(line, f"{label}　{self.said[name]}", size=14)
        for _ in range(5):
            self.document.add_paragraph()
        self._headline("", f"{self.said['organiser']}（盖章）")
        self._headline("", f"第 {self.said['edition']} 版　印于 {self.said['printed']}")
        self.document.add_page_break()  # type: ignore[no-untyped-call]

    def _headline(self, title: str, sub: str) -> None:
        for words, size, heading in ((title, 18, True), (sub, 12, False)):
            if words:
                line = self.document.add_paragraph()
                line.alignment = CENTRE
                write(line, words, size=size, bold=heading, heading=heading)

    def _instructions(self) -> None:
        self.document.add_heading("填写说明", 1)
        for number, words in zip("一二三四五六七八", INSTRUCTIONS, strict=True):
            self.document.add_paragraph(f"{number}、{words}")

    def _particulars(self) -> None:
        said = self.said
        if said["whole"]:
            self._new_page("挂职信息")
        pairs = [
            ("姓名", said["name"]),
            ("人员编号", said["person_no"]),
            ("派出单位", said["sending"]),
            ("挂职单位", said["receiving"]),
            ("挂职职务", said["post"]),
            ("挂职项目", said["programme"]),
            ("批准文号", said["approval_no"]),
            ("到岗日期", said["arrived"]),
            ("挂职期限", said["term"]),
            ("提前结束", said["recalled"]),
            ("暂停", "；".join(said["paused"])),
            ("单位主管", said["supervisors"]),
            ("审阅方式", said["review"]),
        ]
        optional = {"提前结束", "暂停"}
        add_fields_table(self.document, [pair for pair in pairs if pair[1] or pair[0] not in optional])
        if len(said["postings"]) > 1:
            self.document.add_heading("任职经过", 2)
            rows = [(one["span"], one["unit"], one["post"]) for one in said["postings"]]
            add_table(self.document, ("起止", "单位", "职务"), rows, (80, 45, 35))

    def _new_page(self, title: str) -> None:
        self.document.add_heading(title, 1).paragraph_format.page_break_before = True

    def _goals(self) -> None:
        self._new_page("挂职目标与月度任务")
        add_lines(self.document, 6)
        rows = [(name, "\n", "") for name in self.said["term_months"]]
        add_table(self.document, ("月份", "本月任务", "完成情况"), rows, (30, 88, 42))

    def _month(self, month: dict[str, Any]) -> None:
        if self.said["whole"]:
            self._new_page(f"纪实记录　{month['name']}")
        if month["days"]:
            table = add_table(self.document, ("日期", "纪实"), (), (26, 134))
            for day in month["days"]:
                when, what = new_row(table)
                self._when(when.paragraphs[0], day)
                self._what(what, day)
        else:
            self.document.add_paragraph("本月没有已提交的记录。")
        for one in month["summaries"]:
            self.document.add_heading(f"{one['title']}（{one['span']}）", 2)
            self.document.add_paragraph(one["text"])
            self.document.add_paragraph(f"{one['by']}　{one['at']}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.document.add_heading("本月出勤", 2)
        rows = [
            (one["unit"], one["attended"], one["remarks"] or "无", one["confirmed"] or "待确认")
            for one in month["attendance"]
        ]
        if rows:
            add_table(self.document, ("接收单位", "出勤（天）", "与工作日历不同之处", "确认"), rows, (45, 22, 48, 45))
        else:
            self.document.add_paragraph("没有台账。" if month["ended"] else "本月尚未结束，月后按台账印出。")
        add_signing(self.document, "接收单位意见")

    def _when(self, line: Paragraph, day: dict[str, Any]) -> None:
        line.alignment = CENTRE
        write(line, day["date"], size=10.5, bold=True, heading=True)
        for words in (day["weekday"], day["kind"], *day["marks"]):
            write(line, f"\n{words}", size=9)

    def _what(self, cell: _Cell, day: dict[str, Any]) -> None:
        unused = list(cell.paragraphs)

        def line() -> Paragraph:
            return unused.pop() if unused else new_line(cell)

        if day["hidden"]:
            hidden = day["hidden"]
            because = f"（{hidden['reason']}）" if hidden["reason"] else ""
            write(line(), f"{hidden['words']}{because}。原文摘要值 SHA-256 {hidden['digest']}")
        for number, item in enumerate(day["items"], 1):
            self._item(line(), f"{number}. " if len(day["items"]) > 1 else "", item)
        for label, name in (("困难", "difficulty"), ("收获", "takeaway"), ("补记说明", "late")):
            if day[name]:
                write(line(), f"{label}：{day[name]}")
        if day["photos"]:
            self._photos(line(), day["photos"])
        for extra in day["addenda"]:
            write(line(), f"补充说明　{extra['at']}（{extra['reason']}）\n{extra['text']}")
        write(line(), "审阅　" + "。".join(part for part in (day["review"], day["comment"]) if part), size=9)

    def _item(self, line: Paragraph, number: str, item: dict[str, str]) -> None:
        notes = "，".join(item[name] for name in ("slot", "category", "place") if item[name])
        write(line, number + item["text"])
        if notes:
            write(line, f"（{notes}）", size=9)
        if item["outcome"]:
            write(line, f"\n结果：{item['outcome']}")

    def _photos(self, line: Paragraph, photos: list[dict[str, Any]]) -> None:
        for photo in photos:
            if photo["here"]:
                path = str(self.pictures / f"{photo['sha256']}.jpg")
                wide = photo["width"] * 3 >= photo["height"] * 4
                line.add_run().add_picture(path, width=PICTURE if wide else None, height=None if wide else Mm(28))
                write(line, " ")
        captions = "；".join(photo["caption"] + ("" if photo["here"] else "（照片文件缺失）") for photo in photos)
        write(line, f"\n{captions}", size=8)

    def _achievements(self) -> None:
        self._new_page("主要实绩")
        add_lines(self.document, 9)
        self.document.add_heading("培训与谈话", 1)
        rows = [(one["span"], one["summary"]) for one in self.said["trainings"]]
        if rows:
            add_table(self.document, ("培训日期", "内容（概要）"), rows, (70, 90))
        self.document.add_paragraph("谈话（只记概要）")
        add_lines(self.document, 5)

    def _checks(self) -> None:
        if not self.said["checks"] and not self.said["notes"]:
            return
        self.document.add_heading("抽查与走访", 1).paragraph_format.page_break_before = self.said["whole"]
        for one in self.said["checks"]:
            visited = "　".join(part for part in (one["visited"], one["place"]) if part)
            pairs = [("抽查表编号", one["number"]), ("检查人", one["inspectors"]), ("抽查日期", one["days"])]
            pairs += [("到访", visited), *((question, answer) for question, answer in one["answers"])]
            pairs += [("所见所谈", one["note"]), ("困难", one["difficulties"]), ("办理期限", one["due"])]
            pairs += [("本人答复", _timed(one["reply"], one["replied"]))]
            pairs += [("整改情况", _timed(one["rectification"], one["rectified"])), ("办结", one["closed"])]
            self._form(pairs)
        for one in self.said["notes"]:
            pairs = [("走访", one["visited"]), ("记录人", one["author"]), ("地点", one["place"]), ("情况", one["note"])]
            self._form([*pairs, ("本人回复", _timed(one["reply"], one["replied"]))])

    def _form(self, pairs: list[tuple[str, str]]) -> None:
        add_fields_table(self.document, [pair for pair in pairs if pair[1]])
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _term_form(self, form: dict[str, Any]) -> None:
        self._new_page("期满鉴定表")
        signed, grades = form["signed"], [one["word"] for one in form["grades"] if one["given"]]
        figures = "　".join(f"{one['word']} {one['days']} 天" for one in form["figures"])
        pairs = [("本人自评", f"{form['self_report']}\n{signed['self']}"), ("工作成效", form["achievements"])]
        pairs += [("出勤请假", figures), ("未计入尚待确认的月份", form["pending"])]
        receiving = f"{form['receiving_opinion']}\n等次：{'、'.join(grades)}\n{signed['receiving']}"
        pairs += [
            ("接收单位意见", receiving),
            ("派出单位意见", f"{form['sending_opinion']}\n{signed['sending']}".strip()),
        ]
        quota = "\n优秀名额单列" if form["outside_quota"] else ""
        pairs += [("组织部意见", f"{form['office_opinion']}{quota}\n{signed['office']}")]
        self._form([*pairs, ("本人阅签", f"{form['remark'] or '已阅。'}\n{signed['reading']}")])

    def _closing(self) -> None:
        self._new_page("签章")
        for label in ("本人", "接收单位", "派出单位", "组织部门"):
            add_signing(self.document, label, seal=label != "本人")


def _timed(words: str, at: str) -> str:
    return f"{words}（{at}）" if words and at else words


def write_document(path: Path, said: dict[str, Any], pictures: Path) -> None:
    """The document at `path`; pictures lie in their folder by their digest."""
    book = Handbook(said, pictures)
    book.build()
    book.document.save(str(path))
