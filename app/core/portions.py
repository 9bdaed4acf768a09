"""Long lists in portions, because a statement takes only so many parameters."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 1000


def portions(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Lists of at most `size`, in the order of the values."""
    iterator = iter(values)
    while some := list(islice(iterator, size)):
        yield some
