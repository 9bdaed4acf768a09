"""What is committed works for everybody: it names no package registry and no path of one machine."""

import re
from pathlib import Path

import pytest

from tests.support.source import ROOT, committed

# Written in pieces, so that this file does not find itself.
HOSTS = [
    r"pypi\.(?:org|python)",
    r"files\.python" + "hosted",
    r"registry\.npm" + "js",
    r"deb\.debian" + r"\.org",
    r"archive\.ubuntu" + r"\.com",
]
PATHS = [r"(?<![\w.~-])/(?:root|work)/", r"(?<![\w.~-])/tmp/" + "jishi", r"/home/(?!app\b)\w+/"]
FORBIDDEN = re.compile("|".join(HOSTS + PATHS))
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".ico", ".woff2", ".ttf", ".otf", ".gz", ".xlsx", ".pdf", ".zip"}


def texts() -> list[Path]:
    return [path for path in committed() if path.suffix.lower() not in BINARY]


def findings(name: str, text: str) -> list[str]:
    return [f"{name}: {match.group()}" for match in FORBIDDEN.finditer(text)]


def test_no_registry_and_no_machine_is_named() -> None:
    found = [
        finding
        for path in texts()
        for finding in findings(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text", ["see /ro" + "ot/x", "cd /wo" + "rk/main", "https://py" + "pi.org/simple", "/ho" + "me/li/jishi/"]
)
def test_a_name_is_found(text: str) -> None:
    assert findings("example", text)


def test_no_merge_is_left_half_done() -> None:
    marks = re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE)
    assert [path for path in texts() if marks.search(path.read_text(encoding="utf-8", errors="replace"))] == []
