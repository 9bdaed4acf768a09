"""Formats of bank files: two examples of the house, one's own beside them, and text that is never a formula."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.allowances.bank_file import Layout, Transfer, write_file
from app.core.actor import Role
from tests.allowances.bank import NUMBER, closed, taken, verified
from tests.allowances.conftest import Scene

COLUMNS = [
    {"title": "账号", "field": "account_no"},
    {"title": "户名", "field": "name"},
    {"title": "金额", "field": "amount"},
]
BODY: dict[str, Any] = {
    "name": "农商银行代发",
    "encoding": "utf-8",
    "delimiter": "|",
    "header": False,
    "columns": COLUMNS,
    "amount": "fen",
    "line_end": "lf",
}


def made(scene: Scene, **fields: Any) -> httpx.Response:
    return scene.api.as_(scene.finance).post("/api/v1/bank-formats", json=BODY | fields)


def layout(**fields: Any) -> Layout:
    values: dict[str, Any] = {
        "encoding": "utf-8",
        "delimiter": ",",
        "header": False,
        "columns": [("户名", "name"), ("账号", "account_no"), ("金额", "amount")],
        "amount": "yuan",
        "line_end": "lf",
    }
    return Layout(**(values | fields))


def line(name: str, **fields: Any) -> str:
    transfer = Transfer(1, 63005, {"name": name, "account_no": "00123456"})
    chosen = layout(**fields)
    return b"".join(write_file(chosen, [transfer])).decode(chosen.encoding)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("许文澜", "许文澜"),
        ('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'),
        ("＝1+1", "'＝1+1"),
        ("@甲", "'@甲"),
        ("甲\r\n乙\t丙", "甲 乙 丙"),
        ("甲,乙", '"甲,乙"'),
    ],
)
def test_text_is_never_a_formula_and_digits_stay(name: str, written: str) -> None:
    assert line(name) == f"{written},00123456,630.05\n"


def test_amounts_line_ends_and_marks() -> None:
    assert line("甲", amount="fen", delimiter="\t", line_end="crlf") == "甲\t00123456\t63005\r\n"
    content = b"".join(write_file(layout(encoding="utf-8-sig", header=True), []))
    assert content == b"\xef\xbb\xbf" + "户名,账号,金额\n".encode()


def test_ones_own_format_and_its_file(scene: Scene) -> None:
    key = str(uuid4())
    created = made(scene, id=key)
    assert (created.status_code, made(scene, id=key).status_code) == (201, 200)
    assert made(scene, id=key, name="另一个").json()["code"] == "id-reused"
    url = f"/api/v1/bank-formats/{key}"
    preview = scene.api.as_(scene.finance2).get(f"{url}/preview").json()["lines"]
    assert preview[0] == "6200000000000000001|张示例|63000"
    changed = scene.api.as_(scene.finance2).patch(url, json={"amount": "yuan"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["amount"], changed.json()["version"]) == (200, "yuan", 2)
    stale = scene.api.as_(scene.finance).patch(url, json={"amount": "fen"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    verified(scene, scene.cadre)
    closed(scene)
    assert taken(scene, format_id=key).content.decode() == f"{NUMBER}|许文澜|630.00\n"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"columns": [*COLUMNS[:2], {"title": "月", "field": "month"}]}, "/columns"),
        ({"columns": [*COLUMNS, COLUMNS[0]]}, "/columns"),
        ({"encoding": "big5"}, "/encoding"),
        ({"delimiter": ",,"}, "/delimiter"),
    ],
)
def test_a_format_that_no_bank_can_read(scene: Scene, wrong: dict[str, Any], pointer: str) -> None:
    answer = made(scene, **wrong)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])


def test_the_examples_stay_and_other_counties_see_their_own(scene: Scene) -> None:
    read = scene.api.as_(scene.finance).get("/api/v1/bank-formats").json()["items"]
    assert [(one["encoding"], one["may_edit"]) for one in read] == [("utf-8-sig", False), ("gb18030", False)]
    refused = scene.api.as_(scene.finance).patch(
        f"/api/v1/bank-formats/{read[0]['id']}", json={"amount": "fen"}, headers={"If-Match": '"1"'}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "format-of-the-house")
    key = made(scene).json()["id"]
    elsewhere = scene.county.person("邻县财务", Role.FINANCE, scene.county.unit("邻县"))
    assert len(scene.api.as_(elsewhere).get("/api/v1/bank-formats").json()["items"]) == 2
    assert scene.api.as_(elsewhere).get(f"/api/v1/bank-formats/{key}").status_code == 404
    assert scene.api.as_(scene.orgadmin).get("/api/v1/bank-formats").status_code == 403
