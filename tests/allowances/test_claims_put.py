"""A claim written whole under an id of the phone: all or nothing, once, in whatever order the answers are lost."""

from typing import Any
from uuid import uuid4

import pytest

from app.core.actor import Role
from tests.allowances.claims import URL, draft, journey, refusal, step, taken
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    return build(county, api, transport_cap_fen=50000)


def kinds(claim: dict[str, Any]) -> list[str]:
    return [one["kind"] for one in claim["steps"]]


def test_drafted_and_handed_in_by_one_write_however_often_it_comes(scene: Scene) -> None:
    cadre, url = scene.api.as_(scene.cadre), f"{URL}/{uuid4()}"
    body = journey(scene, submit=True)
    first, again = cadre.put(url, json=body), cadre.put(url, json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    claim = again.json()
    assert (claim["state"], kinds(claim)) == ("submitted", ["submit"])
    assert [one.facts["state"] for one in scene.trail("claims.draft")] == ["draft"]
    assert len(scene.trail("claims.submit")) == 1
    assert len(cadre.get(URL).json()["items"]) == 1

    returned = taken(scene, scene.supervisor, claim, "return", reason="返程日期不对")
    late = cadre.put(url, json=body)
    assert (late.status_code, late.json()["state"]) == (200, "returned"), "a late repeat does not hand it in anew"
    match = {"If-Match": f'"{returned["version"]}"'}
    for _ in range(2):
        mended = cadre.put(url, json=journey(scene, return_on="2026-07-13", submit=True), headers=match)
        assert (mended.status_code, mended.json()["state"]) == (200, "submitted")
    assert kinds(mended.json()) == ["submit", "return", "submit"]


def test_what_is_refused_leaves_nothing_behind(scene: Scene) -> None:
    taken(scene, scene.cadre, draft(scene), "submit")
    cadre, url = scene.api.as_(scene.cadre), f"{URL}/{uuid4()}"
    used = cadre.put(url, json=journey(scene, submit=True))
    assert refusal(used)[:2] == (409, "invoice-used")
    assert [one["pointer"] for one in used.json()["errors"]] == ["/legs/0/invoice_no", "/legs/1/invoice_no"]
    assert cadre.get(url).status_code == 404
    assert len(scene.trail("claims.draft")) == 1

    kept = cadre.put(url, json=journey(scene))
    assert (kept.status_code, kept.json()["state"]) == (201, "draft")
    repeat = cadre.put(url, json=journey(scene))
    assert (repeat.status_code, repeat.json()["version"]) == (200, 1)
    assert refusal(cadre.put(url, json=journey(scene, unit_car=True)))[:2] == (409, "version-conflict")
    match = {"If-Match": '"1"'}
    handed = cadre.put(url, json=journey(scene, unit_car=True, legs=[], submit=True), headers=match)
    assert (handed.status_code, handed.json()["state"]) == (200, "submitted")
    assert step(scene, scene.cadre, handed.json(), "withdraw").status_code == 200


def test_only_the_cadre_drafts_and_only_about_a_term_they_have(scene: Scene) -> None:
    url = f"{URL}/{uuid4()}"
    stranger = scene.county.person("外人", Role.CADRE, scene.sending)
    put = {"json": journey(scene, submit=True)}
    assert scene.api.anonymous.put(url, **put).status_code == 401
    assert scene.api.as_(scene.supervisor).put(url, **put).status_code == 403
    assert scene.api.as_(stranger).put(url, **put).status_code == 404
    nameless = {name: value for name, value in journey(scene).items() if name != "secondment_id"}
    cadre = scene.api.as_(scene.cadre)
    assert refusal(cadre.put(url, json=nameless))[2] == ["/secondment_id"]
    gone = cadre.put(url, json=journey(scene), headers={"If-Match": '"1"'})
    assert gone.status_code == 404, "it was thrown away on another phone"
    assert cadre.put(url, json=journey(scene)).status_code == 201
    assert scene.api.as_(stranger).put(url, json=journey(scene)).status_code == 404
