"""From a template and plain data to the bytes of a PDF; a page takes some 10 ms, two papers at once at most."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import typst

from app.core.errors import DomainError
from app.core.i18n import N_
from app.core.printing.fonts import typefaces

APP = Path(__file__).resolve().parents[2]
ABSENT = "〓"
"""The printers' sign for a character that no font holds: it is written in by hand."""
WAIT_SECONDS = 20
_slots = threading.BoundedSemaphore(2)


class PrinterBusy(DomainError):
    """More papers are being made than two at once, for too long."""

    code, status, message = "printer-busy", 503, N_("正在生成的文件较多，请稍后再试。")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to be set: its template (a path below `app/`), what it says, its date and the name of its file."""

    template: str
    data: Mapping[str, Any]
    as_of: datetime
    name: str
    tagged: bool = True

    def pdf(self) -> bytes:
        """Its PDF; see `render`."""
        return render(self.template, self.data, self.as_of, tagged=self.tagged)


def render(template: str, data: Mapping[str, Any], as_of: datetime, *, tagged: bool = True) -> bytes:
    """The PDF of `template` (a path below `app/`) filled with `data`; PrinterBusy when none of two slots frees.

    The template finds the data in `paper`. Text never becomes markup. `as_of` is the file's date: the same data of
    the same instant give the same bytes. Tags read the paper aloud; of a long table they are most of the file and of
    the time. Call it outside a transaction (`work.rest()`).
    """
    faces = typefaces()
    absent: set[str] = set()
    filled = _printable(orjson.loads(orjson.dumps(dict(data))), faces.characters, absent)
    inputs = {
        "paper": orjson.dumps(filled | {"absent": sorted(f"U+{ord(char):04X}" for char in absent)}).decode(),
        "fonts": orjson.dumps(faces.families).decode(),
    }
    with a_slot():
        return typst.compile(
            str(APP / template),
            root=str(APP),
            font_paths=faces.fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            timestamp=int(as_of.timestamp()),
            pdf_tags=tagged,
        )


@contextmanager
def a_slot() -> Iterator[None]:
    """One of the two places for making papers; PrinterBusy when none frees for too long."""
    if not _slots.acquire(timeout=WAIT_SECONDS):
        raise PrinterBusy(headers={"Retry-After": "10"})
    try:
        yield
    finally:
        _slots.release()


def _printable(value: Any, held: frozenset[int], absent: set[str]) -> Any:
    """The same value with each character that no font holds replaced; those are added to `absent`."""
    if isinstance(value, dict):
        return {key: _printable(one, held, absent) for key, one in value.items()}
    if isinstance(value, list):
        return [_printable(one, held, absent) for one in value]
    if not isinstance(value, str) or all(ord(char) in held or char == "\n" for char in value):
        return value
    missing = {char for char in value if ord(char) not in held and char.isprintable()}
    absent |= missing
    return "".join(ABSENT if char in missing else char for char in value if char == "\n" or char.isprintable())
