"""Single payments 支付: one a row of a closed run, due until a batch takes it, due anew when it comes back 退票."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.allowances import policy_bank as policy
from app.allowances import repository, service_accounts
from app.allowances import repository_payments as payments
from app.allowances.errors import OwnMoney
from app.allowances.errors_bank import NotSent
from app.allowances.models import AllowanceRun
from app.allowances.models_bank import Payment, PaymentState
from app.allowances.repository_payments import PaymentFilter
from app.allowances.schemas_bank import PaymentView, ReasonIn
from app.audit.service import record
from app.core.errors import Forbidden, Invalid, NotFound, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.secondments.models import Programme
from app.secondments.service_minting import check_version

SENT = (PaymentState.BATCHED, PaymentState.PAID)


def create_payments(work: Work, run: AllowanceRun) -> int:
    """One due payment for each row of the run that pays something, as it is closed; answers how many."""
    owed = payments.owed_rows(work.session, run.id)
    rows = [
        {"run_id": run.id, "secondment_id": key, "cadre_id": cadre, "amount_fen": fen, "state": PaymentState.DUE}
        for key, cadre, fen in owed
    ]
    payments.add_payments(work.session, rows)
    return len(rows)


def pay_batched(work: Work, run: AllowanceRun, number: int | None = None) -> int:
    """Note as paid what the run's batches took, or the one batch; answers how many payments that changed.

    The run is held by the caller. What is still due stays due. Invalid at `/batch` for a batch that is not there.
    """
    batch = payments.find_batch(work.session, run.id, number) if number is not None else None
    if number is not None and batch is None:
        raise Invalid.at("/batch", N_("本月没有第 %(number)s 批。"), "unknown-batch", number=number)
    work.session.flush()
    return payments.mark_paid(work.session, run.id, batch.id if batch else None, work.now, work.actor.person_id)


def list_payments(
    work: Work,
    *,
    month: str | None = None,
    programme_id: UUID | None = None,
    state: PaymentState | None = None,
    secondment_id: UUID | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[PaymentView]:
    """The payments of the programmes whose bank files the actor makes, and the actor's own; the newest first."""
    wanted = PaymentFilter(
        policy.bank_paths(work.actor), work.actor.person_id, month, programme_id, state, secondment_id
    )
    rows, following = payments.list_payments(work.session, wanted, limit, cursor)
    return Page[PaymentView](items=payment_views(work, rows), next_cursor=following)


def own_payments(work: Work, limit: int) -> list[PaymentView]:
    """The actor's own, the newest first."""
    rows, _ = payments.list_payments(work.session, PaymentFilter((), work.actor.person_id), limit, None)
    return payment_views(work, rows)


def bounce_payment(work: Work, payment_id: UUID, body: ReasonIn) -> PaymentView:
    """A transfer came back: it stands as bounced, and the same amount is due anew.

    The account, if it is still the newest, has to be verified again first. Raises NotFound, Forbidden, OwnMoney,
    NotSent, StaleVersion.
    """
    payment = payments.get_payment(work.session, payment_id)
    if payment is None:
        raise NotFound
    run = payments.get_run(work.session, payment.run_id)
    programme = _paying(work, run.programme_id, payment)
    require(work.actor.person_id != payment.cadre_id, OwnMoney())
    payments.get_run(work.session, payment.run_id, lock=True)
    payment = payments.get_payment(work.session, payment_id, lock=True) or payment
    if _is_repeated(work, payment, body):
        return payment_views(work, [payment])[0]
    check_version(body.version, payment.version, payment_views(work, [payment])[0])
    if payment.state not in SENT:
        raise NotSent
    payment.state, payment.bounced_reason = PaymentState.BOUNCED, body.reason
    payment.bounced_at, payment.bounced_by_id = work.now, work.actor.person_id
    work.session.add(payment)
    work.session.flush()
    anew = _due_anew(payment)
    work.session.add(anew)
    service_accounts.doubt_account(work, payment.account_id, payment.cadre_id, body.reason)
    work.session.flush()
    facts: dict[str, Any] = {"month": run.month, "programme_id": str(programme.id), "amount_fen": payment.amount_fen}
    facts |= {"attempt": payment.attempt, "next_id": str(anew.id)}
    record(work, "allowances.payment-bounce", "payment", payment.id, unit_id=programme.unit_id, **facts)
    publish(work, "payment.bounced", person_id=payment.cadre_id, month=run.month)
    return payment_views(work, [payment])[0]


def _due_anew(payment: Payment) -> Payment:
    return Payment(
        run_id=payment.run_id,
        secondment_id=payment.secondment_id,
        cadre_id=payment.cadre_id,
        attempt=payment.attempt + 1,
        amount_fen=payment.amount_fen,
        state=PaymentState.DUE,
    )


def _is_repeated(work: Work, payment: Payment, body: ReasonIn) -> bool:
    same = (PaymentState.BOUNCED, work.actor.person_id, body.reason, body.version + 1)
    return same == (payment.state, payment.bounced_by_id, payment.bounced_reason, payment.version)


def _paying(work: Work, programme_id: UUID, payment: Payment) -> Programme:
    """The payment's programme, when the actor makes its bank files; the cadre knows of their own and does nothing."""
    found = repository.list_programmes(work.session, policy.bank_paths(work.actor), programme_id)
    if found and work.actor.kind == "person":
        return found[0][0]
    require(work.actor.person_id != payment.cadre_id, Forbidden())
    raise NotFound


def payment_views(work: Work, rows: Sequence[Payment]) -> list[PaymentView]:
    """Payments with names, months and batch numbers: three statements in all."""
    runs = payments.runs_of(work.session, sorted({row.run_id for row in rows}))
    batches = payments.batches_of(work.session, sorted({row.batch_id for row in rows if row.batch_id}))
    people = payments.people_of(work.session, sorted({row.cadre_id for row in rows}))
    return [
        PaymentView(
            id=row.id,
            version=row.version,
            month=runs[row.run_id].month,
            programme_id=runs[row.run_id].programme_id,
            secondment_id=row.secondment_id,
            cadre_id=row.cadre_id,
            cadre_name=people[row.cadre_id].name,
            person_no=people[row.cadre_id].person_no,
            attempt=row.attempt,
            amount_fen=row.amount_fen,
            state=row.state,
            batch=batches[row.batch_id].number if row.batch_id else None,
            bank_name=row.bank_name,
            account_masked=service_accounts.masked(row.tail),
            paid_at=row.paid_at,
            bounced_at=row.bounced_at,
            bounced_reason=row.bounced_reason,
        )
        for row in rows
    ]
