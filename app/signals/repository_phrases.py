"""Every select over what was accepted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.paging import Key, page_of
from app.signals.models import Signal
from app.signals.models_queue import AcceptedPhrase
from app.signals.repository import visible_to


def standing_phrases(session: Session, cadre_id: UUID) -> set[str]:
    """What stands of a cadre's words."""
    statement = select(AcceptedPhrase.phrase).where(
        AcceptedPhrase.cadre_id == cadre_id, col(AcceptedPhrase.taken_back_at).is_(None)
    )
    return set(session.exec(statement).all())


def page_phrases(
    session: Session, actor: Actor, today: date, cadre_id: UUID | None, limit: int, cursor: str | None
) -> tuple[list[AcceptedPhrase], str | None]:
    """What the actor may know of: their own, and what rests on a signal that they may know; the newest first."""
    known = select(Signal.id).where(visible_to(actor, today), col(Signal.person_id) != actor.id)
    statement = select(AcceptedPhrase).where(
        or_(col(AcceptedPhrase.cadre_id) == actor.id, col(AcceptedPhrase.signal_id).in_(known)),
        AcceptedPhrase.phrase != "",
    )
    if cadre_id is not None:
        statement = statement.where(AcceptedPhrase.cadre_id == cadre_id)
    keys: list[Key] = [(col(AcceptedPhrase.accepted_at), datetime, True), (col(AcceptedPhrase.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def get_phrase(session: Session, phrase_id: UUID, *, lock: bool = False) -> AcceptedPhrase | None:
    """One by id; locked for change on demand."""
    statement = select(AcceptedPhrase).where(AcceptedPhrase.id == phrase_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def of_cadre(session: Session, cadre_id: UUID) -> list[AcceptedPhrase]:
    """Everything accepted of a cadre, oldest first."""
    statement = select(AcceptedPhrase).where(AcceptedPhrase.cadre_id == cadre_id)
    return list(session.exec(statement.order_by(col(AcceptedPhrase.accepted_at), col(AcceptedPhrase.id))).all())
