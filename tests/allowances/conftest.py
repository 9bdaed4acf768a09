"""A county with a programme, two finance accounts, and months that are confirmed by the receiving township."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person, Unit
from app.allowances.models import Rate
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.secondments.models import Programme, Secondment
from app.workdays.service import ensure_seeded
from tests.factories import Api, County

EPOCH = date(2026, 1, 1)


@dataclass
class Scene:
    """It is noon of 8 October 2026 in Beijing: every month to September is over."""

    county: County
    api: Api
    township: Unit
    sending: Unit
    programme: Programme
    cadre: Person
    supervisor: Person
    sender: Person
    finance: Person
    finance2: Person
    orgadmin: Person
    secondment: Secondment

    def rate(self, fen: int, first: date = EPOCH, last: date | None = None, **fields: Any) -> Rate:
        """A rate of the programme, stored directly."""
        values: dict[str, Any] = {"programme_id": self.programme.id} | fields
        row = Rate(amount_fen=fen, valid_from=first, valid_to=last, **values)
        self.county.add(row)
        return row

    def colleague(self, name: str, programme: Programme | None = None, **fields: Any) -> Secondment:
        """One more cadre in the same township."""
        cadre = self.county.person(name, Role.CADRE, self.sending)
        return self.county.secondment(cadre, programme or self.programme, self.township, self.sending, **fields)

    def confirm(self, month: str, *secondments: Secondment) -> None:
        """The township confirms the month of these, or of everybody."""
        body: dict[str, Any] = {"unit_id": str(self.township.id), "basis": "online"}
        if secondments:
            body["secondment_ids"] = [str(secondment.id) for secondment in secondments]
        answer = self.api.as_(self.supervisor).post(f"/api/v1/attendance/{month}/confirm", json=body)
        assert answer.status_code == 200, answer.text

    def correct(self, on: str, state: str, half: str | None = None, secondment: Secondment | None = None) -> None:
        """The township corrects a day."""
        body = {"state": state, "reason": "按实际情况更正"} | ({"half": half} if half else {})
        url = f"/api/v1/secondments/{(secondment or self.secondment).id}/days/{on}"
        answer = self.api.as_(self.supervisor).put(url, json=body)
        assert answer.status_code == 200, answer.text

    def step(self, verb: str, month: str, person: Person | None = None, **body: Any) -> httpx.Response:
        """Finance takes a step with the scene's programme."""
        wanted = {"programme_id": str(self.programme.id)} | body
        return self.api.as_(person or self.finance).post(f"/api/v1/allowances/{month}/{verb}", json=wanted)

    def settle(self, month: str, *, until: str = "close", **body: Any) -> None:
        """Take the month through its steps, approved by the second account."""
        for verb in ("calculate", "approve", "close", "pay"):
            answer = self.step(verb, month, self.finance2 if verb == "approve" else self.finance, **body)
            assert answer.status_code == 200, answer.text
            if verb == until:
                return

    def month(self, month: str, person: Person | None = None, **params: Any) -> Any:
        """The month as finance reads it."""
        answer = self.api.as_(person or self.finance).get(f"/api/v1/allowances/{month}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def row(self, month: str, secondment: Secondment | None = None) -> Any:
        """One row of the month."""
        wanted = str((secondment or self.secondment).id)
        return next(row for row in self.month(month)["rows"] if row["secondment_id"] == wanted)

    def trail(self, action: str) -> list[AuditEvent]:
        """The audit rows of one action, oldest first."""
        with self.county.database.session(write=False) as session:
            statement = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.seq)
            return list(session.exec(statement).all())


def build(county: County, api: Api, **policy: Any) -> Scene:
    with Work(county.database, SYSTEM, True) as work:
        ensure_seeded(work)
    township = county.unit("白鹭镇", county.region)
    sending = county.unit("县商务局", county.region)
    programme = county.programme("外派挂职第三批", **policy)
    cadre = county.person("许文澜", Role.CADRE, sending, person_no="0102")
    return Scene(
        county=county,
        api=api,
        township=township,
        sending=sending,
        programme=programme,
        cadre=cadre,
        supervisor=county.person("周敏", Role.SUPERVISOR, township),
        sender=county.person("吴启明", Role.SENDER, sending),
        finance=county.person("程以宁", Role.FINANCE, county.region),
        finance2=county.person("苏念恩", Role.FINANCE, county.region),
        orgadmin=county.person("顾文澍", Role.ORGADMIN, county.region),
        secondment=county.secondment(cadre, programme, township, sending),
    )


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    return build(county, api)


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 10, 8, 4, 0, tzinfo=UTC), tick=True):
        yield
