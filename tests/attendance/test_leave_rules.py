"""The rules of leave as plain values: half days, tiers, overlaps, and a ledger that forgets what was cancelled."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance import policy_leave as policy
from app.attendance.ledger import Half, LeaveSpan, Override, State, Term, build_ledger
from app.attendance.models_leave import LeaveStatus, LeaveType, Level
from app.attendance.parts import ledger_digest
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation
from app.secondments.rules import LeaveTiers
from app.workdays.rules import WorkCalendar

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)
CALENDAR = WorkCalendar()
days = st.integers(0, 27).map(lambda offset: FIRST + timedelta(days=offset))
halves = st.sampled_from([None, Half.AM, Half.PM])


@st.composite
def spans(draw: st.DrawFn) -> LeaveSpan:
    start, end = sorted((draw(days), draw(days)))
    first, last = draw(halves), draw(halves)
    if start == end and first is Half.PM and last is Half.AM:
        first = None
    return LeaveSpan(start, end, first, last, draw(st.booleans()), draw(st.uuids()).hex)


@st.composite
def corrections(draw: st.DrawFn) -> Override:
    state = draw(st.sampled_from([State.ON_POST, State.ABSENT, State.OFFICIAL_TRIP, State.TRIP_PAID_ELSEWHERE]))
    return Override(draw(days), draw(halves), state, draw(st.uuids()).hex)


def ledger(overrides: list[Override], leaves: list[LeaveSpan]) -> tuple[object, ...]:
    return build_ledger(FIRST, LAST, Term(FIRST), CALENDAR.kind, overrides, leaves)


@given(st.lists(corrections(), max_size=6), st.lists(spans(), max_size=4), spans())
def test_leave_added_and_cancelled_leaves_the_very_same_ledger(
    overrides: list[Override], leaves: list[LeaveSpan], added: LeaveSpan
) -> None:
    before = ledger(overrides, leaves)
    ledger(overrides, [*leaves, added])
    after = ledger(overrides, leaves)
    assert after == before
    assert ledger_digest(after) == ledger_digest(before)  # type: ignore[arg-type]


@given(st.lists(corrections(), max_size=6), spans())
def test_leave_takes_exactly_its_half_days(overrides: list[Override], leave: LeaveSpan) -> None:
    taken = 0
    for day in build_ledger(FIRST, LAST, Term(FIRST), CALENDAR.kind, overrides, [leave]):
        expected = leave.halves_on(day.on) if day.kind.is_working or not leave.skip_rest_days else (False, False)
        assert tuple(half.state is State.LEAVE for half in day.halves) == expected
        taken += sum(expected)
    assert taken == policy.count_halves(leave, CALENDAR.is_workday)


@given(spans(), spans())
def test_an_overlap_is_a_shared_half_and_holds_both_ways(one: LeaveSpan, other: LeaveSpan) -> None:
    shared = {
        (on, half)
        for on in (FIRST + timedelta(days=offset) for offset in range(28))
        for half in (0, 1)
        if one.halves_on(on)[half] and other.halves_on(on)[half]
    }
    assert policy.overlaps(one, other) is policy.overlaps(other, one) is bool(shared)


@given(st.integers(1, 800), st.integers(0, 30), st.integers(0, 60))
def test_a_longer_leave_is_never_decided_lower(count: int, receiving: int, organisation: int) -> None:
    tiers = LeaveTiers(receiving, organisation)
    order = list(Level)
    assert order.index(policy.level_of(count, tiers)) <= order.index(policy.level_of(count + 1, tiers))
    assert (policy.level_of(count, tiers) is Level.RECEIVING) is (count <= 2 * receiving)


@pytest.mark.parametrize(
    ("days_away", "level"),
    [
        (0.5, Level.RECEIVING),
        (3, Level.RECEIVING),
        (3.5, Level.ORGANISATION),
        (7, Level.ORGANISATION),
        (7.5, Level.ABOVE),
    ],
)
def test_the_usual_tiers(days_away: float, level: Level) -> None:
    assert policy.level_of(int(days_away * 2), LeaveTiers()) is level


@given(st.frozensets(st.sampled_from(list(Relation))), st.sampled_from(list(ReviewedBy)), st.sampled_from(list(Level)))
def test_whoever_decides_reads_and_nobody_decides_their_own(
    held: frozenset[Relation], reviewed_by: ReviewedBy, level: Level
) -> None:
    for status in policy.WAITING:
        decides = policy.can_decide(held, reviewed_by, status)
        assert not (decides and Relation.AUTHOR in held)
        if decides and (status is LeaveStatus.SUBMITTED or level is not Level.RECEIVING):
            assert policy.can_settle(held, reviewed_by, level)
            assert policy.reads_text(held, reviewed_by, level, filed=False)
    assert not (policy.can_settle(held, reviewed_by, level) and Relation.AUTHOR in held)
    if held <= {Relation.SENDER, Relation.FINANCE, Relation.CLIENT}:
        assert not policy.reads_text(held, reviewed_by, level, filed=False)
        assert not policy.knows(held, LeaveStatus.SUBMITTED)


def test_only_annual_leave_skips_rest_days() -> None:
    monday, sunday = date(2026, 2, 2), date(2026, 2, 8)
    counted = {
        kind: policy.count_halves(policy.span(kind, monday, sunday, None, None), CALENDAR.is_workday)
        for kind in LeaveType
    }
    assert counted.pop(LeaveType.ANNUAL) == 10
    assert set(counted.values()) == {14}


def test_pieces_of_one_absence_are_weighed_together() -> None:
    """Monday to Wednesday, Thursday to Friday and the Monday after are one spell; a workday between parts it."""
    first, then, after_weekend = (
        LeaveSpan(date(2026, 3, 2), date(2026, 3, 4)),
        LeaveSpan(date(2026, 3, 5), date(2026, 3, 6)),
        LeaveSpan(date(2026, 3, 9), date(2026, 3, 9)),
    )
    apart = LeaveSpan(date(2026, 3, 11), date(2026, 3, 12))
    is_working = CALENDAR.is_workday
    others = [apart, after_weekend, first]
    assert set(policy.in_one_spell(then, others, is_working)) == {first, then, after_weekend}
    assert policy.in_one_spell(apart, [first, then], is_working) == (apart,)


@given(st.lists(spans(), max_size=6), spans())
def test_a_spell_is_the_same_from_each_of_its_pieces(others: list[LeaveSpan], leave: LeaveSpan) -> None:
    everything = [leave, *others]
    spell = set(policy.in_one_spell(leave, others, CALENDAR.is_workday))
    for piece in spell:
        rest = [one for one in everything if one is not piece]
        assert set(policy.in_one_spell(piece, rest, CALENDAR.is_workday)) == spell
