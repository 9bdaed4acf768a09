"""Every select over formats of bank files."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import false, literal, or_
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.allowances.models_bank import BankFormat
from app.secondments.scope import under

DEFAULT_ID = UUID("00000000-0000-4000-8000-00000000b001")
"""The house's example in UTF-8, taken where nobody chose a format."""


def list_formats(session: Session, paths: Sequence[str]) -> list[BankFormat]:
    """The house's examples, and what units at, below or above these paths keep."""
    above = select(Unit.id).where(or_(false(), *(literal(path).startswith(col(Unit.path)) for path in paths)))
    known = or_(
        col(BankFormat.unit_id).is_(None),
        col(BankFormat.unit_id).in_(under(tuple(paths))),
        col(BankFormat.unit_id).in_(above),
    )
    order = (col(BankFormat.unit_id).is_not(None), col(BankFormat.id))
    return list(session.exec(select(BankFormat).where(known).order_by(*order)).all())


def get_format(session: Session, format_id: UUID, *, lock: bool = False) -> BankFormat | None:
    """A format by id."""
    statement = select(BankFormat).where(col(BankFormat.id) == format_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def unit_of(session: Session, unit_id: UUID) -> Unit | None:
    """A unit by id."""
    return session.get(Unit, unit_id)


def units_of(session: Session, unit_ids: Sequence[UUID]) -> dict[UUID, Unit]:
    """Units by id."""
    found = session.exec(select(Unit).where(col(Unit.id).in_(unit_ids))).all()
    return {unit.id: unit for unit in found}
