"""Ugly texts: rare and missing characters, a thousand signs, addresses without a break; nothing is lost or boxed."""

import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest
import typst
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.core.printing.fonts import typefaces
from app.core.printing.legible import legible
from app.handbook.setting import main
from tests.handbook.conftest import pages_of, words_of
from tests.records.conftest import Town
from tests.support.pdf import boxes_in

SOAK = os.environ.get("JISHI_TEST_SOAK") == "1"
RARE = "𫖮㛃㙍䶮𬱖镕喆"
LONG = "https://example.invalid/" + "a" * 150
POINTS = {"𠮷": "〔U+20BB7〕", "🙂": "〔U+1F642〕"}
ITEM = {"text": "走访", "slot": "", "category": "", "place": "", "outcome": ""}
DAY = {
    "on": "2026-03-05", "date": "3月5日", "weekday": "周四", "kind": "在岗", "marks": [], "items": [ITEM],
    "difficulty": "", "takeaway": "", "late": "", "addenda": [], "photos": [], "review": "待审阅", "comment": "",
    "hidden": None,
}  # fmt: skip
MONTH = {"key": "2026-03", "name": "2026年3月", "days": [DAY], "summaries": [], "attendance": [], "ended": False}
BOOK: dict[str, Any] = {
    "whole": False, "extent": "2026年3月", "name": "林晓", "person_no": "0101", "sending": "县发改局",
    "receiving": "白鹭镇", "post": "副镇长", "programme": "外派", "organiser": "云浦县", "kind": "外派挂职",
    "approval_no": "", "term": "", "arrived": "", "recalled": "", "paused": [], "supervisors": "", "review": "",
    "postings": [], "term_months": ["2026年3月"], "months": [MONTH], "trainings": [], "notes": [], "checks": [],
    "form": None, "omitted": [], "edition": 1, "digest": "ab" * 32, "printed": "2026年3月6日 09:00",
}  # fmt: skip


def made(kind: str, said: dict[str, Any]) -> bytes:
    """What the setting process makes of a day that says this."""
    day = DAY | said
    data = BOOK | {"months": [MONTH | {"days": [day]}]}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pictures").mkdir()
        order = {"format": kind, "as_of": 1_770_000_000, "tagged": False, "fonts": None}
        (folder / "order.json").write_bytes(orjson.dumps(order))
        (folder / "data.json").write_bytes(orjson.dumps(data))
        main(folder)
        return (folder / f"made.{kind}").read_bytes()


def plain(data: bytes) -> str:
    """All text of a PDF without spaces and without the places where a line may break; none of it an empty box."""
    assert boxes_in(data) == 0
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return "".join(text.replace("\u200b", "").split())


def test_a_box_for_a_missing_sign_is_seen(tmp_path: Path) -> None:
    faces = typefaces()
    paper = tmp_path / "paper.typ"
    for text, boxes in (("走访柳湾村", 0), (f"走访{''.join(POINTS)}", len(POINTS))):
        paper.write_text(f"#set text(font: {orjson.dumps(faces.families[0]).decode()}, fallback: false)\n{text}")
        assert boxes_in(typst.compile(str(paper), font_paths=faces.fonts, ignore_system_fonts=True)) == boxes


@pytest.mark.walk
def test_rare_names_and_long_texts_arrive_whole(town: Town, take: Any) -> None:
    thousand = "察看防汛物资，" * 28
    items = [{"text": f"{RARE}{''.join(POINTS)}"}, {"text": LONG}, {"text": thousand[:190]}]
    town.submitted("2026-04-14", items=items, difficulty="！" * 300, takeaway=thousand[:120])
    answer = take(town.cadre, month="2026-04")
    text = "".join(pages_of(answer)).replace("\u200b", "")
    for words in (RARE, LONG, "！" * 300, thousand[:190], *POINTS.values()):
        assert words in text
    assert not set(POINTS) & set(text)
    assert RARE + "".join(POINTS) in words_of(take(town.cadre, "docx", month="2026-04"))


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_text_is_never_markup(kind: str) -> None:
    nasty = '#panic() $x$ *粗* _斜_ @林晓 <b>&amp;</b> #image("/etc/passwd") \\u{41} ]]> {{ 7*7 }} // 完'
    data = made(kind, {"difficulty": nasty})
    if kind == "pdf":
        assert "".join(nasty.split()) in plain(data)
    else:
        cells = [cell.text for table in Document(BytesIO(data)).tables for row in table.rows for cell in row.cells]
        assert any(nasty in cell for cell in cells)


@settings(max_examples=200 if SOAK else 4, deadline=None)
@given(st.text(max_size=500), st.text(alphabet=st.characters(min_codepoint=0x2E80, max_codepoint=0x323AF), max_size=99))
def test_whatever_was_written_can_be_set(ascii_and_more: str, wide: str) -> None:
    said = {"difficulty": ascii_and_more, "takeaway": wide, "items": [ITEM | {"text": wide + ascii_and_more}]}
    text = plain(made("pdf", said))
    shown = "".join(legible(wide, typefaces().characters).split())
    assert len(shown) == 0 or text.count(shown[:1]) > 0
    words = made("docx", said)
    assert Document(BytesIO(words)).tables


@given(st.text(max_size=60))
def test_nothing_is_shown_that_no_font_holds(text: str) -> None:
    held = typefaces().characters
    shown = legible({"said": [text]}, held)["said"][0]
    assert all(ord(char) in held or char == "\n" for char in shown)
