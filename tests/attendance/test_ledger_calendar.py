"""Properties of the ledger with regional arrangements and transfers: order, splits, and one state a half day."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.ledger import (
    ATTENDED,
    OVERRIDABLE,
    Half,
    HalfDay,
    LeaveSpan,
    Override,
    Source,
    State,
    Term,
    build_ledger,
)
from app.workdays.library import seed_from_library
from app.workdays.overlays import Calendar, Overlay
from app.workdays.rules import DayKind, OverlayKind, dates

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 31)
MADE = datetime(2026, 1, 5, tzinfo=UTC)
NATION = Calendar({row.on: row for row in seed_from_library(2026)}, frozenset({2026}))
HOME, AWAY = "/county/town/", "/county/village/"
TERM = Term(date(2026, 1, 1), date(2026, 12, 31))
NEAR = st.dates(FIRST, LAST)


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    first = draw(NEAR)
    return Overlay(
        ref=draw(st.uuids()).hex,
        path=draw(st.sampled_from(("/county/", HOME, AWAY))),
        kind=draw(st.sampled_from(OverlayKind)),
        first_on=first,
        last_on=first + timedelta(days=draw(st.integers(0, 12))),
        name="安排",
        made_at=MADE + timedelta(minutes=draw(st.integers(0, 2))),
        half=draw(st.none() | st.sampled_from(Half)),
    )


@st.composite
def leaves(draw: st.DrawFn) -> LeaveSpan:
    first = draw(NEAR)
    last = first + timedelta(days=draw(st.integers(1, 9)))
    halves = st.none() | st.sampled_from(Half)
    return LeaveSpan(first, last, draw(halves), draw(halves), draw(st.booleans()), draw(st.sampled_from(("l1", "l2"))))


OVERRIDES = st.builds(
    Override,
    NEAR,
    st.none() | st.sampled_from(Half),
    st.sampled_from(sorted(OVERRIDABLE)),
    st.sampled_from(("o1", "o2")),
)
SOURCES = st.tuples(st.lists(overlays(), max_size=6), st.lists(OVERRIDES, max_size=8), st.lists(leaves(), max_size=3))
Sources = tuple[list[Overlay], list[Override], list[LeaveSpan]]


def ledger(sources: Sources, path: str = HOME, first: date = FIRST, last: date = LAST):  # type: ignore[no-untyped-def]
    found, overrides, spans = sources
    here = NATION.place([one for one in found if one.reaches(path, "")])
    return build_ledger(first, last, TERM, NATION.kind, overrides, spans, here)


@given(SOURCES, st.randoms(use_true_random=False))
def test_the_sources_in_any_order_give_the_same_days(sources: Sources, rng: random.Random) -> None:
    mixed = tuple(rng.sample(part, len(part)) for part in sources)
    assert ledger(mixed) == ledger(sources)  # type: ignore[arg-type]


@given(SOURCES, overlays(), leaves())
def test_what_was_added_and_taken_back_leaves_the_very_same_ledger(
    sources: Sources, overlay: Overlay, leave: LeaveSpan
) -> None:
    found, overrides, spans = sources
    before = ledger(sources)
    ledger(([*found, overlay], overrides, [*spans, leave]))
    assert ledger((found, overrides, spans)) == before


@given(SOURCES, NEAR)
def test_a_transfer_splits_a_month_exactly(sources: Sources, moved_on: date) -> None:
    """Each unit's days are those that the cadre would have had there all the time."""
    found, overrides, spans = sources
    home = NATION.place([one for one in found if one.reaches(HOME, "")])
    away = NATION.place([one for one in found if one.reaches(AWAY, "")])
    regional = {on: day for on, day in home.items() if on < moved_on}
    regional |= {on: day for on, day in away.items() if on >= moved_on}
    both = build_ledger(FIRST, LAST, TERM, NATION.kind, overrides, spans, regional)
    at_home, there = ledger(sources), ledger(sources, AWAY)
    assert both == tuple(old if old.on < moved_on else new for old, new in zip(at_home, there, strict=True))


@given(SOURCES)
def test_every_half_has_one_state_and_it_is_its_strongest_sources(sources: Sources) -> None:
    found, overrides, spans = sources
    here = NATION.place([one for one in found if one.reaches(HOME, "")])
    days = ledger(sources)
    assert [day.on for day in days] == list(dates(FIRST, LAST))
    for day in days:
        region = here.get(day.on)
        kinds = (region.am, region.pm) if region else (day.kind, day.kind)
        for half, name, kind in zip(day.halves, Half, kinds, strict=True):
            away = any(
                one.halves_on(day.on)[name is Half.PM] and (kind.is_working or not one.skip_rest_days) for one in spans
            )
            told = any(one.on == day.on and one.half in (None, name) for one in overrides)
            wanted = Source.LEAVE if away else Source.OVERRIDE if told else Source.CALENDAR
            assert half.source is wanted
            if wanted is Source.CALENDAR:
                assert half.state is (State.ON_POST if kind.is_working else State.REST)
        assert day.portion == sum(half.state in ATTENDED for half in day.halves)


CLOSED = Overlay("storm", "/county/", OverlayKind.CLOSURE, date(2026, 3, 12), date(2026, 3, 14), "停工", MADE)


def test_a_closure_names_itself_and_leaves_the_weekend_alone() -> None:
    thursday, friday, saturday = ledger(([CLOSED], [], []), HOME, date(2026, 3, 12), date(2026, 3, 14))
    assert thursday.am == HalfDay(State.ON_POST, Source.CALENDAR, "storm")
    assert (thursday.kind, friday.kind, saturday.kind) == (DayKind.CLOSURE, DayKind.CLOSURE, DayKind.REST)
    assert saturday.am == HalfDay(State.REST, Source.CALENDAR)


@pytest.mark.parametrize(
    ("half", "expected"), [(None, ".."), (Half.AM, ".L"), (Half.PM, "L.")], ids=["day", "morning", "afternoon"]
)
def test_annual_leave_is_not_spent_on_a_regional_holiday(half: Half | None, expected: str) -> None:
    on = date(2026, 3, 12)
    holiday = Overlay("三月三", "/county/", OverlayKind.HOLIDAY, on, on, "三月三", MADE, half)
    leave = LeaveSpan(on, on, skip_rest_days=True)
    (day,) = ledger(([holiday], [], [leave]), HOME, on, on)
    assert "".join("L" if one.state is State.LEAVE else "." for one in day.halves) == expected
