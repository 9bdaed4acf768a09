"""The draw as a function: the same seed the same draw, whatever the order; everybody can be drawn; sizes are right."""

import os
import random
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.spot_checks.drawing import Entry, Frame, assign, days_of, draw, frame_of, weighted_part
from app.spot_checks.exclusion import Candidate, Checked, conflict_of
from app.spot_checks.models_formal import Arm, Every
from app.spot_checks.periods import period_of, periods, waiting


def examples(few: int, many: int) -> int:
    """Few in every run, many in a soak."""
    return many if os.environ.get("JISHI_TEST_SOAK") == "1" else few


FIRST = date(2026, 6, 1)
WORKDAYS = tuple(FIRST + timedelta(days=at) for at in range(30) if (FIRST + timedelta(days=at)).weekday() < 5)
SEEDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@st.composite
def frames(pick: st.DrawFn) -> Frame:
    ids = pick(st.sets(st.uuids(version=4), min_size=1, max_size=25))
    entries = []
    for one in sorted(ids):
        start = pick(st.sampled_from(WORKDAYS))
        end = start + timedelta(days=pick(st.integers(0, 29)))
        entries.append(Entry(str(one), pick(st.integers(1, 10)), ((start, end),)))
    return Frame(WORKDAYS, tuple(entries))


@given(frame=frames(), seed=SEEDS, data=st.data())
@settings(max_examples=examples(40, 2000))
def test_a_draw_depends_on_its_seed_and_frame_alone(frame: Frame, seed: str, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(frame.entries)))
    by_weight, dates_each = weighted_part(size), data.draw(st.integers(1, 10))
    drawn = draw(seed, frame, size, by_weight, dates_each)
    shuffled = Frame(WORKDAYS, tuple(data.draw(st.permutations(frame.entries))))
    assert draw(seed, shuffled, size, by_weight, dates_each) == drawn
    assert frame_of(frame.as_json()).digest() == shuffled.digest() == frame.digest()
    assert [one.rank for one in drawn] == list(range(1, size + 1))
    assert len({one.id for one in drawn}) == size
    assert [one.arm for one in drawn].count(Arm.WEIGHT) == by_weight
    entries = {one.id: one for one in frame.entries}
    for one in drawn:
        possible = days_of(frame, entries[one.id])
        assert len(one.days) == min(dates_each, len(possible))
        assert set(one.days) <= set(possible)


@given(frame=frames(), seed=SEEDS, data=st.data())
@settings(max_examples=examples(25, 1000))
def test_nobody_excluded_is_ever_sent_and_work_is_shared(frame: Frame, seed: str, data: st.DataObject) -> None:
    pool = [f"inspector {at}" for at in range(data.draw(st.integers(2, 8)))]
    fit = {one.id: sorted(data.draw(st.sets(st.sampled_from(pool), min_size=2))) for one in frame.entries}
    pairs = assign(seed, list(fit), fit)
    for key, pair in pairs.items():
        assert len(set(pair)) == 2
        assert set(pair) <= set(fit[key])
    everybody = assign(seed, list(fit), dict.fromkeys(fit, pool))
    load = [sum(one in pair for pair in everybody.values()) for one in pool]
    assert max(load) - min(load) <= 1


def test_everybody_can_be_drawn_and_weight_tells() -> None:
    chance = random.Random(7)
    entries = tuple(Entry(str(UUID(int=at)), 5 if at == 1 else 1, ((FIRST, FIRST),)) for at in range(1, 7))
    frame = Frame(WORKDAYS, entries)
    drawn = {one.id: 0 for one in entries}
    weighted = {one.id: 0 for one in entries}
    for _ in range(600):
        for one in draw(chance.randbytes(16).hex(), frame, 2, 1, 1):
            drawn[one.id] += 1
            weighted[one.id] += one.arm is Arm.WEIGHT
    assert min(drawn.values()) > 60
    heavy = weighted[entries[0].id]
    assert heavy > 2 * max(count for key, count in weighted.items() if key != entries[0].id)


PATHS = ["/a/", "/a/b/", "/a/b/c/", "/a/d/", "/a/d/e/", "/a/o/"]
GROUPS = [UUID(int=at) for at in range(3)]
PEOPLE = [UUID(int=100 + at) for at in range(3)]


CANDIDATES = st.builds(
    Candidate,
    id=st.sampled_from(PEOPLE),
    units=st.frozensets(st.sampled_from(PATHS)),
    powers=st.frozensets(st.sampled_from(PATHS)),
    group_ids=st.frozensets(st.sampled_from(GROUPS)),
)
CHECKED = st.builds(
    Checked,
    cadre_id=st.sampled_from(PEOPLE),
    office=st.just("/a/"),
    hosts=st.frozensets(st.sampled_from(PATHS[1:]), min_size=1),
    sending=st.none() | st.sampled_from(PATHS[1:]),
    group_ids=st.frozensets(st.sampled_from(GROUPS)),
    powers=st.frozensets(st.sampled_from(PATHS)),
    named=st.frozensets(st.sampled_from(PEOPLE)),
)


@given(inspector=CANDIDATES, cadre=CHECKED)
@settings(max_examples=examples(150, 5000))
def test_whoever_stands_too_close_is_found(inspector: Candidate, cadre: Checked) -> None:
    theirs = cadre.hosts | ({cadre.sending} if cadre.sending else set())
    close = (
        inspector.id == cadre.cadre_id
        or inspector.id in cadre.named
        or bool(inspector.units & theirs)
        or bool(inspector.group_ids & cadre.group_ids)
        or any(path.startswith(power) for power in inspector.powers for path in theirs)
        or any(path.startswith(power) for power in cadre.powers for path in inspector.units)
    )
    if close:
        assert conflict_of(inspector, cadre) is not None
    at_the_office = Candidate(inspector.id, frozenset({"/a/"}))
    alone = Checked(cadre.cadre_id, "/a/", cadre.hosts, cadre.sending)
    assert (conflict_of(at_the_office, alone) is None) is (inspector.id != cadre.cadre_id)


@given(every=st.sampled_from(Every), on=st.dates(date(2024, 1, 1), date(2028, 12, 31)), days=st.integers(0, 900))
@settings(max_examples=examples(50, 2000))
def test_periods_follow_one_another_without_a_gap(every: Every, on: date, days: int) -> None:
    until = on + timedelta(days=days)
    found = list(periods(every, on, until))
    assert found[0] == period_of(every, on)
    assert found[0].first_on <= on <= found[0].last_on
    assert found[-1].first_on <= until <= found[-1].last_on
    for one, following in pairwise(found):
        assert following.first_on == one.last_on + timedelta(days=1)
    asked = waiting(every, on, None, [], until)
    assert [one for one in found if one.last_on < until] == asked
    assert waiting(every, on, None, [(one.first_on, one.last_on) for one in asked], until) == []
