"""The pages of 保险: lists, one policy, its form, the import of a sheet, and a cadre's own cover. They read alone."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request, Response

from app.allowances import service_insurance_pages as pages
from app.allowances.service_insurance_import import KIND
from app.core.work import Work
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.secondments import service_imports_read as imports
from app.secondments.schemas_roster import ImportQuery

router = page_router()
Words = Annotated[str, Query(max_length=80)]
Cursor = Annotated[str | None, Query(max_length=600)]
SIGNS: dict[str, Any] = {"standing_signs": pages.STANDING_SIGNS}


@router.get("/insurance")
def list_page(
    request: Request,
    work: ReadWork,
    view: pages.View | None = None,
    q: Words = "",
    programme_id: UUID | str = "",
    unit_id: UUID | None = None,
    secondment_id: UUID | None = None,
    cursor: Cursor = None,
) -> Response:
    """保险: whose cover lacks, whose ends soon, or every policy."""
    asked = pages.Asked(
        view=view or ("all" if secondment_id else "gaps"),
        q=q.strip(),
        programme_id=programme_id if isinstance(programme_id, UUID) else None,
        unit_id=unit_id,
        secondment_id=secondment_id,
        cursor=cursor,
    )
    shown = pages.list_page(work, asked)
    return page(request, work, "allowances/insurance_list.html", shown=shown, following=_following(shown), **SIGNS)


def _following(shown: pages.Listed) -> str | None:
    """The address of the next page, with what the list is narrowed to."""
    if shown.next_cursor is None:
        return None
    asked = shown.asked
    wishes = {name: getattr(asked, name) for name in ("view", "q", "programme_id", "unit_id", "secondment_id")}
    return "/insurance?" + urlencode(
        {name: wish for name, wish in wishes.items() if wish} | {"cursor": shown.next_cursor}
    )


@router.get("/insurance/new")
def new_page(request: Request, work: ReadWork, secondment_id: UUID | None = None, q: Words = "") -> Response:
    """The form about somebody, or whom to choose from."""
    form = pages.open_form(work, secondment_id, q)
    return page(request, work, "allowances/insurance_new.html", form=form, q=q.strip(), **SIGNS)


@router.get("/insurance/import")
def import_page(request: Request, work: ReadWork, cursor: Cursor = None) -> Response:
    """The import of a sheet, and earlier ones."""
    shown = imports.list_imports(work, ImportQuery(kind=KIND, limit=20, cursor=cursor), locale_of(request))
    following = f"/insurance/import?cursor={shown.next_cursor}" if shown.next_cursor else None
    return page(request, work, "allowances/insurance_sheet.html", shown=shown, following=following)


@router.get("/insurance/import/{import_id}")
def imported_page(import_id: UUID, request: Request, work: ReadWork) -> Response:
    """One import: what it registered, or every cell that needs mending."""
    shown = imports.get_import(work, import_id, locale_of(request), KIND)
    return page(request, work, "allowances/insurance_imported.html", shown=shown)


@router.get("/insurance/{policy_id}")
def show_page(request: Request, work: ReadWork, policy_id: UUID) -> Response:
    """One policy: correct it, void it."""
    opened = pages.open_page(work, policy_id)
    return page(request, work, "allowances/insurance.html", opened=opened, **SIGNS)


@router.get("/me/insurance")
def own_page(request: Request, work: ReadWork) -> Response:
    """我的保险: whether one is covered, by whom, and what to do about a gap."""
    return page(
        request, work, "allowances/insurance_own.html", **_shell(request, work), own=pages.own_cover(work), **SIGNS
    )


def _shell(request: Request, work: Work) -> dict[str, Any]:
    return {"phone": not is_desk(request, work.actor)}
