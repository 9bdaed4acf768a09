"""The desk pages 挂职 and 小组; 项目与政策 stand in `web_programmes`."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from app.core.errors import require
from app.core.schema import Schema
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import page_router
from app.http.templating import page
from app.secondments import policy, policy_lifecycle, rules, service_choices, service_groups, service_programmes
from app.secondments.access import get_access
from app.secondments.models import SecondmentStatus
from app.secondments.schemas_secondments import SecondmentFilter, SecondmentSort
from app.secondments.service_detail import EVENT_LABELS, open_detail
from app.secondments.service_secondments import get_secondment, list_secondments

router = page_router()
PAGE_SIZE = 50


class Asked(Schema):
    """What a page's filter form sends; an empty choice narrows nothing."""

    q: str = Field(default="", max_length=80)
    status: SecondmentStatus | Literal[""] = ""
    programme_id: UUID | Literal[""] = ""
    unit_id: UUID | Literal[""] = ""
    sort: SecondmentSort = SecondmentSort.START_DOWN
    cursor: str | None = Field(default=None, max_length=400)

    def narrowed(self) -> SecondmentFilter:
        """As the list takes it."""
        given = {name: value for name, value in self.model_dump().items() if value not in ("", None)}
        return SecondmentFilter(limit=PAGE_SIZE, **given)

    def link(self, cursor: str | None) -> str | None:
        """The next page of the same list."""
        given = {name: str(value) for name, value in self.model_dump().items() if value not in ("", None)}
        return "/secondments?" + urlencode(given | {"cursor": cursor}) if cursor else None

    def sorted_by(self, column: str) -> str:
        """The same list by a date; the other way round where it is so already."""
        given = {name: str(value) for name, value in self.model_dump(exclude={"cursor"}).items() if value}
        return "/secondments?" + urlencode(given | {"sort": f"-{column}" if self.sort == column else column})


@router.get("/secondments")
def secondments_page(request: Request, work: ReadWork, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """挂职: search, filters, a row a secondment."""
    found = list_secondments(work, asked.narrowed())
    programmes = service_programmes.list_programmes(work, limit=200).items
    return page(
        request,
        work,
        "secondments/list.html",
        items=found.items,
        asked=asked,
        programmes=[(each.id, each.name) for each in programmes],
        statuses=rules.STATUS_LABELS,
        following=asked.link(found.next_cursor),
        may_enter=policy.may_administer_somewhere(work.actor),
    )


@router.get("/secondments/new")
def new_secondment_page(request: Request, work: ReadWork, cadre_id: UUID | None = None) -> HTMLResponse:
    """Enter a secondment, as a draft."""
    require(policy.may_administer_somewhere(work.actor))
    return page(request, work, "secondments/new.html", cadre_id=cadre_id, **_choices(work))


def _choices(work: ReadWork) -> dict[str, Any]:
    return {
        "cadres": service_choices.cadre_choices(work),
        "units": service_choices.unit_choices(work),
        "programmes": service_programmes.programme_choices(work),
    }


@router.get("/secondments/{secondment_id}")
def secondment_page(request: Request, work: ReadWork, secondment_id: UUID) -> HTMLResponse:
    """One secondment: its term on one axis, particulars, people, history, and the steps that are open."""
    locale = locale_of(request)
    detail = open_detail(work, secondment_id, locale)
    return page(request, work, "secondments/detail.html", d=detail, labels=rules, events=EVENT_LABELS)


@router.get("/secondments/{secondment_id}/edit")
def edit_secondment_page(request: Request, work: ReadWork, secondment_id: UUID) -> HTMLResponse:
    """Correct what may still be corrected in the present state."""
    access = get_access(work, secondment_id)
    require(policy_lifecycle.can_edit(access.relations))
    view = get_secondment(work, secondment_id)
    editable = policy_lifecycle.EDITABLE[view.status]
    able = service_choices.supervisor_choices(work, view.receiving_unit_id, view.cadre_id)
    return page(request, work, "secondments/edit.html", it=view, editable=editable, supervisors=able, **_choices(work))


@router.get("/groups")
def groups_page(request: Request, work: ReadWork, cursor: str | None = None) -> HTMLResponse:
    """小组: name, leader, dates, members."""
    found = service_groups.list_groups(work, limit=PAGE_SIZE, cursor=cursor)
    following = "/groups?" + urlencode({"cursor": found.next_cursor}) if found.next_cursor else None
    may_run = policy.may_administer_somewhere(work.actor)
    return page(request, work, "secondments/groups.html", items=found.items, following=following, may_run=may_run)


@router.get("/groups/new")
def new_group_page(request: Request, work: ReadWork) -> HTMLResponse:
    """Make a group."""
    require(policy.may_administer_somewhere(work.actor))
    return _group_form(request, work, None)


@router.get("/groups/{group_id}")
def group_page(request: Request, work: ReadWork, group_id: UUID) -> HTMLResponse:
    """Change a group, or read it as its leader."""
    view = service_groups.get_group(work, group_id)
    if not policy.may_administer_somewhere(work.actor):
        members = [get_secondment(work, each) for each in view.secondment_ids]
        return page(request, work, "secondments/group.html", it=view, members=members, statuses=rules.STATUS_LABELS)
    return _group_form(request, work, view)


def _group_form(request: Request, work: ReadWork, view: Any) -> HTMLResponse:
    leaders = service_groups.leader_choices(work)
    members = service_choices.member_choices(work)
    return page(request, work, "secondments/group_form.html", it=view, leaders=leaders, members=members)
