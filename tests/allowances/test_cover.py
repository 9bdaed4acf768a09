"""What a term's days, a programme's rules and the policies make of the days without cover."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.allowances.cover import Span, Standing, days_in, insured_days, look_at, merged, shared, without

FIRST = date(2026, 1, 1)
SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20)).map(
        lambda pair: (FIRST + timedelta(days=pair[0]), FIRST + timedelta(days=pair[0] + pair[1]))
    ),
    max_size=6,
)


def days(spans: list[Span] | tuple[Span, ...]) -> set[date]:
    """Every day, spelled out."""
    return {first + timedelta(days=at) for first, last in spans for at in range((last - first).days + 1)}


@given(SPANS, SPANS)
def test_spans_are_sets_of_days(some: list[Span], others: list[Span]) -> None:
    assert days(merged(some)) == days(some)
    assert days(without(some, others)) == days(some) - days(others)
    assert days(shared(some, others)) == days(some) & days(others)
    assert days_in(some) == len(days(some))


@given(SPANS)
def test_merged_spans_neither_touch_nor_overlap(some: list[Span]) -> None:
    found = merged(some)
    assert all(later[0] > earlier[1] + timedelta(days=1) for earlier, later in pairwise(found))


@given(SPANS, SPANS, SPANS)
def test_gaps_are_the_days_of_the_term_that_need_cover_and_have_none(
    suspended: list[Span], insured: list[Span], policies: list[Span]
) -> None:
    term = (FIRST + timedelta(days=10), FIRST + timedelta(days=50))
    cover = look_at(term, suspended, insured, policies)
    needed = (days([term]) - days(suspended)) & days(insured)
    assert days(cover.needed) == needed
    assert days(cover.gaps) == needed - days(policies)


@given(SPANS, SPANS)
def test_one_more_policy_never_makes_a_gap(policies: list[Span], more: list[Span]) -> None:
    term = (FIRST, FIRST + timedelta(days=60))
    before = look_at(term, (), (term,), policies)
    after = look_at(term, (), (term,), [*policies, *more])
    assert days(after.gaps) <= days(before.gaps)


def test_insured_from_the_month_in_which_the_rules_say_so() -> None:
    term = date(2026, 3, 15), date(2026, 8, 31)
    rules = [(date(2026, 7, 1), False), (date(2026, 4, 1), True), (date(2020, 1, 1), False)]
    assert insured_days(rules, term) == ((date(2026, 4, 1), date(2026, 6, 30)),)
    assert insured_days([], term) == ()


@pytest.mark.parametrize(
    ("policies", "standing"),
    [
        ([(FIRST, date(2026, 12, 31))], Standing.COVERED),
        ([(date(2026, 2, 1), date(2026, 12, 31))], Standing.PAST),
        ([(FIRST, date(2026, 10, 31))], Standing.LATER),
        ([(FIRST, date(2026, 7, 10))], Standing.EXPIRING),
        ([(FIRST, date(2026, 6, 9)), (date(2026, 6, 11), date(2026, 12, 31))], Standing.UNCOVERED),
        ([], Standing.UNCOVERED),
    ],
)
def test_the_most_pressing_word(policies: list[Span], standing: Standing) -> None:
    term = FIRST, date(2026, 12, 31)
    assert look_at(term, (), (term,), policies).standing(date(2026, 6, 10)) is standing


def test_who_is_not_insured_needs_nothing() -> None:
    term = FIRST, date(2026, 12, 31)
    assert look_at(term, (), (), []).standing(FIRST) is Standing.NOT_NEEDED
    assert look_at(None, (), (term,), []).standing(FIRST) is Standing.NOT_NEEDED


def test_the_cover_that_holds_today_reaches_over_joined_policies() -> None:
    term = FIRST, date(2026, 12, 31)
    cover = look_at(term, (), (term,), [(FIRST, date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 6, 30))])
    assert cover.until(date(2026, 2, 1)) == date(2026, 6, 30)
    assert cover.until(date(2026, 7, 1)) is None
    assert cover.coming(date(2026, 2, 1)) == (date(2026, 7, 1), date(2026, 12, 31))
