"""Cadres, supervisors, secondments, leave and claims of a dataset, as domain rows and as they came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import SQLModel

from app.accounts.models import Person, PersonStatus, Unit
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core.bulk import complete, copy_rows
from app.core.work import Work
from app.dataset import repository
from app.dataset.checks import Checked
from app.dataset.digests import as_text, digest_of
from app.dataset.faults import Wrong
from app.dataset.formats import TRIP, Kind
from app.dataset.identities import Identities
from app.dataset.repository import Standing
from app.dataset.repository_sink import ROWS, Sink
from app.dataset.service_places import Places, Programmes
from app.secondments.models import Posting, Programme, Secondment, SecondmentStatus

if TYPE_CHECKING:
    from app.dataset.service_import import Read

Outcome = bool | Wrong
"""New, there already, or rejected."""
Taker = Callable[[Sequence["Read"]], Sequence[Outcome]]
AT_ONCE = 5000
LONGEST_NAME, LONGEST_ID = 40, 64
LEAVE_TYPES = {
    "病假": LeaveType.SICK,
    "事假": LeaveType.PERSONAL,
    "年休假": LeaveType.ANNUAL,
    "探亲假": LeaveType.FAMILY,
    "婚假": LeaveType.MARRIAGE,
    "产假": LeaveType.MATERNITY,
    "丧假": LeaveType.BEREAVEMENT,
}


@dataclass(slots=True)
class Cadre:
    """A person of the dataset: the id, the terms as (first, last, secondment's id, secondment), the days with a record.

    `days` hold the imported record of a day, `live` the days with one of Jishi's own; of somebody who `is_old` they
    are read when the first entry comes.
    """

    person: str
    is_old: bool
    terms: list[tuple[int, int, str, str]] = field(default_factory=list)
    days: dict[int, str] = field(default_factory=dict)
    live: frozenset[int] = frozenset()

    def term_on(self, day: int) -> str | None:
        """The secondment that covers a day: the latest start."""
        for first, last, _, term in reversed(self.terms):
            if first <= day <= last:
                return term
        return None


class People:
    """Takes the rows of people and of what is theirs; `discards` once nothing will be kept."""

    def __init__(self, work: Work, sink: Sink, last_row: int, regions: list[Unit]) -> None:
        self.work, self.sink, self.seq = work, sink, last_row
        self.places = Places(work, regions)
        self.programme = Programmes(work, self.places.regions[0])
        self.ids = Identities()
        self.discards = self.lacks_supervisors = False
        self.cadres: dict[str, Cadre] = {}
        self.supervisors: dict[str, str] = {}
        self._standing: dict[Kind, dict[str, Standing]] = {}
        self._called = repository.people_called(work.session)
        self._terms_called = repository.secondments_called(work.session)
        self._held: dict[type[SQLModel], list[dict[str, Any]]] = {
            model: [] for model in (Unit, Person, Programme, Secondment, Posting, Leave)
        }
        self._waiting: list[tuple[str, str, str, str | None]] = []
        """Supervisors whose unit is known once the secondments are read."""
        self._hosts: dict[str, UUID] = {}
        self._grown: list[Cadre] = []
        """Cadres of earlier imports who got another term: it may cover days that came before it."""
        self._span = (date.max, date.min)
        self._remember()

    def _remember(self) -> None:
        """What earlier imports brought."""
        session = self.work.session
        for kind in (Kind.CADRE, Kind.SUPERVISOR, Kind.SECONDMENT, Kind.LEAVE, Kind.CLAIM):
            self._standing[kind] = repository.standing_rows(session, kind)
        for name, standing in self._standing[Kind.CADRE].items():
            self.cadres[name] = Cadre(_hex(standing), is_old=True)
        self.supervisors = {name: _hex(one) for name, one in self._standing[Kind.SUPERVISOR].items()}
        for cadre, name, term, first, last in repository.standing_terms(session):
            self.cadres[cadre].terms.append((first.toordinal(), last.toordinal(), name, term.hex))

    def taker(self, kind: Kind) -> Taker:
        """What takes the rows of a file."""
        make = {
            Kind.CADRE: self._cadre,
            Kind.SUPERVISOR: self._supervisor,
            Kind.SECONDMENT: self._secondment,
            Kind.LEAVE: self._leave,
            Kind.CLAIM: self._claim,
        }[kind]
        return lambda rows: [self._take(kind, row, make) for row in rows]

    def _take(self, kind: Kind, row: "Read", make: Callable[["Read"], tuple[str | None, str]]) -> Outcome:
        """One row: passed over when it stands, else made and kept; `make` answers (target, person)."""
        digest, name = digest_of(row.fields), row.checked.id
        standing = self._standing[kind].get(name)
        if standing is not None:
            return False if standing.digest == digest else Wrong(f"{kind.value}_id", "other-content")
        try:
            target, person = make(row)
        except Wrong as wrong:
            return wrong
        self.seq += 1
        checked: Checked = row.checked
        first, last = (None if day is None else str(date.fromordinal(day)) for day in (checked.first, checked.last))
        self.sink.add(ROWS, (self.seq, kind.value, name, target, person, first, last, digest, as_text(row.kept)))
        return True

    def _cadre(self, row: "Read") -> tuple[str, str]:
        name, said = row.checked.id, row.fields
        called = self._called.get(name)
        if called is not None:
            if called[1] != said["name"][:LONGEST_NAME]:
                raise Wrong("cadre_id", "live-person")
            self.cadres[name] = Cadre(called[0].hex, is_old=True)
            return called[0].hex, called[0].hex
        home = None
        if said["home_unit"] or said["home_city"]:
            home = self.places.unit(said["home_city"], said["home_unit"]).id
        person = self._person(said["name"], home, name)
        self.cadres[name] = Cadre(person, is_old=False)
        return person, person

    def _supervisor(self, row: "Read") -> tuple[str, str]:
        person = self.ids.next()
        self.supervisors[row.checked.id] = person
        self._waiting.append((row.checked.id, person, row.fields["name"], row.fields["unit"]))
        return person, person

    def _person(self, name: str, unit_id: UUID | None, external_id: str | None, made: str | None = None) -> str:
        """A person without a login: nobody can sign in with this name, for there is no password and it is off."""
        made = made or self.ids.next()
        self._hold(
            Person,
            id=UUID(made),
            login=f"imported-{made}",
            name=name[:LONGEST_NAME],
            home_unit_id=unit_id,
            status=PersonStatus.DISABLED,
            external_id=external_id if external_id and len(external_id) <= LONGEST_ID else None,
        )
        return made

    def _secondment(self, row: "Read") -> tuple[str, str]:
        checked, said = row.checked, row.fields
        cadre = self._cadre_of(checked)
        supervisor = said["supervisor_id"]
        if supervisor is not None and supervisor not in self.supervisors and not self.lacks_supervisors:
            raise Wrong("supervisor_id", "unknown-supervisor")
        if checked.id in self._terms_called:
            raise Wrong("secondment_id", "live-secondment")
        host = self.places.unit(said["host_county"], said["host_unit"])
        if supervisor is not None:
            self._hosts.setdefault(supervisor, host.id)
        made = self.ids.next()
        cadre.terms.append((checked.first, checked.last, checked.id, made))
        if cadre.is_old:
            self._grown.append(cadre)
        self._store_term(made, cadre, host, checked)
        return made, cadre.person

    def _store_term(self, made: str, cadre: Cadre, host: Unit, checked: Checked) -> None:
        assert checked.first is not None and checked.last is not None  # noqa: S101, PT018 - a term has both
        first, last = date.fromordinal(checked.first), date.fromordinal(checked.last)
        self._span = (min(self._span[0], first), max(self._span[1], last))
        posted = {"receiving_unit_id": host.id, "post_title": host.name, "start_on": first}
        self._hold(
            Secondment,
            **posted,
            id=UUID(made),
            cadre_id=UUID(cadre.person),
            programme_id=self.programme.row.id,
            end_on=last,
            end_month=last.isoformat()[:7],
            status=SecondmentStatus.ARCHIVED,
            arrived_on=first,
            external_id=checked.id if len(checked.id) <= LONGEST_ID else None,
        )
        self._hold(Posting, **posted, secondment_id=UUID(made))

    def _leave(self, row: "Read") -> tuple[str | None, str]:
        """Approved leave is leave; a trip is work, and what was not approved is history alone."""
        checked, said = row.checked, row.fields
        cadre = self._cadre_of(checked)
        term = cadre.term_on(checked.first) or cadre.term_on(checked.last)
        if said["status"] != "approved" or said["type"] == TRIP or term is None:
            return None, cadre.person
        made = self.ids.next()
        first, last = date.fromordinal(checked.first), date.fromordinal(checked.last)
        self._hold(
            Leave,
            id=UUID(made),
            secondment_id=UUID(term),
            cadre_id=UUID(cadre.person),
            unit_id=self.programme.row.unit_id,
            filed_by_id=UUID(cadre.person),
            type=LEAVE_TYPES.get(said["type"], LeaveType.OTHER),
            reason=said["type"][:500],
            start_on=first,
            end_on=last,
            halves=2 * ((last - first) // timedelta(days=1) + 1),
            level=Level.RECEIVING,
            status=LeaveStatus.CLOSED,
            ended_on=last,
        )
        return made, cadre.person

    def _claim(self, row: "Read") -> tuple[None, str]:
        """Money of the past stays as it came: it is paid, or not, elsewhere."""
        return None, self._cadre_of(row.checked).person

    def _cadre_of(self, checked: Checked) -> Cadre:
        found = self.cadres.get(checked.person)
        if found is None:
            raise Wrong("cadre_id", "unknown-cadre")
        return found

    def end_of(self, kind: Kind) -> None:
        """After a file: what was waiting for it is stored."""
        if kind is Kind.SECONDMENT:
            for cadre in self.cadres.values():
                cadre.terms.sort(key=lambda term: (term[0], term[2]))
            for name, person, called, unit in self._waiting:
                home = self._hosts.get(name) or self.places.unit(None, unit).id
                self._person(called, home, None, person)
            self._waiting.clear()

    def _hold(self, kind: type[SQLModel], **values: Any) -> None:
        if self.discards:
            return
        held = self._held[kind]
        held.append(complete(kind, values))
        if len(held) >= AT_ONCE:
            self._store()

    def _store(self) -> None:
        """What is held into its tables, those that are referred to first."""
        self._held[Unit] += [unit.model_dump() for unit in self.places.fresh]
        self.places.fresh.clear()
        if self.programme.fresh:
            self._held[Programme].append(self.programme.row.model_dump())
            self.programme.fresh = False
        for kind, rows in self._held.items():
            copy_rows(self.work.session, kind, rows)
            rows.clear()

    def settle(self) -> None:
        """Everything of these files is in its table, and the programme's rules reach over its terms."""
        self._store()
        if self._span[0] <= self._span[1]:
            self.programme.cover(*self._span)
            self.work.session.flush()
            self._move_days()

    def _move_days(self) -> None:
        """Days of earlier imports go to the term that covers them now, as if all had come at once."""
        session = self.work.session
        for cadre in self._grown:
            person = UUID(cadre.person)
            for on, term in repository.imported_days(session, person):
                wanted = cadre.term_on(on.toordinal())
                if wanted is not None and wanted != term.hex:
                    repository.move_day(session, person, on, UUID(wanted))


def _hex(standing: Standing) -> str:
    return standing.target.hex if standing.target is not None else ""
