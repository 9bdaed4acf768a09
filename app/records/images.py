"""Photos made harmless: known by content, decoded within bounds, turned upright, stripped, encoded anew.

Nothing of the uploaded file is kept but its pixels and the time of taking; position, maker and hidden data go.
"""

import hashlib
import struct
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import filetype  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from app.core.clock import BEIJING
from app.records.errors import ImageTooLarge, UnsupportedImage

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE, THUMB_SIDE = 2560, 320
FORMATS: Mapping[str, str] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
THUMB_TYPE = "image/jpeg"
_TAKEN, _TAKEN_OFFSET, _EXIF_IFD, _CHANGED = 36867, 36881, 0x8769, 306
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "JPEG": {"quality": 85, "progressive": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 85, "method": 4},
}
_UNDECODABLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, TypeError, IndexError)
_decoders = threading.BoundedSemaphore(2)
"""An image of the largest size takes some 200 MB while it is worked on."""


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """An upload made harmless: what to keep, its thumbnail, its fingerprints, and when it says it was taken."""

    media_type: str
    data: bytes
    thumb: bytes
    width: int
    height: int
    sha256: str
    phash: str
    source_sha256: str
    taken_at: datetime | None


def prepare(data: bytes) -> PreparedImage:
    """The image in `data`; UnsupportedImage unless it is a whole JPEG, PNG or WebP, ImageTooLarge beyond the bounds."""
    if len(data) > MAX_BYTES:
        raise ImageTooLarge
    media_type = filetype.guess_mime(data[:8192])
    if media_type not in FORMATS:
        raise UnsupportedImage
    with _decoders:
        image, taken_at = _decode(data, FORMATS[media_type])
        kept = _encode(_fitting(image, LONGEST_SIDE), FORMATS[media_type])
        thumb = _encode(_on_white(_fitting(image, THUMB_SIDE)), "JPEG")
        size = _fitting(image, LONGEST_SIDE).size
        phash = difference_hash(image)
    return PreparedImage(
        media_type=media_type,
        data=kept,
        thumb=thumb,
        width=size[0],
        height=size[1],
        sha256=hashlib.sha256(kept).hexdigest(),
        phash=phash,
        source_sha256=hashlib.sha256(data).hexdigest(),
        taken_at=taken_at,
    )


def _decode(data: bytes, wanted: str) -> tuple[Image.Image, datetime | None]:
    """The upright pixels and the taking time; sizes are read from the header before anything is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow would warn of is refused right here
            opened = Image.open(BytesIO(data), formats=(wanted,))
            if opened.width * opened.height > MAX_PIXELS:
                raise ImageTooLarge
            opened.load()
            return _clean(ImageOps.exif_transpose(opened)), taken_at(opened)
    except Image.DecompressionBombError as error:
        raise ImageTooLarge from error
    except _UNDECODABLE as error:
        raise UnsupportedImage from error


def _clean(image: Image.Image) -> Image.Image:
    """A new image of the pixels alone, without profiles, comments or frames."""
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if transparent else "RGB"
    clean = Image.new(mode, image.size)
    clean.paste(image.convert(mode))
    return clean


def _fitting(image: Image.Image, side: int) -> Image.Image:
    """The image, shrunk when its longer side exceeds `side`."""
    if max(image.size) <= side:
        return image
    smaller = image.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return smaller


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _encode(image: Image.Image, kind: str) -> bytes:
    options = _OPTIONS[kind]
    buffer = BytesIO()
    (_on_white(image) if kind == "JPEG" else image).save(buffer, kind, **options)
    return buffer.getvalue()


def difference_hash(image: Image.Image) -> str:
    """The 64-bit dHash as 16 hex digits: alike images differ in few bits, whatever their size and quality."""
    small = _on_white(image).convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    value = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            value = value << 1 | (small[place] > small[place + 1])
    return f"{value:016x}"


def taken_at(image: Image.Image) -> datetime | None:
    """When the image says it was taken; without an offset the camera's clock is taken for Beijing's."""
    try:
        exif = image.getexif()
        details = exif.get_ifd(_EXIF_IFD)
        text = details.get(_TAKEN) or exif.get(_CHANGED)
        when = datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone set below
        if not 1990 <= when.year < 2100:
            return None
        return when.replace(tzinfo=_offset(details.get(_TAKEN_OFFSET))).astimezone(UTC)
    except (*_UNDECODABLE, OverflowError, ZeroDivisionError):
        return None


def _offset(text: object) -> Any:
    sign, hours, minutes = str(text or "")[:1], str(text or "")[1:3], str(text or "")[4:6]
    if sign in ("+", "-") and hours.isdigit() and minutes.isdigit():
        span = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-span if sign == "-" else span)
    return BEIJING
