"""Every select over bank accounts: a person's statements, and the lists of those who check them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Person, Unit
from app.allowances.models_bank import AccountState, BankAccount
from app.core.paging import decode_cursor, encode_cursor
from app.core.portions import portions
from app.secondments.models import Programme, ProgrammeKind, Secondment, SecondmentStatus
from app.secondments.scope import under

CHUNK = 5000
"""Ids in one statement: SQLite takes some thirty thousand parameters."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who is or was seconded, with the newest statement of where they are paid."""

    person: Person
    unit_name: str | None
    account: BankAccount | None


def newest_of(session: Session, person_id: UUID, *, lock: bool = False) -> BankAccount | None:
    """The statement in force of where a person is paid."""
    statement = select(BankAccount).where(BankAccount.person_id == person_id, _newest())
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def newest_accounts(session: Session, person_ids: Sequence[UUID]) -> dict[UUID, BankAccount]:
    """The newest statements of several people, held until the commit in one order."""
    found: dict[UUID, BankAccount] = {}
    for part in portions(sorted(person_ids), CHUNK):
        statement = select(BankAccount).where(_newest(), col(BankAccount.person_id).in_(part))
        statement = statement.order_by(col(BankAccount.person_id)).with_for_update()
        rows = session.exec(statement.execution_options(populate_existing=True)).all()
        found.update({row.person_id: row for row in rows})
    return found


def statements_of(session: Session, person_id: UUID) -> list[BankAccount]:
    """Every statement that a person ever made, newest first."""
    statement = select(BankAccount).where(BankAccount.person_id == person_id)
    return list(session.exec(statement.order_by(col(BankAccount.version).desc())).all())


def states_of(session: Session, person_ids: Sequence[UUID]) -> dict[UUID, AccountState]:
    """The state of each one's newest statement; who has none is not in it."""
    found: dict[UUID, AccountState] = {}
    for part in portions(person_ids, CHUNK):
        statement = select(BankAccount.person_id, BankAccount.state)
        statement = statement.where(_newest(), col(BankAccount.person_id).in_(part))
        found.update({person_id: AccountState(state) for person_id, state in session.exec(statement).all()})
    return found


def _newest() -> ColumnElement[bool]:
    return col(BankAccount.replaced_at).is_(None)


def count_mismatch(session: Session, account_id: UUID, at: datetime) -> None:
    """Note that a keyed number did not agree; no change of the account, so its version stays."""
    counted = update(BankAccount).where(col(BankAccount.id) == account_id)
    session.exec(counted.values(mismatches=col(BankAccount.mismatches) + 1, mismatched_at=at))


def reseal(session: Session, account_id: UUID, sealed: str) -> None:
    """The same number under the present data key; no change of the account, so its version stays."""
    session.exec(update(BankAccount).where(col(BankAccount.id) == account_id).values(sealed=sealed))


def programmes_of(session: Session, person_id: UUID) -> list[tuple[UUID, str]]:
    """(unit, tree path) of the programmes in which a person is or was seconded, the newest term first."""
    statement = (
        select(Unit.id, Unit.path)
        .join(Programme, col(Programme.unit_id) == Unit.id)
        .join(Secondment, col(Secondment.programme_id) == Programme.id)
        .where(Secondment.cadre_id == person_id, Secondment.status != SecondmentStatus.DRAFT)
        .order_by(col(Secondment.start_on).desc(), col(Secondment.id))
    )
    return [(unit_id, path) for unit_id, path in session.exec(statement).all()]


def person_of(session: Session, person_id: UUID) -> Person | None:
    """Somebody by id."""
    return session.get(Person, person_id)


def list_people(
    session: Session, paths: Sequence[str], state: AccountState, limit: int, cursor: str | None
) -> tuple[list[Listed], str | None]:
    """Those seconded in programmes below these paths whose account is in a state, by person number."""
    number = func.coalesce(col(Person.person_no), "")
    statement = (
        select(Person, Unit.name, BankAccount)
        .join(Unit, col(Unit.id) == Person.home_unit_id, isouter=True)
        .join(BankAccount, and_(col(BankAccount.person_id) == Person.id, _newest()), isouter=True)
        .where(col(Person.id).in_(_seconded(paths, running=state is AccountState.MISSING)), _in_state(state))
        .order_by(number, col(Person.id))
        .limit(limit + 1)
    )
    if cursor:
        after, last_id = decode_cursor(cursor, [str, UUID])
        statement = statement.where(or_(number > after, and_(number == after, col(Person.id) > last_id)))
    found = [Listed(*row) for row in session.exec(statement).all()]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1].person
    return found[:limit], encode_cursor([last.person_no or "", last.id])


def count_people(session: Session, paths: Sequence[str], state: AccountState) -> int:
    """How many `list_people` would list in all."""
    if state is AccountState.MISSING:
        known = select(BankAccount.person_id).where(_newest())
        seconded = _seconded(paths, running=True).where(col(Secondment.cadre_id).not_in(known)).distinct()
        return session.exec(select(func.count()).select_from(seconded.subquery())).one()
    there = _seconded(paths, running=False).where(col(Secondment.cadre_id) == BankAccount.person_id)
    statement = select(func.count(col(BankAccount.id))).where(_newest(), BankAccount.state == state, there.exists())
    return session.exec(statement).one()


def _in_state(state: AccountState) -> ColumnElement[bool]:
    return col(BankAccount.id).is_(None) if state is AccountState.MISSING else col(BankAccount.state) == state


def _seconded(paths: Sequence[str], *, running: bool) -> SelectOfScalar[UUID]:
    """Whoever is or was seconded there; `running` leaves out whose term is over, and whom the programme never pays."""
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(tuple(paths))))
    over = (SecondmentStatus.DRAFT, SecondmentStatus.COMPLETED, SecondmentStatus.RECALLED, SecondmentStatus.ARCHIVED)
    left_out = over if running else (SecondmentStatus.DRAFT,)
    if running:
        programmes = programmes.where(Programme.kind != ProgrammeKind.APPOINTMENT)
    return select(Secondment.cadre_id).where(
        col(Secondment.programme_id).in_(programmes), col(Secondment.status).not_in(left_out)
    )
