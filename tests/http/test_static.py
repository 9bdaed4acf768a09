"""Static files as a browser gets them: compressed once, kept for ever, and never from an old bundle."""

import gzip
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from app.http import scripts
from app.http.static_files import ROOT, HashedFiles, asset, sprite
from tests.support.client import client_of, event_loop


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """The static files alone."""
    app = FastAPI()
    app.mount("/static", HashedFiles())
    with event_loop() as portal, client_of(app, portal) as found:
        yield found


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody changed a script and has not built the bundles."""
    monkeypatch.setattr(scripts, "digest", lambda: "of other sources")
    scripts._bundles.cache_clear()
    scripts.files.cache_clear()
    yield
    scripts._bundles.cache_clear()
    scripts.files.cache_clear()


def test_a_text_goes_compressed_to_whoever_takes_it_so(client: httpx.Client) -> None:
    path = asset("css/jishi.css")
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert plain.content == packed.content == (ROOT / "css/jishi.css").read_bytes()
    assert "content-encoding" not in plain.headers
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert int(packed.headers["content-length"]) <= len(gzip.compress(plain.content)) < len(plain.content) / 3
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path, headers={"Accept-Encoding": "gzip"}).content == b""


def test_pictures_are_not_compressed_again(client: httpx.Client) -> None:
    assert (
        "content-encoding" not in client.get(asset("brand/icon-192.png"), headers={"Accept-Encoding": "gzip"}).headers
    )


def test_todays_scripts_are_few_files(client: httpx.Client) -> None:
    found = re.findall(r'src="([^"]+)"', scripts.script("today"))
    assert 1 < len(found) <= 5
    assert all("/bundle/" in path and client.get(path).status_code == 200 for path in found), "python tools/js.py"
    assert set(scripts.files("core")) < set(scripts.files("cadre")) < set(scripts.files("today"))


@pytest.mark.usefixtures("unbuilt")
def test_an_old_bundle_is_never_served() -> None:
    files = scripts.files("today")
    assert {"js/record.js", "js/shell.js", "js/outbox.js"} <= set(files)
    assert not any("bundle" in name for name in files)
    assert files.index("js/api.js") < files.index("js/form.js") < files.index("js/record.js")


def test_a_script_that_was_never_built_says_what_to_do() -> None:
    with pytest.raises(scripts.UnknownScriptError, match="unheard_of"):
        scripts.script("unheard_of")


def test_icons_come_from_the_smallest_file_that_has_them() -> None:
    assert sprite("camera").endswith("/icons-first.svg")
    assert sprite("coin-yuan").endswith("/icons.svg")
    whole = (ROOT / "icons.svg").read_text(encoding="utf-8")
    for line in (ROOT / "icons-first.svg").read_text(encoding="utf-8").splitlines():
        assert line in whole
