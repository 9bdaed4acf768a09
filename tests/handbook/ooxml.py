"""A Word file looked at as strictly as can be without Word: its parts, how they refer to one another, their order."""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO

from lxml import etree

PACKAGE = "{http://schemas.openxmlformats.org/package/2006/%s}"
RELATION, TYPES = PACKAGE % "relationships", PACKAGE % "content-types"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}
"""The order that the schema asks for: Word calls a file broken that has another."""


def faults(data: bytes) -> list[str]:
    """What is wrong with the file; empty when nothing is."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    trees = {name: etree.fromstring(text) for name, text in parts.items() if name.endswith((".xml", ".rels"))}
    return [
        *(f"{name} twice" for name in _doubled(names)),
        *_untyped(set(parts), trees["[Content_Types].xml"]),
        *(fault for name in trees if name.endswith(".rels") for fault in _relations(name, parts, trees)),
        *_ids(trees),
        *_tables(trees["word/document.xml"]),
        *(f"{name}: {fault}" for name in trees if name.startswith("word/") for fault in _disorder(trees[name])),
    ]


def _untyped(names: set[str], types: etree._Element) -> Iterator[str]:
    endings = {one.get("Extension", "").lower() for one in types.iter(f"{TYPES}Default")}
    single = {one.get("PartName", "")[1:] for one in types.iter(f"{TYPES}Override")}
    yield from (f"{name} is named but not there" for name in single - names)
    left = names - single - {"[Content_Types].xml"}
    yield from (f"{name} has no content type" for name in left if name.rpartition(".")[2].lower() not in endings)


def _relations(name: str, parts: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    folder = posixpath.dirname(posixpath.dirname(name))
    source = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
    relations = list(trees[name].iter(f"{RELATION}Relationship"))
    ids = [one.get("Id", "") for one in relations]
    yield from (f"{name}: {key} twice" for key in _doubled(ids))
    for one in relations:
        target = one.get("Target", "")
        inside = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if one.get("TargetMode") != "External" and inside not in parts:
            yield f"{name}: {inside} is not there"
    used = set(re.findall(rb'\br:(?:id|embed|link|pict)="([^"]+)"', parts.get(source, b"")))
    yield from (f"{source}: {key} leads nowhere" for key in {each.decode() for each in used} - set(ids))


def _ids(trees: dict[str, etree._Element]) -> Iterator[str]:
    document, styles = trees["word/document.xml"], trees["word/styles.xml"]
    pictures = [one.get("id", "") for one in document.iter(f"{DRAWING}docPr")]
    marks = [one.get(f"{WORD}id", "") for one in document.iter(f"{WORD}bookmarkStart")]
    known = [one.get(f"{WORD}styleId", "") for one in styles.iter(f"{WORD}style")]
    yield from (f"id {key} twice" for some in (pictures, marks, known) for key in _doubled(some))
    kinds = [f"{WORD}{kind}" for kind in ("pStyle", "rStyle", "tblStyle")]
    used = {one.get(f"{WORD}val", "") for tree in trees.values() for one in tree.iter(*kinds)}
    yield from (f"style {key} is not there" for key in used - set(known))
    named = {one.get(f"{WORD}name") for one in trees["word/fontTable.xml"].iter(f"{WORD}font")}
    said = {
        family
        for tree in (document, styles)
        for one in tree.iter(f"{WORD}rFonts")
        for key, family in one.attrib.items()
        if not key.endswith(("Theme", "theme", "hint"))
    }
    yield from (f"font {family} is not declared" for family in said - named)


def _tables(document: etree._Element) -> Iterator[str]:
    for table in document.iter(f"{WORD}tbl"):
        columns = len(table.find(f"{WORD}tblGrid"))
        for row in table.iterfind(f"{WORD}tr"):
            cells = list(row.iterfind(f"{WORD}tc"))
            wide = [cell.find(f"{WORD}tcPr/{WORD}gridSpan") for cell in cells]
            if sum(1 if one is None else int(one.get(f"{WORD}val")) for one in wide) != columns:
                yield "a row has not the table's columns"
            if any(cell[-1].tag != f"{WORD}p" for cell in cells):
                yield "a cell does not end in a paragraph"


def _disorder(tree: etree._Element) -> Iterator[str]:
    for name, said in ORDERS.items():
        order = said.split()
        for one in tree.iter(f"{WORD}{name}"):
            found = [etree.QName(child).localname for child in one]
            known = [order.index(each) for each in found if each in order]
            if len(known) < len(found) or known != sorted(known):
                yield f"{name} of {found}"


def _doubled(some: Iterable[str]) -> list[str]:
    return [key for key, times in Counter(some).items() if times > 1]
