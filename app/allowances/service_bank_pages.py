"""What the pages 收款账户, 银行账户, 银行文件 and 银行文件格式 show beside the API's own views."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.allowances import policy_bank as policy
from app.allowances import repository, service_accounts, service_batches, service_formats, service_payments
from app.allowances import repository_runs as runs
from app.allowances.models import AllowanceRun
from app.allowances.models_bank import AccountState, PaymentState
from app.allowances.repository_payments import last_settled_month, programmes_with_due
from app.allowances.schemas_bank import AccountItem, AccountView, BatchesView, FormatPreview, FormatView, PaymentView
from app.core import clock
from app.core.errors import Forbidden, NotFound, require
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.secondments.models import Programme, ProgrammeKind

PAGE = 50
PRESSING = {PaymentState.BOUNCED: 0, PaymentState.DUE: 1}
"""What of a page of transfers stands first; the rest by person number."""
ACCOUNT_WORDS = {
    AccountState.MISSING: N_("未填"),
    AccountState.UNVERIFIED: N_("待核验"),
    AccountState.VERIFIED: N_("已核验"),
    AccountState.REJECTED: N_("已退回"),
}
PAYMENT_WORDS = {
    PaymentState.DUE: N_("待付"),
    PaymentState.BATCHED: N_("已报银行"),
    PaymentState.PAID: N_("已支付"),
    PaymentState.BOUNCED: N_("已退票"),
}
FIELD_WORDS = {
    "seq": N_("序号"),
    "name": N_("户名"),
    "account_no": N_("账号"),
    "bank_name": N_("开户行"),
    "branch": N_("网点"),
    "amount": N_("金额"),
    "remark": N_("附言"),
    "reference": N_("流水号"),
    "person_no": N_("人员编号"),
    "month": N_("月份"),
    "programme": N_("项目"),
}


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """Where one person is paid: the newest statement, if any, and the earlier ones."""

    person_id: UUID
    now: AccountView | None
    earlier: Sequence[AccountView]


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """银行账户: one state's list, and how many are in each."""

    state: AccountState
    counts: dict[AccountState, int]
    found: Page[AccountItem]


@dataclass(frozen=True, slots=True)
class FilesPage:
    """银行文件: one programme's month, its batches, who is left out, single payments."""

    month: str
    previous: str
    following: str | None
    programme: Programme | None
    programmes: Sequence[Programme]
    run: AllowanceRun | None
    batches: BatchesView | None
    payments: Page[PaymentView]
    state: PaymentState | None
    formats: Sequence[FormatView]

    @property
    def is_closed(self) -> bool:
        """Only a closed month is paid."""
        return self.run is not None and self.run.state in service_batches.SETTLED

    @property
    def unpaid(self) -> int:
        """Payments that are with the bank and not yet noted as paid."""
        found = self.batches.items if self.batches else []
        return sum(batch.payments - batch.paid - batch.bounced for batch in found)


def own_account(work: Work) -> StatementsPage:
    """One's own; Forbidden for whoever is not paid here and never was."""
    person_id = work.actor.person_id
    if person_id is None:
        raise Forbidden
    require(service_accounts.is_paid(work, person_id))
    return open_account(work, person_id)


def open_account(work: Work, person_id: UUID) -> StatementsPage:
    """Somebody's statements, for finance and themselves."""
    statements = service_accounts.list_statements(work, person_id)
    now = next((one for one in statements if one.replaced_at is None), None)
    return StatementsPage(person_id, now, [one for one in statements if one is not now])


def account_to_check(work: Work, person_id: UUID) -> tuple[AccountView, Sequence[AccountView]]:
    """The account that finance looks at; NotFound when nothing was stated."""
    require(policy.can_keep_accounts(work.actor))
    opened = open_account(work, person_id)
    if opened.now is None:
        raise NotFound
    return opened.now, opened.earlier


def list_page(work: Work, state: AccountState, cursor: str | None) -> AccountsPage:
    """Those whose account is in a state, and how many there are in each."""
    found = service_accounts.list_accounts(work, state, PAGE, cursor)
    counts = {each: service_accounts.count_accounts(work, each) for each in ACCOUNT_WORDS}
    return AccountsPage(state, counts, found)


def files_page(
    work: Work, month: str | None, programme_id: UUID | None, state: PaymentState | None, cursor: str | None
) -> FilesPage:
    """The month (the last closed one unless given) of a programme (the first with a closed run that pays)."""
    require(policy.can_keep_accounts(work.actor))
    known_programmes = repository.list_programmes(work.session, policy.bank_paths(work.actor))
    programmes = [programme for programme, _ in known_programmes if programme.kind is not ProgrammeKind.APPOINTMENT]
    asked = [programme_id] if programme_id else [programme.id for programme in programmes]
    month = month or last_settled_month(work.session, asked) or clock.previous_month(clock.month_of(work.today))
    known = {run.programme_id: run for run in runs.list_runs(work.session, [p.id for p in programmes], month)}
    chosen = _choose(programmes, known, programmes_with_due(work.session, month), programme_id)
    run = known.get(chosen.id) if chosen else None
    over = clock.month_bounds(month)[1] < work.today
    payments = Page[PaymentView](items=[])
    if chosen is not None and run is not None:
        payments = service_payments.list_payments(
            work, month=month, programme_id=chosen.id, state=state, limit=PAGE, cursor=cursor
        )
        payments.items.sort(key=lambda one: (PRESSING.get(one.state, 2), one.person_no or "", one.attempt))
    return FilesPage(
        month=month,
        previous=clock.previous_month(month),
        following=clock.next_month(month) if over else None,
        programme=chosen,
        programmes=programmes,
        run=run,
        batches=service_batches.list_batches(work, month, chosen.id) if chosen else None,
        payments=payments,
        state=state,
        formats=service_formats.list_formats(work).items,
    )


def _choose(
    programmes: Sequence[Programme], known: dict[UUID, AllowanceRun], due: set[UUID], wanted: UUID | None
) -> Programme | None:
    """The one asked for, else one where somebody is due, else one that is closed."""
    if wanted is not None:
        found = next((programme for programme in programmes if programme.id == wanted), None)
        if found is None:
            raise NotFound
        return found
    closed = [p for p in programmes if p.id in known and known[p.id].state in service_batches.SETTLED]
    return next(iter([*(p for p in closed if p.id in due), *closed, *programmes]), None)


def list_formats(work: Work) -> Sequence[FormatView]:
    """Every format that one may make files in."""
    require(policy.can_keep_accounts(work.actor))
    return service_formats.list_formats(work).items


def begin_format(work: Work) -> FormatView:
    """What a new format begins from: the house's example."""
    return list_formats(work)[0]


def open_format(work: Work, format_id: UUID) -> tuple[FormatView, FormatPreview]:
    """A format and what a file in it looks like."""
    require(policy.can_keep_accounts(work.actor))
    return service_formats.get_format(work, format_id), service_formats.preview_format(work, format_id)
