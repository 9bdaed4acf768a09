"""What the document is put together of: styles, ruled tables, fields, boxes to sign."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY, HEADING = "仿宋", "黑体"
INK = RGBColor(0x1F, 0x29, 0x33)
FONTS = """<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:font w:name="仿宋"><w:altName w:val="FangSong"/><w:charset w:val="86"/><w:family w:val="modern"/>
<w:pitch w:val="fixed"/></w:font>
<w:font w:name="黑体"><w:altName w:val="SimHei"/><w:charset w:val="86"/><w:family w:val="modern"/>
<w:pitch w:val="fixed"/></w:font>
</w:fonts>"""
"""Both under the names that other languages' systems know them by, and as Chinese ones where neither is installed."""
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(value: Any) -> Any:
    """The same value without the control characters that no XML may hold."""
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [clean(one) for one in value]
    return NO_XML.sub("", value) if isinstance(value, str) else value


def prepare(document: Document, title: str) -> None:
    """A4 with generous margins, 仿宋 for the text and 黑体 for headings."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(27), Mm(23)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    document.core_properties.title = title
    document.core_properties.author = ""
    _declare_fonts(document)
    _set_fonts(document.styles["Normal"], BODY, 11)
    for level, size in ((1, 16), (2, 12.5)):
        style = document.styles[f"Heading {level}"]
        _set_fonts(style, HEADING, size)
        style.font.bold, style.font.color.rgb = True, INK
        if level == 1:
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _declare_fonts(document: Document) -> None:
    """Word looks an undeclared font up by its name alone."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    table.extend(list(parse_xml(FONTS)))
    part._blob = serialize_part_xml(table)


def _set_fonts(style: Any, family: str, size: float) -> None:
    style.font.name, style.font.size = family, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), family)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def write(line: Paragraph, words: str, *, size: float | None = None, bold: bool = False, heading: bool = False) -> Run:
    """One more run of a paragraph; line breaks in it stay line breaks."""
    run = line.add_run(words)
    if size is not None:
        run.font.size = Pt(size)
    if bold:
        run.font.bold = True
    if heading:
        run.font.name = HEADING
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEADING)
    return run


def add_field(line: Paragraph, code: str) -> None:
    """A number that the word processor works out: PAGE, NUMPAGES."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    shown = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    shown.append(text)
    field.append(shown)
    line._p.append(field)


def add_table(document: Document, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Table:
    """A ruled table whose head comes again on each page; widths in millimetres."""
    table = _ruled(document, len(heads), widths)
    head = table.rows[0]
    for cell, words in zip(head.cells, heads, strict=True):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(cell.paragraphs[0], words, bold=True, heading=True, size=10)
    mark = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(mark)
    for row in rows:
        for cell, words in zip(new_row(table), row, strict=True):
            write(cell.paragraphs[0], words)
    return table


def add_fields_table(document: Document, pairs: Sequence[tuple[str, str]]) -> Table:
    """Label and value, a pair a row."""
    table = _ruled(document, 2, (32, 128))
    for index, (label, words) in enumerate(pairs):
        cells = new_row(table) if index else list(table.rows[0].cells)
        write(cells[0].paragraphs[0], label, heading=True, size=10)
        write(cells[1].paragraphs[0], words)
    return table


def new_row(table: Table) -> list[_Cell]:
    """The cells of one more row."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    return list(row.cells)


def new_line(cell: _Cell) -> Paragraph:
    """One more paragraph of a cell."""
    line: Paragraph = cell.add_paragraph()
    return line


def _ruled(document: Document, columns: int, widths: Sequence[int]) -> Table:
    table: Table = document.add_table(1, columns, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        column.cells[0].width = Mm(width)
    return table


def add_lines(document: Document, count: int) -> None:
    """Empty ruled lines to write on."""
    table = document.add_table(count, 1, style="Table Grid")
    for row in table.rows:
        row.height = Mm(10)


def add_signing(document: Document, label: str, *, seal: bool = True) -> None:
    """A box with room for words, a signature, the seal and a date."""
    cell = _ruled(document, 1, (160,)).rows[0].cells[0]
    write(cell.paragraphs[0], label, bold=True, heading=True)
    for _ in range(3):
        cell.add_paragraph()
    middle = "（盖章）" if seal else "　　　　"
    write(cell.add_paragraph(), f"签字：　　　　　　　　　　{middle}　　　　　　　　　　年　　月　　日")
    document.add_paragraph()
