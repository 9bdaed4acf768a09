"""One month through the API alone, as a program of a third party would drive it: from a password to a spreadsheet."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from python_calamine import CalamineWorkbook

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.core.actor import SYSTEM, Role, Scope
from app.core.clock import today as clock_today
from app.core.work import Work
from app.workdays.service import ensure_seeded
from tests.factories import County

PASSWORD = "a good long password 2026"
A_FRIDAY = datetime(2026, 7, 10, 9, 30, tzinfo=UTC)
IN_AUGUST = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
DAY = "2026-07-10"


class Program:
    """A client that signs in with a password and goes on with its refresh token."""

    def __init__(self, client: httpx.Client, person: Person) -> None:
        self._client = client
        del client.headers["Origin"]
        self._take(grant_type="password", username=person.login, password=PASSWORD)

    def refresh(self) -> None:
        self._take(grant_type="refresh_token", refresh_token=self._refresh)

    def call(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = self._client.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content and "json" in answer.headers["content-type"] else answer.content

    def _take(self, **form: str) -> None:
        answer = self._client.post("/api/v1/auth/token", data=form)
        assert answer.status_code == 200, answer.text
        self._refresh = answer.json()["refresh_token"]
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


@pytest.fixture
def people(county: County) -> dict[str, Person]:
    township = county.unit("白鹭镇", county.region, lat=30.05, lon=107.82, radius_m=800)
    roles = {
        "cadre": (Role.CADRE, township),
        "supervisor": (Role.SUPERVISOR, township),
        "orgadmin": (Role.ORGADMIN, county.region),
        "finance": (Role.FINANCE, county.region),
        "finance2": (Role.FINANCE, county.region),
    }
    hashed = hash_password(PASSWORD)
    with Work(county.database, SYSTEM, writes=True) as work:
        ensure_seeded(work)  # as the server does when it starts
    return {
        name: county.person(name, role, unit, login=name, password_hash=hashed, home_unit_id=unit.id)
        for name, (role, unit) in roles.items()
    }


def test_a_month_from_password_to_spreadsheet(
    people: dict[str, Person], new_client: Callable[[], httpx.Client]
) -> None:
    with time_machine.travel(A_FRIDAY, tick=True) as clock:
        programs = {name: Program(new_client(), person) for name, person in people.items()}
        cadre, supervisor, orgadmin = programs["cadre"], programs["supervisor"], programs["orgadmin"]
        secondment = open_secondment(orgadmin, supervisor, people)
        write_and_review(cadre, supervisor, secondment)
        cadre.refresh()
        clock.move_to(IN_AUGUST)
        programs = {name: Program(new_client(), person) for name, person in people.items()}
        close_july(programs, secondment)


def open_secondment(orgadmin: Program, supervisor: Program, people: dict[str, Person]) -> str:
    """A programme with its rate, a secondment from draft to arrival."""
    policy = {"check_in": "voluntary", "location": "coarse", "day_basis": "on_post", "day_basis_document_no": "9号"}
    programme = orgadmin.call(
        "POST",
        "/programmes",
        {"id": str(uuid4()), "name": "外派挂职", "kind": "outbound", "policy": policy},
        201,
    )
    orgadmin.call(
        "POST", "/rates", {"programme_id": programme["id"], "amount_fen": 3000, "valid_from": "2026-01-01"}, 201
    )
    township = supervisor.call("GET", "/me")["roles"][0]["unit_id"]
    draft = orgadmin.call(
        "POST",
        "/secondments",
        {
            "cadre_id": str(people["cadre"].id),
            "programme_id": programme["id"],
            "receiving_unit_id": township,
            "post_title": "副镇长（挂职）",
            "start_on": "2026-07-01",
            "end_on": "2026-12-31",
            "supervisor_ids": [str(people["supervisor"].id)],
        },
        201,
    )
    path = f"/secondments/{draft['id']}"
    approved = orgadmin.call(
        "POST", f"{path}/approve", {"version": draft["version"], "approval_no": "云组干〔2026〕112号"}
    )
    arrived = supervisor.call(
        "POST", f"{path}/activate", {"version": approved["version"], "effective_on": "2026-07-01"}
    )
    assert arrived["status"] == "active"
    return str(draft["id"])


def write_and_review(cadre: Program, supervisor: Program, secondment: str) -> None:
    """Check in, write, be returned, mend, be approved, get a note and answer it."""
    position = {"lat": 30.0501, "lon": 107.8202, "accuracy_m": 15, "datum": "wgs84"}
    here = {"secondment_id": secondment, "kind": "on_post", "happened_at": "2026-07-10T17:29:00+08:00"}
    tap = f"/check-ins/{uuid4()}"
    checked = cadre.call("PUT", tap, here | {"position": position}, 201)
    assert (checked["inside"], cadre.call("PUT", tap, here | {"position": position})["id"]) == (True, checked["id"])
    day = f"/secondments/{secondment}/records/{DAY}"
    first = {"client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": "走访群众。"}], "submit": True}
    written = cadre.call("PUT", day, first, 201)
    assert cadre.call("PUT", day, first) == written
    record = f"/records/{written['id']}"
    waiting = supervisor.call("GET", "/records?status=submitted")["items"]
    assert [item["id"] for item in waiting] == [written["id"]]
    returned = supervisor.call(
        "POST", f"{record}/return", {"version": written["version"], "reason": "请写明哪个村、几户。"}
    )
    assert returned["status"] == "returned"
    mended = first | {
        "client_id": str(uuid4()),
        "items": [{"text": "走访石桥村6户，核对医保参保。", "place": "石桥村"}],
    }
    stale = cadre.call("PUT", day, mended, 412, **{"If-Match": f'"{written["version"]}"'})
    assert stale["current"]["status"] == "returned"
    again = cadre.call("PUT", day, mended, **{"If-Match": f'"{returned["version"]}"'})
    approved = supervisor.call("POST", f"{record}/approve", {"version": again["version"], "comment": "写得清楚。"})
    assert approved["status"] == "approved"
    actions = [version["action"] for version in cadre.call("GET", f"{record}/versions")["items"]]
    assert sorted(actions) == sorted(["submit", "return", "submit", "approve"])
    visit = {"secondment_id": secondment, "visited_at": "2026-07-10T15:00:00+08:00", "note": "在石桥村见到本人。"}
    note = supervisor.call("POST", "/spot-checks", visit, 201)
    answer = cadre.call("POST", f"/spot-checks/{note['id']}/reply", {"version": note["version"], "text": "收到。"})
    assert answer["status"] == "replied"


def close_july(programs: dict[str, Program], secondment: str) -> None:
    """Confirm, calculate, approve by another, close, and read the sheet back."""
    supervisor, finance, finance2 = programs["supervisor"], programs["finance"], programs["finance2"]
    unit = supervisor.call("GET", "/me")["roles"][0]["unit_id"]
    supervisor.call("POST", "/attendance/2026-07/confirm", {"unit_id": unit, "basis": "online"})
    finance.call("POST", "/allowances/2026-07/calculate", {})
    refused = finance.call("POST", "/allowances/2026-07/approve", {}, 403)
    assert refused["code"] == "maker-is-approver"
    finance2.call("POST", "/allowances/2026-07/approve", {})
    assert finance2.call("POST", "/allowances/2026-07/close", {}, 403)["code"] == "approver-closes"
    closed = finance.call("POST", "/allowances/2026-07/close", {})["items"][0]
    assert closed["state"] == "closed"
    [row] = finance.call("GET", "/allowances/2026-07")["rows"]
    assert (row["payable_days"], row["subsidy_fen"], row["total_fen"]) == (23, 69_000, 69_000)
    lines = finance.call("GET", f"/allowances/2026-07/lines?secondment_id={secondment}")
    paid = [line for line in lines["items"] if line["amount_fen"]]
    assert (len(paid), sum(line["amount_fen"] for line in paid)) == (23, 69_000)
    late = {"client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": "补记一天。"}], "submit": True}
    locked = programs["cadre"].call("PUT", f"/secondments/{secondment}/records/2026-07-31", late, 409)
    assert locked["code"] == "month-closed"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(finance.call("GET", "/allowances/2026-07.xlsx")))
    cells = [cell for line in sheet.get_sheet_by_index(0).to_python() for cell in line]
    assert {"cadre", 690.0} <= set(cells)
    assert any("陆佰玖拾元整" in str(cell) for cell in cells)


def test_a_program_reads_only_what_its_scope_names(
    county: County, people: dict[str, Person], new_client: Callable[[], httpx.Client]
) -> None:
    sysadmin = county.person(
        "sysadmin", Role.SYSADMIN, county.region, login="root2", password_hash=hash_password(PASSWORD)
    )
    made = Program(new_client(), sysadmin).call(
        "POST",
        "/api-clients",
        {
            "name": "工资系统",
            "scopes": [Scope.RECORDS_STATUS],
            "unit_id": str(county.region.id),
            "valid_to": (clock_today() + timedelta(days=90)).isoformat(),
        },
        201,
    )
    client = new_client()
    answer = client.post(
        "/api/v1/auth/token",
        data={"grant_type": "client_credentials", "scope": "records:status"},
        auth=(made["id"], made["secret"]),
    )
    assert (answer.status_code, answer.json()["scope"]) == (200, "records:status")
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert client.get("/api/v1/records", headers=bearer).status_code == 200
    assert client.get("/api/v1/people", headers=bearer).status_code == 403
