"""Whatever the order of stating, verifying, batching, paying and bouncing: nobody is paid twice, every fen is found."""

from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.accounts.authority import person_actor
from app.allowances.models_bank import BankBatch, Payment, PaymentState
from app.allowances.schemas import StepIn
from app.allowances.schemas_bank import AccountIn, BatchIn, ReasonIn, VerifyIn
from app.allowances.service_accounts import get_account, state_account, verify_account
from app.allowances.service_batches import form_batch
from app.allowances.service_payments import bounce_payment
from app.allowances.service_runs import pay_month
from app.core.config import Settings
from app.core.errors import DomainError
from app.core.sealing import sealer_of
from app.core.work import Work
from tests.allowances.bank import APRIL, NUMBER, cadre_of, closed
from tests.allowances.conftest import Scene

CADRES = 3
ACTS = st.one_of(
    st.tuples(st.just("state"), st.integers(0, CADRES - 1)),
    st.tuples(st.just("verify"), st.integers(0, CADRES - 1)),
    st.tuples(st.just("bounce"), st.integers(0, 2 * CADRES)),
    st.tuples(st.sampled_from(("batch", "pay")), st.just(0)),
)


class UndoError(Exception):
    """Ends an example: nothing of it is kept."""


def holds(work: Work) -> None:
    """What is true after each act."""
    payments = work.session.exec(select(Payment)).all()
    batches = {batch.id: batch for batch in work.session.exec(select(BankBatch)).all()}
    live = [one for one in payments if one.state is not PaymentState.BOUNCED]
    assert sorted(str(one.secondment_id) for one in live) == sorted({str(one.secondment_id) for one in payments})
    for batch in batches.values():
        within = [one for one in payments if one.batch_id == batch.id]
        assert (batch.payments, batch.total_fen) == (len(within), sum(one.amount_fen for one in within))
    sums = {state: sum(one.amount_fen for one in payments if one.state is state) for state in PaymentState}
    sent = sum(batch.total_fen for batch in batches.values())
    assert sent - sums[PaymentState.BOUNCED] == sums[PaymentState.PAID] + sums[PaymentState.BATCHED]
    assert sum(one.amount_fen for one in live) == CADRES * 630_00


def test_any_order(scene: Scene, settings: Settings) -> None:
    colleagues = [cadre_of(scene, scene.colleague(name)) for name in ("甲某", "乙某")]
    cadres, sealer = [scene.cadre, *colleagues], sealer_of(settings)
    closed(scene)
    with scene.county.database.session(write=False) as session:
        finance = person_actor(session, scene.finance)
        owners = [person_actor(session, cadre) for cadre in cadres]

    def act(work: Work, what: str, at: int) -> None:
        desk = work.acting_as(finance)
        if what == "state":
            own = work.acting_as(owners[at])
            version = None
            with suppress(DomainError):
                version = get_account(own, cadres[at].id).version
            number: Any = f"{NUMBER[:10]}{version or 0:09d}"
            state_account(own, sealer, cadres[at].id, AccountIn(bank_name="某某银行", account_no=number), version)
        elif what == "verify":
            account = get_account(desk, cadres[at].id)
            number = f"{NUMBER[:10]}{account.account_masked[-4:]:0>9}"
            verify_account(desk, sealer, cadres[at].id, VerifyIn(version=account.version, account_no=number))
        elif what == "batch":
            form_batch(desk, sealer, APRIL, BatchIn(programme_id=scene.programme.id))
        elif what == "pay":
            pay_month(desk, APRIL, StepIn(programme_id=scene.programme.id))
        else:
            found = sorted(work.session.exec(select(Payment)).all(), key=lambda one: (one.cadre_id, one.attempt))
            chosen = found[at % len(found)]
            bounce_payment(desk, chosen.id, ReasonIn(version=chosen.version, reason="户名不符"))

    @given(st.lists(ACTS, max_size=24))
    def check(acts: list[tuple[str, int]]) -> None:
        with suppress(UndoError), Work(scene.county.database, finance, True) as work:
            for what, at in acts:
                with suppress(DomainError):
                    act(work, what, at)
                work.session.flush()
                holds(work)
            raise UndoError

    check()
