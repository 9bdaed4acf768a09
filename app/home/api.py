"""`/api/v1/me` and one's own data."""

from fastapi import Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.core.files import open_files
from app.core.sealing import sealer_of
from app.home import service_my_data
from app.home.schemas import Me
from app.home.service_me import describe_me
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import api_router

router = api_router("me")
ZIP = "application/zip"


@router.get("/me")
def get_me(work: ReadWork) -> Me:
    """Who is signed in: roles held today and own secondments."""
    return describe_me(work)


@router.get(
    "/me/data",
    response_class=FileResponse,
    responses={200: {"content": {ZIP: {}}, "description": "JSON, a workbook to read, and one's own photos"}},
)
def get_my_data(work: ReadWork, request: Request) -> Response:
    """Everything that is kept of oneself, as a ZIP; of others only the names of those who decided."""
    settings = request.app.state.settings
    made = service_my_data.make_my_data(work, open_files(settings.files_url), sealer_of(settings), locale_of(request))
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "X-Content-SHA256": made.sha256,
        "Cache-Control": "no-store",
    }
    return FileResponse(made.path, media_type=ZIP, headers=headers, background=BackgroundTask(made.path.unlink))
