"""What counts as repeating a hidden text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.repeats import RUN, SHORT, Repeated

LETTERS = st.text(alphabet="甲乙丙丁戊己庚辛壬癸abc012", min_size=RUN, max_size=60)
BEFORE_AND_AFTER = st.text(alphabet="天地玄黄，。 \n", max_size=20)


@given(LETTERS, BEFORE_AND_AFTER, BEFORE_AND_AFTER, st.data())
def test_any_run_of_it_is_found_wherever_it_stands_and_however_it_is_parted(
    said: str, before: str, after: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(said) - RUN))
    run = said[start : start + RUN]
    at = data.draw(st.integers(0, RUN))
    assert Repeated([said]).stands_in(before + run[:at] + "， " + run[at:] + after)


@given(LETTERS, st.text(alphabet="天地玄黄宇宙洪荒", max_size=80))
def test_other_words_are_not(said: str, other: str) -> None:
    assert not Repeated([said]).stands_in(other)


@given(LETTERS)
def test_less_than_a_run_of_a_long_text_is_chance(said: str) -> None:
    assert not Repeated(["玄" + said]).stands_in("玄" + said[: RUN - 2])


@pytest.mark.parametrize(("text", "found"), [("病历编号", True), ("病历", False), ("", False), (None, False)])
def test_a_short_text_is_looked_for_as_a_whole(text: str | None, found: bool) -> None:
    assert Repeated([text]).stands_in("今日整理病历、编号若干。") is found
    assert len("病历") < SHORT
