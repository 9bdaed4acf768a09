"""Regional arrangements over the API: noted, listed, asked about, withdrawn, and by whom."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Unit
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role, Scope
from app.core.work import Work
from app.workdays import service
from tests.factories import NOWHERE, Api, County

URL = "/api/v1/calendar/overlays"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(datetime(2026, 7, 8, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def town(county: County) -> Unit:
    with Work(county.database, SYSTEM, True) as work:
        service.ensure_seeded(work)
    return county.unit("白鹭镇", county.region)


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


def closure(unit: Unit, **changes: Any) -> dict[str, Any]:
    return {
        "unit_id": str(unit.id),
        "kind": "closure",
        "name": "台风停工",
        "first_on": "2026-07-06",
        "last_on": "2026-07-07",
        "document_no": "县防指〔2026〕5号",
        "reason": "台风红色预警",
    } | changes


def events(county: County, action: str) -> list[AuditEvent]:
    with county.database.session(write=False) as session:
        return list(session.exec(select(AuditEvent).where(AuditEvent.action == action)).all())


def test_noted_read_and_listed(api: Api, county: County, town: Unit, orgadmin: httpx.Client) -> None:
    made = orgadmin.post(URL, json=closure(town))
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["unit_name"], body["created_by"], body["can_withdraw"], body["version"]) == (
        "白鹭镇",
        "组织部",
        True,
        1,
    )
    supervisor = api.as_(county.person("主管", Role.SUPERVISOR, town))
    assert supervisor.get(f"{URL}/{body['id']}").json() == body | {"can_withdraw": False}
    assert [one["id"] for one in supervisor.get(URL).json()["items"]] == [body["id"]]
    (event,) = events(county, "workdays.overlay-create")
    assert (event.subject_id, event.facts["kind"], event.unit_id) == (body["id"], "closure", town.id)


def test_the_list_is_of_ones_own_places_and_dates(api: Api, county: County, town: Unit, orgadmin: httpx.Client) -> None:
    village, elsewhere = county.unit("柳溪村", town), county.unit("江口镇", county.region)
    ids = [
        orgadmin.post(URL, json=closure(unit, first_on=day, last_on=day)).json()["id"]
        for unit, day in ((county.region, "2026-07-01"), (town, "2026-07-02"), (village, "2026-07-03"))
    ]
    other = orgadmin.post(URL, json=closure(elsewhere)).json()["id"]

    def seen(client: httpx.Client, **params: Any) -> list[str]:
        return [one["id"] for one in client.get(URL, params=params).json()["items"]]

    supervisor = api.as_(county.person("主管", Role.SUPERVISOR, town))
    assert seen(supervisor) == ids[::-1]
    assert seen(orgadmin) == [other, *ids[::-1]]
    assert seen(orgadmin, unit_id=str(village.id)) == ids[::-1]
    assert seen(orgadmin, **{"from": "2026-07-02", "to": "2026-07-02"}) == [ids[1]]
    first = orgadmin.get(URL, params={"limit": 3}).json()
    rest = orgadmin.get(URL, params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [other, *ids[::-1]]
    assert rest["next_cursor"] is None
    stranger = county.unit("江州市")
    assert seen(api.as_(county.person("外地", Role.ORGADMIN, stranger))) == []
    assert supervisor.get(URL, params={"unit_id": str(elsewhere.id)}).status_code == 404


def test_the_same_id_again_changes_nothing(api: Api, county: County, town: Unit, orgadmin: httpx.Client) -> None:
    body = closure(town, id=str(uuid4()))
    assert [orgadmin.post(URL, json=body).status_code for _ in range(2)] == [201, 200]
    other = orgadmin.post(URL, json=body | {"name": "另一项"})
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    colleague = api.as_(county.person("另一人", Role.ORGADMIN, county.region))
    assert colleague.post(URL, json=body).status_code == 404
    assert len(events(county, "workdays.overlay-create")) == 1


def test_withdrawn_once_with_a_reason(api: Api, county: County, town: Unit, orgadmin: httpx.Client) -> None:
    made = orgadmin.post(URL, json=closure(town)).json()
    url, word = f"{URL}/{made['id']}/withdraw", {"version": 1, "reason": "预警已解除"}
    first = orgadmin.post(url, json=word)
    assert (first.status_code, first.json()["withdraw_reason"]) == (200, "预警已解除")
    assert orgadmin.post(url, json=word).json() == first.json()
    colleague = api.as_(county.person("另一人", Role.ORGADMIN, county.region))
    late = colleague.post(url, json=word | {"version": 2})
    assert (late.status_code, late.json()["code"]) == (409, "already-withdrawn")
    assert orgadmin.get(URL).json()["items"] == []
    assert [one["id"] for one in orgadmin.get(URL, params={"withdrawn": True}).json()["items"]] == [made["id"]]
    assert len(events(county, "workdays.overlay-withdraw")) == 1


def test_a_withdrawal_names_the_version_that_it_saw(town: Unit, orgadmin: httpx.Client) -> None:
    made = orgadmin.post(URL, json=closure(town)).json()
    answer = orgadmin.post(f"{URL}/{made['id']}/withdraw", json={"version": 7, "reason": "预警已解除"})
    assert (answer.status_code, answer.json()["code"]) == (412, "stale-version")


def test_the_calendar_follows_at_once(county: County, town: Unit, orgadmin: httpx.Client) -> None:
    def kind() -> str:
        with Work(county.database, SYSTEM, False) as work:
            on = datetime(2026, 7, 6, tzinfo=UTC).date()
            return service.get_calendar(work, on, on).at(town.path).kind(on)

    assert kind() == "workday"
    made = orgadmin.post(URL, json=closure(county.region)).json()
    assert kind() == "closure"
    orgadmin.post(f"{URL}/{made['id']}/withdraw", json={"version": 1, "reason": "预警已解除"})
    assert kind() == "workday"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"last_on": "2026-07-05"}, "/last_on", "bad-range"),
        ({"last_on": "2026-12-31"}, "/last_on", "bad-range"),
        ({"kind": "workday", "half": "am"}, "/half", "whole-days"),
        ({"kind": "storm"}, "/kind", None),
        ({"reason": ""}, "/reason", None),
        ({"name": ""}, "/name", None),
        ({"unit_id": NOWHERE}, "/unit_id", "unknown-unit"),
        ({"surprise": 1}, "/surprise", None),
        ({"first_on": "1899-01-01", "last_on": "1899-01-01"}, "/first_on", "out-of-range"),
    ],
)
def test_wrong_input_is_pointed_at(
    town: Unit, orgadmin: httpx.Client, changes: dict[str, Any], pointer: str, code: str | None
) -> None:
    for url in (URL, f"{URL}/preview"):
        answer = orgadmin.post(url, json=closure(town, **changes))
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["pointer"]) == (422, pointer)
        assert code in (None, error["code"])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ORGADMIN])
def test_nobody_else_arranges(api: Api, county: County, town: Unit, orgadmin: httpx.Client, role: Role) -> None:
    made = orgadmin.post(URL, json=closure(town)).json()
    other = api.as_(county.person("某某", role, town))
    assert other.post(URL, json=closure(town)).status_code == 403
    assert other.post(f"{URL}/preview", json=closure(town)).status_code == 403
    assert other.get(f"{URL}/{made['id']}/withdrawal").status_code == 403
    assert other.post(f"{URL}/{made['id']}/withdraw", json={"version": 1, "reason": "不该有"}).status_code == 403


def test_another_regions_department_neither_sees_nor_arranges(
    api: Api, county: County, town: Unit, orgadmin: httpx.Client
) -> None:
    made = orgadmin.post(URL, json=closure(town)).json()
    other = api.as_(county.person("外地组织部", Role.ORGADMIN, county.unit("江州市")))
    assert other.post(URL, json=closure(town)).json()["errors"][0]["code"] == "unknown-unit"
    assert other.get(f"{URL}/{made['id']}").status_code == 404
    assert other.post(f"{URL}/{made['id']}/withdraw", json={"version": 1, "reason": "不该有"}).status_code == 404


def test_anonymous_and_programs(api: Api, county: County, town: Unit) -> None:
    assert api.anonymous.get(URL).status_code == 401
    assert api.anonymous.post(URL, json=closure(town)).status_code == 401
    reader = api.as_client(county.api_client(Scope.ATTENDANCE_READ))
    assert reader.get(URL).status_code == 200
    assert reader.post(URL, json=closure(town)).status_code == 403
    assert api.as_client(county.api_client(Scope.BANK_EXPORT)).get(URL).status_code == 403
