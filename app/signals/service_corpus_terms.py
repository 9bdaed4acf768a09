"""Who is where: the people and terms of a corpus, imported ones by the dataset's names, others by their ids."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np

from app.core.work import Work
from app.secondments.access import ProgrammeRules, rules_of
from app.signals import repository_corpus_terms as repository
from app.signals.columns import integers, reals
from app.signals.corpus import NOBODY, Cadres, Flags, Secondments, Supervisors
from app.signals.repository_corpus import Reach

FREE_DAYS = 3
Host = tuple[int, UUID]


@dataclass(frozen=True, slots=True)
class Known:
    """What the corpus's people and terms are called here, row by row."""

    cadres: list[UUID]
    supervisors: list[UUID]
    supervisor_units: list[UUID | None]
    secondments: list[UUID]
    hosts: list[tuple[Host, ...]]
    """Of each term the postings by their first days."""
    imported: Flags
    """Terms that a dataset brought."""

    def host_on(self, secondment: int, day: int) -> UUID:
        """The unit that hosts a day; the nearest one for a day outside the term."""
        hosts = self.hosts[secondment]
        return next((unit for since, unit in reversed(hosts) if since <= day), hosts[0][1])


class _Unit(NamedTuple):
    name: str
    path: str
    lat: float | None
    lon: float | None


class _Person(NamedTuple):
    external_id: str | None
    name: str
    home_unit_id: UUID | None


class _Brought(NamedTuple):
    """What a dataset said of a person or term."""

    name: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Term:
    id: UUID
    cadre_id: UUID
    name: str
    start: int
    end: int
    imported: bool
    county: str
    unit: str
    lat: float | None
    lon: float | None
    free_days: int
    supervisor_id: UUID | None
    unit_id: UUID
    hosts: tuple[Host, ...]
    sending: str

    def is_at_post(self, day: int) -> bool:
        """Whether the unit of the term's post hosts the day; before a transfer it was another's."""
        return next((unit for since, unit in reversed(self.hosts) if since <= day), self.unit_id) == self.unit_id


@dataclass(slots=True)
class Terms:
    """The terms of a reach in the corpus's order, with where each of them and their cadres stand."""

    rows: list[_Term]
    cadres: Cadres
    cadre_ids: list[UUID]
    supervisors: Mapping[UUID, _Brought]
    people: Mapping[UUID, _Person]
    units: Mapping[UUID, _Unit]
    secondment_at: dict[str, int] = field(default_factory=dict)
    """By the id's 32 digits."""
    cadre_at: dict[UUID, int] = field(default_factory=dict)
    cadre_named: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.secondment_at = {term.id.hex: at for at, term in enumerate(self.rows)}
        self.cadre_at = {one: at for at, one in enumerate(self.cadre_ids)}
        self.cadre_named = {name: at for at, name in enumerate(self.cadres.ids)}

    def whole(self, deciders: Iterable[UUID]) -> tuple[Supervisors, Secondments, Known]:
        """With everybody who reviews: those named by a dataset, those who are reminded and those who decided."""
        wanted = {*self.supervisors, *deciders, *(one.supervisor_id for one in self.rows if one.supervisor_id)}
        named = sorted((self._supervisor_name(one), one) for one in wanted)
        ids = [one for _, one in named]
        at = {one: place for place, one in enumerate(ids)}
        supervisors = Supervisors(
            ids=[name for name, _ in named],
            name=[self._word(one, "name", self.people[one].name) for one in ids],
            unit=[self._word(one, "unit", self._unit_name(self.people[one].home_unit_id)) for one in ids],
        )
        homes = [self.people[one].home_unit_id for one in ids]
        return supervisors, self._secondments(at), self._known(ids, homes)

    def _secondments(self, supervisor_at: Mapping[UUID, int]) -> Secondments:
        rows = self.rows
        return Secondments(
            ids=[one.name for one in rows],
            cadre=integers([self.cadre_at[one.cadre_id] for one in rows]),
            county=[one.county for one in rows],
            unit=[one.unit for one in rows],
            supervisor=integers([supervisor_at[one.supervisor_id] if one.supervisor_id else NOBODY for one in rows]),
            start=integers([one.start for one in rows]),
            end=integers([one.end for one in rows]),
            post_lat=reals([one.lat for one in rows]),
            post_lon=reals([one.lon for one in rows]),
            free_days=integers([one.free_days for one in rows]),
        )

    def _known(self, supervisors: list[UUID], homes: list[UUID | None]) -> Known:
        return Known(
            cadres=self.cadre_ids,
            supervisors=supervisors,
            supervisor_units=homes,
            secondments=[one.id for one in self.rows],
            hosts=[one.hosts for one in self.rows],
            imported=np.array([one.imported for one in self.rows], dtype=np.bool_),
        )

    def _supervisor_name(self, one: UUID) -> str:
        brought = self.supervisors.get(one)
        return brought.name if brought else self.people[one].external_id or str(one)

    def _word(self, one: UUID, name: str, otherwise: str) -> str:
        brought = self.supervisors.get(one)
        return str(brought.row.get(name) or "") if brought else otherwise

    def _unit_name(self, unit_id: UUID | None) -> str:
        return self.units[unit_id].name if unit_id else ""


def terms_of(work: Work, reach: Reach) -> Terms:
    """Every term with a day in the reach, by cadre, first day and name; and its cadres by their names."""
    session = work.session
    units = {row[0]: _Unit(*row[1:]) for part in repository.units(session) for row in part}
    people = {row[0]: _Person(*row[1:]) for part in repository.people(session) for row in part}
    brought = {kind: _brought(work, kind) for kind in ("cadre", "supervisor", "secondment")}
    found = list(_Reader(work, reach, units, brought).terms())
    named = {one.cadre_id: _cadre_name(one.cadre_id, brought["cadre"], people) for one in found}
    found.sort(key=lambda one: (named[one.cadre_id], one.start, one.name))
    cadre_ids = sorted(named, key=lambda one: named[one])
    sending = {one.cadre_id: one.sending for one in found}
    told = [brought["cadre"].get(one) for one in cadre_ids]
    cadres = Cadres(
        ids=[named[one] for one in cadre_ids],
        name=[
            str(of.row.get("name") or "") if of else people[one].name for one, of in zip(cadre_ids, told, strict=True)
        ],
        home_unit=[
            str(of.row.get("home_unit") or "") if of else sending[one] for one, of in zip(cadre_ids, told, strict=True)
        ],
        home_city=[str(of.row.get("home_city") or "") if of else "" for of in told],
    )
    return Terms(found, cadres, cadre_ids, brought["supervisor"], people, units)


def _brought(work: Work, kind: str) -> dict[UUID, _Brought]:
    rows = (row for part in repository.imported_rows(work.session, kind) for row in part)
    return {target: _Brought(name, given) for name, target, given in rows if target is not None}


def _cadre_name(one: UUID, brought: Mapping[UUID, _Brought], people: Mapping[UUID, _Person]) -> str:
    told = brought.get(one)
    return told.name if told else people[one].external_id or str(one)


@dataclass(slots=True)
class _Reader:
    """Rows of terms as the corpus has them."""

    work: Work
    reach: Reach
    units: Mapping[UUID, _Unit]
    brought: Mapping[str, Mapping[UUID, _Brought]]
    hosts: dict[UUID, list[Host]] = field(default_factory=lambda: defaultdict(list))
    reminded: dict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, UUID] = field(default_factory=dict)

    def terms(self) -> Iterable[_Term]:
        """In no order."""
        session = self.work.session
        for part in repository.hosts(session, self.reach):
            for secondment, since, unit in part:
                self.hosts[secondment].append((since, unit))
        for part in repository.supervisors(session, self.reach):
            for secondment, person in part:
                self.reminded[secondment].append(person)
        self.named = {of.name: target for target, of in self.brought["supervisor"].items()}
        rows = [row for part in repository.terms(session, self.reach) for row in part]
        rules = rules_of(self.work, {row[7] for row in rows})
        return (self._term(row, rules) for row in rows)

    def _term(self, row: Any, rules: ProgrammeRules) -> _Term:
        key, cadre, external, arrived, start, end, imported, programme, unit_id, sending_id = row
        unit, told = self.units[unit_id], self.brought["secondment"].get(key)
        policy = rules.policy_on(programme, min(self.reach.last, date.fromordinal(end)))
        given = told.row if told else {}
        boss = (
            self.named.get(str(given.get("supervisor_id"))) if told else min(self.reminded[key], key=str, default=None)
        )
        return _Term(
            id=key,
            cadre_id=cadre,
            name=told.name if told else external or str(key),
            start=start if told else max(arrived, start),
            end=end,
            imported=imported,
            county=str(given.get("host_county") or "") if told else self._county(unit),
            unit=str(given.get("host_unit") or "") if told else unit.name,
            lat=given.get("post_lat") if told else unit.lat,
            lon=given.get("post_lon") if told else unit.lon,
            free_days=policy.backfill_free_days if policy else FREE_DAYS,
            supervisor_id=boss,
            unit_id=unit_id,
            hosts=tuple(self.hosts[key]),
            sending=self.units[sending_id].name if sending_id else "",
        )

    def _county(self, unit: _Unit) -> str:
        """The name of the region at the top."""
        top = self.units.get(UUID(unit.path.split("/")[1]))
        return top.name if top else ""
