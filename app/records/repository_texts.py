"""Selects of submitted texts for readers whose right rests on more than their relation: a signal, a spot check."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select as rows_of
from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from app.core.portions import portions
from app.records.models import DailyRecord, RecordStatus, RecordVersion
from app.records.repository import DRAFT


def list_submitted(session: Session, secondment_id: UUID, first_on: date, last_on: date) -> list[DailyRecord]:
    """What of a secondment's days is more than a draft, by day."""
    statement = select(DailyRecord).where(
        DailyRecord.secondment_id == secondment_id,
        DailyRecord.status != RecordStatus.DRAFT,
        DailyRecord.work_on >= first_on,
        DailyRecord.work_on <= last_on,
    )
    return list(session.exec(statement.order_by(col(DailyRecord.work_on))).all())


def list_submitted_by_ids(session: Session, ids: Collection[UUID]) -> list[DailyRecord]:
    """Those of the records that are more than a draft."""
    found: list[DailyRecord] = []
    for some in portions(sorted(set(ids))):
        statement = select(DailyRecord).where(col(DailyRecord.id).in_(some), DailyRecord.status != RecordStatus.DRAFT)
        found += session.exec(statement).all()
    return found


def versions_by_number(session: Session, wanted: Collection[tuple[UUID, int]]) -> dict[UUID, RecordVersion]:
    """These versions, by record; drafts are no version of anybody's to read."""
    found: dict[UUID, RecordVersion] = {}
    for some in portions(sorted(wanted), 300):
        statement = select(RecordVersion).where(
            tuple_(col(RecordVersion.record_id), col(RecordVersion.number)).in_(some), RecordVersion.action != DRAFT
        )
        found |= {version.record_id: version for version in session.exec(statement)}
    return found


def with_records(session: Session, first_on: date, last_on: date) -> set[UUID]:
    """The secondments with a submitted record, not hidden and not imported, on some of these days."""
    statement = (
        select(DailyRecord.secondment_id)
        .where(
            DailyRecord.work_on >= first_on,
            DailyRecord.work_on <= last_on,
            DailyRecord.status != RecordStatus.DRAFT,
            col(DailyRecord.hidden).is_(None),
            col(DailyRecord.imported).is_(False),
        )
        .distinct()
    )
    return set(session.exec(statement).all())


def list_decided_instants(session: Session, decider_id: UUID, since: datetime, until: datetime) -> list[datetime]:
    """When somebody approved or returned a record, from one instant to before another, in order."""
    statement = select(RecordVersion.at).where(
        RecordVersion.actor_id == decider_id,
        col(RecordVersion.action).in_(("approve", "return")),
        RecordVersion.at >= since,
        RecordVersion.at < until,
    )
    return list(session.exec(statement.order_by(col(RecordVersion.at))).all())


def list_earlier(session: Session, cadre_id: UUID, before: date, most: int) -> list[tuple[date, list[dict[str, Any]]]]:
    """(day, items) of what a cadre submitted for the days before this one, the newest first; nothing hidden."""
    statement = (
        rows_of(col(DailyRecord.work_on), col(DailyRecord.items))
        .where(
            col(DailyRecord.cadre_id) == cadre_id,
            col(DailyRecord.work_on) < before,
            col(DailyRecord.status) != RecordStatus.DRAFT,
            col(DailyRecord.hidden).is_(None),
        )
        .order_by(col(DailyRecord.work_on).desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in session.execute(statement).all()]
