"""Writing a dataset out: imported history as it came, then Jishi's own rows in the same form; hidden texts stay here.

Jishi's own ids are its UUIDs. A day's items are one text; positions are as coarse as they are kept. Whoever came by an
import keeps that id.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import orjson

from app.accounts.models import UnitKind
from app.attendance.models_leave import LeaveStatus, LeaveType
from app.audit.service import record as audit
from app.core.clock import month_bounds, month_of
from app.core.portions import portions
from app.core.work import Work
from app.dataset import repository_export as repository
from app.dataset.formats import FORMATS, TRIP, Kind
from app.dataset.repository_export import Found
from app.dataset.service_people import LEAVE_TYPES

Row = dict[str, Any]
Told = Callable[[Kind, int], None]
"""Hears how many rows of a file are written."""
_EIGHT = timezone(timedelta(hours=8))
_TYPES = {kind: word for word, kind in LEAVE_TYPES.items()} | {LeaveType.OTHER: "其他"}
_STATES = {
    LeaveStatus.SUBMITTED: "submitted",
    LeaveStatus.REFERRED: "submitted",
    LeaveStatus.APPROVED: "approved",
    LeaveStatus.CLOSED: "approved",
    LeaveStatus.REJECTED: "rejected",
    LeaveStatus.CANCELLED: "cancelled",
}
BETWEEN = "；"
PORTION = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as other systems know it."""

    name: str
    county: str
    lat: float | None
    lon: float | None


@dataclass(slots=True)
class Exporter:
    """One export, in one reading transaction."""

    work: Work
    cadres: dict[UUID, str] = field(default_factory=dict)
    supervisors: dict[UUID, str] = field(default_factory=dict)
    places: dict[UUID, Place] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[Kind, Iterator[Row]]]:
        """Every file's rows, in the order of the formats."""
        session = self.work.session
        repository.hold_snapshot(session)
        self.cadres = {row[0]: row[1] for row in repository.imported_names(session, Kind.CADRE)}
        self.supervisors = {row[0]: row[1] for row in repository.imported_names(session, Kind.SUPERVISOR)}
        self.places = _places(repository.units(session))
        yield Kind.CADRE, self._people(Kind.CADRE)
        yield Kind.SUPERVISOR, self._people(Kind.SUPERVISOR)
        yield Kind.SECONDMENT, self._secondments()
        yield Kind.LEAVE, self._leave()
        yield Kind.CLAIM, self._claims()
        yield Kind.ENTRY, self._entries()
        yield Kind.APPROVAL, self._approvals()

    def _kept(self, kind: Kind) -> Iterator[Row]:
        for found in repository.imported_rows(self.work.session, kind):
            yield found[1]

    def _people(self, kind: Kind) -> Iterator[Row]:
        yield from self._kept(kind)
        writes = kind is Kind.CADRE
        known = self.cadres if writes else self.supervisors
        read = repository.own_cadres if writes else repository.own_supervisors
        for person, name, unit in read(self.work.session):
            if person not in known:
                known[person] = str(person)
                place = self.places.get(unit)
                if writes:
                    home = {"home_unit": place and place.name, "home_city": place and place.county}
                    yield {"cadre_id": str(person), "name": name, **home}
                else:
                    yield {"supervisor_id": str(person), "name": name, "unit": place and place.name}

    def _secondments(self) -> Iterator[Row]:
        yield from self._kept(Kind.SECONDMENT)
        for row in repository.own_secondments(self.work.session):
            place = self.places[row.receiving_unit_id]
            yield {
                "secondment_id": str(row.id),
                "cadre_id": self.cadres[row.cadre_id],
                "host_county": place.county,
                "host_unit": place.name,
                "supervisor_id": self.supervisors.get(row.supervisor_id),
                "start": row.start_on.isoformat(),
                "end": max(row.start_on, row.recalled_on or row.end_on).isoformat(),
                "post_lat": place.lat,
                "post_lon": place.lon,
                "status": row.status.value,
            }

    def _leave(self) -> Iterator[Row]:
        yield from self._kept(Kind.LEAVE)
        for row in repository.own_leave(self.work.session):
            last = row.ended_on if row.status is LeaveStatus.CLOSED and row.ended_on else row.end_on
            yield self._away(row.id, row.cadre_id, _TYPES[row.type], _STATES[row.status]) | {
                "start": row.start_on.isoformat(),
                "end": max(row.start_on, last).isoformat(),
                "approved_at": instant(row.approved_at),
            }
        for row in repository.own_trips(self.work.session):
            day = row.day_on.isoformat()
            span = {"start": day, "end": day, "approved_at": instant(row.created_at)}
            yield self._away(row.id, row.cadre_id, TRIP, "approved") | span

    def _away(self, name: UUID, cadre: UUID, kind: str, status: str) -> Row:
        return {"leave_id": str(name), "cadre_id": self.cadres[cadre], "type": kind, "status": status}

    def _claims(self) -> Iterator[Row]:
        yield from self._kept(Kind.CLAIM)
        for some in portions(repository.own_claims(self.work.session), PORTION):
            yield from self._statements(some)
        for row in repository.own_journeys(self.work.session):
            yield {
                "claim_id": str(row.id),
                "cadre_id": self.cadres[row.cadre_id],
                "kind": "transport",
                "date": row.day_on.isoformat(),
                "from": row.from_place,
                "to": row.to_place,
                "depart_at": instant(row.depart_at),
                "arrive_at": instant(row.arrive_at),
                "amount": yuan(row.amount_fen),
                "filed_at": instant(row.submitted_at),
            }

    def _statements(self, some: list[Found]) -> Iterator[Row]:
        """Statements of months with the days that are paid for them."""
        months = [month_bounds(row.month) for row in some]
        first, last = min(one[0] for one in months), max(one[1] for one in months)
        paid: dict[tuple[UUID, str], list[str]] = {}
        for cadre, day in repository.paid_days(self.work.session, {row.cadre_id for row in some}, first, last):
            paid.setdefault((cadre, month_of(day)), []).append(day.isoformat())
        for row in some:
            yield {
                "claim_id": str(row.id),
                "cadre_id": self.cadres[row.cadre_id],
                "kind": "allowance",
                "month": row.month,
                "dates": paid.get((row.cadre_id, row.month), []),
                "amount": yuan(row.pay_fen if row.pay_fen is not None else row.claimed_fen or 0),
                "filed_at": instant(row.submitted_at),
            }

    def _entries(self) -> Iterator[Row]:
        for row in repository.imported_entries(self.work.session):
            yield row.given or entry_of(row, self.cadres[row.cadre_id])
        for some in portions(repository.own_entries(self.work.session), PORTION):
            yield from self._own_entries(some)

    def _own_entries(self, some: list[Found]) -> Iterator[Row]:
        """Records with the day's first check-in and the first photo."""
        session, terms = self.work.session, {row.secondment_id for row in some}
        days = [row.work_on for row in some]
        check_ins: dict[tuple[UUID, Any], Found] = {}
        for one in repository.check_ins_of(session, terms, min(days), max(days)):
            check_ins.setdefault((one.secondment_id, one.civil_on), one)
        firsts = {row.id: UUID(ids[0]) for row in some if (ids := row.content.get("attachment_ids"))}
        photos = {one.id: one for one in repository.photos_of(session, set(firsts.values()))} if firsts else {}
        for row in some:
            photo = photos.get(firsts[row.id]) if row.id in firsts else None
            yield self._own_entry(row, check_ins.get((row.secondment_id, row.work_on)), photo)

    def _own_entry(self, row: Found, check_in: Found | None, photo: Found | None) -> Row:
        items = row.content.get("items") or []
        return {
            "entry_id": str(row.id),
            "cadre_id": self.cadres[row.cadre_id],
            "work_date": row.work_on.isoformat(),
            "created_at_client": instant(row.client_created_at),
            "submitted_at": instant(row.submitted_at),
            "edit_seconds": row.edit_seconds,
            "work_type": next((item["category"] for item in items if item.get("category")), None),
            "content": BETWEEN.join(item["text"] for item in items),
            "checkin_at": check_in and instant(check_in.received_at),
            "lat": check_in and check_in.lat,
            "lon": check_in and check_in.lon,
            "accuracy_m": check_in and check_in.accuracy_m,
            "photo": photo
            and {
                "photo_id": str(photo.id),
                "phash": photo.phash,
                "sha256": photo.source_sha256,
                "taken_at": instant(photo.taken_at),
            },
        }

    def _approvals(self) -> Iterator[Row]:
        for row in repository.imported_approvals(self.work.session):
            yield row.given or {
                "approval_id": row.external_id,
                "entry_id": row.entry_id,
                "supervisor_id": self.supervisors[row.supervisor_id],
                "decision": row.decision,
                "decided_at": instant(row.decided_at),
                "view_seconds": plain(row.view_seconds),
                "comment": row.comment,
            }
        for row in repository.own_decisions(self.work.session):
            yield {
                "approval_id": str(row.id),
                "entry_id": str(row.id),
                "supervisor_id": self.supervisors[row.decided_by_id],
                "decision": row.status.value,
                "decided_at": instant(row.decided_at),
                "view_seconds": None,
                "comment": row.decision_comment,
            }


def entry_of(row: Found, cadre: str) -> Row:
    """An imported entry from its columns."""
    photo = None
    if row.photo_id is not None:
        hashes = {"phash": row.phash, "sha256": row.sha256, "taken_at": instant(row.taken_at)}
        photo = {"photo_id": row.photo_id, **hashes}
    return {
        "entry_id": row.external_id,
        "cadre_id": cadre,
        "work_date": row.work_on.isoformat(),
        "created_at_client": instant(row.written_at),
        "submitted_at": instant(row.submitted_at),
        "edit_seconds": plain(row.edit_seconds),
        "work_type": row.work_type,
        "content": row.content,
        "checkin_at": instant(row.checkin_at),
        "lat": row.lat,
        "lon": row.lon,
        "accuracy_m": plain(row.accuracy_m),
        "photo": photo,
    }


def instant(at: datetime | None) -> str | None:
    """An instant with Beijing's offset."""
    return None if at is None else at.astimezone(_EIGHT).isoformat()


def plain(value: float | None) -> float | int | None:
    """30 for 30.0."""
    return int(value) if value is not None and value.is_integer() else value


def yuan(fen: int) -> int | str:
    """Whole yuan as a number, others as a decimal in text."""
    return fen // 100 if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"


def _places(found: Iterator[Found]) -> dict[UUID, Place]:
    """Every unit with its county: the nearest region above it, or itself."""
    rows = list(found)
    kinds = {row.id: (row.name, row.kind) for row in rows}
    return {row.id: Place(row.name, _county(row.path, kinds), row.lat, row.lon) for row in rows}


def _county(path: str, kinds: Mapping[UUID, tuple[str, UnitKind]]) -> str:
    chain = [kinds[UUID(one)] for one in path.strip("/").split("/")]
    return next((name for name, kind in reversed(chain) if kind is UnitKind.REGION), chain[0][0])


def export_dataset(work: Work, folder: Path, told: Told) -> dict[Kind, int]:
    """Write every file into a new folder, which appears when all of it is written; answers the rows of each."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} already exists: give a new name")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as unfinished:
        made = Path(unfinished) / "dataset"
        made.mkdir(mode=0o700)
        counts = {kind: _write(made / FORMATS[kind].name, rows, kind, told) for kind, rows in Exporter(work).rows()}
        if folder.exists():
            folder.rmdir()
        shutil.move(made, folder)
    return counts


def _write(path: Path, rows: Iterator[Row], kind: Kind, told: Told) -> int:
    count = 0
    with path.open("wb") as file:
        path.chmod(0o600)
        for some in portions(rows, PORTION):
            _write_lines(file, some)
            count += len(some)
            told(kind, len(some))
    return count


def _write_lines(file: IO[bytes], rows: list[Row]) -> None:
    file.write(b"".join([orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows]))


def note_export(work: Work, counts: Mapping[Kind, int]) -> None:
    """Whoever takes everything out leaves an event."""
    facts: dict[str, Any] = {kind.value: count for kind, count in counts.items()}
    audit(work, "dataset.export", "dataset", None, **facts)
