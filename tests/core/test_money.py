"""Fen in, fen out: parsing, formatting, rounding and capital numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_UPPERCASE_FEN, format_yuan, parse_yuan, round_half_up, uppercase_yuan


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("30.00", 3000),
        ("30", 3000),
        ("0.5", 50),
        ("33.33", 3333),
        (" 1,107.50 ", 110750),
        ("-30.00", -3000),
        ("0.00", 0),
        ("-0", 0),
        ("1,000,000", 100_000_000),
    ],
)
def test_yuan_is_read(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1.234",
        "1.",
        ".5",
        "1,10",
        "11,07.50",
        "--1",
        "1e3",
        "３０",
        "30元",
        "1 000",
        "9" * 16,
        "1.2.3",
        "inf",
    ],
)
def test_other_text_is_no_amount(text):
    with pytest.raises(ValueError, match="yuan"):
        parse_yuan(text)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (110750, "1,107.50"),
        (0, "0.00"),
        (5, "0.05"),
        (-3000, "-30.00"),
        (-1, "-0.01"),
        (123456789012, "1,234,567,890.12"),
    ],
)
def test_fen_are_written(fen, text):
    assert format_yuan(fen) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (3333, 2, 1667),
        (3332, 2, 1666),
        (1, 3, 0),
        (2, 3, 1),
        (-3333, 2, -1667),
        (0, 7, 0),
        (5, 10, 1),
        (4, 10, 0),
    ],
)
def test_halves_go_up(numerator, denominator, rounded):
    assert round_half_up(numerator, denominator) == rounded


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_is_positive(denominator):
    with pytest.raises(ValueError, match="denominator"):
        round_half_up(1, denominator)


# The first six are the examples of the People's Bank's rules for vouchers; the rest walk every zero rule.
@pytest.mark.parametrize(
    ("yuan", "capital"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1107.50", "壹仟壹佰零柒元伍角整"),
        ("630.00", "陆佰叁拾元整"),
        ("10.00", "壹拾元整"),
        ("0.00", "零元整"),
        ("0.50", "伍角整"),
        ("0.05", "伍分"),
        ("0.15", "壹角伍分"),
        ("1.05", "壹元零伍分"),
        ("100.05", "壹佰元零伍分"),
        ("1001.00", "壹仟零壹元整"),
        ("1010.00", "壹仟零壹拾元整"),
        ("10000.00", "壹万元整"),
        ("10001.00", "壹万零壹元整"),
        ("100100.00", "壹拾万零壹佰元整"),
        ("1000001.00", "壹佰万零壹元整"),
        ("100000000.00", "壹亿元整"),
        ("100000001.00", "壹亿零壹元整"),
        ("100010000.00", "壹亿零壹万元整"),
        ("110000000.00", "壹亿壹仟万元整"),
        ("1234567890.12", "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分"),
        ("1000000000000.00", "壹万亿元整"),
        ("-30.00", "负叁拾元整"),
    ],
)
def test_capital_numerals(yuan, capital):
    assert uppercase_yuan(parse_yuan(yuan)) == capital


@pytest.mark.parametrize("fen", [MAX_UPPERCASE_FEN + 1, -MAX_UPPERCASE_FEN - 1])
def test_capital_numerals_end_at_a_million_million(fen):
    with pytest.raises(ValueError, match="beyond"):
        uppercase_yuan(fen)


FEN = st.integers(-MAX_UPPERCASE_FEN, MAX_UPPERCASE_FEN)


def read_capital(text: str) -> int:
    """The amount back from its capital numerals, by a reader that knows no zero rule: zeros add nothing."""
    sign, text = (-1, text[1:]) if text.startswith("负") else (1, text)
    total = section = digit = 0
    for char in text.removesuffix("整"):
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in "拾佰仟":
            section, digit = section + digit * 10 ** ("拾佰仟".index(char) + 1), 0
        elif char == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif char == "亿":
            high = total % 10**8
            total, section, digit = (high + section + digit) * 10**8 + (total - high), 0, 0
        elif char == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        elif char in "角分":
            total, digit = total + digit * (10 if char == "角" else 1), 0
    return sign * total


@given(FEN)
def test_capital_numerals_read_back(fen):
    text = uppercase_yuan(fen)
    assert read_capital(text) == fen
    assert "零零" not in text
    assert text.endswith(("分", "整"))


@given(FEN)
def test_written_yuan_read_back(fen):
    assert parse_yuan(format_yuan(fen)) == fen


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6))
def test_rounding_errs_by_half_at_most_and_is_odd(numerator, denominator):
    rounded = round_half_up(numerator, denominator)
    assert 2 * abs(numerator - rounded * denominator) <= denominator
    assert round_half_up(-numerator, denominator) == -rounded
