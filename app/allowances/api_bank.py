"""Bank accounts, formats of bank files, batches and payments, over `/api/v1`."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.allowances import service_accounts, service_batches, service_formats, service_payments
from app.allowances.models_bank import AccountState, PaymentState
from app.allowances.schemas_bank import (
    AccountIn,
    AccountItem,
    AccountView,
    BatchesView,
    BatchIn,
    BatchView,
    FormatIn,
    FormatPatch,
    FormatPreview,
    FormatView,
    PaymentView,
    ReasonIn,
    VerifyIn,
)
from app.allowances.service_batches import BankFile
from app.attendance.schemas import MONTH_PATTERN
from app.core.actor import Scope
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.core.sealing import Sealer, sealer_of
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, refusals, scopes

router = api_router("bank")

MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])]
MonthQuery = Annotated[str | None, Query(pattern=MONTH_PATTERN, examples=["2026-04"])]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=600)]
BatchNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="The number of a batch of the month")]
EXPORTS = scopes(Scope.BANK_EXPORT)
CSV = "text/csv"
NAMED = 50
"""So many of those left out a header names; the list of batches names all."""


def _sealer(request: Request) -> Sealer:
    return sealer_of(request.app.state.settings)


@router.put(
    "/people/{person_id}/bank-account",
    status_code=201,
    responses={200: {"model": AccountView, "description": "The same as before."}, **refusals(409, 412)},
)
def state_account(
    request: Request, work: WriteWork, person_id: UUID, body: AccountIn, if_match: IfMatch, response: Response
) -> AccountView:
    """State where one is paid: for oneself alone. Each statement replaces the one before and waits for finance."""
    view, new = service_accounts.state_account(work, _sealer(request), person_id, body, if_match)
    response.status_code = 201 if new else 200
    return view


@router.get("/people/{person_id}/bank-account")
def get_account(work: ReadWork, person_id: UUID) -> AccountView:
    """Where somebody is paid, masked: for themselves and for finance."""
    return service_accounts.get_account(work, person_id)


@router.get("/people/{person_id}/bank-account/versions")
def list_statements(work: ReadWork, person_id: UUID) -> Page[AccountView]:
    """Every statement of where somebody is paid, newest first; of earlier ones only the last digits are kept."""
    return Page[AccountView](items=service_accounts.list_statements(work, person_id))


@router.post("/people/{person_id}/bank-account/verify", responses=refusals(409, 412, 429))
def verify_account(request: Request, work: WriteWork, person_id: UUID, body: VerifyIn) -> AccountView:
    """核验: the number keyed again from the paper copy, by finance, never for oneself."""
    return service_accounts.verify_account(work, _sealer(request), person_id, body)


@router.post("/people/{person_id}/bank-account/reject", responses=refusals(409, 412))
def reject_account(work: WriteWork, person_id: UUID, body: ReasonIn) -> AccountView:
    """退回: the paper copy does not fit, with the reason."""
    return service_accounts.reject_account(work, person_id, body)


@router.get("/bank-accounts")
def list_accounts(
    work: ReadWork,
    state: AccountState = AccountState.UNVERIFIED,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[AccountItem]:
    """Whose account is in a state, among those whom finance pays; `missing`: serves and never stated one."""
    return service_accounts.list_accounts(work, state, limit, cursor)


@router.get("/bank-formats", openapi_extra=EXPORTS)
def list_formats(work: ReadWork) -> Page[FormatView]:
    """The formats in which one may take a bank file, the house's examples first."""
    return service_formats.list_formats(work)


@router.post(
    "/bank-formats",
    status_code=201,
    responses={200: {"model": FormatView, "description": "The same body under the same id again."}},
)
def create_format(work: WriteWork, body: FormatIn, response: Response) -> FormatView:
    """A format for one's bank: encoding, delimiter, columns, how amounts and line ends are written."""
    view, new = service_formats.create_format(work, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/bank-formats/{format_id}", openapi_extra=EXPORTS)
def get_format(work: ReadWork, format_id: UUID) -> FormatView:
    """One format."""
    return service_formats.get_format(work, format_id)


@router.patch("/bank-formats/{format_id}")
def change_format(work: WriteWork, format_id: UUID, body: FormatPatch, if_match: IfMatch) -> FormatView:
    """Change a format of one's own unit; the house's examples stay."""
    return service_formats.change_format(work, format_id, body, if_match)


@router.get("/bank-formats/{format_id}/preview")
def preview_format(work: ReadWork, format_id: UUID) -> FormatPreview:
    """What a file in the format looks like, of invented people."""
    return service_formats.preview_format(work, format_id)


@router.get(
    "/allowances/{month}/bank.csv",
    response_class=Response,
    responses={200: {"content": {CSV: {}}, "description": "银行文件"}, **refusals(409)},
    openapi_extra=EXPORTS,
)
def get_bank_file(
    request: Request,
    work: WriteWork,
    month: MonthPath,
    programme_id: UUID | None = None,
    batch: BatchNumber = None,
    format_id: UUID | None = None,
) -> Response:
    """A batch as the bank takes it: the numbered one, else the next one of all who are due and verified, else the last.

    The same batch in the same format is the same to the byte. `X-Left-Out-Count` and `X-Left-Out`
    (`secondment=reason`, at most fifty) tell who waits for an account.
    """
    made = service_batches.bank_file(work, _sealer(request), month, programme_id, batch, format_id)
    return Response(made.content, media_type=f"{CSV}; charset={made.charset}", headers=_headers(month, made))


def _headers(month: str, made: BankFile) -> dict[str, str]:
    plain = f"jishi-{month}-{made.batch}.csv"
    named = ", ".join(f"{one.secondment_id}={one.reason}" for one in made.left_out[:NAMED])
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(made.name, safe='')}",
        "Cache-Control": "no-store",
        "X-Content-SHA256": made.sha256,
        "X-Batch": str(made.batch),
        "X-Left-Out-Count": str(len(made.left_out)),
    } | ({"X-Left-Out": named} if named else {})


@router.post(
    "/allowances/{month}/bank-batches",
    status_code=201,
    responses={
        200: {"model": BatchView, "description": "Nobody new can be paid: the last batch, or the same body again."},
        **refusals(409),
    },
    openapi_extra=EXPORTS,
)
def form_batch(request: Request, work: WriteWork, month: MonthPath, body: BatchIn, response: Response) -> BatchView:
    """Form the next batch of a closed month; `left_out` names who is owed something and cannot be paid yet."""
    view, new = service_batches.form_batch(work, _sealer(request), month, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/allowances/{month}/bank-batches", openapi_extra=EXPORTS)
def list_batches(work: ReadWork, month: MonthPath, programme_id: UUID) -> BatchesView:
    """A month's batches, newest first, with digests and sums, and who still waits for one."""
    return service_batches.list_batches(work, month, programme_id)


@router.get("/payments", openapi_extra=EXPORTS)
def list_payments(
    work: ReadWork,
    month: MonthQuery = None,
    programme_id: UUID | None = None,
    state: PaymentState | None = None,
    secondment_id: UUID | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[PaymentView]:
    """Single transfers of the programmes that one pays, and one's own, the newest first."""
    return service_payments.list_payments(
        work,
        month=month,
        programme_id=programme_id,
        state=state,
        secondment_id=secondment_id,
        limit=limit,
        cursor=cursor,
    )


@router.post("/payments/{payment_id}/bounced", responses=refusals(409, 412))
def bounce_payment(work: WriteWork, payment_id: UUID, body: ReasonIn) -> PaymentView:
    """退票: the transfer came back; the amount is due anew once the account is verified again."""
    return service_payments.bounce_payment(work, payment_id, body)
