"""PDFs in answer to a request: the facts are read and the trail is written first, the page is set after the commit."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from fastapi import Response
from starlette.concurrency import run_in_threadpool

from app.core.printing import Paper
from app.core.work import Work

PDF = "application/pdf"
PAPER: dict[int | str, dict[str, Any]] = {200: {"content": {PDF: {}}, "description": "A PDF to print"}}


async def paper(work: Work, prepare: Callable[[], Paper]) -> Response:
    """`prepare` inside its unit of work; its PDF in the same thread when that is over."""

    def run() -> tuple[Paper, bytes]:
        with work:
            made = prepare()
        return made, made.pdf()

    made, data = await run_in_threadpool(run)
    plain = made.name.encode("ascii", "ignore").decode() or "jishi.pdf"
    names = f"filename=\"{plain}\"; filename*=UTF-8''{quote(made.name)}"
    headers = {"Content-Disposition": f"inline; {names}", "Cache-Control": "private, no-store"}
    return Response(data, media_type=PDF, headers=headers)
