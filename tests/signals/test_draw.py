"""The week's lot: shares of a budget, at most three of a unit, never about oneself, and the same from the same seed."""

import os
from collections import Counter
from hashlib import sha256
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.signals.draw import MOST_A_UNIT, Candidates, Cell, Reviewer, draw, frame_digest, shares
from app.signals.models_queue import Arm

EXAMPLES = 400 if os.environ.get("JISHI_TEST_SOAK") == "1" else 40
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)
PATHS = ("/a/", "/a/b/", "/c/")


def named(number: int) -> UUID:
    return UUID(int=number)


@st.composite
def cells(draw_: st.DrawFn, most: int = 40) -> list[Cell]:
    """Months of some people in few units and two trees."""
    numbers = draw_(st.lists(st.integers(0, 60), max_size=most, unique=True))
    return [
        Cell(
            named(1000 + number),
            draw_(st.sampled_from(["2026-05", "2026-06"])),
            named(number),
            named(2000 + number % 4),
            PATHS[number % 3],
            score=draw_(st.sampled_from([0.5, 0.7, 0.9])),
        )
        for number in numbers
    ]


REVIEWERS = st.lists(
    st.builds(
        Reviewer, st.integers(0, 60).map(named), st.sampled_from([("/a/",), ("/a/b/", "/c/")]), st.integers(0, 20)
    ),
    max_size=4,
    unique_by=lambda one: one.id,
)


def test_a_budgets_parts() -> None:
    assert shares(10) == {Arm.PRIORITY: 7, Arm.NEAR: 1, Arm.RANDOM: 2}
    assert all(sum(shares(weekly).values()) == weekly for weekly in range(51))
    assert all(min(shares(weekly).values()) >= 0 for weekly in range(51))
    assert set(shares(0).values()) == {0}


@settings(max_examples=EXAMPLES, deadline=None)
@given(SEEDS, REVIEWERS, cells(), cells(), cells())
def test_whatever_there_is_the_rules_hold(
    seed: str, reviewers: list[Reviewer], raised: list[Cell], near: list[Cell], frame: list[Cell]
) -> None:
    picks = draw(seed, reviewers, Candidates(raised, near, frame))
    by_id = {one.id: one for one in reviewers}
    assert all(by_id[pick.reviewer_id].may_judge(pick.cell) for pick in picks), "one's own region, never oneself"
    assert max(Counter(pick.cell.key for pick in picks).values(), default=1) == 1, "nobody looks at the same twice"
    counted = Counter((pick.reviewer_id, pick.arm) for pick in picks)
    assert all(number <= shares(by_id[who].weekly)[arm] for (who, arm), number in counted.items())
    units = Counter(pick.cell.unit_id for pick in picks if pick.arm is Arm.PRIORITY)
    assert max(units.values(), default=0) <= MOST_A_UNIT
    for who in by_id:
        places = sorted(pick.place for pick in picks if pick.reviewer_id == who)
        assert places == list(range(1, len(places) + 1))
    taken = {pick.cell for pick in picks}
    for arm, offered in ((Arm.RANDOM, frame), (Arm.NEAR, near)):
        open_to = [one for one in reviewers if counted[one.id, arm] < shares(one.weekly)[arm]]
        keys = {cell.key for cell in taken}
        left = [cell for cell in offered if cell.key not in keys]
        assert not [cell for cell in left if any(one.may_judge(cell) for one in open_to)], "no place is left empty"


@settings(max_examples=EXAMPLES, deadline=None)
@given(SEEDS, st.integers(0, 30), cells(60), st.randoms(use_true_random=False))
def test_anybody_computes_the_random_part_again(seed: str, weekly: int, frame: list[Cell], mixed: object) -> None:
    """By nothing but hashes of the seed and the cells' names: so every cell is as likely as any other."""
    everywhere = Reviewer(named(999), ("/",), weekly)
    drawn = {pick.cell for pick in draw(seed, [everywhere], Candidates((), (), frame))}
    order = sorted(frame, key=lambda cell: sha256(f"{seed}/random/{cell.subject_id}/{cell.window}".encode()).digest())
    assert drawn == set(order[: shares(weekly)[Arm.RANDOM]])
    shuffled = list(frame)
    mixed.shuffle(shuffled)  # type: ignore[attr-defined]
    again = {pick.cell for pick in draw(seed, [everywhere], Candidates((), (), shuffled))}
    assert again == drawn
    assert frame_digest(shuffled) == frame_digest(frame)


def test_the_highest_scores_come_first_and_the_places_do_not_tell() -> None:
    many = [Cell(named(n), "2026-06", named(n), named(100 + n), "/a/", score=n / 100) for n in range(50, 90)]
    picks = draw("5" * 32, [Reviewer(named(1), ("/a/",), 20)], Candidates(many, (), ()))
    assert {pick.cell.score for pick in picks} == {n / 100 for n in range(76, 90)}
    assert [pick.cell.score for pick in sorted(picks, key=lambda pick: pick.place)] != sorted(
        (pick.cell.score for pick in picks), reverse=True
    )
