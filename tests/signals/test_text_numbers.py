"""Numbers of texts: one way of writing, what it says that two are the same, and numbers that find a source."""

import numpy as np
import pytest

from app.signals.detectors.text import read
from app.signals.detectors.text_numbers import against, is_figure, numbered, numbers_of, worth_of, written_of


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("门诊十二人，其中3人复查", ["12", "3"]),
        ("二〇二六年，九六九二元", ["2026", "9692"]),
        ("一百二十户，３.５公里", ["120", "3.5"]),
        ("入户核对", []),
    ],
)
def test_a_number_is_one_however_it_is_written(text: str, numbers: list[str]) -> None:
    assert numbers_of(written_of([text])) == [numbers]


def test_one_chinese_numeral_alone_is_part_of_a_word_and_no_figure() -> None:
    (written,) = written_of(["一上午没办结，二期工程补3枚章，十二人，２５份"])
    assert [is_figure(number) for number in written] == [False, False, True, True, True]


def test_more_digits_say_more_and_what_one_always_writes_says_little() -> None:
    rare, *usual = worth_of([["7", "38", "9692"], *[["12345"]] * 12])
    assert rare == sorted(rare)
    assert rare[0] < rare[-1]
    assert usual[0][0] < rare[-1]


def test_another_number_counts_against() -> None:
    assert against(["12", "300"], ["12", "300"], [4.0, 7.0]) == 0
    assert against(["12", "300"], ["12", "301"], [4.0, 7.0]) > 7


def test_numbers_with_their_neighbours_find_a_text_again() -> None:
    texts = ["补助7177元，带27人", "另说：补助7177元，带27人", "补助7178元，带28人"]
    found = numbered(texts, read(texts))
    of = [set(found.hashes[found.text == at].tolist()) for at in range(3)]
    assert of[0] & of[1]
    assert not of[0] & of[2]
    assert np.all(found.begins < len(read(texts).codes))
