"""Streams of rows into plain columns: numbers into arrays as they come, so that no row outlives its portion."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.signals.corpus import NOBODY, Hashes, Int, Real

RECORD = "V16"
Take = Callable[[Sequence[Any]], Any]
"""What makes of one column's values in a portion an array, or the list that they are."""


def integers(values: Sequence[Any]) -> Int:
    """Whole numbers."""
    return np.array(values, dtype=np.int64)


def reals(values: Sequence[Any]) -> Real:
    """Numbers; NaN for none."""
    return np.array(values, dtype=np.float64)


def texts(values: Sequence[Any]) -> list[str]:
    """Texts as they are."""
    return list(values)


def hashes(values: Sequence[str]) -> Hashes:
    """64 bits from hexadecimal digits."""
    return np.frombuffer(bytes.fromhex("".join([one.zfill(16) for one in values])), dtype=">u8").astype(np.uint64)


def id_bytes(values: Sequence[str]) -> NDArray[np.void]:
    """Ids of 32 hexadecimal digits as 16 bytes each."""
    return np.frombuffer(bytes.fromhex("".join(values)), dtype=RECORD)


class Interned:
    """Texts of which there are few different ones: each is kept once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, values: Sequence[str]) -> list[str]:
        return [self._known.setdefault(one, one) for one in values]


class Placed:
    """Names as the places that they stand at; NOBODY for the unknown."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places

    def __call__(self, values: Sequence[str]) -> Int:
        find = self._places.get
        return np.array([find(one, NOBODY) for one in values], dtype=np.int64)


def stacked(portions: Iterable[Sequence[Sequence[Any]]], takes: Sequence[Take]) -> list[Any]:
    """Each column whole: arrays joined, texts in one list."""
    parts: list[list[Any]] = [[] for _ in takes]
    for portion in portions:
        for take, into, values in zip(takes, parts, zip(*portion, strict=True), strict=True):
            into.append(take(values))
    return [_joined(take, part) for take, part in zip(takes, parts, strict=True)]


def _joined(take: Take, parts: list[Any]) -> Any:
    if not parts:
        return take(())
    if isinstance(parts[0], list):
        whole: list[str] = []
        for number, part in enumerate(parts):
            whole.extend(part)
            parts[number] = None
        return whole
    return np.concatenate(parts)


def picked(values: Sequence[str], order: Int) -> list[str]:
    """Texts in another order."""
    return [values[at] for at in order.tolist()]
