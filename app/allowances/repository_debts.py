"""Every select over debts and their entries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.allowances.models import AllowanceRow, AllowanceRun
from app.allowances.models_settlement import AllowanceDebt, AllowanceDebtEntry
from app.core.bulk import complete
from app.core.paging import page_of
from app.secondments.models import Programme, Secondment
from app.secondments.scope import under


def moving_cadres(session: Session, run_id: UUID) -> list[UUID]:
    """Whose debt a calculated run moves, in the order in which they are held."""
    moves = or_(col(AllowanceRow.debt_in_fen) != 0, col(AllowanceRow.carried_fen) != 0)
    statement = select(AllowanceRow.cadre_id).where(AllowanceRow.run_id == run_id, moves).distinct()
    return sorted(session.exec(statement).all())


def hold(session: Session, cadre_ids: Iterable[UUID]) -> dict[UUID, AllowanceDebt]:
    """The debts of these people, made where there is none, held until the commit in one order."""
    wanted = sorted(set(cadre_ids))
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    for cadre_id in wanted:
        made = insert(AllowanceDebt).values(complete(AllowanceDebt, {"cadre_id": cadre_id}))
        session.execute(made.on_conflict_do_nothing(index_elements=["cadre_id"]))
    statement = select(AllowanceDebt).where(col(AllowanceDebt.cadre_id).in_(wanted))
    held = statement.order_by(col(AllowanceDebt.cadre_id)).with_for_update()
    rows = session.exec(held.execution_options(populate_existing=True)).all()
    return {row.cadre_id: row for row in rows}


def get_debt(session: Session, cadre_id: UUID, *, lock: bool = False) -> AllowanceDebt | None:
    """One person's debt."""
    statement = select(AllowanceDebt).where(col(AllowanceDebt.cadre_id) == cadre_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def get_entry(session: Session, entry_id: UUID) -> AllowanceDebtEntry | None:
    """An entry by id."""
    return session.get(AllowanceDebtEntry, entry_id)


def list_debts(
    session: Session, known: ColumnElement[bool], *, settled: bool, limit: int, cursor: str | None
) -> tuple[list[AllowanceDebt], str | None]:
    """A page of what is owed, or of what was once owed too, by the debt's beginning."""
    statement = select(AllowanceDebt).where(known)
    if not settled:
        statement = statement.where(col(AllowanceDebt.balance_fen) > 0)
    keys = [(col(AllowanceDebt.created_at), datetime, False), (col(AllowanceDebt.id), UUID, False)]
    return page_of(session, statement, keys, limit, cursor)


def is_known(session: Session, cadre_id: UUID, paths: Sequence[str], person_id: UUID | None) -> bool:
    """Whether somebody is or was in a programme below these tree paths, or is the reader."""
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(tuple(paths))))
    served = select(Secondment.id).where(
        col(Secondment.cadre_id) == cadre_id, col(Secondment.programme_id).in_(programmes)
    )
    return cadre_id == person_id or session.exec(served).first() is not None


def programme_paths(session: Session, cadre_id: UUID) -> list[str]:
    """The tree paths of the units that run the programmes in which somebody is or was."""
    statement = (
        select(Unit.path)
        .join(Programme, col(Programme.unit_id) == Unit.id)
        .join(Secondment, col(Secondment.programme_id) == Programme.id)
        .where(col(Secondment.cadre_id) == cadre_id)
    )
    return list(session.exec(statement.distinct()).all())


def known_to(paths: Sequence[str], person_id: UUID | None) -> ColumnElement[bool]:
    """Debts of people who are or were in a programme below these tree paths, and one's own."""
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(tuple(paths))))
    served = exists().where(
        col(Secondment.cadre_id) == col(AllowanceDebt.cadre_id), col(Secondment.programme_id).in_(programmes)
    )
    return or_(served, col(AllowanceDebt.cadre_id) == person_id) if person_id else served


def list_entries(session: Session, cadre_ids: Sequence[UUID]) -> list[tuple[AllowanceDebtEntry, str | None]]:
    """The movements of these debts with the month of their run, oldest first."""
    statement = (
        select(AllowanceDebtEntry, AllowanceRun.month)
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceDebtEntry.run_id, isouter=True)
        .where(col(AllowanceDebtEntry.cadre_id).in_(cadre_ids))
        .order_by(col(AllowanceDebtEntry.at), col(AllowanceDebtEntry.id))
    )
    return [(entry, month) for entry, month in session.exec(statement).all()]


def people_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """(name, person number) of these people."""
    statement = select(Person.id, Person.name, Person.person_no).where(col(Person.id).in_(list(set(ids))))
    return {key: (name, number) for key, name, number in session.exec(statement).all()}
