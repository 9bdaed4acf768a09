"""The locks are what pyproject.toml asks for, hashed, and say nothing of where they were made."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.support.source import ROOT

PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^ ;]+)", re.MULTILINE)
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"]


def text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, set[str]]:
    """Each locked package's versions: more than one where platforms differ."""
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall(text(lock)):
        found.setdefault(name, set()).add(version)
    return found


def wanted(*, development: bool) -> list[Requirement]:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    lines = project["dependencies"] + (project["optional-dependencies"]["dev"] if development else [])
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(("lock", "development"), [("requirements.txt", False), ("requirements-dev.txt", True)])
def test_every_dependency_is_locked_in_its_range(lock: str, development: bool) -> None:
    locked = pins(lock)
    wrong = [
        str(need)
        for need in wanted(development=development)
        if not any(need.specifier.contains(version) for version in locked.get(need.name.lower(), ()))
    ]
    assert wrong == []


def test_development_runs_what_is_shipped() -> None:
    development = pins("requirements-dev.txt")
    assert {name: found for name, found in pins("requirements.txt").items() if development.get(name) != found} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_address(lock: str) -> None:
    entries = re.split(r"^(?=\S)", text(lock), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text(lock)
