"""Recomputed − settled and what is carried, as plain arithmetic: for any history of facts, to the fen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.allowances.settlement import DayPay, Month, differences, net, settled, total_of

FIRST = date(2026, 3, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(31)]


def day(halves: int, rate: int = 30_00) -> DayPay:
    return DayPay(halves, rate * halves // 2, "on_post" if halves else "leave", "calendar", "paid", rate)


months = st.lists(st.builds(day, st.integers(0, 2), st.sampled_from([15_00, 30_00, 33_33])), min_size=31, max_size=31)


def month(pays: list[DayPay]) -> Month:
    return dict(zip(DAYS, pays, strict=True))


def fen(pays: Month) -> int:
    return sum(pay.amount_fen for pay in pays.values())


@given(st.lists(months, min_size=1, max_size=5), st.booleans())
def test_settled_follows_the_facts_whatever_they_were_in_between(history: list[list[DayPay]], pending: bool) -> None:
    """`history` is what the month was at each run; the first settles lines, or a back pay when it was pending."""
    lines = None if pending else month(history[0])
    changes, paid = [], 0 if lines is None else fen(lines)
    for facts in history[1:] if not pending else history:
        found = differences(settled(lines, changes), month(facts))
        assert total_of(found) == fen(month(facts)) - paid
        paid += total_of(found)
        changes.extend(found)
        assert differences(settled(lines, changes), month(facts)) == ()
    assert paid == fen(month(history[-1]))


@given(months, months)
def test_only_days_that_pay_otherwise_are_named(before: list[DayPay], after: list[DayPay]) -> None:
    named = {change.on for change in differences(month(before), month(after))}
    differs = {on for on, was, now in zip(DAYS, before, after, strict=True) if (was[:2]) != (now[:2])}
    assert named == differs


def test_a_back_pay_names_every_day_of_the_month_once() -> None:
    found = differences(None, month([day(2)] * 30 + [day(0)]))
    assert [change.on for change in found] == DAYS
    assert {change.before for change in found} == {None}
    assert total_of(found) == 30 * 30_00
    assert differences(settled(None, found), month([day(2)] * 30 + [day(0)])) == ()


@given(st.lists(st.lists(st.integers(-900_00, 900_00), max_size=4), max_size=8))
def test_debts_never_vanish_and_nobody_is_paid_below_zero(runs: list[list[int]]) -> None:
    """`runs`: what a cadre's rows earned in each run, one run after the other."""
    balance, paid = 0, 0
    for earned in runs:
        rows, after = net(earned, balance)
        for fen_earned, row in zip(earned, rows, strict=True):
            assert row.total_fen == fen_earned + row.debt_in_fen + row.carried_fen >= 0
            assert row.debt_in_fen <= 0 <= row.carried_fen
        assert sum(row.total_fen for row in rows) == sum(earned) + after - balance
        assert after >= 0
        paid += sum(row.total_fen for row in rows)
        balance = after
    assert paid - balance == sum(sum(earned) for earned in runs)


@pytest.mark.parametrize(
    ("earned", "owed", "totals", "left"),
    [
        ([600_00], 0, [600_00], 0),
        ([600_00], 30_00, [570_00], 0),
        ([20_00], 30_00, [0], 10_00),
        ([-30_00], 0, [0], 30_00),
        ([-30_00], 10_00, [0], 40_00),
        ([-30_00, 630_00], 0, [0, 600_00], 0),
        ([630_00, -30_00], 0, [600_00, 0], 0),
        ([], 30_00, [], 30_00),
    ],
)
def test_what_is_owed_is_withheld_before_anything_is_paid(
    earned: list[int], owed: int, totals: list[int], left: int
) -> None:
    rows, after = net(earned, owed)
    assert ([row.total_fen for row in rows], after) == (totals, left)


def test_a_debt_is_never_negative() -> None:
    with pytest.raises(ValueError, match="nobody is owed"):
        net([1], -1)
