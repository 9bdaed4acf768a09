"""Taking in a roster: what it makes, that it may be repeated, and that it is all or nothing."""

from dataclasses import dataclass

import httpx
import pytest
import time_machine
from sqlmodel import SQLModel, col, func, select

from app.accounts.models import Person, RoleAssignment, Unit, UnitKind
from app.core.actor import Role
from app.secondments.models import Posting, Programme, Secondment, SecondmentStatus
from tests.factories import Api, County
from tests.secondments.sheets import flat, send, workbook

NOW = "2026-04-20T10:00:00+08:00"


@dataclass
class Office:
    """An Organization Department with two units and a programme."""

    county: County
    town: Unit
    bureau: Unit
    programme: Programme
    admin: Person
    client: httpx.Client

    def count(self, kind: type[SQLModel]) -> int:
        with self.county.database.session(write=False) as session:
            return session.exec(select(func.count()).select_from(kind)).one()

    def person(self, number: str) -> Person:
        with self.county.database.session(write=False) as session:
            return session.exec(select(Person).where(Person.person_no == number)).one()

    def roles(self, number: str) -> set[tuple[Role, object]]:
        with self.county.database.session(write=False) as session:
            rows = session.exec(select(RoleAssignment).where(RoleAssignment.person_id == self.person(number).id)).all()
            return {(row.role, row.unit_id) for row in rows}

    def terms(self, number: str) -> list[Secondment]:
        with self.county.database.session(write=False) as session:
            statement = select(Secondment).where(Secondment.cadre_id == self.person(number).id)
            return list(session.exec(statement.order_by(col(Secondment.start_on))).all())


@pytest.fixture
def office(county: County, api: Api) -> Office:
    town = county.unit("青石镇", county.region, kind=UnitKind.TOWNSHIP)
    bureau = county.unit("县发改局", county.region, region_band="县内")
    admin = county.person("卫东", Role.ORGADMIN, county.region)
    return Office(county, town, bureau, county.programme("外派挂职"), admin, api.as_(admin))


ONE = {"人员编号": "00231", "姓名": "何景行"}


@time_machine.travel(NOW)
def test_a_flat_sheet_makes_people_terms_and_supervisors(office: Office) -> None:
    approved = {"批准文号": "云组干〔2026〕12号", "主管人员编号": "00817", "主管姓名": "周明德"}
    rows = flat(
        ONE,
        {"人员编号": "00232", "姓名": "许文澜", **approved},
        ONE | {"人员编号": "00233", **approved, "到岗日期": "2026-03-02"},
    )
    answer = send(office.client, workbook(名册=rows))
    assert answer.status_code == 201, answer.text
    assert answer.json()["counts"] == {
        "units": {"created": 0, "updated": 0, "unchanged": 0},
        "people": {"created": 4, "updated": 0, "unchanged": 0},
        "roles": {"created": 4, "updated": 0, "unchanged": 0},
        "secondments": {"created": 3, "updated": 0, "unchanged": 0},
    }
    assert [office.terms(number)[0].status for number in ("00231", "00232", "00233")] == [
        SecondmentStatus.DRAFT,
        SecondmentStatus.APPROVED,
        SecondmentStatus.ACTIVE,
    ]
    assert office.roles("00817") == {(Role.SUPERVISOR, office.bureau.id)}
    assert office.person("00231").home_unit_id == office.town.id
    assert office.person("00231").password_hash is None
    assert office.terms("00232")[0].region_band == "县内"
    assert office.count(Posting) == 3
