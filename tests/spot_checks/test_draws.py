"""Draws over the API: what they keep, who is kept apart, and that anybody gets the same out of seed and frame."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.reminders.models import InboxMessage
from app.spot_checks.models_formal import SpotCheckFrame
from app.spot_checks.service_due import tell_of_due
from tests.factories import Api, County
from tests.spot_checks.conftest import NOW, body_of
from tests.spot_checks.formal import Field, build, found

URL = "/api/v1/spot-checks"
DOCS = Path(__file__).parents[2] / "docs" / "spot-checks.md"


@pytest.fixture
def field(county: County) -> Field:
    return build(county)


def refused(api: Api, field: Field, **changes: Any) -> Any:
    return api.as_(field.orgadmin).post(f"{URL}/draw", json=field.body(**changes))


def test_the_lines_of_the_documentation_give_the_same_draw(api: Api, field: Field) -> None:
    drawn = field.draw(api, size=2, dates_each=4)
    frame = api.as_(field.orgadmin).get(f"{URL}/draws/{drawn['id']}/frame")
    lines = re.search(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert lines is not None
    out = subprocess.run(
        [sys.executable, "-I", "-c", lines.group(1)], input=frame.text, capture_output=True, text=True, check=True
    ).stdout
    again = [line.split() for line in out.splitlines()]
    assert again == [[one["secondment_id"], *one["dates"]] for one in drawn["checks"]]
    assert frame.json()["digest"] == drawn["frame_digest"]
    assert {one["weight"] for one in frame.json()["entries"]} == {3}
    page = api.as_(field.orgadmin).get(f"/checks/draws/{drawn['id']}", headers={"Accept": "text/html"}).text
    assert drawn["seed"] in page
    assert "与名册校验码一致" in page
    with field.county.database.session(write=False) as session:
        logged = session.exec(select(AuditEvent.action).where(AuditEvent.subject_id == drawn["id"])).all()
    assert logged == ["spot_checks.draw", "spot_checks.frame"]


def test_what_was_changed_behind_its_back_shows(api: Api, field: Field) -> None:
    drawn = field.draw(api)
    with field.county.database.session(write=True) as session:
        kept = session.exec(select(SpotCheckFrame)).one()
        first, *others = kept.frame["entries"]
        kept.frame = kept.frame | {"entries": [first | {"weight": 9}, *others]}
        session.add(kept)
        session.commit()
    page = api.as_(field.orgadmin).get(f"/checks/draws/{drawn['id']}", headers={"Accept": "text/html"}).text
    assert "与名册校验码一致" not in page
    assert "核对不符" in page


def test_the_same_id_draws_once(api: Api, field: Field) -> None:
    body = field.body(id=str(uuid4()), size=1)
    first, second = (api.as_(field.orgadmin).post(f"{URL}/draw", json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other = api.as_(field.orgadmin).post(f"{URL}/draw", json=body | {"size": 2})
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    colleague = field.county.person("同事", Role.ORGADMIN, field.county.region)
    assert api.as_(colleague).post(f"{URL}/draw", json=body).status_code == 404
    assert [one["number"] for one in api.as_(colleague).get(f"{URL}/draws").json()["items"]] == ["抽-2026-06-1"]


def test_only_the_organization_department_draws_and_sees_draws(api: Api, field: Field) -> None:
    drawn = field.draw(api, size=1)
    far = field.county.person("外县", Role.ORGADMIN, field.county.unit("江州市"))
    inspector, cadre = field.inspectors[0], field.cadres[0]
    for person in (inspector, cadre):
        assert api.as_(person).post(f"{URL}/draw", json=field.body()).status_code == 403
        assert api.as_(person).get(f"{URL}/draws").status_code == 403
    for person in (inspector, cadre, far):
        assert api.as_(person).get(f"{URL}/draws/{drawn['id']}").status_code == 404
        assert api.as_(person).get(f"{URL}/draws/{drawn['id']}/frame").status_code == 404
    assert api.as_(far).get(f"{URL}/draws").json()["items"] == []
    assert api.as_(far).post(f"{URL}/draw", json=field.body()).json()["code"] == "empty-frame"
    assert api.anonymous.post(f"{URL}/draw", json=field.body()).status_code == 401


def test_wrong_draws_name_their_field(api: Api, field: Field) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"scope": {}}, "/scope"),
        ({"scope": {"programme_id": str(uuid4())}}, "/scope"),
        ({"size": 4}, "/size"),
        ({"size": 0}, "/size"),
        ({"from": "2026-06-30", "to": "2026-06-01"}, "/to"),
        ({"from": "2026-01-01", "to": "2026-12-31"}, "/to"),
        ({"from": "2026-06-06", "to": "2026-06-07"}, "/scope"),
        ({"inspectors": [str(field.inspectors[0].id)]}, "/inspectors"),
        ({"inspectors": [str(field.inspectors[0].id)] * 2}, "/inspectors"),
        ({"inspectors": [str(field.inspectors[0].id), str(field.orgadmin.id)]}, "/inspectors/1"),
        ({"signal_id": str(uuid4())}, "/scope/secondment_id"),
        ({"seed": "0" * 32}, "/seed"),
    ]
    for changes, pointer in cases:
        answer = refused(api, field, **changes)
        assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer]), changes
    assert api.as_(field.orgadmin).get(f"{URL}/draws").json()["items"] == []


def test_inspectors_are_kept_apart_from_their_own(api: Api, field: Field) -> None:
    county, (first, second, third) = field.county, field.inspectors
    cadre, township = field.cadres[0], field.townships[0]
    county.grant(first, Role.SUPERVISOR, township)
    answer = refused(api, field)
    assert (answer.status_code, answer.json()["code"]) == (409, "inspectors-conflict")
    assert answer.json()["conflicts"][0]["cadre_name"] == cadre.name
    assert [one["reason"] for one in answer.json()["conflicts"][0]["inspectors"]] == ["receiving_unit"]
    assert first.name in answer.json()["detail"]
    assert api.as_(field.orgadmin).get(f"{URL}/draws").json()["items"] == []
    county.group(second, field.secondments[1])
    pool = [str(one.id) for one in (first, second, third)]
    fourth = county.person("沈书宁", Role.INSPECTOR, county.region)
    drawn = field.draw(api, inspectors=[*pool, str(fourth.id)])
    sent = {one["cadre_id"]: {each["id"] for each in one["inspectors"]} for one in drawn["checks"]}
    assert str(first.id) not in sent[str(cadre.id)]
    assert str(second.id) not in sent[str(field.cadres[1].id)]
    frame = api.as_(field.orgadmin).get(f"{URL}/draws/{drawn['id']}/frame").json()
    assert frame["excluded"] == {
        str(field.secondments[0].id): {str(first.id): "receiving_unit"},
        str(field.secondments[1].id): {str(second.id): "group"},
    }


def test_nobody_draws_themselves_or_decides_on_their_own_check(api: Api, field: Field) -> None:
    cadre = field.cadres[0]
    field.county.grant(cadre, Role.ORGADMIN, field.county.region)
    by_themselves = api.as_(cadre).post(f"{URL}/draw", json=field.body())
    assert by_themselves.json()["errors"][0]["pointer"] == "/size"
    drawn = field.draw(api)
    own = next(one["id"] for one in drawn["checks"] if one["cadre_id"] == str(cadre.id))
    seen = api.as_(cadre).get(f"{URL}/draws/{drawn['id']}").json()
    assert own not in [one["id"] for one in seen["checks"]]
    assert api.as_(cadre).get(f"{URL}/{own}").status_code == 404
    assert own not in api.as_(cadre).get(URL).text


def test_a_void_draw_stays_listed_with_its_reason(api: Api, field: Field) -> None:
    drawn = field.draw(api)
    url = f"{URL}/draws/{drawn['id']}/void"
    inspector = field.by_id(drawn["checks"][0]["inspectors"][0]["id"])
    assert api.as_(inspector).post(url, json={"version": 1, "reason": "不想去"}).status_code == 403
    assert api.as_(field.orgadmin).post(url, json={"version": 1}).status_code == 422
    assert api.as_(field.orgadmin).post(url, json={"version": 9, "reason": "名册漏了两人"}).status_code == 412
    body = {"version": drawn["version"], "reason": "名册漏了两人"}
    void = api.as_(field.orgadmin).post(url, json=body).json()
    assert api.as_(field.orgadmin).post(url, json=body).json() == void
    assert [one["void_reason"] for one in api.as_(field.orgadmin).get(f"{URL}/draws").json()["items"]] == [
        body["reason"]
    ]
    assert api.as_(inspector).get(f"{URL}/{drawn['checks'][0]['id']}").status_code == 404
    assert field.draw(api)["number"] == "抽-2026-06-2"


def test_the_preview_says_how_many_and_nobody(api: Api, field: Field) -> None:
    shown = api.as_(field.orgadmin).post(f"{URL}/draw/preview", json=field.body(size=1))
    assert shown.json() == {"frame_size": 3, "workdays": 22, "inspectors": 2}
    assert api.as_(field.inspectors[0]).post(f"{URL}/draw/preview", json=field.body()).status_code == 403


def test_a_plan_asks_until_its_period_is_drawn(api: Api, field: Field) -> None:
    office, programme_id = api.as_(field.orgadmin), str(field.programme.id)
    body = {"programme_id": programme_id, "every": "month", "share": 30, "from_on": "2026-05-01"}
    made = office.post(f"{URL}/plans", json=body)
    assert (made.status_code, [one["overdue"] for one in made.json()["waiting"]]) == (201, [True, False])
    assert office.post(f"{URL}/plans", json=body | {"size": 3}).json()["errors"][0]["pointer"] == "/size"
    for person in (field.inspectors[0], field.cadres[0]):
        assert api.as_(person).post(f"{URL}/plans", json=body).status_code == 403
        assert api.as_(person).get(f"{URL}/plans").status_code == 403
    far = field.county.person("外县", Role.ORGADMIN, field.county.unit("江州市"))
    plan_url = f"{URL}/plans/{made.json()['id']}"
    assert api.as_(far).patch(plan_url, json={"size": 2}, headers={"If-Match": '"1"'}).status_code == 404
    assert office.patch(plan_url, json={"size": 2}).status_code == 409
    changed = office.patch(plan_url, json={"size": 2}, headers={"If-Match": '"1"'}).json()
    assert (changed["size"], changed["share"]) == (2, None)
    lines = office.get("/api/v1/attention").json()["sections"]
    asked = next(one for one in lines if one["kind"] == "spot_check")["items"]
    assert [one["href"] for one in asked] == ["/checks/plans"]
    with Work(field.county.database, SYSTEM, True) as work:
        assert tell_of_due(work) == (1, 0)
    with Work(field.county.database, SYSTEM, True) as work:
        tell_of_due(work)
    with field.county.database.session(write=False) as session:
        told = session.exec(select(InboxMessage.person_id).where(InboxMessage.kind == "spot_check.due")).all()
    assert told == [field.orgadmin.id]
    field.draw(api)
    field.draw(api, **{"from": "2026-05-01", "to": "2026-05-31"})
    assert office.get(f"{URL}/plans").json()["items"][0]["waiting"] == []


def test_what_is_not_put_right_in_time_is_said_once(api: Api, field: Field) -> None:
    check = field.draw(api)["checks"][0]
    found(api, field, check)
    cadre = field.by_id(check["cadre_id"])
    with time_machine.travel(NOW.replace(month=8), tick=True):
        lines = api.as_(field.orgadmin).get("/api/v1/attention").json()["sections"]
        asked = next(one for one in lines if one["kind"] == "spot_check")["items"]
        assert [(one["cadre_name"], one["since_on"]) for one in asked] == [(cadre.name, "2026-07-24")]
        for _ in range(2):
            with Work(field.county.database, SYSTEM, True) as work:
                assert tell_of_due(work)[1] == 1
        assert api.as_(field.orgadmin).get(f"{URL}/{check['id']}").json()["overdue"] is True
    with field.county.database.session(write=False) as session:
        told = session.exec(select(InboxMessage.person_id).where(InboxMessage.kind == "spot_check.overdue")).all()
    assert told == [cadre.id]


def test_notes_and_checks_are_one_list(api: Api, field: Field, scene: Any) -> None:
    drawn = field.draw(api)
    for _ in range(2):
        api.as_(scene.supervisor).post(URL, json=body_of(scene))
    office = api.as_(field.orgadmin)
    ids: list[str] = []
    cursor = None
    while True:
        page = office.get(URL, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        ids += [one["id"] for one in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len(ids) == len(set(ids)) == 5
    assert {one["id"] for one in drawn["checks"]} < set(ids)
    assert {one["kind"] for one in office.get(URL, params={"kind": "note"}).json()["items"]} == {"note"}
    planned = office.get(URL, params={"status": "planned"}).json()["items"]
    assert {one["id"] for one in planned} == {one["id"] for one in drawn["checks"]}
