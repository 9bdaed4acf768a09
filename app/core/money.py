"""Money is integer fen; yuan exist only as text, and no float ever holds an amount (domain.md 4.6)."""

import re

_YUAN = re.compile(r"(?P<sign>-?)(?P<yuan>\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(?P<fen>\d{1,2}))?", re.ASCII)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
MAX_UPPERCASE_FEN = 10**12 * 100


def parse_yuan(text: str) -> int:
    """`30.00`, `1,107.5` or `-3` yuan as fen; ValueError for anything else, a third decimal included."""
    match = _YUAN.fullmatch(text.strip())
    if match is None:
        raise ValueError("not an amount in yuan with at most two decimals")
    fen = int(match["yuan"].replace(",", "")) * 100 + int((match["fen"] or "").ljust(2, "0"))
    return -fen if match["sign"] else fen


def format_yuan(fen: int) -> str:
    """Fen as yuan with separators and always two decimals: 110750 is `1,107.50`."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def round_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest integer, exact halves away from zero (domain.md 4.6).

    0.5 × 33.33 yuan is `round_half_up(3333, 2)` = 1667 fen. ValueError unless the denominator is positive.
    """
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -quotient if numerator < 0 else quotient


def uppercase_yuan(fen: int) -> str:
    """Fen in the capital numerals of vouchers 人民币大写: 110750 is 壹仟壹佰零柒元伍角整.

    A gap of zeros within the yuan, or between yuan and fen, reads as one 零; 整 ends an amount without fen; a
    negative one begins with 负. ValueError beyond 10^12 yuan (正确填写票据和结算凭证的基本规定).
    """
    if abs(fen) > MAX_UPPERCASE_FEN:
        raise ValueError("beyond 10^12 yuan")
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    text = _integer(yuan) + "元" if yuan or not rest else ""
    if jiao:
        text += ("零" if yuan and yuan % 10 == 0 else "") + _DIGITS[jiao] + "角"
    elif yuan and cents:
        text += "零"
    text += _DIGITS[cents] + "分" if cents else "整"
    return ("负" if fen < 0 else "") + text


def _integer(number: int) -> str:
    """A whole number in capital numerals, four places at a time."""
    if number == 0:
        return _DIGITS[0]
    text, skipped = "", False
    for index in range(len(_GROUPS) - 1, -1, -1):
        group = number // 10000**index % 10000
        if group:
            text += ("零" if text and (skipped or group < 1000) else "") + _group(group) + _GROUPS[index]
        skipped = not group
    return text


def _group(number: int) -> str:
    """1 to 9999 in capital numerals, inner gaps read as one 零."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = bool(text)
    return text
