"""What a PDF really shows: signs for which its fonts have no picture stand as empty boxes."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

BOX = b"\x00\x00"
"""Glyph 0 of every font."""


def boxes_in(data: bytes) -> int:
    """How many empty boxes the pages show. Every font's codes are its glyphs (Identity-H), as typst makes them."""
    reader = PdfReader(BytesIO(data))
    return sum(_boxes(page.get_contents(), page["/Resources"], reader) for page in reader.pages)


def _boxes(stream: Any, resources: Any, reader: PdfReader) -> int:
    if stream is None:
        return 0
    for font in resources.get("/Font", {}).values():
        assert font.get_object()["/Encoding"] == "/Identity-H", font
    forms = (one.get_object() for one in resources.get("/XObject", {}).values())
    inside = sum(_boxes(form, form.get("/Resources", {}), reader) for form in forms if form["/Subtype"] == "/Form")
    return inside + sum(code == BOX for code in _codes(ContentStream(stream, reader)))


def _codes(content: ContentStream) -> Iterator[bytes]:
    for operands, operator in content.operations:
        parts = {b"Tj": operands, b"TJ": operands[0] if operands else [], b"'": operands, b'"': operands[2:]}
        for part in parts.get(operator, []):
            if not isinstance(part, (int, float)):
                raw = part if isinstance(part, bytes) else part.original_bytes
                yield from (raw[at : at + 2] for at in range(0, len(raw), 2))
