"""What the demo county lacks for its book: sheets with faults, as a clerk may have sent them."""

from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped]

from tools.book.studio import Studio

ROSTER = (
    (*("人员编号", "姓名", "项目", "派出单位", "接收单位", "职务"), "开始日期", "结束日期"),
    (*("9001", "程望舒", "外派挂职·第三批", "青石镇", "没有的单位", "副局长（挂职）"), "2026-03-01", "2027-02-28"),
    (*("9002", "白知遥", "外派挂职·第三批", "县发改局", "白鹭镇", "副镇长（挂职）"), "2026-03-01", "2025-02-28"),
)
INSURANCE = (
    ("人员编号", "姓名", "保单号", "保险公司", "起保日期", "终保日期", "保费"),
    ("9001", "程望舒", "PICC-2026-01", "人保财险", "2026-03-01", "2027-02-28", "120.00"),
)


def prepare(studio: Studio) -> None:
    """A roster and an insurance sheet that are refused."""
    with studio.client("orgadmin") as client:
        for path, title, rows in (("roster", "名册", ROSTER), ("insurance", "保险", INSURANCE)):
            files = {"file": (f"{title}.xlsx", _sheet(title, rows), "application/octet-stream")}
            refused = client.post(f"/api/v1/imports/{path}", files=files).json()
            studio.found[path] = refused["import"]["id"]


def _sheet(title: str, rows: tuple[tuple[str, ...], ...]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet(title)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return target.getvalue()
