"""Text that a spreadsheet never calculates, whatever somebody is called."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.inert import inert

FORMULAS = (
    "=1+1",
    "+1",
    "-2",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠A",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "　＝1",
    "\ufeff=1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_could_calculate_is_quoted(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert next(csv.reader(StringIO(inert(text), newline="")))[0].startswith("'")


@pytest.mark.parametrize("text", ["", "许文澜", "a=b", "1-2", "2026-04", "'=1", "县-乡", "　白鹭镇"])
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@given(st.text(alphabet="=+-@＝＋－＠\t\r\n 　\u200b\ufeffa一1'", max_size=6))
def test_nothing_begins_with_a_sign_of_a_formula(text: str) -> None:
    assert not inert(text).lstrip(" \t\r\n\u200b\ufeff　").startswith(tuple("=+-@＝＋－＠"))
    assert inert(text).removeprefix("'") == text.removeprefix("'")
