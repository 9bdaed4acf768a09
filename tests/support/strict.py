"""Nothing is skipped silently: a test or module that skips fails, and so says the closing line."""

from collections.abc import Generator
from typing import Any

import pytest

REASON = "skipped: a check that did not run proves nothing, so it counts as failed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _refuse_skip((yield))


def _refuse_skip(report: Any) -> Any:
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{REASON}: {report.longrepr}"
    return report
