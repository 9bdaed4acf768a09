"""`/api/v1/insurance`: the register of policies and the gaps in what they cover."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from app.allowances import service_cover, service_insurance, service_insurance_import
from app.allowances.schemas_insurance import (
    GapFilter,
    GapView,
    InsuranceFilter,
    InsuranceIn,
    InsurancePatch,
    InsuranceView,
    VoidIn,
)
from app.core.paging import Page
from app.core.sheets.upload import Upload
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.locales import locale_of
from app.http.routing import api_router, refusals
from app.http.workbooks import FORM, WORKBOOK, read_file, read_upload, workbook
from app.secondments.schemas_roster import RosterImportView
from app.secondments.service_imports_read import mark_faults

router = api_router("insurance")
_ALREADY: dict[int | str, dict[str, Any]] = {
    200: {"model": RosterImportView, "description": "Tried, nothing to change, or the same upload again"}
}


@router.post(
    "/insurance",
    status_code=201,
    responses={200: {"model": InsuranceView, "description": "The same body under the same id again."}},
)
def register(work: WriteWork, body: InsuranceIn, response: Response) -> InsuranceView:
    """Register cover 保险: one number may cover many secondments, and a secondment once on each day."""
    view, new = service_insurance.register(work, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/insurance")
def list_insurance(work: ReadWork, wanted: Annotated[InsuranceFilter, Query()]) -> Page[InsuranceView]:
    """The register as far as one may know of it; premiums only for the offices and one's own."""
    return service_insurance.list_insurance(work, wanted)


@router.get("/insurance/gaps")
def list_gaps(work: ReadWork, wanted: Annotated[GapFilter, Query()]) -> Page[GapView]:
    """Secondments with days of their term that nobody insures, by name: a list to work off, no ranking."""
    return service_cover.list_gaps(work, wanted)


@router.get("/insurance/{policy_id}")
def get_insurance(work: ReadWork, policy_id: UUID) -> InsuranceView:
    """One policy."""
    return service_insurance.get_insurance(work, policy_id)


@router.patch("/insurance/{policy_id}")
def change_insurance(work: WriteWork, policy_id: UUID, body: InsurancePatch, if_match: IfMatch) -> InsuranceView:
    """Correct a policy that stands."""
    return service_insurance.change(work, policy_id, body, if_match)


@router.post("/insurance/{policy_id}/void")
def void_insurance(work: WriteWork, policy_id: UUID, body: VoidIn) -> InsuranceView:
    """Void a policy with a reason: it covers nothing any more and stays to be read."""
    return service_insurance.void(work, policy_id, body)


@router.post("/imports/insurance", status_code=201, openapi_extra=FORM, responses=_ALREADY | refusals(409, 413, 415))
def import_insurance(
    request: Request, work: ReadWork, upload: Annotated[Upload, Depends(read_upload)], response: Response
) -> RosterImportView:
    """Take in an XLSX of policies by person number: all or nothing, repeatable.

    Anything wrong is 422 `insurance-refused`; its `errors` name sheet, row, column, value, sentence and remedy.
    """
    view, changed = service_insurance_import.import_insurance(work, upload, locale_of(request))
    response.status_code = 201 if changed else 200
    return view


@router.post(
    "/imports/insurance/marked", openapi_extra=FORM, response_class=Response, responses=WORKBOOK | refusals(413, 415)
)
def mark_insurance(request: Request, work: WriteWork, upload: Annotated[Upload, Depends(read_file)]) -> Response:
    """The same file back with every wrong cell coloured and explained."""
    data = mark_faults(work, upload, locale_of(request), service_insurance_import.INSURANCE)
    return workbook(data, "insurance-marked.xlsx")


@router.get("/imports/insurance/template", response_class=Response, responses=WORKBOOK)
def get_template(request: Request, work: ReadWork) -> Response:
    """The template, with the programmes to choose from."""
    return workbook(service_insurance_import.template(work, locale_of(request)), "insurance-template.xlsx")
