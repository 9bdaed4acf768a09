"""Static files under `/static/<digest>/...`: the digest covers all of them, so browsers may keep them for ever."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ROOT = Path(__file__).parent / "static"
PACKED = (".css", ".js", ".json", ".svg", ".webmanifest")


@lru_cache
def digest() -> str:
    """Twelve hex digits over every file's path and content; relative imports between modules stay inside it."""
    total = hashlib.sha256()
    for path in sorted(ROOT.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


def asset(name: str) -> str:
    """The URL of a static file, e.g. `asset('css/jishi.css')`."""
    return f"/static/{digest()}/{name}"


@lru_cache
def _first_icons() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "icons-first.svg").read_text(encoding="utf-8")))


def sprite(name: str) -> str:
    """The URL of the file that holds an icon: the small one of the cadre's first pages, or the one of all."""
    return asset("icons-first.svg" if name in _first_icons() else "icons.svg")


@lru_cache(maxsize=256)
def _packed(path: str, _changed: str) -> bytes:
    """A text file as it goes over the line: compressed once a process and not once a request."""
    return gzip.compress(Path(path).read_bytes(), mtime=0)


def _pack(found: FileResponse, scope: Scope) -> Response:
    """The same answer compressed, for whoever takes it so."""
    path = str(found.path)
    accepts = "gzip" in Headers(scope=scope).get("accept-encoding", "")
    if scope["method"] != "GET" or not accepts or not path.endswith(PACKED):
        return found
    kept = {name: value for name, value in found.headers.items() if name in ("etag", "last-modified", "content-type")}
    body = _packed(path, found.headers["etag"])
    return Response(body, headers={**kept, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"})


class HashedFiles(StaticFiles):
    """Serves `/static/<any digest>/name`; only today's digest may be cached for ever."""

    def __init__(self) -> None:
        super().__init__(directory=ROOT, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        found, _, name = path.partition("/")
        response = await super().get_response(name or found, scope)
        current = bool(name) and found == digest()
        if isinstance(response, FileResponse):
            response = _pack(response, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
        return response
