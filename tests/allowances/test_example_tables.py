"""The tables of examples/: every figure stands there as somebody works it out by hand, and the engine must agree."""

from datetime import date

import pytest

from app.allowances.engine import PayException, calculate_subsidy
from app.allowances.explain import explain
from app.allowances.settlement import DayPay, differences, net, total_of
from app.allowances.transport import TransportRule, price_trips
from app.attendance.ledger import build_ledger
from app.core.money import parse_yuan
from app.workdays.library import seed_from_library
from app.workdays.overlays import regional_day
from app.workdays.rules import WorkCalendar, dates
from tests.allowances.example_tables import (
    facts_of,
    fen_of,
    missing_of,
    rates_of,
    rows_of,
    rule_of,
    trips_of,
    worked_out,
)

SUBSIDY, TRANSPORT, SETTLEMENT = (rows_of(f"{name}.md") for name in ("subsidy", "transport", "settlement"))
CALENDAR = WorkCalendar.from_rows(
    [row for year in (2024, 2025, 2026) for row in seed_from_library(year)], announced=(2024, 2025, 2026)
)


def numbered(rows):
    return pytest.mark.parametrize("row", rows, ids=[row["题号"] for row in rows])


@numbered(SUBSIDY)
def test_the_subsidy_of_a_month(row):
    facts = facts_of(row)
    kinds = {on: CALENDAR.kind(on) for on in dates(facts.first, facts.last)}
    here = {on: regional_day(on, kind, facts.overlays) for on, kind in kinds.items()}
    regional = {on: day for on, day in here.items() if day is not None}
    days = build_ledger(facts.first, facts.last, facts.term, kinds.__getitem__, facts.overrides, facts.leaves, regional)
    found = calculate_subsidy(days, rule_of(row), rates_of(row, facts.first), facts.band_on)
    missing = missing_of(row, facts.first)
    assert found.payable_halves == float(row["计发天数"]) * 2
    assert found.exceptions == tuple(PayException("rate-missing", on) for on in missing if kinds[on].is_working)
    halves, fen = worked_out(row["算式"])
    assert found.subsidy_fen == fen
    if missing:
        assert found.payable_halves - halves == 2 * len(found.exceptions)
        assert not found.complete
    else:
        assert (found.payable_halves, fen) == (halves, parse_yuan(row["应发"]))
    assert sum(group.halves for group in explain(found).by_rate) == found.payable_halves


@numbered(TRANSPORT)
def test_the_transport_of_a_secondment(row):
    by = TransportRule(parse_yuan(row["限额"]), int(row["每月往返"]))
    trips = trips_of(row)
    found = {pay.trip.ref: pay.pay_fen for pay in price_trips(trips, lambda on: by)}
    expected = [parse_yuan(yuan) for yuan in row["核报"].split("；")]
    assert [found[trip.ref] for trip in trips if trip.settled_fen is None] == expected
    assert sum(expected) == parse_yuan(row["合计"])


@numbered(SETTLEMENT)
def test_what_a_row_comes_to(row):
    fen = fen_of(row)
    on = date(2026, 3, 2)
    was, now = (DayPay(2, fen(name), "on_post", "calendar", "paid", 3000) for name in ("已结算", "重新计算"))
    settled = {on: was} if fen("已结算") else None
    adjustment = total_of(differences(settled, {on: now}))
    (found,), balance = net([fen("本月补助") + fen("核报交通") + adjustment], fen("前期欠款"))
    assert adjustment == fen("调整")
    assert found == (fen("扣欠款"), fen("结转"), fen("实发"))
    assert balance == fen("结余欠款")


def test_there_are_enough_of_them_and_none_twice():
    numbers = [row["题号"] for row in (*SUBSIDY, *TRANSPORT, *SETTLEMENT)]
    assert len(numbers) == len(set(numbers))
    assert len(SUBSIDY) >= 36
    assert {row["依据"] for row in SUBSIDY} > {"4.1", "4.2", "4.3"}
