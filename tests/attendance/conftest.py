"""A county with a township that hosts a cadre, everybody who stands around them, and the real calendar."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person, Unit
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.secondments.models import Programme, Secondment
from app.workdays.service import ensure_seeded
from tests.factories import Api, County


@dataclass
class Scene:
    """`month` is over: it is noon of 8 May 2026 in Beijing."""

    county: County
    township: Unit
    sending: Unit
    programme: Programme
    cadre: Person
    supervisor: Person
    sender: Person
    finance: Person
    orgadmin: Person
    stranger: Person
    secondment: Secondment
    month: str = "2026-04"
    others: list[Secondment] = field(default_factory=list)

    @property
    def days_url(self) -> str:
        return f"/api/v1/secondments/{self.secondment.id}/days"

    def colleague(self, name: str, programme: Programme | None = None, **fields: Any) -> Secondment:
        """One more cadre in the same township."""
        cadre = self.county.person(name, Role.CADRE, self.township)
        return self.county.secondment(cadre, programme or self.programme, self.township, self.sending, **fields)

    def trail(self, action: str) -> list[AuditEvent]:
        """The audit rows of one action, oldest first."""
        with self.county.database.session(write=False) as session:
            statement = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.seq)
            return list(session.exec(statement).all())


def build(county: County, **policy: Any) -> Scene:
    with Work(county.database, SYSTEM, True) as work:
        ensure_seeded(work)
    township = county.unit("白鹭镇", county.region, lat=31.2000, lon=107.8000, radius_m=500)
    sending = county.unit("县商务局", county.region)
    elsewhere = county.unit("江口镇", county.region)
    programme = county.programme(**policy)
    cadre = county.person("何景行", Role.CADRE, sending)
    return Scene(
        county=county,
        township=township,
        sending=sending,
        programme=programme,
        cadre=cadre,
        supervisor=county.person("周敏", Role.SUPERVISOR, township),
        sender=county.person("吴启明", Role.SENDER, sending),
        finance=county.person("程以宁", Role.FINANCE, county.region),
        orgadmin=county.person("顾文澍", Role.ORGADMIN, county.region),
        stranger=county.person("钱未然", Role.SUPERVISOR, elsewhere),
        secondment=county.secondment(cadre, programme, township, sending),
    )


@pytest.fixture
def scene(county: County) -> Scene:
    return build(county)


@pytest.fixture(autouse=True)
def _may() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 8, 4, 0, tzinfo=UTC), tick=True):
        yield


def confirm(api: Api, person: Person, scene: Scene, month: str | None = None, **body: Any) -> Any:
    wanted = {"unit_id": str(scene.township.id), "basis": "online"} | body
    return api.as_(person).post(f"/api/v1/attendance/{month or scene.month}/confirm", json=wanted)
