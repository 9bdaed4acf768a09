"""Every select over summaries and notes."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.paging import Key, page_of
from app.core.portions import portions
from app.records.models_summaries import Summary, SummaryVersion, Voice
from app.secondments.models import Secondment
from app.secondments.scope import visible_to


def find_summary(
    session: Session, secondment_id: UUID, voice: Voice, period: str, *, lock: bool = False
) -> Summary | None:
    """What was kept of a period in one voice."""
    statement = select(Summary).where(
        Summary.secondment_id == secondment_id, Summary.voice == voice, Summary.period == period
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def find_write(session: Session, secondment_id: UUID, client_id: UUID) -> SummaryVersion | None:
    """The version that a write made."""
    statement = select(SummaryVersion).where(
        SummaryVersion.secondment_id == secondment_id, SummaryVersion.client_id == client_id
    )
    return session.exec(statement).first()


def list_kept(
    session: Session, secondment_id: UUID, first_on: date, last_on: date, voices: Collection[Voice]
) -> list[Summary]:
    """Those with a day from `first_on` to `last_on`, shorter periods first where they begin together."""
    statement = select(Summary).where(
        Summary.secondment_id == secondment_id,
        Summary.last_on >= first_on,
        Summary.first_on <= last_on,
        col(Summary.voice).in_(voices),
    )
    return list(session.exec(statement.order_by(col(Summary.first_on), col(Summary.last_on), col(Summary.voice))).all())


def kept_names(session: Session, secondment_ids: Collection[UUID], names: Collection[str]) -> set[tuple[UUID, str]]:
    """(secondment, period) of the cadres' summaries among these."""
    found: set[tuple[UUID, str]] = set()
    for some in portions(sorted(secondment_ids)):
        statement = select(Summary.secondment_id, Summary.period).where(
            col(Summary.secondment_id).in_(some), Summary.voice == Voice.CADRE, col(Summary.period).in_(names)
        )
        found |= set(session.exec(statement).all())
    return found


def page_kept(
    session: Session,
    actor: Actor,
    today: date,
    period: str | None,
    since: datetime | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Summary], str | None]:
    """The cadres' summaries within the actor's units, of a period or all, in order of change."""
    statement = (
        select(Summary)
        .join(Secondment, col(Secondment.id) == col(Summary.secondment_id))
        .where(Summary.voice == Voice.CADRE, visible_to(actor, today))
    )
    if period is not None:
        statement = statement.where(Summary.period == period)
    if since is not None:
        statement = statement.where(Summary.updated_at >= since)
    keys: list[Key] = [(col(Summary.updated_at), datetime, False), (col(Summary.id), UUID, False)]
    return page_of(session, statement, keys, limit, cursor)


def own_summaries(session: Session, person_id: UUID) -> list[Summary]:
    """Every summary by and note on a person, oldest first."""
    statement = select(Summary).where(Summary.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(Summary.first_on), col(Summary.last_on), col(Summary.id))).all())


def own_summary_versions(session: Session, person_id: UUID) -> list[tuple[SummaryVersion, str]]:
    """Every version of what a person wrote, with its period, in order."""
    statement = (
        select(SummaryVersion, Summary.period)
        .join(Summary, col(Summary.id) == col(SummaryVersion.summary_id))
        .where(Summary.cadre_id == person_id, Summary.voice == Voice.CADRE)
        .order_by(col(Summary.first_on), col(Summary.id), col(SummaryVersion.number))
    )
    return [(version, period) for version, period in session.exec(statement).all()]


def get_summary(session: Session, summary_id: UUID, *, lock: bool = False) -> Summary | None:
    """What was kept, by id."""
    statement = select(Summary).where(Summary.id == summary_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_of_secondment(session: Session, secondment_id: UUID) -> list[Summary]:
    """Everything that was kept of a secondment, held until the commit."""
    statement = select(Summary).where(Summary.secondment_id == secondment_id).order_by(col(Summary.id))
    return list(session.exec(statement.with_for_update().execution_options(populate_existing=True)).all())


def list_versions(session: Session, summary_id: UUID) -> list[SummaryVersion]:
    """Every version of what was kept, in order."""
    statement = select(SummaryVersion).where(SummaryVersion.summary_id == summary_id)
    return list(session.exec(statement.order_by(col(SummaryVersion.number))).all())
