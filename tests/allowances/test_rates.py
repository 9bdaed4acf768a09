"""Dated rates: who sets them, half-open, never two on one day, even at the same moment."""

import threading
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from app.core.actor import Role
from app.secondments.models import MonthLock
from tests.allowances.conftest import Scene

URL = "/api/v1/rates"


def post(scene: Scene, person: Any = None, **changes: Any) -> Any:
    body = {"programme_id": str(scene.programme.id), "amount_fen": 3000, "valid_from": "2026-01-01"} | changes
    return scene.api.as_(person or scene.orgadmin).post(URL, json=body)


def test_a_rate_is_set_and_read(scene: Scene) -> None:
    made = post(scene, document_no="云财行〔2025〕9号")
    assert (made.status_code, made.json()["amount_fen"], made.json()["programme_name"]) == (201, 3000, "外派挂职第三批")
    for person in (scene.orgadmin, scene.finance):
        page = scene.api.as_(person).get(URL, params={"programme_id": str(scene.programme.id)}).json()
        assert [item["id"] for item in page["items"]] == [made.json()["id"]]
        assert scene.api.as_(person).get(f"{URL}/{made.json()['id']}").json() == made.json()
    (event,) = scene.trail("allowances.rate_create")
    assert (event.actor_id, event.facts["amount_fen"]) == (scene.orgadmin.id, 3000)


def test_half_open_dates_touch_without_overlapping(scene: Scene) -> None:
    assert post(scene, valid_to="2026-06-16").status_code == 201
    assert post(scene, valid_from="2026-06-16", amount_fen=4000).status_code == 201
    for dates in (
        {"valid_from": "2025-01-01", "valid_to": "2026-01-02"},
        {"valid_from": "2026-06-15", "valid_to": "2026-06-16"},
        {},
    ):
        refused = post(scene, **dates)
        assert (refused.status_code, refused.json()["code"]) == (409, "rate-overlap")
    assert post(scene, region_band="省外").status_code == 201
    on = scene.api.as_(scene.finance).get(URL, params={"on": "2026-06-16"}).json()["items"]
    assert {(item["region_band"], item["amount_fen"]) for item in on} == {(None, 4000), ("省外", 3000)}


def test_two_at_the_same_moment_leave_one(scene: Scene) -> None:
    barrier, statuses = threading.Barrier(4), []

    def act() -> None:
        barrier.wait()
        statuses.append(post(scene).status_code)

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 409, 409, 409]


def test_the_same_post_again(scene: Scene) -> None:
    identity = str(uuid4())
    assert [post(scene, id=identity).status_code for _ in range(2)] == [201, 200]
    other = post(scene, id=identity, amount_fen=3100)
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    assert len(scene.trail("allowances.rate_create")) == 1


def test_a_rate_ends_on_a_day(scene: Scene) -> None:
    made = post(scene).json()
    client, url = scene.api.as_(scene.orgadmin), f"{URL}/{made['id']}"
    assert client.patch(url, json={"valid_to": "2026-07-01"}).json()["code"] == "version-conflict"
    stale = client.patch(url, json={"valid_to": "2026-07-01"}, headers={"If-Match": '"9"'})
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 1)
    ended = client.patch(url, json={"valid_to": "2026-07-01"}, headers={"If-Match": '"1"'})
    assert (ended.status_code, ended.json()["valid_to"], ended.json()["version"]) == (200, "2026-07-01", 2)
    assert client.patch(url, json={"valid_to": "2026-07-01"}, headers={"If-Match": '"1"'}).status_code == 200
    assert len(scene.trail("allowances.rate_end")) == 1
    backwards = client.patch(url, json={"valid_to": "2026-01-01"}, headers={"If-Match": '"2"'})
    assert backwards.json()["errors"][0]["pointer"] == "/valid_to"
    assert post(scene, valid_from="2026-07-01", amount_fen=4000).status_code == 201
    reopened = client.patch(url, json={"valid_to": None}, headers={"If-Match": '"2"'})
    assert reopened.json()["code"] == "rate-overlap"


def test_closed_months_keep_the_rate_that_they_were_paid_by(scene: Scene) -> None:
    made = post(scene).json()
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-04", state="closed"))
    client, url = scene.api.as_(scene.orgadmin), f"{URL}/{made['id']}"
    refused = client.patch(url, json={"valid_to": "2026-04-30"}, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "month-closed")
    assert client.patch(url, json={"valid_to": "2026-05-01"}, headers={"If-Match": '"1"'}).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("finance", 403), ("supervisor", 404), ("cadre", 404), ("sender", 404)])
def test_only_the_organization_department_sets_rates(scene: Scene, who: str, status: int) -> None:
    person = getattr(scene, who)
    assert post(scene, person).status_code == status
    rate = scene.rate(3000)
    client = scene.api.as_(person)
    assert client.patch(f"{URL}/{rate.id}", json={"valid_to": None}).status_code == status
    assert client.get(f"{URL}/{rate.id}").status_code == (200 if who == "finance" else 404)
    assert client.get(URL).status_code == (200 if who == "finance" else 403)


def test_other_counties_and_the_anonymous(scene: Scene) -> None:
    other = scene.county.person("邻县组织部", Role.ORGADMIN, scene.county.unit("邻县"))
    rate = scene.rate(3000)
    assert post(scene, other).status_code == 404
    assert scene.api.as_(other).get(URL).json()["items"] == []
    assert scene.api.as_(other).get(f"{URL}/{rate.id}").status_code == 404
    assert scene.api.anonymous.post(URL, json={}).status_code == 401
    assert scene.api.anonymous.get(URL).status_code == 401
    assert scene.api.anonymous.get(f"{URL}/{rate.id}").status_code == 401
    assert scene.api.anonymous.patch(f"{URL}/{rate.id}", json={}).status_code == 401


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"amount_fen": 0}, "/amount_fen"),
        ({"amount_fen": 1_000_001}, "/amount_fen"),
        ({"amount_fen": 30.5}, "/amount_fen"),
        ({"amount_fen": "3000"}, "/amount_fen"),
        ({"valid_from": "2026-02-30"}, "/valid_from"),
        ({"valid_to": "2026-01-01"}, "/valid_to"),
        ({"region_band": ""}, "/region_band"),
        ({"region_band": "长" * 33}, "/region_band"),
        ({"document_no": "长" * 81}, "/document_no"),
        ({"currency": "USD"}, "/currency"),
    ],
)
def test_a_wrong_rate_is_named(scene: Scene, changes: dict[str, Any], pointer: str) -> None:
    answer = post(scene, **changes)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_pages_of_rates(scene: Scene) -> None:
    for month in range(1, 6):
        scene.rate(3000 + month, date(2026, month, 1), date(2026, month + 1, 1))
    client = scene.api.as_(scene.finance)
    first = client.get(URL, params={"limit": 3}).json()
    rest = client.get(URL, params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [item["amount_fen"] for item in first["items"] + rest["items"]] == [3005, 3004, 3003, 3002, 3001]
