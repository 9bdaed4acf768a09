"""Long tests come first: begun last, one keeps a worker busy after the other has nothing left to take over."""

import pytest

LONG = (
    "tests/permissions/",
    "tests/journeys/",
    "tests/home/test_links.py",
    "tests/browser/test_every_page.py",
    "tests/contract/",
    "tests/scheduler/",
    "tests/records/test_kill.py",
    "tests/records/test_stateful.py",
    "tests/browser/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_rank)  # a stable sort: tests that share what is dear to make stay together


def _rank(item: pytest.Item) -> int:
    return next((rank for rank, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG))
