"""Papers: the vendored fonts, rare characters, text that looks like markup, and the same bytes for the same data."""

import io
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.core import printing
from app.core.printing import fonts, render

AS_OF = datetime(2026, 8, 1, 1, 30, tzinfo=UTC)
TEMPLATE = "attendance/printing/sheet.typ"


def paper(**row: str) -> dict[str, Any]:
    """One unit with one cadre."""
    days = [{"number": str(on), "weekday": "三", "rest": on in (4, 5)} for on in range(1, 32)]
    plain = {"name": "王小明", "person_no": "", "post": "副镇长", "attended": "21", "remarks": ""} | row
    unit = {"name": "滨湖镇", "programmes": "外派挂职", "number": "202607-A", "digest": "ab"}
    rows = [plain | {"signs": ["✓"] * 31}]
    frame = {"month": "2026-07", "month_name": "2026年7月", "printed": "2026-08-01", "legend": "✓ 在岗"}
    return frame | {"days": days, "units": [unit | {"rows": rows}]}


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_characters_are_those_that_the_font_says_it_holds() -> None:
    for path in fonts.OWN.glob("*.ttf"):
        assert set(fonts.characters_of(path.read_bytes())) == set(TTFont(path).getBestCmap())


def test_rare_names_stand_as_they_are_and_what_no_font_holds_is_named() -> None:
    text = text_of(render(TEMPLATE, paper(name="欧阳䶮𬭎", remarks="𠮷田"), AS_OF))
    assert "欧阳䶮𬭎" in text
    assert "〓田" in text
    assert "U+20BB7" in text


def test_text_is_never_markup() -> None:
    said = '#panic("x") $a$ *粗* `code` @ref <label> \\ [ ] #read("/etc/passwd")'
    assert "".join(said.split()) in "".join(text_of(render(TEMPLATE, paper(remarks=said), AS_OF)).split())


@given(st.text(max_size=60))
def test_any_text_can_be_printed(said: str) -> None:
    assert render(TEMPLATE, paper(remarks=said), AS_OF).startswith(b"%PDF")


def test_the_same_data_of_the_same_instant_give_the_same_bytes() -> None:
    first, later = (render(TEMPLATE, paper(), at) for at in (AS_OF, datetime(2026, 8, 2, tzinfo=UTC)))
    assert first == render(TEMPLATE, paper(), AS_OF)
    assert first != later
    assert PdfReader(io.BytesIO(first)).metadata["/CreationDate"] == "D:20260801013000Z"


def test_a_folder_of_fonts_goes_first(tmp_path: Path) -> None:
    font = TTFont(fonts.OWN / "NotoSansSC_400Regular.ttf")
    for record in font["name"].names:
        record.string = {1: "Jishi Test", 4: "Jishi Test", 6: "JishiTest"}.get(record.nameID, record.toUnicode())
    font.save(tmp_path / "own.ttf")
    printing.use_folder(str(tmp_path))
    try:
        made = render(TEMPLATE, paper(), AS_OF)
    finally:
        printing.use_folder(None)
    assert b"JishiTest" in made
    assert b"JishiTest" not in render(TEMPLATE, paper(), AS_OF)


def test_no_more_than_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["app.core.printing.render"]
    slots = threading.BoundedSemaphore(1)
    monkeypatch.setattr(module, "_slots", slots)
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    with slots, pytest.raises(printing.PrinterBusy):
        render(TEMPLATE, paper(), AS_OF)
    assert render(TEMPLATE, paper(), AS_OF)
