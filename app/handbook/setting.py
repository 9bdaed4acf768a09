"""`python -m app.handbook.setting FOLDER`: set one handbook in a process of its own, to print or to edit.

It reads `order.json`, `data.json` and `pictures/` in the folder, writes `made.pdf` or `made.docx` there, and knows
nothing else.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import typst

from app.core.printing.fonts import typefaces, use_folder
from app.core.printing.legible import legible
from app.handbook.instructions import INSTRUCTIONS

APP = Path(__file__).resolve().parents[1]
SOURCES = ("core/printing/base.typ", *(f"handbook/printing/{name}.typ" for name in ("book", "front", "days", "back")))

SHORT = 700
"""Characters; a page has some 1,300, or half of them beside pictures."""


def set_pdf(folder: Path, order: dict[str, Any], data: dict[str, Any]) -> None:
    """Typeset `data`; characters that no font holds stand as their code points."""
    use_folder(order.get("fonts"))
    faces = typefaces()
    for name in SOURCES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(APP / name, folder / name)
    _mark_short_days(data)
    inputs = {
        "paper": orjson.dumps(legible(data, faces.characters) | {"instructions": INSTRUCTIONS}).decode(),
        "fonts": orjson.dumps(faces.serif).decode(),
        "heads": orjson.dumps(faces.families).decode(),
    }
    typst.compile(
        str(folder / SOURCES[1]),
        output=str(folder / "made.pdf"),
        root=str(folder),
        font_paths=faces.fonts,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        timestamp=order["as_of"],
        pdf_tags=order["tagged"],
    )


def _mark_short_days(data: dict[str, Any]) -> None:
    """A day that surely fits on a page is not torn over two."""
    for month in data["months"]:
        for day in month["days"]:
            said = [text for item in day["items"] for text in item.values()]
            said += [day["difficulty"], day["takeaway"], day["late"], day["comment"]]
            said += [extra["text"] for extra in day["addenda"]]
            day["short"] = sum(map(len, said)) + 40 * len(day["addenda"]) <= SHORT


def set_docx(folder: Path, _order: dict[str, Any], data: dict[str, Any]) -> None:
    """Build the document to edit."""
    from app.handbook.document import write_document  # noqa: PLC0415 - print does without it

    write_document(folder / "made.docx", data, folder / "pictures")


SETTERS: dict[str, Callable[[Path, dict[str, Any], dict[str, Any]], None]] = {"pdf": set_pdf, "docx": set_docx}


def main(folder: Path) -> None:
    """Do what the order says."""
    order = orjson.loads((folder / "order.json").read_bytes())
    SETTERS[order["format"]](folder, order, orjson.loads((folder / "data.json").read_bytes()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
