"""A county whose month of June is over: cadres with records, and findings of several kinds stored as a scan would."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.accounts.models import Person, Unit
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.job_runs import Ran, run_slot
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus
from app.secondments.models import Programme, Secondment
from app.signals.evidence import evidence_of
from app.signals.jobs import JOBS
from app.signals.models import Signal, SignalKind
from tests.factories import County

MONDAY = datetime(2026, 7, 13, 7, 0, tzinfo=BEIJING)
JUNE = "2026-06"
START = date(2026, 3, 2)
JOB = {job.name: job for job in JOBS}["signals-queue"]


@dataclass
class Scene:
    """Who is there, and how to add to it."""

    county: County
    programme: Programme
    office: Unit
    reviewer: Person
    terms: list[Secondment] = field(default_factory=list)

    def cadre(self, name: str, unit: Unit | None = None, programme: Programme | None = None) -> Secondment:
        """Somebody seconded since March."""
        person = self.county.person(name, Role.CADRE)
        term = self.county.secondment(person, programme or self.programme, unit or self.office, start_on=START)
        self.terms.append(term)
        return term

    def record(self, term: Secondment, on: date, text: str, **fields: Any) -> DailyRecord:
        """A submitted day."""
        row = DailyRecord(
            secondment_id=term.id,
            cadre_id=term.cadre_id,
            unit_id=term.receiving_unit_id,
            work_on=on,
            day_type=DayType.ON_POST,
            status=RecordStatus.SUBMITTED,
            items=[{"text": text}],
            submitted_at=datetime(on.year, on.month, on.day, 17, tzinfo=BEIJING),
            **fields,
        )
        self.county.add(row)
        return row

    def month(self, term: Secondment, text: str = "走访农户", month: int = 6) -> DailyRecord:
        """A month with something to read in it."""
        return self.record(term, date(2026, month, 3), text)

    def run(self, at: datetime = MONDAY) -> Ran:
        """Carry the Monday job out."""
        slot = JOB.last_slot(at + timedelta(minutes=1))
        assert slot is not None
        return run_slot(self.county.database, JOB, slot)

    def found(self, term: Secondment, kind: SignalKind = SignalKind.FILLER, **fields: Any) -> Signal:
        """A finding as a scan stores it: raised, and nobody knows of it."""
        day = fields.pop("first_on", date(2026, 6, 3))
        numbers = {"total": 20, "count": 8} if kind is SignalKind.FILLER else {}
        given = {
            "subject_id": term.id,
            "secondment_id": term.id,
            "person_id": term.cadre_id,
            "unit_id": term.receiving_unit_id,
            "window": JUNE,
            "first_on": day,
            "last_on": day,
            "score": 0.8,
            "evidence": evidence_of(f"{kind}/1", days=[day], **numbers),
            "opened_on": date(2026, 7, 10),
            "expires_on": date(2026, 8, 9),
        }
        row = Signal(kind=kind, **(given | fields))
        self.county.add(row)
        return row

    def reread(self, row: Signal) -> Signal:
        """The signal as it stands."""
        with Work(self.county.database, SYSTEM, writes=False) as work:
            fresh = work.session.get_one(Signal, row.id)
            work.session.expunge(fresh)
        return fresh


def scene_of(county: County, weekly: Sequence[str] = ()) -> Scene:
    """One reviewer of the Organization Department over the whole region."""
    del weekly
    office = county.unit("财政局", county.region)
    return Scene(county, county.programme(), office, county.person("顾部长", Role.ORGADMIN, county.region))


def copied(copy: DailyRecord, source: DailyRecord, start: int, end: int) -> dict[str, Any]:
    """Evidence of a copy: the stretch `start` to `end` of both texts is the same."""
    span = {"entry_id": str(copy.id), "start": start, "end": end}
    span |= {"with_id": str(source.id), "with_start": start, "with_end": end}
    return evidence_of(
        "peer_copy/1",
        days=[copy.work_on],
        entries=[str(copy.id)],
        pairs=[(str(copy.id), str(source.id))],
        spans=[span],
        share=86,
    )


def item_ids(week: dict[str, Any]) -> list[UUID]:
    """The ids of a week's items."""
    return [UUID(item["id"]) for item in week["items"]]
