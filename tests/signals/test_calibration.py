"""Calibration: shares with an honest interval, groups that are nobody's, and what the lot says of the rules."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signals.calibration import Counted, Judged, by_group, by_kind
from app.signals.models_queue import Arm


def judged(person: int, programme: str = "outbound", arm: Arm = Arm.RANDOM, *, real: bool = False) -> Judged:
    return Judged(arm, UUID(int=person), programme, "township", arm is not Arm.RANDOM, real, (("filler", real),))


@pytest.mark.parametrize(
    ("months", "real", "low", "high"), [(40, 2, 1, 17), (10, 0, 0, 28), (10, 10, 72, 100), (200, 100, 43, 57)]
)
def test_the_interval_is_wilsons(months: int, real: int, low: int, high: int) -> None:
    assert Counted(months, real).interval == (low, high)


def test_of_nothing_nothing_is_said() -> None:
    assert Counted(0, 0).interval is None


@given(st.integers(1, 500), st.data())
def test_the_share_itself_always_lies_within(months: int, data: st.DataObject) -> None:
    real = data.draw(st.integers(0, months))
    low, high = Counted(months, real).interval or (101, -1)
    assert 0 <= low <= 100 * real / months <= high <= 100


def test_groups_of_fewer_than_three_people_are_not_counted() -> None:
    few = [judged(person, "village") for person in (1, 2)] * 5
    enough = [judged(person, real=person == 1) for person in (1, 2, 3)]
    raised = [judged(person, arm=Arm.PRIORITY) for person in (1, 2)]
    groups = by_group([*few, *enough, *raised], lambda one: one.programme)
    assert groups == {"outbound": (Counted(3, 1), None)}
    assert by_kind(few) == {}
    assert by_kind(enough) == {"filler": Counted(3, 1)}
