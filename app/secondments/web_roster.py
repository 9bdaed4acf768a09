"""The desk's page 名册导入: download, try, read what is wrong, import, print the login slips."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts.directory import unit_names_of
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import page_router
from app.http.templating import page
from app.secondments import service_imports_read as imports
from app.secondments.schemas_roster import ImportQuery

router = page_router()


@router.get("/roster")
def show_roster(
    request: Request, work: ReadWork, cursor: Annotated[str | None, Query(max_length=1000)] = None
) -> Response:
    """The steps, and earlier imports."""
    shown = imports.list_imports(work, ImportQuery(kind="roster", limit=20, cursor=cursor), locale_of(request))
    following = f"/roster?cursor={shown.next_cursor}" if shown.next_cursor else None
    return page(request, work, "secondments/roster.html", shown=shown, following=following)


@router.get("/roster/{import_id}")
def show_import(import_id: UUID, request: Request, work: ReadWork) -> Response:
    """One import: what it changed, or every cell that needs mending."""
    shown = imports.get_import(work, import_id, locale_of(request), "roster")
    units = sorted(unit_names_of(work, shown.unit_ids).items(), key=lambda pair: pair[1])
    return page(request, work, "secondments/roster_import.html", shown=shown, units=units)
