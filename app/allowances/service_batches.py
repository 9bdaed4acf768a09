"""Bank batches 银行批次: whoever is due and can be paid goes into the next one; each is the same file for ever.

What the file says of a receiver is sealed into the payment when the batch is formed, with a random reference: without
it the digest of a short file would let somebody who holds a copy of the database try out account numbers.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from app.accounts.directory import names_of
from app.allowances import policy_bank as policy
from app.allowances import repository, service_accounts
from app.allowances import repository_payments as payments
from app.allowances import repository_runs as runs
from app.allowances.bank_file import Transfer, write_file
from app.allowances.errors import NotCalculated, OwnMoney
from app.allowances.errors_bank import NotClosedYet, NothingToPay
from app.allowances.models import AllowanceRun, RunState
from app.allowances.models_bank import AccountState, BankAccount, BankBatch, BankFormat, Payment, PaymentState
from app.allowances.models_exports import AllowanceExport, AllowanceExportProgramme, ExportKind
from app.allowances.repository_payments import Owed
from app.allowances.schemas_bank import BatchesView, BatchIn, BatchView, LeftOutView
from app.allowances.service_formats import default_format, find_format, layout_of
from app.audit.service import record
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.sealing import Sealer
from app.core.work import Work
from app.secondments.access import hold_month
from app.secondments.models import Programme
from app.secondments.service_minting import hold_identity, is_replay, stamp

SETTLED = (RunState.CLOSED, RunState.PAID)
_LETTERS = "ABCDFGHJKLMNPQRSTUVWXYZ23456789"
"""Of a reference: neither 0, 1, I and O, nor the E that makes a spreadsheet read a number."""
_REFERENCE = 12


@dataclass(frozen=True, slots=True)
class BankFile:
    """A batch's file, in memory alone: account numbers touch no disk in the open."""

    name: str
    content: bytes
    sha256: str
    batch: int
    rows: int
    total_fen: int
    charset: str
    left_out: list[LeftOutView]


def form_batch(work: Work, sealer: Sealer, month: str, body: BatchIn) -> tuple[BatchView, bool]:
    """The next batch of a closed month and whether it is new: everybody due whose newest account is verified.

    Nobody such: the last batch again. The answer's `left_out` are who still waits now. Raises NotFound, Forbidden,
    OwnMoney, NotClosedYet, NothingToPay, IdReused.
    """
    programme = _programme(work, body.programme_id)
    hold_identity(work, body.id)
    known = payments.get_batch(work.session, body.id) if body.id else None
    if known is not None and is_replay(work, known, body):
        return _view(work, known, payments.get_run(work.session, known.run_id)), False
    chosen = find_format(work, body.format_id) if body.format_id else default_format(work)
    run = _settled(work, programme, month)
    batch, left_out, new = _next_batch(work, sealer, run, programme, chosen, body)
    return _view(work, batch, run, left_out), new


def bank_file(
    work: Work, sealer: Sealer, month: str, programme_id: UUID | None, number: int | None, format_id: UUID | None
) -> BankFile:
    """A batch as the bank takes it: the numbered one, else the next one, else the last one again.

    The same batch in the same format is the same to the byte. Each time who took it is noted with its SHA-256.
    """
    programme = _programme(work, programme_id) if programme_id else _only_programme(work, month)
    chosen = find_format(work, format_id) if format_id else None
    left_out: list[LeftOutView] = []
    if number is None:
        run = _settled(work, programme, month)
        body = BatchIn(programme_id=programme.id, format_id=format_id)
        batch, left_out, _ = _next_batch(work, sealer, run, programme, chosen or default_format(work), body)
    else:
        run = _existing(work, programme, month)
        found = payments.find_batch(work.session, run.id, number)
        if found is None:
            raise NotFound
        batch = found
    chosen = chosen or find_format(work, batch.format_id)
    content = _content(work, sealer, batch, chosen)
    sha256 = hashlib.sha256(content).hexdigest()
    _note(work, programme, run, batch, chosen, sha256)
    name = f"{programme.name} {month} 第{batch.number}批.csv"
    charset = chosen.encoding.removesuffix("-sig")
    return BankFile(name, content, sha256, batch.number, batch.payments, batch.total_fen, charset, left_out)


def list_batches(work: Work, month: str, programme_id: UUID) -> BatchesView:
    """A month's batches, newest first, and who is still due."""
    programme = _programme(work, programme_id)
    run = runs.find_run(work.session, programme.id, month)
    if run is None:
        return BatchesView(items=[], due=0, due_fen=0, payable=0, left_out=[])
    due = payments.due_payments(work.session, run.id)
    left_out = _left_out(due, service_accounts.states_of(work, {one.payment.cadre_id for one in due}))
    found = payments.list_batches(work.session, run.id)
    return BatchesView(
        items=[_view(work, batch, run) for batch in found],
        due=len(due),
        due_fen=sum(one.payment.amount_fen for one in due),
        payable=len(due) - len(left_out),
        left_out=left_out,
    )


def _next_batch(
    work: Work, sealer: Sealer, run: AllowanceRun, programme: Programme, chosen: BankFormat, body: BatchIn
) -> tuple[BankBatch, list[LeftOutView], bool]:
    """Whoever is due and can be paid, in a new batch; the last one when there is nobody. The run is held."""
    due = payments.due_payments(work.session, run.id, lock=True)
    accounts = service_accounts.payable_accounts(work, {one.payment.cadre_id for one in due})
    left_out = _left_out(due, {person_id: account.state for person_id, account in accounts.items()})
    waiting = {one.secondment_id for one in left_out}
    payable = [one for one in due if one.payment.secondment_id not in waiting]
    last = payments.last_batch(work.session, run.id)
    if not payable:
        if last is None:
            raise NothingToPay(extra={"left_out": [one.model_dump(mode="json") for one in left_out]})
        return last, left_out, False
    require(not any(one.payment.cadre_id == work.actor.person_id for one in payable), OwnMoney())
    said = [_said(work, sealer, one, accounts[one.payment.cadre_id], run, programme) for one in payable]
    lines = (
        Transfer(at, one.payment.amount_fen, words)
        for at, (one, words) in enumerate(zip(payable, said, strict=True), 1)
    )
    batch = BankBatch(
        run_id=run.id,
        number=last.number + 1 if last else 1,
        format_id=chosen.id,
        payments=len(payable),
        total_fen=sum(one.payment.amount_fen for one in payable),
        sha256=hashlib.sha256(b"".join(write_file(layout_of(chosen), lines))).hexdigest(),
        left_out=[one.model_dump(mode="json") for one in left_out],
    )
    stamp(work, batch, body)
    work.session.add(batch)
    work.session.flush()
    for at, (one, words) in enumerate(zip(payable, said, strict=True), start=1):
        _take(work, one.payment, batch, at, accounts[one.payment.cadre_id], _sealed(one.payment, words, sealer))
    work.session.flush()
    _told(work, programme, run, batch)
    return batch, left_out, True


def _said(
    work: Work, sealer: Sealer, one: Owed, account: BankAccount, run: AllowanceRun, programme: Programme
) -> dict[str, str]:
    """Everything that the file says of a receiver."""
    return {
        "name": account.holder,
        "account_no": service_accounts.number_of(work, account, sealer),
        "bank_name": account.bank_name,
        "branch": account.branch or "",
        "person_no": one.person_no or "",
        "programme": programme.name,
        "month": run.month,
        "remark": f"{run.month} 挂职补助",
        "reference": "J" + "".join(secrets.choice(_LETTERS) for _ in range(_REFERENCE - 1)),
    }


def _take(work: Work, payment: Payment, batch: BankBatch, line: int, account: BankAccount, sealed: str) -> None:
    payment.state, payment.batch_id, payment.batch_line = PaymentState.BATCHED, batch.id, line
    payment.account_id, payment.bank_name, payment.tail = account.id, account.bank_name, account.tail
    payment.sealed = sealed
    work.session.add(payment)


def _sealed(payment: Payment, said: dict[str, str], sealer: Sealer) -> str:
    return sealer.seal(orjson.dumps(said).decode(), purpose=service_accounts.PURPOSE, bound_to=payment.id.hex)


def _content(work: Work, sealer: Sealer, batch: BankBatch, chosen: BankFormat) -> bytes:
    rows = payments.payments_of_batch(work.session, batch.id)
    return b"".join(write_file(layout_of(chosen), (_transfer(work, sealer, row) for row in rows)))


def _transfer(work: Work, sealer: Sealer, payment: Payment) -> Transfer:
    sealed = payment.sealed or ""
    text = sealer.open(sealed, purpose=service_accounts.PURPOSE, bound_to=payment.id.hex)
    said: dict[str, str] = orjson.loads(text)
    if not sealer.is_current(sealed):
        payments.reseal(work.session, payment.id, _sealed(payment, said, sealer))
    return Transfer(payment.batch_line or 0, payment.amount_fen, said)


def _left_out(due: Sequence[Owed], states: dict[UUID, AccountState]) -> list[LeftOutView]:
    found = []
    for one in due:
        state = states.get(one.payment.cadre_id, AccountState.MISSING)
        if state is not AccountState.VERIFIED:
            payment = one.payment
            view = LeftOutView(
                secondment_id=payment.secondment_id,
                cadre_id=payment.cadre_id,
                cadre_name=one.name,
                amount_fen=payment.amount_fen,
                reason=state,
            )
            found.append(view)
    return found


def _programme(work: Work, programme_id: UUID) -> Programme:
    """A programme whose bank files the actor makes; Forbidden for whoever makes none anywhere."""
    require(policy.makes_bank_files_somewhere(work.actor))
    found = repository.list_programmes(work.session, policy.bank_paths(work.actor), programme_id)
    if not found:
        raise NotFound
    return found[0][0]


def _only_programme(work: Work, month: str) -> Programme:
    """The one programme of the actor's that has a run of the month; Invalid at `/programme_id` when there are more."""
    require(policy.makes_bank_files_somewhere(work.actor))
    known = {p.id: p for p, _ in repository.list_programmes(work.session, policy.bank_paths(work.actor))}
    found = runs.list_runs(work.session, list(known), month)
    if not found:
        raise NotCalculated
    if len(found) > 1:
        raise Invalid.at("/programme_id", N_("本月有多个项目，请指明是哪一个。"), "programme-needed")
    return known[found[0].programme_id]


def _existing(work: Work, programme: Programme, month: str, *, lock: bool = False) -> AllowanceRun:
    run = runs.find_run(work.session, programme.id, month, lock=lock)
    if run is None:
        raise NotCalculated
    return run


def _settled(work: Work, programme: Programme, month: str) -> AllowanceRun:
    """The closed run, held until the commit: batches, payments and returns of a month follow one another."""
    hold_month(work, programme.id, month, exclusive=True)
    run = _existing(work, programme, month, lock=True)
    if run.state not in SETTLED:
        raise NotClosedYet
    return run


def _told(work: Work, programme: Programme, run: AllowanceRun, batch: BankBatch) -> None:
    record(
        work,
        "allowances.batch",
        "bank_batch",
        batch.id,
        unit_id=programme.unit_id,
        programme_id=str(programme.id),
        month=run.month,
        number=batch.number,
        payments=batch.payments,
        total_fen=batch.total_fen,
        left_out=len(batch.left_out),
        sha256=batch.sha256,
    )


def _note(
    work: Work, programme: Programme, run: AllowanceRun, batch: BankBatch, chosen: BankFormat, sha256: str
) -> None:
    """The file that left: in the list of exports and in the trail."""
    export = AllowanceExport(
        run_id=run.id,
        month=run.month,
        kind=ExportKind.BANK_CSV,
        sha256=sha256,
        rows=batch.payments,
        made_by_id=work.actor.id,
        made_by_kind=work.actor.kind,
        at=work.now,
        programme_id=programme.id,
        taken_at=work.now,
        finished_at=work.now,
    )
    work.session.add(export)
    work.session.flush()
    work.session.add(AllowanceExportProgramme(export_id=export.id, programme_id=programme.id))
    record(
        work,
        "allowances.bank-export",
        "allowance_export",
        export.id,
        unit_id=programme.unit_id,
        programme_id=str(programme.id),
        month=run.month,
        batch=batch.number,
        format_id=str(chosen.id),
        format_version=chosen.version,
        rows=batch.payments,
        total_fen=batch.total_fen,
        sha256=sha256,
    )


def _view(work: Work, batch: BankBatch, run: AllowanceRun, left_out: list[LeftOutView] | None = None) -> BatchView:
    paid, bounced = payments.outcomes_of(work.session, [batch.id]).get(batch.id, (0, 0))
    return BatchView(
        **batch.model_dump(include={"id", "version", "number", "format_id", "payments", "total_fen", "sha256"}),
        programme_id=run.programme_id,
        month=run.month,
        formed_at=batch.created_at,
        formed_by=names_of(work, [batch.created_by_id]).get(batch.created_by_id) if batch.created_by_id else None,
        paid=paid,
        bounced=bounced,
        left_out=[LeftOutView.model_validate(one) for one in batch.left_out] if left_out is None else left_out,
    )
