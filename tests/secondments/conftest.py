"""One small county with everybody in it."""

from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from app.accounts.models import Person, Unit
from app.core.actor import Role, Scope
from app.secondments.models import Programme, Secondment
from tests.factories import Api, County


@dataclass
class Scene:
    """A county, a host outside it, another county, and a person of every kind in each place."""

    county: County
    api: Api
    home: Unit
    host: Unit
    other_region: Unit
    programme: Programme
    admin: Person
    other_admin: Person
    supervisor: Person
    other_supervisor: Person
    sender: Person
    liaison: Person
    finance: Person
    inspector: Person
    sysadmin: Person
    leader: Person
    cadre: Person

    def body(self, **fields: object) -> dict[str, object]:
        """What a secondment is entered with."""
        usual = {
            "cadre_id": str(self.cadre.id),
            "programme_id": str(self.programme.id),
            "sending_unit_id": str(self.home.id),
            "receiving_unit_id": str(self.host.id),
            "post_title": "副局长（挂职）",
            "start_on": "2026-01-01",
            "end_on": "2026-12-31",
            "supervisor_ids": [str(self.supervisor.id)],
            "approval_no": "云组干〔2026〕8号",
        }
        return usual | fields

    def post(self, person: Person, path: str, **body: object) -> httpx.Response:
        """A person posts JSON."""
        return self.api.as_(person).post(f"/api/v1/{path}", json=body)

    def enter(self, **fields: object) -> dict[str, object]:
        """A new draft."""
        answer = self.post(self.admin, "secondments", **self.body(**fields))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def step(self, person: Person, row: dict[str, object], name: str, **body: object) -> httpx.Response:
        """One step of the lifecycle on the version that `row` shows."""
        return self.post(person, f"secondments/{row['id']}/{name}", **({"version": row["version"]} | body))

    def active(self, **fields: object) -> dict[str, object]:
        """A secondment whose cadre has arrived on the first day."""
        row = self.enter(**fields)
        row = self.step(self.admin, row, "approve").json()
        answer = self.step(self.supervisor, row, "activate", effective_on=row["start_on"])
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def stored(self, **fields: object) -> Secondment:
        """An active secondment, put straight into the database."""
        return self.county.secondment(self.cadre, self.programme, self.host, self.home, (self.supervisor,), **fields)

    def program(self, *scopes: Scope, unit: Unit | None = None) -> httpx.Client:
        """An API client."""
        return self.api.as_client(self.county.api_client(*scopes, unit=unit))


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    """Everybody, over 2026."""
    region = county.region
    home, host = county.unit("云浦县发展和改革局", region), county.unit("江州市商务局", region_band="县外")
    other_region = county.unit("临川县")
    return Scene(
        county=county,
        api=api,
        home=home,
        host=host,
        other_region=other_region,
        programme=county.programme(),
        admin=county.person("顾文澍", Role.ORGADMIN, region),
        other_admin=county.person("外县组织部", Role.ORGADMIN, other_region),
        supervisor=county.person("梁致和", Role.SUPERVISOR, host),
        other_supervisor=county.person("别处主管", Role.SUPERVISOR, home),
        sender=county.person("简书扬", Role.SENDER, home),
        liaison=county.person("联络员", Role.LIAISON, region),
        finance=county.person("财务", Role.FINANCE, region),
        inspector=county.person("检查", Role.INSPECTOR, region),
        sysadmin=county.person("系统", Role.SYSADMIN, region),
        leader=county.person("何靖川", Role.GROUP_LEADER, home_unit_id=home.id),
        cadre=county.person("许文澜", Role.CADRE, home, person_no="0102"),
    )


def new_id() -> str:
    """An identity that a client makes up."""
    return str(uuid4())
