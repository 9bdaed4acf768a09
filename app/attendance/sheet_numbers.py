"""The number of a sheet to sign: it stands for what the sheet says, so that a scan can be matched to it."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

Line = tuple[UUID, str]
"""A secondment, and the digest of its days on the sheet."""


def sheet_digest(month: str, unit_id: UUID, lines: Iterable[Line]) -> str:
    """SHA-256 over who stands on a unit's sheet with which days, in whatever order."""
    text = "\n".join(f"{key} {digest}" for key, digest in sorted(lines))
    return hashlib.sha256(f"{month}\n{unit_id}\n{text}".encode()).hexdigest()


def sheet_number(month: str, digest: str) -> str:
    """`202607-A1B2-C3D4`: read aloud and copied by hand."""
    short = digest[:8].upper()
    return f"{month[:4]}{month[5:]}-{short[:4]}-{short[4:]}"


def normal_number(typed: str) -> str:
    """A number as it was typed: with or without hyphens and blanks, in small letters."""
    plain = "".join(char for char in typed.upper() if char.isalnum())
    return f"{plain[:6]}-{plain[6:10]}-{plain[10:]}"
