"""What an import looks up before it writes: ids taken before, people, units, terms, days that have a record."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, text, update
from sqlalchemy import select as rows
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.dataset.formats import Kind
from app.records.models import DailyRecord, RecordVersion
from app.records.models_imported import ImportedApproval, ImportedEntry, ImportedRow
from app.secondments.models import MonthLock, Programme, ProgrammePolicy, Secondment


class Standing(NamedTuple):
    """What an id stands for since an earlier import."""

    digest: str
    target: UUID | None


class StandingEntry(NamedTuple):
    """An entry of an earlier import."""

    digest: str
    seq: int
    record: UUID
    cadre: UUID
    work_on: date


def standing_rows(session: Session, kind: Kind) -> dict[str, Standing]:
    """Every id of a kind that an earlier import took."""
    columns = select(ImportedRow.external_id, ImportedRow.digest, ImportedRow.target_id)
    found = session.execute(columns.where(ImportedRow.kind == kind.value))
    return {name: Standing(digest, target) for name, digest, target in found}


def standing_terms(session: Session) -> Iterator[tuple[str, str, UUID, date, date]]:
    """(cadre's id, secondment's id, secondment, first day, last day) of all imported terms."""
    cadres = select(ImportedRow.target_id, ImportedRow.external_id).where(ImportedRow.kind == Kind.CADRE.value)
    names = {row[0]: row[1] for row in session.execute(cadres)}
    columns = (col(Secondment.id), col(Secondment.cadre_id), col(Secondment.start_on), col(Secondment.end_on))
    terms = (
        rows(col(ImportedRow.external_id), *columns)
        .join(Secondment, col(Secondment.id) == col(ImportedRow.target_id))
        .where(col(ImportedRow.kind) == Kind.SECONDMENT.value)
    )
    for name, secondment, cadre, first, last in session.execute(terms):
        yield names[cadre], name, secondment, first, last


def standing_entries(session: Session, names: Collection[str]) -> dict[str, StandingEntry]:
    """The entries of earlier imports among these ids."""
    columns = rows(
        col(ImportedEntry.external_id),
        col(ImportedEntry.digest),
        col(ImportedEntry.seq),
        col(ImportedEntry.record_id),
        col(ImportedEntry.cadre_id),
        col(ImportedEntry.work_on),
    )
    found = session.execute(columns.where(col(ImportedEntry.external_id).in_(names)))
    return {row[0]: StandingEntry(row[1], row[2] or 0, *row[3:]) for row in found}


def standing_approvals(session: Session, names: Collection[str]) -> dict[str, str]:
    """The digests of the approvals of earlier imports among these ids."""
    columns = select(ImportedApproval.external_id, ImportedApproval.digest)
    return {row[0]: row[1] for row in session.execute(columns.where(col(ImportedApproval.external_id).in_(names)))}


def last_numbers(session: Session) -> tuple[int, int, int]:
    """The highest `seq` of entries, approvals and rows; 0 where there is none."""
    entries, approvals, rows = (
        session.execute(select(func.coalesce(func.max(col(model.seq)), 0))).scalar_one()
        for model in (ImportedEntry, ImportedApproval, ImportedRow)
    )
    return entries, approvals, rows


def days_of(session: Session, cadre_id: UUID) -> list[tuple[date, UUID, bool]]:
    """(day, record, whether it is imported) of all that stands for a person."""
    columns = rows(col(DailyRecord.work_on), col(DailyRecord.id), col(DailyRecord.imported))
    found = session.execute(columns.where(col(DailyRecord.cadre_id) == cadre_id))
    return [(on, record, imported) for on, record, imported in found]


def imported_days(session: Session, cadre_id: UUID) -> list[tuple[date, UUID]]:
    """(day, secondment) of a person's imported records."""
    columns = rows(col(DailyRecord.work_on), col(DailyRecord.secondment_id))
    found = session.execute(columns.where(col(DailyRecord.cadre_id) == cadre_id, col(DailyRecord.imported)))
    return [(on, term) for on, term in found]


def move_day(session: Session, cadre_id: UUID, on: date, term_id: UUID) -> None:
    """An imported day belongs to another secondment, with its entries and versions."""
    unit = select(Secondment.receiving_unit_id).where(Secondment.id == term_id).scalar_subquery()
    record = (col(DailyRecord.cadre_id) == cadre_id, col(DailyRecord.work_on) == on, col(DailyRecord.imported))
    of_record = col(RecordVersion.record_id).in_(select(DailyRecord.id).where(*record))
    session.execute(update(RecordVersion).where(of_record).values(secondment_id=term_id))
    session.execute(
        update(ImportedEntry)
        .where(col(ImportedEntry.cadre_id) == cadre_id, col(ImportedEntry.work_on) == on)
        .values(secondment_id=term_id)
    )
    session.execute(update(DailyRecord).where(*record).values(secondment_id=term_id, unit_id=unit))


def people_called(session: Session) -> dict[str, tuple[UUID, str]]:
    """Everybody who has an id of another system: (person, name)."""
    columns = select(Person.external_id, Person.id, Person.name)
    found = session.execute(columns.where(col(Person.external_id).is_not(None)))
    return {name: (person, called) for name, person, called in found if name is not None}


def secondments_called(session: Session) -> set[str]:
    """The other systems' ids of all secondments."""
    found = session.execute(select(Secondment.external_id).where(col(Secondment.external_id).is_not(None)))
    return {name for (name,) in found if name is not None}


def units_below(session: Session, path: str) -> list[Unit]:
    """The open units at and below a tree path, the higher ones first."""
    open_ones = select(Unit).where(col(Unit.path).startswith(path), col(Unit.closed_on).is_(None))
    return list(session.scalars(open_ones.order_by(func.length(Unit.path), col(Unit.id))))


def find_units(session: Session, name: str) -> list[Unit]:
    """The open units of a name."""
    return list(session.scalars(select(Unit).where(Unit.name == name, col(Unit.closed_on).is_(None))))


def get_unit(session: Session, unit_id: UUID) -> Unit | None:
    """A unit by id."""
    return session.get(Unit, unit_id)


def find_root(session: Session, name: str) -> Unit | None:
    """A top unit by name."""
    return session.scalars(select(Unit).where(Unit.name == name, col(Unit.parent_id).is_(None))).first()


def find_programme(session: Session, unit_id: UUID) -> Programme | None:
    """The imported programme of a unit."""
    return session.scalars(select(Programme).where(Programme.unit_id == unit_id, col(Programme.imported))).first()


def find_policy(session: Session, programme_id: UUID) -> ProgrammePolicy | None:
    """The one policy of an imported programme."""
    return session.scalars(select(ProgrammePolicy).where(ProgrammePolicy.programme_id == programme_id)).first()


def locked_months(session: Session, programme_id: UUID) -> set[str]:
    """The months of a programme that are closed."""
    return set(session.scalars(select(MonthLock.month).where(MonthLock.programme_id == programme_id)))


def programme_paths(session: Session) -> set[str]:
    """The tree paths of every unit that runs a programme."""
    return set(session.scalars(select(Unit.path).join(Programme, col(Programme.unit_id) == col(Unit.id))))


def count_records(session: Session) -> int:
    """How many daily records there are, imported or not."""
    return int(session.execute(rows(func.count()).select_from(DailyRecord)).scalar_one())


def hold_imports(session: Session) -> None:
    """One import at a time, until the commit; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('jishi.dataset', 0))"))
