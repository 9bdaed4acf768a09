"""Draw the brand: 纪实 in Noto Serif SC with a vermilion seal 印, as sprite symbols, favicon and app icons.

    npm ci && pip install fonttools pillow && python tools/brand.py && python tools/vendor.py

Its results are committed; run it again only to change the mark. The font is OFL 1.1 (@expo-google-fonts/noto-serif-sc).
"""

import argparse
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
BRAND = ROOT / "app/http/static/brand"
FONT = "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf"
VERMILION, INK, PAPER = "#A63A2B", "#1F2933", "#FFFFFF"
BOX = 120
ICON_SIZES = {"icon-32.png": 32, "icon-180.png": 180, "icon-192.png": 192, "icon-512.png": 512}


def glyph_path(font: TTFont, char: str, left: float, top: float, size: float) -> str:
    """`char` as an SVG path whose ink fills, centred, a square of `size` at (left, top)."""
    glyphs = font.getGlyphSet()
    glyph = glyphs[font.getBestCmap()[ord(char)]]
    bounds = BoundsPen(glyphs)
    glyph.draw(bounds)
    x0, y0, x1, y1 = bounds.bounds
    scale = size / max(x1 - x0, y1 - y0)
    dx = left + (size - (x1 - x0) * scale) / 2 - x0 * scale
    dy = top + (size - (y1 - y0) * scale) / 2 + y1 * scale
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.1f}".rstrip("0").rstrip("."))
    glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, dx, dy)))
    return str(pen.getCommands())


def seal_path(font: TTFont, size: float) -> str:
    """A rounded square with 印 cut out of it (even-odd), `size` on a side."""
    r = size * 0.12
    turn = f"a{r} {r} 0 0 1"
    square = f"M{r} 0H{size - r}{turn} {r} {r}V{size - r}{turn} -{r} {r}H{r}{turn} -{r} -{r}V{r}{turn} {r} -{r}z"
    return square + glyph_path(font, "印", size * 0.15, size * 0.15, size * 0.7)


def symbols(font: TTFont) -> str:
    word = glyph_path(font, "纪", 3, 3, BOX - 6) + glyph_path(font, "实", BOX + 3, 3, BOX - 6)
    seal = f'<path fill-rule="evenodd" d="{seal_path(font, 100)}"/>'
    return (
        f'<symbol id="brand-word" viewBox="0 0 {2 * BOX} {BOX}"><path d="{word}"/></symbol>\n'
        f'<symbol id="brand-seal" viewBox="0 0 100 100">{seal}</symbol>\n'
    )


def whole_mark(font: TTFont) -> str:
    word = glyph_path(font, "纪", 3, 3, BOX - 6) + glyph_path(font, "实", BOX + 3, 3, BOX - 6)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * BOX + 90} {BOX}" role="img" aria-label="纪实">'
        f'<path fill="{INK}" d="{word}"/><g transform="translate({2 * BOX + 24} 44)">'
        f'<rect width="62" height="62" rx="7" fill="{VERMILION}"/>'
        f'<path fill="{PAPER}" d="{glyph_path(font, "印", 9.5, 9.5, 43)}"/></g></svg>\n'
    )


def favicon(font: TTFont) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="10" '
        f'fill="{VERMILION}"/><path fill="{PAPER}" d="{glyph_path(font, "印", 11, 11, 42)}"/></svg>\n'
    )


def app_icon(font_file: Path, side: int, *, share: float, corner: float) -> Image.Image:
    """The seal as a bitmap, drawn at four times its size; `share` of the side is the character's."""
    big = side * 4
    image = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, big - 1, big - 1), radius=int(big * corner), fill=VERMILION)
    face = ImageFont.truetype(str(font_file), int(big * share))
    draw.text((big / 2, big / 2 - big * share * 0.04), "印", font=face, fill=PAPER, anchor="mm")
    return image.resize((side, side), Image.Resampling.LANCZOS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules")
    font_file: Path = parser.parse_args().modules / FONT
    font = TTFont(font_file)
    BRAND.mkdir(parents=True, exist_ok=True)
    (ROOT / "tools/brand.symbols.svg").write_text(symbols(font), encoding="utf-8")
    (BRAND / "jishi.svg").write_text(whole_mark(font), encoding="utf-8")
    (BRAND / "favicon.svg").write_text(favicon(font), encoding="utf-8")
    for name, side in ICON_SIZES.items():
        app_icon(font_file, side, share=0.72, corner=0.16 if side != 180 else 0).save(BRAND / name, optimize=True)
    app_icon(font_file, 512, share=0.52, corner=0).save(BRAND / "icon-maskable.png", optimize=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
