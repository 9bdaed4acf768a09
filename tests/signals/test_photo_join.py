"""Every two alike photos are found, as if all were compared with all."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signals.detectors.photo_join import NEAR_BITS, WIDE_BITS, group_pairs, is_flat, near_pairs

bases = st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=4)
changes = st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(0, 63), max_size=12)), max_size=30)


def made(seeds: list[int], changed: list[tuple[int, set[int]]]) -> list[int]:
    return seeds + [seeds[at % len(seeds)] ^ sum(1 << bit for bit in bits) for at, bits in changed]


def alike(values: list[int], bits: int) -> set[tuple[int, int]]:
    return {(i, j) for i, j in combinations(range(len(values)), 2) if (values[i] ^ values[j]).bit_count() <= bits}


def paired(found: tuple[np.ndarray, np.ndarray]) -> list[tuple[int, int]]:
    return list(zip(*(column.tolist() for column in found), strict=True))


@given(bases, changes)
def test_near_pairs_are_all_near_pairs(seeds: list[int], changed: list[tuple[int, set[int]]]) -> None:
    values = made(seeds, changed)
    found = paired(near_pairs(np.array(values, dtype=np.uint64)))
    assert set(found) == alike(values, NEAR_BITS)
    assert found == sorted(set(found))


@given(bases, changes, st.integers(1, 4))
def test_pairs_of_a_group(seeds: list[int], changed: list[tuple[int, set[int]]], count: int) -> None:
    values = made(seeds, changed)
    groups = np.arange(len(values)) % count - 1
    wanted = {(i, j) for i, j in alike(values, WIDE_BITS) if groups[i] == groups[j] >= 0}
    assert set(paired(group_pairs(np.array(values, dtype=np.uint64), groups))) == wanted


@pytest.mark.parametrize(
    ("phash", "flat"),
    [(0, True), (2**64 - 1, True), (0b11111, True), (0x5555555555555555, True), (0x9D3C5A17E2B84F60, False)],
)
def test_flat(phash: int, flat: bool) -> None:
    assert is_flat(np.array([phash], dtype=np.uint64)).tolist() == [flat]
