"""The fonts that papers are set in, and which characters they hold.

Noto Sans SC and Noto Serif SC are vendored; a folder named by `JISHI_PRINT_FONTS` (with 仿宋, say) goes first. No font
of the machine is used, so that a paper looks the same wherever it is made.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typst

OWN = Path(__file__).parent / "fonts"
OWN_FAMILY = "Noto Sans SC"
OWN_SERIF = "Noto Serif SC"
SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}


@dataclass(frozen=True)
class Typefaces:
    """What to set a paper in: families in order of preference, and all characters that one of them holds.

    `serif` is for what is read at length: 仿宋 where the folder holds one, else Noto Serif.
    """

    fonts: typst.Fonts
    families: tuple[str, ...]
    serif: tuple[str, ...]
    characters: frozenset[int]


@dataclass(slots=True)
class _Chosen:
    folder: str | None = None
    faces: Typefaces | None = None


_chosen = _Chosen()


def use_folder(folder: str | None) -> None:
    """Set the folder that goes before the vendored fonts; read when the first paper is made."""
    if folder != _chosen.folder:
        _chosen.folder, _chosen.faces = folder, None


def chosen_folder() -> str | None:
    """The folder that goes first, for another process that sets papers."""
    return _chosen.folder


def typefaces() -> Typefaces:
    """The fonts in use, read once a process."""
    if _chosen.faces is None:
        _chosen.faces = _read(_chosen.folder)
    return _chosen.faces


def _read(folder: str | None) -> Typefaces:
    folders = [Path(folder)] if folder else []
    fonts = typst.Fonts(False, False, [str(one) for one in (*folders, OWN)])
    extra = {font.family for font in fonts.fonts() if font.path and not Path(font.path).is_relative_to(OWN)}
    files = [path for one in (*folders, OWN) for path in sorted(one.rglob("*")) if path.suffix.lower() in SUFFIXES]
    held = frozenset(code for path in files for code in characters_of(path.read_bytes()))
    chosen = sorted(extra - {OWN_FAMILY, OWN_SERIF})
    return Typefaces(fonts, (*chosen, OWN_FAMILY), (*chosen, OWN_SERIF, OWN_FAMILY), held)


def characters_of(data: bytes) -> Iterator[int]:
    """The characters that a TrueType or OpenType file holds, from its `cmap` tables of formats 4 and 12."""
    starts = [0]
    if data[:4] == b"ttcf":
        starts = list(struct.unpack_from(f">{struct.unpack_from('>I', data, 8)[0]}I", data, 12))
    for start in starts:
        for index in range(struct.unpack_from(">H", data, start + 4)[0]):
            tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
            if tag == b"cmap":
                yield from _in_table(data, offset)


def _in_table(data: bytes, table: int) -> Iterator[int]:
    for index in range(struct.unpack_from(">H", data, table + 2)[0]):
        offset = table + struct.unpack_from(">HHI", data, table + 4 + 8 * index)[2]
        kind = struct.unpack_from(">H", data, offset)[0]
        if kind == 12:
            for group in range(struct.unpack_from(">I", data, offset + 12)[0]):
                first, last, glyph = struct.unpack_from(">III", data, offset + 16 + 12 * group)
                yield from range(first + (glyph == 0), last + 1)
        elif kind == 4:
            yield from _in_segments(data, offset)


def _in_segments(data: bytes, offset: int) -> Iterator[int]:
    count = struct.unpack_from(">H", data, offset + 6)[0] // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{count}H", data, offset + 14 + 2 * count * index + (2 if index else 0))
        for index in range(4)
    )
    places = offset + 16 + 6 * count
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code + deltas[index] & 0xFFFF
            if ranges[index]:
                glyph = struct.unpack_from(">H", data, places + 2 * index + ranges[index] + 2 * (code - first))[0]
            if glyph:
                yield code
