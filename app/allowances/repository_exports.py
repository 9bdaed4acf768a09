"""Files that leave the system: asked for, held while they are made, finished, taken and forgotten."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.allowances.models import AllowanceRun
from app.allowances.models_exports import AllowanceExport, AllowanceExportProgramme, ExportState
from app.core.making import UNDER_WAY
from app.core.paging import page_of
from app.secondments.models import Programme
from app.secondments.scope import under


def last_export(session: Session, run_id: UUID) -> tuple[datetime, str | None] | None:
    """When the run's file was last made, and for whom."""
    statement = (
        select(AllowanceExport.at, Person.name)
        .join(Person, col(Person.id) == AllowanceExport.made_by_id, isouter=True)
        .where(AllowanceExport.run_id == run_id, AllowanceExport.state == ExportState.DONE)
        .order_by(col(AllowanceExport.at).desc())
    )
    found = session.exec(statement).first()
    return None if found is None else (found[0], found[1])


def get_export(session: Session, export_id: UUID) -> AllowanceExport | None:
    """An export by id."""
    return session.exec(select(AllowanceExport).where(col(AllowanceExport.id) == export_id)).first()


def _known_to(maker_id: UUID | None, paths: Sequence[str]) -> ColumnElement[bool]:
    """One's own, and those with money of a programme that one reads."""
    read = select(Programme.id).where(col(Programme.unit_id).in_(under(tuple(paths))))
    linked = select(AllowanceExportProgramme.export_id).where(col(AllowanceExportProgramme.programme_id).in_(read))
    ran = select(AllowanceRun.id).where(col(AllowanceRun.programme_id).in_(read))
    own = col(AllowanceExport.made_by_id) == maker_id
    return or_(own, col(AllowanceExport.id).in_(linked), col(AllowanceExport.run_id).in_(ran))


def list_exports(
    session: Session, maker_id: UUID | None, paths: Sequence[str] | None, limit: int, cursor: str | None
) -> tuple[list[AllowanceExport], str | None]:
    """A page of exports, the newest first: one's own, or with `paths` also those of the programmes below them."""
    statement = select(AllowanceExport)
    if paths is None:
        statement = statement.where(AllowanceExport.made_by_id == maker_id)
    else:
        statement = statement.where(_known_to(maker_id, paths))
    keys = [(col(AllowanceExport.at), datetime, True), (col(AllowanceExport.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def list_by_digest(
    session: Session, sha256: str, maker_id: UUID | None, paths: Sequence[str], most: int
) -> list[AllowanceExport]:
    """Every file of these very bytes that one may know of, the first made first."""
    statement = select(AllowanceExport).where(AllowanceExport.sha256 == sha256, _known_to(maker_id, paths))
    return list(session.exec(statement.order_by(col(AllowanceExport.at)).limit(most)).all())


def programmes_of(session: Session, export_ids: Iterable[UUID]) -> list[tuple[UUID, Programme]]:
    """(export, programme) by the programmes' names: those noted with the export, else the run's own."""
    wanted = list(export_ids)
    linked = (
        select(AllowanceExportProgramme.export_id, Programme)
        .join(Programme, col(Programme.id) == AllowanceExportProgramme.programme_id)
        .where(col(AllowanceExportProgramme.export_id).in_(wanted))
    )
    found = {(export_id, row.id): (export_id, row) for export_id, row in session.exec(linked).all()}
    ran = (
        select(AllowanceExport.id, Programme)
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceExport.run_id)
        .join(Programme, col(Programme.id) == AllowanceRun.programme_id)
        .where(col(AllowanceExport.id).in_(wanted))
    )
    found |= {(export_id, row.id): (export_id, row) for export_id, row in session.exec(ran).all()}
    return sorted(found.values(), key=lambda pair: pair[1].name)


def count_under_way(session: Session, maker_id: UUID | None) -> int:
    """How many files somebody waits for."""
    statement = select(func.count()).select_from(AllowanceExport)
    mine = (AllowanceExport.made_by_id == maker_id, col(AllowanceExport.state).in_(UNDER_WAY))
    return session.exec(statement.where(*mine)).one()


def list_kept(session: Session, finished_before: datetime) -> list[AllowanceExport]:
    """Exports whose files have had their time."""
    old = (col(AllowanceExport.file_key).is_not(None), col(AllowanceExport.finished_at) < finished_before)
    return list(session.exec(select(AllowanceExport).where(*old)).all())


def kept_keys(session: Session) -> set[str]:
    """The names of all files that are kept."""
    found = session.exec(select(AllowanceExport.file_key).where(col(AllowanceExport.file_key).is_not(None))).all()
    return {key for key in found if key is not None}
