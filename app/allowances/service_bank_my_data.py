"""What is kept of a person's bank account and payments, for their own copy: their own number is theirs to have."""

from app.allowances import repository_accounts as accounts
from app.allowances import service_payments
from app.allowances.models_bank import BankAccount
from app.allowances.service_accounts import masked, number_of
from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.sealing import Sealer
from app.core.work import Work

_WORDS = {
    "unverified": N_("待核验"),
    "verified": N_("已核验"),
    "rejected": N_("已退回"),
    "due": N_("待付"),
    "batched": N_("已报银行"),
    "paid": N_("已支付"),
    "bounced": N_("已退票"),
}
MOST = 10_000
"""A lifetime's payments and more."""


def my_bank_data(work: Work, sealer: Sealer) -> list[Section]:
    """The actor's own account, whole, the last digits of earlier ones, and every transfer; Forbidden for programs."""
    person_id = work.actor.person_id
    if person_id is None:
        raise Forbidden
    kept = [_row(work, sealer, one) for one in accounts.statements_of(work.session, person_id)]
    fields = [("bank_name", N_("开户行")), ("branch", N_("网点")), ("holder", N_("户名")), ("account", N_("账号"))]
    fields += [("state", N_("状态")), ("reason", N_("原因")), ("created_at", N_("填写时间"))]
    paid = [one.model_dump() for one in service_payments.own_payments(work, MOST)]
    single = [("month", N_("月份")), ("amount_fen", N_("金额")), ("state", N_("状态")), ("bank_name", N_("开户行"))]
    single += [("account_masked", N_("账号")), ("paid_at", N_("支付时间")), ("bounced_reason", N_("退票原因"))]
    return [
        Section("bank_accounts", N_("收款账户"), fields, kept, _WORDS),
        Section("payments", N_("单笔款项"), single, paid, _WORDS),
    ]


def _row(work: Work, sealer: Sealer, one: BankAccount) -> dict[str, object]:
    account = number_of(work, one, sealer) if one.sealed else masked(one.tail)
    return one.model_dump(exclude={"sealed", "tail"}) | {"account": account}
