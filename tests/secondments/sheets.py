"""Roster files as a clerk's spreadsheet makes them, for the tests of the import."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import httpx
import xlsxwriter  # type: ignore[import-untyped]

FLAT = [
    *("人员编号", "姓名", "手机", "登录名", "项目", "派出单位", "接收单位", "职务"),
    *("地区档", "开始日期", "结束日期", "批准文号", "到岗日期", "主管人员编号", "主管姓名", "改名"),
]
UNITS = ("名称", "类别", "上级单位", "地区档")
PEOPLE = ("人员编号", "姓名", "手机", "登录名", "所在单位", "角色", "改名")
ROLES = ("人员编号", "单位", "角色")
TERMS = ("人员编号", *FLAT[4:14])
Rows = Sequence[Sequence[Any]]
Sheets = dict[str, Rows]


def workbook(**sheets: Rows) -> bytes:
    """An XLSX file: sheet title -> rows, the first of them the headings."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for at, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, date | datetime):
                        page.write_datetime(at, place, value, day)
                    elif value not in (None, ""):
                        page.write(at, place, value)
    return target.getvalue()


def flat(*rows: dict[str, Any], headings: Sequence[str] = FLAT) -> list[list[Any]]:
    """Rows of the sheet 名册 from what differs of a usual cadre."""
    usual = {
        "项目": "外派挂职",
        "派出单位": "青石镇",
        "接收单位": "县发改局",
        "职务": "副局长（挂职）",
        "开始日期": "2026-03-01",
        "结束日期": "2027-02-28",
    }
    return [list(headings), *([(usual | row).get(heading, "") for heading in headings] for row in rows)]


def send(client: httpx.Client, data: bytes, path: str = "roster", **query: Any) -> httpx.Response:
    """Upload a file."""
    form = {"id": query.pop("id")} if "id" in query else {}
    files = {"file": (query.pop("name", "名册.xlsx"), data, "application/octet-stream")}
    return client.post(f"/api/v1/imports/{path}", params=query, files=files, data=form)
