"""Every select over bank accounts: a person's newest statement, and the lists of those who check them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from app.allowances.models_bank import AccountState, BankAccount

CHUNK = 5000
"""Ids in one statement: SQLite takes some thirty thousand parameters."""


def newest_of(session: Session, person_id: UUID, *, lock: bool = False) -> BankAccount | None:
    """The statement in force of where a person is paid."""
    statement = select(BankAccount).where(BankAccount.person_id == person_id, _newest())
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def states_of(session: Session, person_ids: Sequence[UUID]) -> dict[UUID, AccountState]:
    """The state of each one's newest statement; who has none is not in it."""
    found: dict[UUID, AccountState] = {}
    for part in chunks(person_ids):
        statement = select(BankAccount.person_id, BankAccount.state)
        statement = statement.where(_newest(), col(BankAccount.person_id).in_(part))
        found.update({person_id: AccountState(state) for person_id, state in session.exec(statement).all()})
    return found


def chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Ids in portions that one statement can hold."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _newest() -> ColumnElement[bool]:
    return col(BankAccount.replaced_at).is_(None)


def count_mismatch(session: Session, account_id: UUID, at: datetime) -> None:
    """Note that a keyed number did not agree; no change of the account, so its version stays."""
    counted = update(BankAccount).where(col(BankAccount.id) == account_id)
    session.exec(counted.values(mismatches=col(BankAccount.mismatches) + 1, mismatched_at=at))
