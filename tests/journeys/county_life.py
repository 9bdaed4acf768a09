"""A county of seconded cadres through the days of a year: who may do what to whom, drawn at random, by the services."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.accounts.authority import person_actor
from app.accounts.models import Person, Unit, UnitKind
from app.allowances.models import Rate
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.errors import DomainError
from app.core.work import Work
from app.secondments.models import Programme, Secondment
from app.workdays.service import ensure_seeded
from tests.factories import County


@dataclass
class Life:
    """The county, its people and the dice; every act is a unit of work of its own, refusals are part of life."""

    county: County
    dice: random.Random
    first_on: date
    last_on: date
    pace: float = 1.0
    """How busy a day is, beside the sample's."""
    units: list[Unit] = field(default_factory=list)
    supervisors: dict[UUID, list[Person]] = field(default_factory=dict)
    admins: list[Person] = field(default_factory=list)
    finance: list[Person] = field(default_factory=list)
    cadres: dict[UUID, Person] = field(default_factory=dict)
    secondments: list[UUID] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    confirmed: dict[tuple[UUID, datetime], Any] = field(default_factory=dict)
    closed: dict[UUID, str] = field(default_factory=dict)

    def settle(self, cadres: int) -> None:
        """Towns with two supervisors each, two programmes, and cadres whose terms begin and end all over the year."""
        with Work(self.county.database, SYSTEM, writes=True) as work:
            ensure_seeded(work)
        region = self.county.region
        for number in range(max(3, cadres // 20)):
            unit = self.county.unit(
                f"第{number}镇", region, kind=UnitKind.TOWNSHIP, region_band=("近", "远")[number % 2]
            )
            self.units.append(unit)
            names = [f"主管{number}甲", f"主管{number}乙"]
            self.supervisors[unit.id] = [self.person(name, Role.SUPERVISOR, unit) for name in names]
        self.admins = [self.person(f"组织{n}", Role.ORGADMIN, region) for n in (1, 2)]
        self.finance = [self.person(f"财务{n}", Role.FINANCE, region) for n in (1, 2)]
        self.programmes = [
            self.county.programme("外派挂职"),
            self.county.programme("驻村", "village", day_basis="calendar"),
        ]
        for programme in self.programmes:
            self.county.add(Rate(programme_id=programme.id, amount_fen=3333, valid_from=date(2020, 1, 1)))
        for number in range(cadres):
            self._second(number)

    def person(self, name: str, role: Role, unit: Unit) -> Person:
        """Somebody at home in a unit, with a role over it."""
        return self.county.person(name, role, unit, home_unit_id=unit.id)

    def _second(self, number: int) -> None:
        """One in six also supervises the very unit that hosts them."""
        unit, sending = self.dice.sample(self.units, 2)
        cadre = self.person(f"干部{number}", Role.CADRE, sending)
        if number % 6 == 0:
            self.county.grant(cadre, Role.SUPERVISOR, unit)
        span = (self.last_on - self.first_on).days
        start = self.first_on + timedelta(days=self.dice.randrange(-40, max(1, span // 2)))
        end = start + timedelta(days=self.dice.randrange(30, span + 120))
        row = self.county.secondment(
            cadre,
            self.dice.choice(self.programmes),
            unit,
            sending,
            supervisors=tuple(self.supervisors[unit.id][:1]),
            start_on=start,
            end_on=end,
            arrived_on=start,
            region_band=unit.region_band,
        )
        self.secondments.append(row.id)
        self.cadres[row.id] = cadre

    @contextmanager
    def at_noon(self, on: date) -> Any:
        """A day's instant."""
        with clock.at(datetime.combine(on, time(12), clock.BEIJING) + timedelta(seconds=self.dice.randrange(20_000))):
            yield

    def act(self, name: str, who: Person, deed: Callable[[Work], object]) -> bool:
        """Do something as somebody; a refusal is counted, anything else that goes wrong is a fault."""
        with self.county.database.session(write=False) as session:
            actor = person_actor(session, who)
        try:
            with Work(self.county.database, actor, writes=True) as work:
                deed(work)
        except DomainError as error:
            self.refused[f"{name}: {error.code}"] += 1
            return False
        self.done[name] += 1
        return True

    def pick(self, statement: Any) -> Any:
        """One of the rows at random, None when there is none."""
        with self.county.database.session(write=False) as session:
            rows = session.exec(statement).all()
        return self.dice.choice(rows) if rows else None

    def live_one(self) -> Any:
        """A secondment in its term today."""
        today = clock.today()
        in_term = (col(Secondment.start_on) <= today, col(Secondment.end_on) >= today)
        return self.pick(select(Secondment).where(*in_term).order_by(col(Secondment.id)))

    def some_supervisor(self, secondment: Any) -> Person:
        """Mostly one of the unit, sometimes anybody's, sometimes the cadre who supervises there too."""
        cadre = self.cadres[secondment.id]
        own = self.supervisors[secondment.receiving_unit_id]
        own = own[:2] if self.dice.random() < 0.8 else own
        chance = self.dice.random()
        if chance < 0.08:
            return cadre
        return self.dice.choice(own if chance < 0.9 else self.supervisors[self.dice.choice(self.units).id])
