"""The desk's pages 单位, 人员 and 接口. They only read; their forms write through the API."""

from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request, Response
from pydantic import ValidationError

from app.accounts import labels, service_pages, service_unit_pages
from app.accounts.schemas import ListQuery, PeopleQuery, UnitQuery
from app.core.errors import Invalid
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.http.validation import describe

router = page_router()
Q = TypeVar("Q", bound=ListQuery)


def _query(kind: type[Q], request: Request) -> Q:
    """A page's filters: empty fields of its form count as not given."""
    asked = {key: value for key, value in request.query_params.items() if value and key in kind.model_fields}
    try:
        return kind.model_validate(asked)
    except ValidationError as error:
        raise Invalid(errors=tuple(describe(dict(one)) for one in error.errors())) from error


def _following(path: str, query: ListQuery, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    asked = query.model_dump(mode="json", exclude_defaults=True) | {"cursor": cursor}
    return f"{path}?{urlencode(asked)}"


@router.get("/units")
def list_units(request: Request, work: ReadWork) -> Response:
    """单位 as a tree, or what a search found."""
    query = _query(UnitQuery, request)
    shown = service_unit_pages.open_units(work, query)
    following = _following("/units", query, shown.next_cursor)
    return page(
        request, work, "accounts/units.html", shown=shown, query=query, kinds=labels.UNIT_KINDS, following=following
    )


@router.get("/units/new")
def new_unit(request: Request, work: ReadWork, parent: UUID | None = None) -> Response:
    """The form for a new unit."""
    shown = service_unit_pages.open_new_unit(work)
    return page(request, work, "accounts/unit.html", shown=shown, kinds=labels.UNIT_KINDS, parent=parent)


@router.get("/units/{unit_id}")
def show_unit(request: Request, work: ReadWork, unit_id: UUID) -> Response:
    """One unit: its place, its fields, what is below it."""
    shown = service_unit_pages.open_unit(work, unit_id)
    return page(request, work, "accounts/unit.html", shown=shown, kinds=labels.UNIT_KINDS, parent=None)


@router.get("/people")
def list_people(request: Request, work: ReadWork) -> Response:
    """人员 with search and filters."""
    query = _query(PeopleQuery, request)
    shown = service_pages.open_people(work, query)
    following = _following("/people", query, shown.people.next_cursor)
    return page(request, work, "accounts/people.html", shown=shown, labels=labels, following=following)


@router.get("/people/new")
def new_person(request: Request, work: ReadWork) -> Response:
    """The form for a new person."""
    return page(request, work, "accounts/person.html", shown=service_pages.open_new_person(work), labels=labels)


@router.get("/people/{person_id}")
def show_person(request: Request, work: ReadWork, person_id: UUID) -> Response:
    """One person: account, roles, and what the reader may do."""
    shown = service_pages.open_person(work, person_id)
    return page(request, work, "accounts/person.html", shown=shown, labels=labels)


@router.get("/api-clients")
def list_clients(request: Request, work: ReadWork) -> Response:
    """接口: the API clients."""
    query = _query(ListQuery, request)
    clients = service_pages.open_clients(work, query)
    following = _following("/api-clients", query, clients.next_cursor)
    return page(request, work, "accounts/clients.html", clients=clients.items, labels=labels, following=following)


@router.get("/api-clients/new")
def new_client(request: Request, work: ReadWork) -> Response:
    """The form for a new API client; its secret is shown once, here."""
    units = service_pages.open_new_client(work)
    return page(request, work, "accounts/client.html", units=units, labels=labels)
