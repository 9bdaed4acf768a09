"""The quarter's county on the database: people and terms in bulk, then each event as it comes.

What others are told of (leave, transfers, suspensions, a month's word) is done by the services, for their news close
signals and fill inboxes; records come in bulk as the rows that saving and deciding leave behind.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, insert, update
from sqlmodel import col, select

from app.accounts.authority import person_actor
from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit, UnitKind
from app.attendance.models_leave import Leave, LeaveType
from app.attendance.schemas import Basis, ConfirmIn
from app.attendance.schemas_leave import LeaveApproveIn, LeaveCancelIn, LeaveEndIn, LeaveIn
from app.attendance.service_leave import file_leave
from app.attendance.service_leave_steps import approve_leave, cancel_leave, end_leave
from app.attendance.service_months import confirm_month
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.ids import new_id
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus
from app.reminders.models import ReminderSettings
from app.secondments.models import Programme, Secondment, SecondmentStatus, SecondmentSupervisor
from app.secondments.schemas_postings import TransferIn
from app.secondments.schemas_secondments import ReasonedIn
from app.secondments.service_lifecycle import take_step
from app.secondments.service_transfer import transfer
from app.workdays.service import ensure_seeded
from tests.factories import LONG_AGO, County
from tests.journeys.quarter_facts import RULES, Cadre, Event, Kind, Quarter

Table = Any
STATUS = {
    Kind.WROTE: RecordStatus.SUBMITTED,
    Kind.DRAFTED: RecordStatus.DRAFT,
    Kind.APPROVED: RecordStatus.APPROVED,
    Kind.RETURNED: RecordStatus.RETURNED,
}
SWITCHES = {Kind.SWITCHED_OFF: PersonStatus.DISABLED, Kind.SWITCHED_ON: PersonStatus.ACTIVE}


@dataclass
class Stage:
    """The county and who is who in it; `play` lets events happen."""

    county: County
    quarter: Quarter
    units: list[Unit] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    secondments: dict[int, UUID] = field(default_factory=dict)
    hosts: dict[int, list[tuple[date, int]]] = field(default_factory=dict)
    records: dict[tuple[int, date], UUID] = field(default_factory=dict)
    leaves: dict[tuple[int, int], UUID] = field(default_factory=dict)

    def settle(self) -> None:
        """Units with two supervisors each, the offices, the programmes, and every cadre's term."""
        with Work(self.county.database, SYSTEM, writes=True) as work:
            ensure_seeded(work)
        region = self.county.region
        programmes = {}
        for rules in RULES:
            policy: dict[str, Any] = {
                "reminder_hour": rules.hour,
                "record_frequency": rules.frequency,
                "review": rules.review,
            }
            programmes[rules.name] = self.county.programme(
                rules.name, leave_tiers={"receiving_days": 31, "organisation_days": 62}, **policy
            )
        for number in range(self.quarter.units):
            self.units.append(self.county.unit(f"第{number}镇", region, kind=UnitKind.TOWNSHIP))
        for unit in range(self.quarter.units):
            for which in "甲乙":
                self._enter(supervisor(unit, which), Role.SUPERVISOR, self.units[unit])
        self._enter(ADMIN, Role.ORGADMIN, region)
        self._enter(MONEY, Role.FINANCE, region)
        self._cadres(programmes)
        self._terms(programmes)

    def _enter(self, name: str, role: Role, unit: Unit) -> None:
        self.people[name] = self.county.person(name, role, unit, home_unit_id=unit.id)

    def _cadres(self, programmes: dict[str, Programme]) -> None:
        rows: list[Any] = []
        for cadre in self.quarter.cadres:
            name = cadre_name(cadre.number)
            person = Person(name=name, login=f"c{cadre.number}", person_no=f"G{cadre.number:05d}")
            self.people[name] = person
            rows.append(person)
        self._store(rows)
        rows = []
        for cadre in self.quarter.cadres:
            person = self.people[cadre_name(cadre.number)]
            rows.append(RoleAssignment(person_id=person.id, role=Role.CADRE, valid_from=LONG_AGO))
            if cadre.supervises is not None:
                over = self.units[cadre.supervises].id
                rows.append(
                    RoleAssignment(person_id=person.id, role=Role.SUPERVISOR, unit_id=over, valid_from=LONG_AGO)
                )
            rows.append(ReminderSettings(person_id=person.id, muted=False, channels=list(cadre.channels)))
        self._store(rows)

    def _terms(self, programmes: dict[str, Programme]) -> None:
        rows: list[Any] = []
        for cadre in self.quarter.cadres:
            row = Secondment(
                cadre_id=self.person(cadre.number).id,
                programme_id=programmes[cadre.rules.name].id,
                receiving_unit_id=self.units[cadre.unit].id,
                post_title="副镇长（挂职）",
                start_on=cadre.start_on,
                end_on=cadre.end_on,
                end_month=clock.month_of(cadre.end_on),
                status=SecondmentStatus.ACTIVE,
                arrived_on=cadre.start_on,
                approval_no="云组干〔2026〕1号",
            )
            self.secondments[cadre.number] = row.id
            self.hosts[cadre.number] = [(cadre.start_on, cadre.unit)]
            rows.append(row)
        self._store(rows)
        self._store([row for cadre in self.quarter.cadres for row in self._reminded(cadre)])

    def _reminded(self, cadre: Cadre) -> Iterable[SecondmentSupervisor]:
        """Everybody who supervises the unit is to be reminded, but nobody of themselves."""
        for name in self.supervisors_of(cadre.unit):
            if name != cadre_name(cadre.number):
                yield SecondmentSupervisor(secondment_id=self.secondments[cadre.number], person_id=self.people[name].id)

    def supervisors_of(self, unit: int) -> list[str]:
        """Who supervises a unit, the cadres among them."""
        names = [supervisor(unit, which) for which in "甲乙"]
        return names + [cadre_name(cadre.number) for cadre in self.quarter.cadres if cadre.supervises == unit]

    def _store(self, rows: Sequence[Any]) -> None:
        with self.county.database.session(write=True) as session:
            session.add_all(rows)
            session.commit()

    def person(self, number: int) -> Person:
        """A cadre."""
        return self.people[cadre_name(number)]

    def play(self, events: Sequence[Event]) -> None:
        """Let these happen now, in their order; nothing that was drawn may be refused."""
        bulk = [event for event in events if event.kind in STATUS]
        if bulk:
            self._write(bulk)
        for event in events:
            if event.kind not in STATUS:
                getattr(self, "_" + event.kind.replace("-", "_"))(event)

    def _as(self, name: str, deed: Callable[[Work], Any]) -> Any:
        with self.county.database.session(write=False) as session:
            actor = person_actor(session, self.people[name])
        with Work(self.county.database, actor, writes=True) as work:
            return deed(work)

    def _boss(self, number: int, on: date) -> str:
        return supervisor(self.host(number, on), "甲")

    def host(self, number: int, on: date) -> int:
        """The unit that hosts a cadre's day."""
        return next(
            unit for first, unit in reversed(self.hosts[number]) if first <= on or first == self.hosts[number][0][0]
        )

    def _write(self, events: Sequence[Event]) -> None:
        now, fresh, changed = clock.now(), list[dict[str, Any]](), list[dict[str, Any]]()
        for event in events:
            key = event.who, event.day
            status = STATUS[event.kind]
            if key in self.records:
                boss = self.people[self._boss(*key)].id if event.kind in (Kind.APPROVED, Kind.RETURNED) else None
                changed.append(
                    {
                        "b_id": self.records[key],
                        "b_status": status,
                        "b_by": boss,
                        "b_decided": now if boss else None,
                        "b_again": event.kind is Kind.WROTE,
                        "b_comment": "请写明是哪一户。" if event.kind is Kind.RETURNED else None,
                    }
                )
            else:
                self.records[key] = new_id()
                fresh.append(self._row(key, status))
        with self.county.database.session(write=True) as session:
            if fresh:
                session.execute(insert(DailyRecord), fresh)
            if changed:
                self._change(session, changed)
            session.commit()

    def _change(self, session: Any, changed: list[dict[str, Any]]) -> None:
        table: Table = DailyRecord.__table__  # type: ignore[attr-defined]
        again: Any = bindparam("b_again")
        statement = (
            update(table)
            .where(table.c.id == bindparam("b_id"))
            .values(
                status=bindparam("b_status"),
                decided_by_id=bindparam("b_by"),
                decided_at=bindparam("b_decided"),
                decision_comment=bindparam("b_comment"),
                submitted_at=case((again, clock.now()), else_=table.c.submitted_at),
                updated_at=clock.now(),
            )
        )
        session.connection().execute(statement, changed)

    def _row(self, key: tuple[int, date], status: RecordStatus) -> dict[str, Any]:
        number, on = key
        return {
            "id": self.records[key],
            "secondment_id": self.secondments[number],
            "cadre_id": self.person(number).id,
            "unit_id": self.units[self.host(number, on)].id,
            "work_on": on,
            "day_type": DayType.ON_POST,
            "status": status,
            "items": [{"text": f"走访第{number}户，核对台账。"}],
            "submitted_at": clock.now() if status is RecordStatus.SUBMITTED else None,
        }

    def _leave_filed(self, event: Event) -> None:
        leave = event.leave
        assert leave is not None
        halves: dict[str, Any] = {
            "start_half": "pm" if leave.from_noon else None,
            "end_half": "am" if leave.to_noon else None,
        }
        if leave.first_on == leave.last_on:
            halves = dict.fromkeys(halves, halves["start_half"] or halves["end_half"])
        body = LeaveIn(
            secondment_id=self.secondments[event.who],
            type=LeaveType.PERSONAL,
            start_on=leave.first_on,
            end_on=leave.last_on,
            reason="家中有事",
            **halves,
        )
        view, _ = self._as(cadre_name(event.who), lambda work: file_leave(work, body))
        self.leaves[event.who, leave.number] = view.id

    def _leave_approved(self, event: Event) -> None:
        key, version = self._leave(event)
        boss = supervisor(self.host(event.who, event.leave.first_on), "甲")  # type: ignore[union-attr]
        self._as(boss, lambda work: approve_leave(work, key, LeaveApproveIn(version=version)))

    def _leave_cancelled(self, event: Event) -> None:
        key, version = self._leave(event)
        body = LeaveCancelIn(version=version, reason="不去了")
        self._as(cadre_name(event.who), lambda work: cancel_leave(work, key, body))

    def _leave_ended(self, event: Event) -> None:
        key, version = self._leave(event)
        self._as(cadre_name(event.who), lambda work: end_leave(work, key, LeaveEndIn(version=version)))

    def _leave_closed(self, event: Event) -> None:
        key, version = self._leave(event)
        boss = supervisor(self.host(event.who, event.leave.first_on), "甲")  # type: ignore[union-attr]
        self._as(boss, lambda work: end_leave(work, key, LeaveEndIn(version=version)))

    def _leave(self, event: Event) -> tuple[UUID, int]:
        assert event.leave is not None
        key = self.leaves[event.who, event.leave.number]
        return key, self._version(Leave, key)

    def _version(self, kind: Any, key: UUID) -> int:
        with self.county.database.session(write=False) as session:
            version: int = session.exec(select(kind.version).where(col(kind.id) == key)).one()
        return version

    def _step(self, event: Event, name: str) -> None:
        key = self.secondments[event.who]
        body = ReasonedIn(version=self._version(Secondment, key), effective_on=event.day, reason="工作需要")
        self._as(ADMIN, lambda work: take_step(work, key, name, body))

    def _suspended(self, event: Event) -> None:
        self._step(event, "suspend")

    def _resumed(self, event: Event) -> None:
        self._step(event, "resume")

    def _moved(self, event: Event) -> None:
        assert event.unit is not None
        key = self.secondments[event.who]
        body = TransferIn(
            version=self._version(Secondment, key),
            from_on=event.day,
            receiving_unit_id=self.units[event.unit].id,
            reason="工作需要",
        )
        self._as(ADMIN, lambda work: transfer(work, key, body))
        self.hosts[event.who].append((event.day, event.unit))

    def _muted(self, event: Event) -> None:
        self._set(ReminderSettings, ReminderSettings.person_id, event, muted=event.kind is Kind.MUTED)

    _unmuted = _muted

    def _switched_off(self, event: Event) -> None:
        self._set(Person, Person.id, event, status=SWITCHES[event.kind])

    _switched_on = _switched_off

    def _set(self, kind: Any, key: Any, event: Event, **values: Any) -> None:
        with self.county.database.session(write=True) as session:
            session.execute(update(kind).where(col(key) == self.person(event.who).id).values(**values))
            session.commit()

    def _confirmed(self, event: Event) -> None:
        body = ConfirmIn(unit_id=self.units[event.who].id, basis=Basis.ONLINE)
        month = clock.month_of(event.day)
        self._as(supervisor(event.who, "甲"), lambda work: confirm_month(work, month, body))


ADMIN, MONEY = "组织部", "财政局"


def cadre_name(number: int) -> str:
    """How a cadre is called."""
    return f"干部{number}"


def supervisor(unit: int, which: str) -> str:
    """How a unit's supervisor is called."""
    return f"主管{unit}{which}"
