"""Bank accounts, a format, a batch with its payment, and one that is due; a canary in every private field."""

from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import select

from app.accounts.models import Unit
from app.allowances.models import AllowanceRun
from app.allowances.models_bank import AccountState, BankAccount, BankBatch, BankFormat, Payment, PaymentState
from app.allowances.service_accounts import PURPOSE
from app.core.sealing import Sealer
from app.secondments.models import Programme, Secondment, SecondmentStatus
from tests.factories import County

SEALER = Sealer(("a data key of the tests, long enough",))
NUMBER = "6228480402564890018"
COLUMNS = [
    {"title": "户名", "field": "name"},
    {"title": "账号", "field": "account_no"},
    {"title": "额", "field": "amount"},
]


def bank_of(county: County, own: Secondment, ended: Secondment, unit: Unit) -> dict[str, Any]:
    """The ids by their names; the payments stand in June's run, which the rows of other routes close again."""
    with county.database.session(write=False) as session:
        run = session.exec(select(AllowanceRun).where(AllowanceRun.month == "2026-06")).one()
        programme = session.get_one(Programme, own.programme_id)
    waiting = county.person("待付")
    over = {"status": SecondmentStatus.COMPLETED, "start_on": date(2026, 3, 1), "end_on": date(2026, 5, 31)}
    other = county.secondment(waiting, programme, unit, **over)
    stated = _account(own.cadre_id, "CANARY-BANK-own", AccountState.UNVERIFIED)
    verified = _account(waiting.id, "某某银行", AccountState.VERIFIED)
    made = BankFormat(
        unit_id=county.region.id, name="CANARY-FORMAT", encoding="utf-8", delimiter=",", header=True, columns=COLUMNS,
        money_in="yuan", line_end="lf",
    )  # fmt: skip
    batch = BankBatch(
        run_id=run.id, number=1, format_id=made.id, payments=1, total_fen=100, sha256="0" * 64, left_out=[]
    )
    sent = Payment(
        run_id=run.id, secondment_id=ended.id, cadre_id=ended.cadre_id, amount_fen=100, state=PaymentState.BATCHED,
        batch_id=batch.id, batch_line=1, bank_name="CANARY-BANK-ended", tail="0018",
    )  # fmt: skip
    said = {"name": "CANARY-BANKFILE", "account_no": NUMBER}
    sent.sealed = SEALER.seal(orjson.dumps(said).decode(), purpose=PURPOSE, bound_to=sent.id.hex)
    due = Payment(run_id=run.id, secondment_id=other.id, cadre_id=waiting.id, amount_fen=100, state=PaymentState.DUE)
    county.add(stated, verified, made, batch, sent, due)
    return {"payment_id": sent.id, "format_id": made.id, "account_no": NUMBER}


def _account(person_id: UUID, bank_name: str, state: AccountState) -> BankAccount:
    made = BankAccount(person_id=person_id, bank_name=bank_name, holder=bank_name, tail="0018", state=state)
    made.sealed = SEALER.seal(NUMBER, purpose=PURPOSE, bound_to=made.id.hex)
    return made
