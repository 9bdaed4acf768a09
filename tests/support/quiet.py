"""What a failing test prints is its reason: the line that the service logs for each request is left out."""

import re
from collections.abc import Generator
from typing import Any

import pytest

REQUEST = re.compile(r"^.*\[info +\].*?\brequest\b.* path=.*\n?", re.MULTILINE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    report = yield
    report.sections = [(title, REQUEST.sub("", text)) for title, text in report.sections]
    return report
