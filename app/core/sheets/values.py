"""What people type into cells, made plain: text, numbers kept as text, dates in all their spellings."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.money import format_yuan, parse_yuan
from app.core.sheets.faults import Cell, Faults

_HAN = "\u3400-\u9fff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PERSON_NO = re.compile(r"[A-Za-z0-9-]{1,32}")
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}")
_EPOCH = date(1899, 12, 30)
_SERIALS = range(36526, 73051)
"""Day numbers of 2000 to 2099."""
_DUST = Decimal("0.000001")
_EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""
YES = frozenset({"是", "y", "yes", "true", "1", "√", "✓"})


def shown(raw: Any) -> str:
    """A cell's content as one would read it, stray blanks and invisible marks removed."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 10**18 else repr(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if not raw.hour and not raw.minute else raw.isoformat(" ", "minutes")
    text = _INVISIBLE.sub("", str(raw)).replace("\u3000", " ").replace("\xa0", " ")
    return re.sub(r"\s+", " ", text).strip()


def key_of(text: str) -> str:
    """A name for comparing: width, case and blanks make no difference."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def is_unstorable(raw: Any) -> bool:
    """Whether the text holds what no database keeps."""
    return isinstance(raw, str) and _UNSTORABLE.search(raw) is not None


def read_text(cell: Cell, most: int, faults: Faults) -> str | None:
    """Text of at most so many characters, None when the cell is empty or wrong."""
    if not cell.text:
        return None
    if is_unstorable(cell.raw):
        faults.at(cell, "unstorable")
        return None
    if len(cell.text) > most:
        faults.at(cell, "too-long", most=most, count=len(cell.text))
        return None
    return cell.text


def read_name(cell: Cell, faults: Faults) -> str | None:
    """A person's name; the blank that lines up two characters with three (张　三) is none of it."""
    text = read_text(cell, 40, faults)
    return _BETWEEN_HAN.sub("", text) if text else None


def _digits(cell: Cell, faults: Faults) -> str | None:
    if not cell.text:
        return None
    if isinstance(cell.raw, float | int) and not isinstance(cell.raw, bool) and abs(cell.raw) >= _EXACT:
        faults.at(cell, "number-rounded")
        return None
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell.text))


def read_number(cell: Cell, faults: Faults) -> str | None:
    """A person number; a cell that the spreadsheet took for a number is one all the same, while it is exact."""
    text = _digits(cell, faults)
    if text is None:
        return None
    if not _PERSON_NO.fullmatch(text):
        faults.at(cell, "bad-number")
        return None
    return text


def read_numbers(cell: Cell, faults: Faults) -> list[str]:
    """Several person numbers, parted by semicolons, commas or 、."""
    text = _digits(cell, faults)
    found = [part for part in re.split(r"[;,、/|]+", text or "") if part]
    if any(not _PERSON_NO.fullmatch(part) for part in found):
        faults.at(cell, "bad-number")
        return []
    return list(dict.fromkeys(found))


def read_code(cell: Cell, most: int, faults: Faults) -> str | None:
    """A number that is really a name (of a policy, an invoice): text, and not one that the spreadsheet has rounded."""
    text = _digits(cell, faults)
    return read_text(cell, most, faults) if text else None


def read_login(cell: Cell, faults: Faults) -> str | None:
    """A login in lower case."""
    text = _digits(cell, faults)
    if text is None:
        return None
    if not _LOGIN.fullmatch(text):
        faults.at(cell, "bad-login")
        return None
    return text.lower()


def read_phone(cell: Cell, faults: Faults) -> str | None:
    """A telephone number."""
    if not cell.text:
        return None
    text = unicodedata.normalize("NFKC", cell.text).strip()
    if not _PHONE.fullmatch(text):
        faults.at(cell, "bad-phone")
        return None
    return text


def read_yuan(cell: Cell, most_fen: int, faults: Faults) -> int | None:
    """An amount in yuan as fen, 0 or more: two decimals at most, leaving out what a formula adds far behind them."""
    if not cell.text:
        return None
    try:
        fen = parse_yuan(_amount(cell))
    except (ValueError, InvalidOperation):
        faults.at(cell, "bad-money")
        return None
    if not 0 <= fen <= most_fen:
        faults.at(cell, "money-out-of-range", most=format_yuan(most_fen))
        return None
    return fen


def _amount(cell: Cell) -> str:
    if isinstance(cell.raw, float | int) and not isinstance(cell.raw, bool):
        exact = Decimal(str(cell.raw))
        near = exact.quantize(Decimal("0.01"))
        return f"{near if abs(exact - near) < _DUST else exact:f}"
    return re.sub(r"[\s¥元]", "", unicodedata.normalize("NFKC", cell.text))


def read_day(cell: Cell, faults: Faults) -> date | None:
    """A date: a real one, a day number of a cell that lost its format, or text in the usual spellings."""
    if not cell.text:
        return None
    found = _day(cell.raw, cell.text)
    if found is None:
        faults.at(cell, "bad-date")
    elif not 2000 <= found.year < 2100:
        faults.at(cell, "date-out-of-range")
        return None
    return found


def _day(raw: Any, text: str) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool) and int(raw) in _SERIALS:
        return _EPOCH + timedelta(days=int(raw))
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()[:3]))
    except ValueError:
        return None
