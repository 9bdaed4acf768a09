"""Taking in a roster: what it makes, that it may be repeated, and that it is all or nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
import time_machine
from sqlmodel import SQLModel, col, func, select

from app.accounts.models import Person, RoleAssignment, Unit, UnitKind
from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from app.secondments.models import Posting, Programme, Secondment, SecondmentEvent, SecondmentStatus
from tests.factories import Api, County
from tests.secondments.sheets import PEOPLE, ROLES, TERMS, UNITS, flat, send, workbook

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
        "policies": {"created": 0, "updated": 0, "unchanged": 0},
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


APPROVED = {"批准文号": "云组干〔2026〕12号", "主管人员编号": "00817", "主管姓名": "周明德"}


def outcomes(answer: httpx.Response, outcome: str) -> dict[str, int]:
    return {kind: counts[outcome] for kind, counts in answer.json()["counts"].items() if counts[outcome]}


@time_machine.travel(NOW)
def test_a_dry_run_writes_nothing_but_says_what_it_would(office: Office) -> None:
    answer = send(office.client, workbook(名册=flat(ONE)), dry_run=True)
    assert (answer.status_code, outcomes(answer, "created")) == (200, {"people": 1, "roles": 1, "secondments": 1})
    assert office.count(Secondment) == 0


@time_machine.travel(NOW)
def test_the_same_file_again_changes_nothing(office: Office) -> None:
    data = workbook(
        名册=flat(ONE | APPROVED | {"到岗日期": "2026-03-02"}), 单位=[UNITS, ["新所", "部门", "青石镇", "县内"]]
    )
    assert send(office.client, data).status_code == 201
    events = office.count(AuditEvent)
    again = send(office.client, data)
    assert (again.status_code, outcomes(again, "created"), outcomes(again, "updated")) == (200, {}, {})
    assert outcomes(again, "unchanged") == {"units": 1, "people": 2, "roles": 1, "secondments": 1}
    assert office.count(AuditEvent) == events


@time_machine.travel(NOW)
def test_a_corrected_file_changes_what_differs_and_takes_the_steps_it_adds(office: Office) -> None:
    send(office.client, workbook(名册=flat(ONE, {"人员编号": "00232", "姓名": "许文澜"})))
    mended = ONE | {"职务": "副镇长（挂职）", "手机": "13900000001", "到岗日期": "2026-03-02"} | APPROVED
    answer = send(office.client, workbook(名册=flat(mended)))
    assert answer.status_code == 201
    assert outcomes(answer, "updated") == {"people": 1, "secondments": 1}
    term = office.terms("00231")[0]
    assert (term.post_title, term.status, term.version) == ("副镇长（挂职）", SecondmentStatus.ACTIVE, 4)
    assert office.person("00231").phone == "13900000001"
    assert office.terms("00232")[0].status is SecondmentStatus.DRAFT
    with office.county.database.session(write=False) as session:
        steps = session.exec(
            select(SecondmentEvent.kind, SecondmentEvent.from_version)
            .where(SecondmentEvent.secondment_id == term.id)
            .order_by(col(SecondmentEvent.from_version))
        ).all()
        assert steps == [("create", 0), ("approve", 2), ("activate", 3)]
        assert session.exec(select(Posting.post_title).where(Posting.secondment_id == term.id)).all() == [
            "副镇长（挂职）"
        ]


@time_machine.travel(NOW)
def test_sheets_for_people_terms_roles_and_units_in_any_order(office: Office) -> None:
    sheets = {
        "挂职": [TERMS, ["00231", *flat(ONE | {"接收单位": "新镇/财政所"})[1][4:14]]],
        "主管": [ROLES, ["00500", "新镇", "派出单位联系人"], ["00501", "财政所", ""]],
        "人员": [
            PEOPLE,
            ["00231", "何景行", "", "hejx", "青石镇"],
            ["00500", "苏念恩", "", "", "新镇"],
            ["00501", "程以宁"],
        ],
        "单位": [UNITS, ["财政所", "部门", "新镇", ""], ["新镇", "乡镇街道", "", "县内"]],
    }
    assert send(office.client, workbook(**sheets)).status_code == 201
    with office.county.database.session(write=False) as session:
        place = session.exec(select(Unit).where(Unit.name == "财政所")).one()
        town = session.exec(select(Unit).where(Unit.name == "新镇")).one()
    assert place.path == f"{town.path}{place.id.hex}/"
    assert office.person("00231").login == "hejx"
    assert office.terms("00231")[0].receiving_unit_id == place.id
    assert office.roles("00500") == {(Role.SENDER, town.id)}
    assert office.roles("00501") == {(Role.SUPERVISOR, place.id)}


@time_machine.travel(NOW)
def test_a_name_changes_only_when_the_row_says_so(office: Office) -> None:
    send(office.client, workbook(名册=flat(ONE)))
    other = ONE | {"姓名": "何敬行"}
    assert send(office.client, workbook(名册=flat(other))).status_code == 422
    assert send(office.client, workbook(名册=flat(other | {"改名": "是"}))).status_code == 201
    assert office.person("00231").name == "何敬行"


@time_machine.travel(NOW)
def test_a_fault_at_the_end_leaves_nothing_of_the_beginning(office: Office) -> None:
    rows = flat(*({"人员编号": f"1{n:04d}", "姓名": "某某"} for n in range(200)), ONE | {"职务": ""})
    answer = send(office.client, workbook(名册=rows))
    assert [(one["row"], one["code"]) for one in answer.json()["errors"]] == [(202, "missing")]
    assert office.count(Person) == 1
    assert office.count(Secondment) == 0


@time_machine.travel(NOW)
def test_an_upload_has_an_identity_and_leaves_its_row(office: Office, api: Api) -> None:
    identity, data = str(uuid4()), workbook(名册=flat(ONE))
    first = send(office.client, data, id=identity)
    again = send(office.client, data, id=identity)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"] == identity
    assert send(office.client, workbook(名册=flat(ONE | {"职务": "别的"})), id=identity).json()["code"] == "id-reused"
    shown = office.client.get(f"/api/v1/imports/{identity}").json()
    assert (shown["state"], shown["rows"], shown["by_name"]) == ("done", 1, "卫东")
    assert [one["id"] for one in office.client.get("/api/v1/imports").json()["items"]] == [identity]
    stranger = office.county.person("外县", Role.ORGADMIN, office.county.unit("邻县", kind=UnitKind.REGION))
    assert api.as_(stranger).get(f"/api/v1/imports/{identity}").status_code == 404
    assert send(api.as_(stranger), data, id=identity).status_code == 404


@time_machine.travel(NOW)
def test_a_program_enters_drafts_within_its_region(office: Office, api: Api) -> None:
    client = api.as_client(office.county.api_client(Scope.ROSTER_WRITE))
    assert send(client, workbook(名册=flat(ONE | APPROVED))).status_code == 201
    assert office.terms("00231")[0].status is SecondmentStatus.DRAFT
    refused = send(client, workbook(名册=flat(ONE | APPROVED | {"到岗日期": "2026-03-02"})))
    assert {one["code"] for one in refused.json()["errors"]} <= {"arrival-by-program", "field-fixed"}
    assert client.get("/api/v1/imports").json()["items"][0]["by_name"] is None
    reader = api.as_client(office.county.api_client(Scope.ROSTER_READ))
    assert send(reader, workbook(名册=flat(ONE))).status_code == 403


@time_machine.travel(NOW)
def test_two_imports_at_once_follow_one_another(office: Office, api: Api) -> None:
    other = api.as_(office.county.person("次席", Role.ORGADMIN, office.county.region))
    data = workbook(名册=flat(*({"人员编号": f"1{n:04d}", "姓名": "某某"} for n in range(60))))
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda client: send(client, data), (office.client, other)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert sum(answer.json()["counts"]["people"]["created"] for answer in answers) >= 60
    assert office.count(Secondment) == 60
