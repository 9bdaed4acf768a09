"""Static files under `/static/<digest>/...`: the digest covers all of them, so browsers may keep them for ever."""

import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ROOT = Path(__file__).parent / "static"


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


class HashedFiles(StaticFiles):
    """Serves `/static/<any digest>/name`; only today's digest may be cached for ever."""

    def __init__(self) -> None:
        super().__init__(directory=ROOT, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        found, _, name = path.partition("/")
        response = await super().get_response(name or found, scope)
        current = bool(name) and found == digest()
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
        return response
