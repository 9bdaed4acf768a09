"""Text for long papers: whatever no font holds stands as its code point, never as an empty box."""

import unicodedata
from collections.abc import Collection
from typing import Any

UNSEEN = ("Cc", "Cf", "Cs")
"""Control and format characters: nobody would see them; line breaks stay."""


def legible(value: Any, held: Collection[int]) -> Any:
    """The same value with `〔U+1F642〕` for each character that no font holds; what has no look is left out."""
    if isinstance(value, dict):
        return {key: legible(one, held) for key, one in value.items()}
    if isinstance(value, list):
        return [legible(one, held) for one in value]
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    return "".join(_shown(char, held) for char in value)


def _shown(char: str, held: Collection[int]) -> str:
    code = ord(char)
    if char == "\n":
        return char
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""  # a variation selector: the character before it is the same one
    kind = unicodedata.category(char)
    if kind in UNSEEN:
        return ""
    if kind in {"Zs", "Zl", "Zp"}:
        return char if char == "\u3000" else " "
    return char if code in held else f"〔U+{code:04X}〕"
