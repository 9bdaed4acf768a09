"""Walks over every route are long: `make test` takes each on one of the databases, `make soak` on both.

Which one is drawn by the name of the test, so that half of the walks, parts and values meet either database in every
run, and each always meets the same one. `--database` takes all of them on the one that it names.
"""

import os
import zlib

import pytest

from tests.support.databases import KINDS


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "walk: goes over every route; on one of the databases unless all are asked for")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the half that is another run's; the closing line counts them as deselected."""
    if os.environ.get("JISHI_TEST_SOAK") == "1" or config.getoption("--database") != "both":
        return
    left_out = [item for item in items if item.get_closest_marker("walk") and not _is_drawn(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        kept = set(items) - set(left_out)
        items[:] = [item for item in items if item in kept]


def _is_drawn(item: pytest.Item) -> bool:
    kind = getattr(item, "callspec").params.get("database_kind") if hasattr(item, "callspec") else None  # noqa: B009
    if kind is None:
        return True
    same = item.nodeid.replace(f"{kind}-", "").replace(f"-{kind}", "").replace(f"[{kind}]", "")
    return bool(KINDS[zlib.crc32(same.encode()) % len(KINDS)] == kind)
