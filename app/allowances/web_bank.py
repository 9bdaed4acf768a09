"""The pages 收款账户 of the cadre, and 银行账户, 银行文件 and their formats of finance. Forms write through the API."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.allowances import service_bank_pages as pages
from app.allowances.models_bank import AccountState, PaymentState
from app.attendance.schemas import MONTH_PATTERN
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()
Cursor = Annotated[str | None, Query(max_length=600)]
WORDS: dict[str, Any] = {
    "account_words": pages.ACCOUNT_WORDS,
    "payment_words": pages.PAYMENT_WORDS,
    "field_words": pages.FIELD_WORDS,
}


@router.get("/bank-account")
def own_account_page(request: Request, work: ReadWork) -> Response:
    """收款账户: one's own, masked, its state in words, and the form."""
    own = pages.own_account(work)
    desk = is_desk(request, work.actor)
    return page(request, work, "allowances/bank_own.html", own=own, phone=not desk, **WORDS)


@router.get("/bank-accounts")
def accounts_page(
    request: Request, work: ReadWork, state: AccountState = AccountState.UNVERIFIED, cursor: Cursor = None
) -> Response:
    """银行账户: whose account waits to be verified, and the others."""
    shown = pages.list_page(work, state, cursor)
    return page(request, work, "allowances/bank_accounts.html", shown=shown, **WORDS)


@router.get("/bank-accounts/{person_id}")
def account_page(request: Request, work: ReadWork, person_id: UUID) -> Response:
    """One account to verify by keying its number again from the paper copy."""
    account, earlier = pages.account_to_check(work, person_id)
    return page(request, work, "allowances/bank_account.html", account=account, earlier=earlier, **WORDS)


@router.get("/bank-files")
def files_page(
    request: Request,
    work: ReadWork,
    month: Annotated[str | None, Query(pattern=MONTH_PATTERN)] = None,
    programme_id: UUID | None = None,
    state: PaymentState | Literal[""] = "",
    cursor: Cursor = None,
) -> Response:
    """银行文件: a closed month's batches, who is left out, and what became of each payment."""
    shown = pages.files_page(work, month, programme_id, state or None, cursor)
    return page(request, work, "allowances/bank_files.html", shown=shown, **WORDS)


@router.get("/bank-formats")
def formats_page(request: Request, work: ReadWork) -> Response:
    """银行文件格式: the house's examples and one's own."""
    found = pages.list_formats(work)
    return page(request, work, "allowances/bank_formats.html", formats=found, **WORDS)


@router.get("/bank-formats/new")
def new_format_page(request: Request, work: ReadWork) -> Response:
    """A form for a new format, begun from the house's example."""
    begun = pages.begin_format(work)
    return page(request, work, "allowances/bank_format_new.html", format=begun, **WORDS)


@router.get("/bank-formats/{format_id}")
def format_page(request: Request, work: ReadWork, format_id: UUID) -> Response:
    """One format with a preview of invented people, and its form for whoever may change it."""
    found, preview = pages.open_format(work, format_id)
    return page(request, work, "allowances/bank_format.html", format=found, preview=preview, **WORDS)
