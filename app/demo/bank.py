"""The demo's accounts and payments: most cadres verified, one waits, one never stated any, one transfer came back."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pydantic import SecretStr

from app.accounts.models import Person
from app.allowances.errors import NotCalculated
from app.allowances.errors_bank import NothingToPay
from app.allowances.models_bank import PaymentState
from app.allowances.schemas import StepIn
from app.allowances.schemas_bank import AccountIn, BatchIn, ReasonIn, VerifyIn
from app.allowances.service_accounts import state_account, verify_account
from app.allowances.service_batches import form_batch
from app.allowances.service_payments import bounce_payment, list_payments
from app.allowances.service_runs import pay_month
from app.core import clock
from app.core.sealing import Sealer
from app.core.work import Work
from app.demo.acting import as_person
from app.secondments.models import Secondment

BANKS = ("云浦农商银行", "中国农业银行", "中国工商银行", "中国建设银行")
UNSTATED, UNVERIFIED = 4, 6
"""Places in the list of cadres."""


@dataclass(frozen=True, slots=True)
class Bank:
    """The county's bank business, done by the people whose task it is."""

    work: Work
    sealer: Sealer
    people: dict[str, Person]
    rows: Sequence[Secondment]

    def open_accounts(self, first_on: date) -> None:
        """In their first week cadres state where they are paid, and finance keys the numbers again from paper."""
        known = {person.id: person for person in self.people.values()}
        cadres = [known[cadre_id] for cadre_id in dict.fromkeys(row.cadre_id for row in self.rows)]
        for place, cadre in enumerate(cadres):
            if place == UNVERIFIED:
                self._state(cadre, place, self.work.now - timedelta(days=1))
            elif place != UNSTATED:
                self._state(cadre, place, _at(first_on, 2, 10) + timedelta(minutes=7 * place))
                self._verify(cadre, 1, place, _at(first_on, 5, 15) + timedelta(minutes=3 * place))

    def send_month(self, month: str) -> None:
        """A closed month's batches, one a programme that pays."""
        self._send(month, 6)

    def take_one_back(self, month: str) -> None:
        """One transfer comes back after it was noted as paid; verified anew it goes out with the next batch."""
        last = clock.month_bounds(month)[1]
        with self._as("finance", _at(last, 10, 9)) as desk:
            paid = list_payments(desk, month=month, state=PaymentState.PAID, limit=200).items
            mine = min(paid, key=lambda one: one.person_no or "", default=None)
            if mine is None:
                return
            bounce_payment(desk, mine.id, ReasonIn(version=mine.version, reason="户名不符"))
        cadre = next(person for person in self.people.values() if person.id == mine.cadre_id)
        place = list(dict.fromkeys(row.cadre_id for row in self.rows)).index(cadre.id)
        self._verify(cadre, 3, place, _at(last, 11, 9))
        self._send(month, 12)
        with self._as("finance2", _at(last, 14, 15)) as desk:
            pay_month(desk, month, StepIn(programme_id=mine.programme_id))

    def _as(self, login: str, at: datetime) -> AbstractContextManager[Work]:
        return as_person(self.work, self.people[login], min(at, self.work.now))

    def _state(self, cadre: Person, place: int, at: datetime) -> None:
        branch = "城关支行" if place % 3 else None
        body = AccountIn(bank_name=BANKS[place % len(BANKS)], branch=branch, account_no=_number(place))
        with as_person(self.work, cadre, min(at, self.work.now)) as own:
            state_account(own, self.sealer, cadre.id, body, None)

    def _verify(self, cadre: Person, version: int, place: int, at: datetime) -> None:
        with self._as("finance2", at) as desk:
            verify_account(desk, self.sealer, cadre.id, VerifyIn(version=version, account_no=_number(place)))

    def _send(self, month: str, later: int) -> None:
        with self._as("finance", _at(clock.month_bounds(month)[1], later, 10)) as desk:
            for programme_id in sorted({row.programme_id for row in self.rows}):
                with suppress(NothingToPay, NotCalculated):
                    form_batch(desk, self.sealer, month, BatchIn(programme_id=programme_id))


def _number(place: int) -> SecretStr:
    """An invented account."""
    return SecretStr(f"62000000000{place:08d}")


def _at(day: date, later: int, hour: int) -> datetime:
    return clock.beijing_midnight(day + timedelta(days=later)) + timedelta(hours=hour)
