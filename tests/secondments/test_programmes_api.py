"""Programmes and their dated policies through the API."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role, Scope
from app.core.work import Work
from app.secondments.access import get_policy, is_month_closed
from app.secondments.errors import MonthClosed
from app.secondments.models import ProgrammePolicy
from app.secondments.rules import duty_windows, leave_tiers
from app.secondments.service_months import month_states, open_months, set_month_state
from tests.secondments.conftest import Scene, new_id


@pytest.fixture(autouse=True)
def on_a_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 4, 21, 2, 0, tzinfo=UTC), tick=True):
        yield


def close(scene: Scene, month: str, state: str = "closed") -> None:
    with Work(scene.county.database, SYSTEM, writes=True) as work:
        set_month_state(work, scene.programme.id, month, state)


def test_a_programme_begins_with_a_default_policy(scene: Scene) -> None:
    answer = scene.post(scene.admin, "programmes", name="互派挂职", kind="exchange", approval_no="云组发〔2026〕1号")
    view = answer.json()
    assert (answer.status_code, answer.headers["ETag"], view["unit_id"]) == (201, '"1"', str(scene.county.region.id))
    policy = view["policy"]
    assert (policy["valid_from"], policy["record_frequency"], policy["check_in"]) == (
        "2026-01-01",
        "workday",
        "voluntary",
    )
    assert (policy["review"], policy["reviewed_by"], policy["location"]) == ("each", "receiving", "off")
    assert (policy["day_basis"], policy["backfill_free_days"], policy["backfill_reason_days"]) == (None, 3, 10)
    assert policy["leave_tiers"] == {"receiving_days": 3, "organisation_days": 7}
    with scene.county.database.session(write=False) as session:
        assert session.exec(select(AuditEvent.action)).all() == ["secondments.programme_create"]


def test_a_repeated_post_changes_nothing(scene: Scene) -> None:
    body = {"id": new_id(), "name": "驻村", "kind": "village", "policy": {"check_in": "off"}}
    first = scene.post(scene.admin, "programmes", **body)
    again = scene.post(scene.admin, "programmes", **body)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert scene.post(scene.admin, "programmes", **(body | {"name": "驻镇"})).json()["code"] == "id-reused"
    assert scene.post(scene.other_admin, "programmes", **body).status_code == 404


def test_who_may_run_programmes(scene: Scene) -> None:
    body = {"name": "驻村", "kind": "village"}
    path = f"/api/v1/programmes/{scene.programme.id}"
    assert scene.api.anonymous.post("/api/v1/programmes", json=body).status_code == 401
    assert scene.api.anonymous.get(path).status_code == 401
    scene.active()
    for name in ("supervisor", "sender", "liaison", "finance", "cadre"):
        client = scene.api.as_(getattr(scene, name))
        assert client.post("/api/v1/programmes", json=body).status_code == 403, name
        assert client.get(path).status_code == client.get(f"{path}/policies").status_code == 200, name
        assert [item["id"] for item in client.get("/api/v1/programmes").json()["items"]] == [str(scene.programme.id)]
        assert client.patch(path, json={"name": "改名"}, headers={"If-Match": '"1"'}).status_code == 403, name
        assert client.put(f"{path}/policies/2026-05-01", json={}).status_code == 403, name
    for name in ("other_admin", "other_supervisor", "inspector", "sysadmin", "leader"):
        client = scene.api.as_(getattr(scene, name))
        assert client.get(path).status_code == client.get(f"{path}/policies").status_code == 404, name
        assert client.get("/api/v1/programmes").json()["items"] == [], name
        assert client.patch(path, json={"name": "改名"}, headers={"If-Match": '"1"'}).status_code == 404, name
        assert client.put(f"{path}/policies/2026-05-01", json={}).status_code == 404, name
    assert scene.program(Scope.ROSTER_READ).get(path).status_code == 200
    assert scene.program(Scope.ROSTER_READ, unit=scene.other_region).get(path).status_code == 404
    assert scene.program(Scope.SUMMARY_READ).get(path).status_code == 403


def test_who_administers_two_units_names_one(scene: Scene) -> None:
    scene.county.grant(scene.admin, Role.ORGADMIN, scene.other_region)
    body = {"name": "驻村", "kind": "village"}
    asked = scene.post(scene.admin, "programmes", **body)
    assert (asked.status_code, asked.json()["errors"][0]["pointer"]) == (422, "/unit_id")
    named = scene.post(scene.admin, "programmes", **body, unit_id=str(scene.other_region.id))
    assert (named.status_code, named.json()["unit_id"]) == (201, str(scene.other_region.id))
    unknown = scene.post(scene.admin, "programmes", **body, unit_id=new_id())
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/unit_id")
    assert scene.post(scene.other_admin, "programmes", **body, unit_id=str(scene.home.id)).status_code == 403


def test_a_programme_is_renamed_with_its_version(scene: Scene) -> None:
    path, client = f"/api/v1/programmes/{scene.programme.id}", scene.api.as_(scene.admin)
    assert client.patch(path, json={"name": "新名"}).json()["code"] == "version-conflict"
    done = client.patch(path, json={"name": "新名"}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["name"], done.headers["ETag"]) == (200, "新名", '"2"')
    stale = client.patch(path, json={"name": "旧名"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    assert (
        client.patch(path, json={"name": None}, headers={"If-Match": '"2"'}).json()["errors"][0]["pointer"] == "/name"
    )
    assert client.patch(path, json={"kind": "village"}, headers={"If-Match": '"2"'}).status_code == 422


def test_a_policy_begins_on_the_first_of_a_month(scene: Scene) -> None:
    path, client = f"/api/v1/programmes/{scene.programme.id}/policies", scene.api.as_(scene.admin)
    body = {"check_in": "off", "day_basis": "workday", "day_basis_document_no": "云组发〔2026〕3号"}
    made = client.put(f"{path}/2026-05-01", json=body)
    assert (made.status_code, made.json()["valid_from"], made.json()["check_in"]) == (201, "2026-05-01", "off")
    again = client.put(f"{path}/2026-05-01", json=body)
    assert (again.status_code, again.json()) == (200, made.json())
    assert client.put(f"{path}/2026-05-01", json={}).json()["code"] == "version-conflict"
    stale = client.put(f"{path}/2026-05-01", json={}, headers={"If-Match": '"9"'})
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 1)
    changed = client.put(f"{path}/2026-05-01", json={}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"], changed.json()["day_basis"]) == (200, 2, None)
    middle = client.put(f"{path}/2026-05-02", json=body)
    assert (middle.status_code, middle.json()["errors"][0]["pointer"]) == (422, "/valid_from")
    listed = client.get(path).json()["items"]
    assert [item["valid_from"] for item in listed] == ["2026-05-01", "2020-01-01"]
    with Work(scene.county.database, SYSTEM, writes=False) as work:
        assert get_policy(work, scene.programme.id, date(2026, 4, 30)).check_in == "voluntary"
        assert get_policy(work, scene.programme.id, date(2026, 5, 1)).check_in == "voluntary"


def test_a_closed_month_keeps_its_policy(scene: Scene) -> None:
    close(scene, "2026-03")
    path, client = f"/api/v1/programmes/{scene.programme.id}/policies", scene.api.as_(scene.admin)
    for month in ("2026-03-01", "2026-02-01", "2019-01-01"):
        refused = client.put(f"{path}/{month}", json={"check_in": "off"})
        assert (refused.status_code, refused.json()["code"]) == (409, "month-closed"), month
    assert client.put(f"{path}/2026-04-01", json={"check_in": "off"}).status_code == 201
    other = scene.county.programme("驻村", "village")
    assert client.put(f"/api/v1/programmes/{other.id}/policies/2026-03-01", json={}).status_code == 201


WRONG_POLICIES = [
    ({"check_in": "duty"}, "/duty_basis"),
    (
        {"check_in": "duty", "duty_basis": "防汛值守规定", "duty_windows": [{"start": "9:00", "end": "10:00"}]},
        "/duty_windows/0/start",
    ),
    (
        {"check_in": "duty", "duty_basis": "防汛值守规定", "duty_windows": [{"start": "10:00", "end": "10:00"}]},
        "/duty_windows/0/end",
    ),
    (
        {
            "check_in": "duty",
            "duty_basis": "防汛值守规定",
            "duty_windows": [{"start": "08:00", "end": "09:00"}, {"start": "08:30", "end": "10:00"}],
        },
        "/duty_windows/1/start",
    ),
    ({"duty_windows": [{"start": "08:00", "end": "09:00"}]}, "/duty_windows"),
    ({"day_basis": "on_post"}, "/day_basis_document_no"),
    ({"day_basis": "half"}, "/day_basis"),
    ({"leave_tiers": {"receiving_days": 5, "organisation_days": 3}}, "/leave_tiers/organisation_days"),
    ({"leave_tiers": {"city_days": 3}}, "/leave_tiers/city_days"),
    ({"reminder_hour": 8}, "/reminder_hour"),
    ({"reminder_hour": 18}, "/reminder_hour"),
    ({"backfill_free_days": 5, "backfill_reason_days": 3}, "/backfill_reason_days"),
    ({"backfill_free_days": -1}, "/backfill_free_days"),
    ({"transport_cap_fen": 1.5}, "/transport_cap_fen"),
    ({"transport_cap_fen": 10**9}, "/transport_cap_fen"),
    ({"transport_trips_a_month": 11}, "/transport_trips_a_month"),
    ({"points": 3}, "/points"),
]


def test_a_wrong_policy_is_pointed_at(scene: Scene) -> None:
    for body, pointer in WRONG_POLICIES:
        client = scene.api.as_(scene.admin)
        put = client.put(f"/api/v1/programmes/{scene.programme.id}/policies/2026-05-01", json=body)
        assert (put.status_code, [error["pointer"] for error in put.json()["errors"]]) == (422, [pointer])
        post = scene.post(scene.admin, "programmes", name="驻村", kind="village", policy=body)
        assert [error["pointer"] for error in post.json()["errors"]] == [f"/policy{pointer}"]


def test_what_a_policy_means_to_other_domains(scene: Scene) -> None:
    body = {
        "check_in": "duty",
        "duty_basis": "防汛值守规定",
        "duty_windows": [{"start": "08:00", "end": "09:00"}, {"start": "17:30", "end": "06:00"}],
        "leave_tiers": {"receiving_days": 1, "organisation_days": 5},
    }
    client = scene.api.as_(scene.admin)
    assert client.put(f"/api/v1/programmes/{scene.programme.id}/policies/2026-05-01", json=body).status_code == 201
    with scene.county.database.session(write=False) as session:
        policies = {row.valid_from: row for row in session.exec(select(ProgrammePolicy)).all()}
        assert [str(start) for start, _ in duty_windows(policies[date(2026, 5, 1)])] == ["08:00:00", "17:30:00"]
        assert leave_tiers(policies[date(2026, 5, 1)]) == (1, 5)
        assert leave_tiers(policies[date(2020, 1, 1)]) == (3, 7)


def test_a_closed_month_never_opens_again(scene: Scene) -> None:
    for state in ("calculated", "open", "approved", "closed", "paid"):
        close(scene, "2026-02", state)
    with Work(scene.county.database, SYSTEM, writes=True) as work:
        assert is_month_closed(work, scene.programme.id, "2026-02")
        assert month_states(work, scene.programme.id) == {"2026-02": "paid"}
        assert open_months(work, scene.programme.id, "2025-12", "2026-03") == ["2025-12", "2026-01", "2026-03"]
        with pytest.raises(MonthClosed):
            set_month_state(work, scene.programme.id, "2026-02", "open")
        with pytest.raises(ValueError, match="no state"):
            set_month_state(work, scene.programme.id, "2026-02", "gone")
