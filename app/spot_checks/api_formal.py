"""Draws, plans and the steps of formal checks over `/api/v1/spot-checks`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.core.paging import MAX_LIMIT, Page
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.papers import PAPER, paper
from app.http.routing import api_router, refusals
from app.spot_checks import (
    service_draw_views,
    service_draws,
    service_plans,
    service_print,
    service_steps,
    service_visits,
)
from app.spot_checks.schemas_draws import (
    DrawIn,
    DrawView,
    FrameSizeView,
    FrameView,
    PlanIn,
    PlanPatch,
    PlanView,
    VoidIn,
)
from app.spot_checks.schemas_formal import (
    ConfirmIn,
    FindingsIn,
    FormalCheckView,
    RectifyIn,
    SampleView,
    SendBackIn,
)

router = api_router("spot checks")
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=500)]


@router.post("/spot-checks/draw", status_code=201, responses={200: {"model": DrawView, "description": "已抽"}})
def draw_checks(work: WriteWork, body: DrawIn, response: Response) -> DrawView:
    """Draw cadres, their days and their inspectors; the seed is the server's and there is no redraw in silence."""
    view, created = service_draws.draw_checks(work, body)
    response.status_code = 201 if created else 200
    return view


@router.post("/spot-checks/draw/preview", responses=refusals(409))
def preview_frame(work: ReadWork, body: DrawIn) -> FrameSizeView:
    """How many a draw would be among; nobody is named and nothing is drawn."""
    return service_draws.preview_frame(work, body)


@router.get("/spot-checks/draws")
def list_draws(work: ReadWork, limit: Limit = 20, cursor: Cursor = None) -> Page[DrawView]:
    """The office's draws, newest first; void ones stay listed with their reason."""
    return service_draw_views.list_draws(work, limit, cursor)


@router.get("/spot-checks/draws/{draw_id}")
def get_draw(work: ReadWork, draw_id: UUID) -> DrawView:
    """One draw with its seed, the frame's digest and what was drawn."""
    return service_draw_views.get_draw(work, draw_id)


@router.get("/spot-checks/draws/{draw_id}/frame")
def get_frame(work: WriteWork, draw_id: UUID) -> FrameView:
    """The frame, word for word, to recompute the draw from (docs/spot-checks.md); its reading is logged."""
    return service_draw_views.get_frame(work, draw_id)


@router.post("/spot-checks/draws/{draw_id}/void", responses=refusals(409))
def void_draw(work: WriteWork, draw_id: UUID, body: VoidIn) -> DrawView:
    """Void a draw of which no visit was made yet."""
    return service_draw_views.void_draw(work, draw_id, body)


@router.get("/spot-checks/plans")
def list_plans(work: ReadWork) -> Page[PlanView]:
    """The periodic plans of the office's programmes with the periods that wait for a draw."""
    return service_plans.list_plans(work)


@router.post("/spot-checks/plans", status_code=201, responses={200: {"model": PlanView, "description": "已存在"}})
def create_plan(work: WriteWork, body: PlanIn, response: Response) -> PlanView:
    """Set a periodic plan for a programme."""
    view, created = service_plans.create_plan(work, body)
    response.status_code = 201 if created else 200
    return view


@router.patch("/spot-checks/plans/{plan_id}")
def change_plan(work: WriteWork, plan_id: UUID, body: PlanPatch, expected: IfMatch) -> PlanView:
    """Change or end a plan."""
    return service_plans.change_plan(work, plan_id, body, expected)


@router.get("/spot-checks/{spot_check_id}/sample")
def read_sample(work: WriteWork, spot_check_id: UUID) -> SampleView:
    """The days drawn with what records and ledger say of them; each reading is logged."""
    return service_visits.read_sample(work, spot_check_id)


@router.put("/spot-checks/{spot_check_id}/findings")
def write_findings(work: WriteWork, spot_check_id: UUID, body: FindingsIn, expected: IfMatch) -> FormalCheckView:
    """Write down and sign what was found; over what stands with its version in If-Match."""
    return service_visits.write_findings(work, spot_check_id, body, expected)


@router.post("/spot-checks/{spot_check_id}/confirm", responses=refusals(409))
def sign_findings(work: WriteWork, spot_check_id: UUID, body: ConfirmIn) -> FormalCheckView:
    """The second inspector's signature; from then on the cadre reads the findings."""
    return service_visits.sign_findings(work, spot_check_id, body)


@router.post("/spot-checks/{spot_check_id}/rectify", responses=refusals(409))
def rectify(work: WriteWork, spot_check_id: UUID, body: RectifyIn) -> FormalCheckView:
    """What the cadre put right."""
    return service_steps.rectify(work, spot_check_id, body)


@router.post("/spot-checks/{spot_check_id}/return", responses=refusals(409))
def send_back(work: WriteWork, spot_check_id: UUID, body: SendBackIn) -> FormalCheckView:
    """Not put right yet: the cadre reads why."""
    return service_steps.send_back(work, spot_check_id, body)


@router.get("/spot-checks/{spot_check_id}/sheet.pdf", response_class=Response, responses=PAPER)
async def print_check(work: WriteWork, spot_check_id: UUID) -> Response:
    """抽查表, to be signed and filed."""
    return await paper(work, lambda: service_print.print_check(work, spot_check_id))
