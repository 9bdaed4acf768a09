"""What clients lean on when the network fails: ids that they mint, pages that hold still, mirrors that miss nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine

from app.allowances.models import AllowanceRow, AllowanceRun, RowStatus, RunState
from app.allowances.models_settlement import AllowanceDebt
from app.core import clock
from app.core.actor import Role
from tests.contract.document import Operation, operations, read_document, resolved
from tests.contract.known import ROWS
from tests.factories import Api, County
from tests.permissions.rows_handbooks import set_nothing
from tests.permissions.scene import NOW, Scene, build
from tests.permissions.walk import filled

pytestmark = pytest.mark.walk

DOCUMENT = read_document()
MIRRORS = [
    operation.path
    for operation in operations(DOCUMENT)
    if any(parameter["name"] == "changed_since" for parameter in operation.told.get("parameters", ()))
]


def takes_id(operation: Operation) -> bool:
    """Whether a client may mint the id of what the operation creates."""
    content = operation.told.get("requestBody", {}).get("content", {}).get("application/json")
    fields = resolved(DOCUMENT, content["schema"]).get("properties", {}) if content else {}
    return operation.method == "post" and "id" in fields and not operation.path.endswith("/preview")


TESTED_CLOSED = {"POST /api/v1/allowances/{month}/bank-batches"}
"""Needs a closed month, which the scene has not: its ids are tried among the tests of batches."""
CREATIONS = {
    operation.label: operation
    for operation in operations(DOCUMENT)
    if takes_id(operation) and operation.label not in TESTED_CLOSED
}
CHANGED = {
    "name": "另一名称",
    "note": "另一内容",
    "text": "另一内容，与前面说的不是一回事",
    "post_title": "另一职务",
    "amount_fen": 4000,
    "reason": "另一理由",
    "return_on": "2026-07-06",
}
"""A field by which another body differs."""
CHANGED_IN: dict[str, dict[str, Any]] = {
    "POST /api/v1/exports": {"kind": "sheet-pdf"},
    "POST /api/v1/handbooks": {"kind": "pdf"},
    "POST /api/v1/spot-checks/draw": {"size": 2},
    "POST /api/v1/spot-checks/plans": {"size": 3},
    "POST /api/v1/signals/scans": {"to_on": "2026-05-30"},
}
MORE: dict[str, dict[str, Any]] = {
    "POST /api/v1/delegations": {"from_id": "{supervisor_id}"},
    "POST /api/v1/leave": {"on_behalf_reason": "本人在山上，没有信号"},
}
"""What somebody must say who does it for another there."""
OF_ONE_OFFICE = {"POST /api/v1/api-clients", "POST /api/v1/signals/scans"}
"""What every caller who may create it may also see: a taken id is never somebody else's."""


@pytest.fixture
def scene(county: County, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Everybody, one of everything, and the same again in another county."""
    set_nothing(monkeypatch)
    with time_machine.travel(NOW, tick=True):
        found = build(county)
        host, people = found.units["foreign_host"], found.people
        programme = county.programme("外地新项目", unit=found.units["foreign"])
        cadre = people["foreign_cadre"] = county.person("外地干部", Role.CADRE, host, home_unit_id=host.id)
        there = county.secondment(cadre, programme, host, supervisors=(people["foreign_supervisor"],))
        run = AllowanceRun(programme_id=programme.id, month=found.ids["month"], state=RunState.CALCULATED)
        owed = {"run_id": run.id, "secondment_id": there.id, "cadre_id": cadre.id, "unit_id": host.id}
        county.add(run, AllowanceRow(status=RowStatus.PAYABLE, **owed), AllowanceDebt(cadre_id=cadre.id, balance_fen=9))
        for leader in (people["cadre"], cadre):
            county.grant(leader, Role.GROUP_LEADER)
        colleague = county.person("外地同事", Role.SUPERVISOR, host, home_unit_id=host.id)
        there_too = [county.person(name, Role.INSPECTOR, found.units["foreign"]) for name in ("甲", "乙")]
        found.ids |= {
            "inspector_id@there": there_too[0].id,
            "fellow_id@there": there_too[1].id,
            "unit_id@there": host.id,
            "programme_id@there": programme.id,
            "person_id@there": cadre.id,
            "cadre_id@there": cadre.id,
            "supervisor_id@there": people["foreign_supervisor"].id,
            "stand_in_id@there": colleague.id,
            "secondment_id@there": there.id,
            "record_id@there": found.ids["approved_record_id@double"],
        }
        yield found


class Creation:
    """One creating operation as somebody would call it."""

    def __init__(self, label: str, api: Api, scene: Scene, who: str, subject: str) -> None:
        operation, rule, values = CREATIONS[label], ROWS[label], scene.subject(subject)
        if subject == "own":
            values |= filled(rule.path, values)
        self.client, self.path = api.as_(scene.people[who]), operation.path.format_map(values)
        self.body: dict[str, Any] = filled(rule.body, values)
        if "secondment_ids" in self.body:
            self.body["secondment_ids"] = []
        if label == "POST /api/v1/people":
            self.body["login"] = f"newcomer-{subject}"
        if subject == "there":
            self.body |= filled(MORE.get(label, {}), values)

    def post(self, minted: str, **changed: Any) -> httpx.Response:
        return self.client.post(self.path, json=self.body | {"id": minted} | changed)


def stranger_to(label: str) -> str:
    """Somebody who may do the same, elsewhere."""
    return {
        "POST /api/v1/spot-checks": "foreign_supervisor",
        "POST /api/v1/records/{record_id}/addenda": "double",
        "POST /api/v1/feedback": "sender",
        "POST /api/v1/claims": "foreign_cadre",
        "POST /api/v1/allowances/{month}/objections": "foreign_cadre",
        "POST /api/v1/allowances/adjustments": "foreign_finance",
        "POST /api/v1/bank-formats": "foreign_finance",
        "POST /api/v1/allowances/debts/{cadre_id}/settle": "foreign_finance",
    }.get(label, "foreign_orgadmin")


def able(label: str) -> str:
    """Somebody who may do it here."""
    ok = ROWS[label].ok
    return (
        "orgadmin"
        if "orgadmin" in ok
        else next(name for name in ("cadre", "supervisor", "sysadmin", "finance") if name in ok)
    )


def test_the_creations_are_known() -> None:
    assert len(CREATIONS) >= 10


@pytest.mark.parametrize("label", CREATIONS)
def test_the_same_body_again_changes_nothing(label: str, api: Api, scene: Scene) -> None:
    creation, minted = Creation(label, api, scene, able(label), "own"), str(uuid4())
    first = creation.post(minted)
    again = creation.post(minted)
    assert (first.status_code, again.status_code) == (201, 200), again.text
    told = {name: value for name, value in first.json().items() if name != "secret"}  # a secret is shown once
    assert {name: again.json()[name] for name in told} == told
    assert minted in first.text


@pytest.mark.parametrize("label", CREATIONS)
def test_another_body_under_the_same_id_is_refused(label: str, api: Api, scene: Scene) -> None:
    creation, minted = Creation(label, api, scene, able(label), "own"), str(uuid4())
    assert creation.post(minted).status_code == 201
    other = CHANGED_IN.get(label, {name: value for name, value in CHANGED.items() if name in creation.body})
    other = other or ({"end_on": "2026-07-24"} if "end_on" in creation.body else {"valid_to": "2030-12-31"})
    answer = creation.post(minted, **other)
    assert (answer.status_code, answer.json()["code"]) == (409, "id-reused")


@pytest.mark.parametrize("label", sorted(set(CREATIONS) - OF_ONE_OFFICE))
def test_somebody_elses_id_is_as_good_as_not_there(label: str, api: Api, scene: Scene) -> None:
    minted = str(uuid4())
    assert Creation(label, api, scene, able(label), "own").post(minted).status_code == 201
    stranger = Creation(label, api, scene, stranger_to(label), "there")
    taken = stranger.post(minted)
    assert (taken.status_code, taken.json()["code"]) == (404, "not-found")
    free = stranger.post(str(uuid4()))
    assert free.status_code == 201, free.text


def pages(client: httpx.Client, path: str, between: Any, **query: str) -> list[str]:
    """The ids on every page of two, with something happening after each."""
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get(path, params={"limit": "2", **query, **cursor}).json()
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            return seen
        cursor = {"cursor": page["next_cursor"]}
        between()


@pytest.mark.parametrize("name", ["units", "people", "secondments", "programmes"])
def test_pages_hold_still_while_rows_come_in(name: str, api: Api, scene: Scene, county: County) -> None:
    client, numbers = api.as_(scene.people["orgadmin"]), iter(range(8))
    programme, host = county.programme("驻村", "village"), scene.units["township"]
    for title in "丙丁戊":
        county.secondment(county.person(title, Role.CADRE, host, home_unit_id=host.id), programme, host)
        county.programme(title)
    before = pages(client, f"/api/v1/{name}", lambda: None)

    def insert() -> None:
        for title in ("A", "龘"):  # before and behind every name
            if next(numbers, None) is not None:
                county.unit(title, scene.units["county"])
                county.programme(title)
                person = county.person(title, Role.CADRE, host, home_unit_id=host.id)
                county.secondment(person, programme, host, start_on=NOW.date().replace(day=len(title)))

    during = pages(client, f"/api/v1/{name}", insert)
    assert len(set(during)) == len(during)
    assert set(before) <= set(during)
    assert [one for one in during if one in before] == before
    assert len(before) > 4


@pytest.mark.parametrize("path", MIRRORS)
def test_a_mirror_is_told_to_look_back(path: str, api: Api, scene: Scene) -> None:
    now = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)
    program = path.endswith("/summaries")  # what programs alone mirror
    with time_machine.travel(now, tick=False):
        office, narrator = scene.people["orgadmin"], scene.clients["client:summary:read"]
        reader = api.as_client(narrator) if program else api.as_(office)
        answer = reader.get(path, params={"changed_since": "2026-01-01T00:00:00Z"})
    assert datetime.fromisoformat(answer.json()["next_since"]) <= now - timedelta(seconds=30)


@pytest.mark.parametrize("name", ["units", "people", "secondments"])
def test_a_mirror_misses_nothing_that_is_committed_late(name: str, api: Api, scene: Scene, county: County) -> None:
    """A row that was stamped before the client looked, and became visible after."""
    client, host = api.as_(scene.people["orgadmin"]), scene.units["township"]
    since, mirror = "2026-01-01T00:00:00Z", set()
    programme = county.programme("驻村", "village")
    made: dict[str, set[str]] = {"units": set(), "people": set(), "secondments": set()}
    for number in range(4):
        page = client.get(f"/api/v1/{name}", params={"changed_since": since, "limit": "200"}).json()
        mirror |= {item["id"] for item in page["items"]}
        since = page["next_since"]
        stamped = {"updated_at": clock.now() - timedelta(seconds=20)}
        unit = county.unit(f"迟到{number}", host, **stamped)
        person = county.person(f"迟到{number}", Role.CADRE, host, home_unit_id=host.id, **stamped)
        secondment = county.secondment(person, programme, host, **stamped)
        for kind, row in (("units", unit), ("people", person), ("secondments", secondment)):
            made[kind].add(str(row.id))
    page = client.get(f"/api/v1/{name}", params={"changed_since": since, "limit": "200"}).json()
    assert made[name] <= mirror | {item["id"] for item in page["items"]}
