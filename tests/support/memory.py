"""Looking for garbage took a fifth of a test's time: what stays for the whole run is left out of it."""

import gc

import pytest

YOUNG, RARELY = 20_000, 20
"""New objects until the youngest are looked through; so many times until the older ones are."""


def pytest_collection_finish() -> None:
    """Everything imported and every test stay to the end: set aside, as a service does when it has started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, RARELY, RARELY)


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Once a command left the collector off: every later test of that process was slower, in gigabytes of garbage."""
    assert gc.isenabled(), f"{item.nodeid} leaves the garbage collector switched off"
