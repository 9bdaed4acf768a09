"""Regional arrangements as pure rules: the nearest unit's speaks, the newest of one unit's, in any order."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workdays.library import seed_from_library
from app.workdays.overlays import Calendar, FormerDay, Overlay, regional_day
from app.workdays.rules import OVERLAY_KIND_LABELS, DayHalf, DayKind, ExceptionDay, OverlayKind, dates

MADE = datetime(2026, 7, 1, tzinfo=UTC)
COUNTY, TOWN, VILLAGE, OTHER = "/c/", "/c/t/", "/c/t/v/", "/o/"
PLACES = (COUNTY, TOWN, VILLAGE, OTHER)
NATION = {row.on: row for row in seed_from_library(2026)}
THURSDAY, SATURDAY, HOLIDAY, MAKEUP = date(2026, 3, 12), date(2026, 3, 21), date(2026, 6, 19), date(2026, 2, 28)


def overlay(
    kind: OverlayKind = OverlayKind.HOLIDAY, path: str = COUNTY, on: date = THURSDAY, **fields: object
) -> Overlay:
    given_fields = {"ref": "a", "last_on": on, "name": "三月三", "made_at": MADE} | fields
    return Overlay(path=path, kind=kind, first_on=on, **given_fields)


def calendar(*overlays: Overlay, former: tuple[FormerDay, ...] = ()) -> Calendar:
    return Calendar(NATION, frozenset({2026}), overlays, former)


@pytest.mark.parametrize(
    ("kind", "on", "expected"),
    [
        (OverlayKind.HOLIDAY, THURSDAY, DayKind.HOLIDAY),
        (OverlayKind.HOLIDAY, SATURDAY, DayKind.HOLIDAY),
        (OverlayKind.HOLIDAY, HOLIDAY, DayKind.HOLIDAY),
        (OverlayKind.HOLIDAY, MAKEUP, DayKind.HOLIDAY),
        (OverlayKind.CLOSURE, THURSDAY, DayKind.CLOSURE),
        (OverlayKind.CLOSURE, MAKEUP, DayKind.CLOSURE),
        (OverlayKind.CLOSURE, SATURDAY, DayKind.REST),
        (OverlayKind.WORKDAY, SATURDAY, DayKind.MAKEUP),
        (OverlayKind.WORKDAY, HOLIDAY, DayKind.MAKEUP),
        (OverlayKind.WORKDAY, THURSDAY, DayKind.WORKDAY),
    ],
)
def test_what_an_arrangement_makes_of_a_date(kind: OverlayKind, on: date, expected: DayKind) -> None:
    assert calendar(overlay(kind, on=on)).at(VILLAGE).kind(on) is expected


def test_it_reaches_its_unit_and_all_below_and_nobody_else() -> None:
    found = calendar(overlay(path=TOWN))
    assert found.kind(THURSDAY) is DayKind.WORKDAY
    kinds = [found.at(path).kind(THURSDAY) for path in PLACES]
    assert kinds == [DayKind.WORKDAY, DayKind.HOLIDAY, DayKind.HOLIDAY, DayKind.WORKDAY]


def test_the_nearer_unit_speaks_even_to_say_that_nothing_changes() -> None:
    found = calendar(overlay(), overlay(OverlayKind.WORKDAY, TOWN, ref="b"))
    assert found.at(COUNTY).kind(THURSDAY) is DayKind.HOLIDAY
    assert found.at(TOWN).kind(THURSDAY) is DayKind.WORKDAY


def test_of_one_unit_the_newest_speaks() -> None:
    newer = overlay(OverlayKind.CLOSURE, ref="b", made_at=MADE + timedelta(hours=1))
    assert calendar(newer, overlay()).at(COUNTY).kind(THURSDAY) is DayKind.CLOSURE


def test_a_half_leaves_the_other_half_worked() -> None:
    found = regional_day(THURSDAY, DayKind.WORKDAY, [overlay(half=DayHalf.PM)])
    assert found is not None
    assert (found.kind, found.am, found.pm) == (DayKind.WORKDAY, DayKind.WORKDAY, DayKind.HOLIDAY)
    assert found.overlay is not None


def test_a_closed_workday_stays_scheduled_but_uses_no_period_of_grace_up() -> None:
    found = calendar(overlay(OverlayKind.CLOSURE)).at(COUNTY)
    assert found.is_workday(THURSDAY)
    assert not found.kind(THURSDAY).is_open
    assert calendar().workdays_back(THURSDAY + timedelta(days=1), 1) == THURSDAY
    assert found.workdays_back(THURSDAY + timedelta(days=1), 1) == THURSDAY - timedelta(days=1)


def test_the_date_takes_the_arrangements_name() -> None:
    found = calendar(overlay())
    assert (found.name(THURSDAY), found.at(COUNTY).name(THURSDAY)) == (None, "三月三")
    assert found.at(COUNTY).day(THURSDAY).name == "三月三"
    assert found.at(COUNTY).name(HOLIDAY) == NATION[HOLIDAY].name


def test_what_was_withdrawn_does_not_reach() -> None:
    withdrawn = overlay(withdrawn_at=MADE + timedelta(days=1))
    assert calendar(withdrawn).at(COUNTY).kind(THURSDAY) is DayKind.WORKDAY


def test_a_closed_month_goes_by_what_was_known() -> None:
    closed = MADE + timedelta(days=10)
    before, after = closed - timedelta(days=1), closed + timedelta(days=1)
    found = calendar(
        overlay(ref="withdrawn later", withdrawn_at=after),
        overlay(OverlayKind.WORKDAY, on=SATURDAY, ref="made later", made_at=after),
        former=(
            FormerDay(HOLIDAY, None, before),
            FormerDay(HOLIDAY, ExceptionDay(HOLIDAY, DayKind.HOLIDAY, "旧名"), after),
            FormerDay(HOLIDAY, None, after + timedelta(days=1)),
        ),
    )
    then = found.as_of(closed).at(COUNTY)
    assert (then.kind(THURSDAY), then.kind(SATURDAY)) == (DayKind.HOLIDAY, DayKind.REST)
    assert then.name(HOLIDAY) == "旧名"
    assert found.changed_after(closed, THURSDAY, THURSDAY)
    assert not found.changed_after(closed, date(2026, 4, 1), date(2026, 4, 30))
    assert not found.changed_after(after + timedelta(days=2), THURSDAY, HOLIDAY)


def test_every_kind_has_a_name() -> None:
    assert set(OVERLAY_KIND_LABELS) == set(OverlayKind)


NEAR = st.dates(date(2026, 2, 1), date(2026, 3, 31))


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    first = draw(NEAR)
    return Overlay(
        ref=draw(st.uuids()).hex,
        path=draw(st.sampled_from(PLACES)),
        kind=draw(st.sampled_from(OverlayKind)),
        first_on=first,
        last_on=first + timedelta(days=draw(st.integers(0, 20))),
        name=draw(st.sampled_from(("甲", "乙"))),
        made_at=MADE + timedelta(minutes=draw(st.integers(0, 3))),
        half=draw(st.none() | st.sampled_from(DayHalf)),
        withdrawn_at=draw(st.none() | st.just(MADE + timedelta(days=30))),
    )


@given(st.lists(overlays(), max_size=8), st.randoms(use_true_random=False), st.sampled_from(PLACES))
def test_the_order_of_arrangements_is_without_effect(found: list[Overlay], rng: random.Random, path: str) -> None:
    mixed = list(found)
    rng.shuffle(mixed)
    assert calendar(*mixed).at(path).regional == calendar(*found).at(path).regional


@given(st.lists(overlays(), max_size=8), overlays(), st.sampled_from(PLACES))
def test_made_and_withdrawn_is_as_if_never_made(found: list[Overlay], extra: Overlay, path: str) -> None:
    gone = Overlay(**{name: getattr(extra, name) for name in extra.__slots__} | {"withdrawn_at": MADE})
    assert calendar(*found, gone).at(path).regional == calendar(*found).at(path).regional


@given(st.lists(overlays(), max_size=8), st.sampled_from(PLACES))
def test_each_half_is_the_nations_or_its_nearest_arrangements(found: list[Overlay], path: str) -> None:
    here = calendar(*found).at(path)
    for on in dates(date(2026, 2, 1), date(2026, 4, 30)):
        national = calendar().kind(on)
        day = here.regional.get(on)
        if day is None:
            assert here.kind(on) is national
            continue
        for half, kind, by in ((DayHalf.AM, day.am, day.am_overlay), (DayHalf.PM, day.pm, day.pm_overlay)):
            told = [o for o in found if o.holds(None) and path.startswith(o.path) and o.covers(on, half)]
            assert kind is national if by is None else by == max(told, key=lambda o: o.rank)
        assert day.kind.is_working == (day.am.is_working or day.pm.is_working)
