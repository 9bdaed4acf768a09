"""Small pictures: few colours, packed without loss."""

import sys
from collections import Counter
from io import BytesIO

from PIL import Image

COLOURS = 192


def lighten(picture: bytes) -> bytes:
    """The picture as a WebP in few colours: its most frequent ones exactly, so that paper and seal keep theirs."""
    image = Image.open(BytesIO(picture)).convert("RGBX")
    pixels = memoryview(image.tobytes()).cast("I")
    places = _places(Counter(pixels))
    few = Image.frombytes("RGBX", image.size, b"".join(places[pixel] for pixel in pixels)).convert("RGB")
    out = BytesIO()
    few.save(out, "WEBP", lossless=True, quality=80, method=4)
    return out.getvalue()


def _places(counted: "Counter[int]") -> dict[int, bytes]:
    """Each colour's stand-in: the most frequent colour of its neighbourhood, of the chosen ones the nearest."""
    chosen: dict[int, int] = {}
    nearest: dict[int, int] = {}
    stands: dict[int, bytes] = {}
    for colour, _ in counted.most_common():
        cube = _cube(colour, 3)
        if cube not in chosen and len(chosen) < COLOURS:
            chosen[cube] = colour
        if cube not in chosen and cube not in nearest:
            nearest[cube] = min(chosen.values(), key=lambda one, other=colour: _distance(one, other))  # type: ignore[misc]
        stands[colour] = (chosen.get(cube) or nearest[cube]).to_bytes(4, sys.byteorder)
    return stands


def _cube(colour: int, bits: int) -> int:
    mask = 0xFF >> bits << bits
    return colour & (mask << 16 | mask << 8 | mask)


def _distance(one: int, other: int) -> int:
    return sum(abs((one >> shift & 255) - (other >> shift & 255)) for shift in (0, 8, 16))
