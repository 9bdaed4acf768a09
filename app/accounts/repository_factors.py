"""Every select and bulk change over second factors and recovery codes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from app.accounts.models_access import RecoveryCode, SecondFactor


def find_factor(session: Session, person_id: UUID, *, lock: bool = False) -> SecondFactor | None:
    """A person's second factor, confirmed or only begun; with `lock` held and read anew until the commit."""
    return session.get(SecondFactor, person_id, with_for_update=lock or None, populate_existing=lock)


def has_factor(session: Session, person_id: UUID) -> bool:
    """Whether a second factor counts for the person."""
    statement = select(SecondFactor.person_id).where(
        SecondFactor.person_id == person_id, col(SecondFactor.confirmed_at).is_not(None)
    )
    return session.exec(statement).first() is not None


def spend_recovery_code(session: Session, person_id: UUID, code_hash: str, now: datetime) -> bool:
    """Use a recovery code up, in one statement; False when there is none such left."""
    statement = update(RecoveryCode).where(
        col(RecoveryCode.person_id) == person_id,
        col(RecoveryCode.code_hash) == code_hash,
        col(RecoveryCode.used_at).is_(None),
    )
    return session.exec(statement.values(used_at=now)).rowcount == 1


def count_recovery_codes(session: Session, person_id: UUID) -> int:
    """How many recovery codes are left."""
    statement = select(func.count()).where(RecoveryCode.person_id == person_id, col(RecoveryCode.used_at).is_(None))
    return session.exec(statement).one()


def replace_recovery_codes(session: Session, person_id: UUID, hashes: Iterable[str]) -> None:
    """These codes and no earlier ones."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    session.add_all(RecoveryCode(person_id=person_id, code_hash=code_hash) for code_hash in hashes)


def delete_factor(session: Session, person_id: UUID) -> None:
    """The second factor with its recovery codes."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    session.exec(delete(SecondFactor).where(col(SecondFactor.person_id) == person_id))
