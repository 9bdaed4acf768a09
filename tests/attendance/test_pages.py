"""The pages of 月度确认 on phone and desk: one tap where it may be taken, and no button where it may not."""

from typing import Any
from uuid import uuid4

import pytest

from app.core.actor import Role
from tests.attendance.conftest import Scene, confirm
from tests.factories import Api

PHONE = {"Sec-CH-UA-Mobile": "?1"}


def get(api: Api, person: Any, path: str, lang: str = "zh-CN", **headers: str) -> Any:
    return api.as_(person).get(path, headers={"Accept": "text/html", "Accept-Language": lang} | headers)


@pytest.mark.parametrize("headers", [{}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_one_tap_until_it_is_taken(api: Api, scene: Scene, headers: dict[str, str], lang: str) -> None:
    page = get(api, scene.supervisor, "/attendance", lang, **headers)
    assert page.status_code == 200, page.text
    assert "POST /api/v1/attendance/2026-04/confirm" in page.text
    assert "何景行" in page.text
    confirm(api, scene.supervisor, scene)
    assert (
        "POST /api/v1/attendance/2026-04/confirm" not in get(api, scene.supervisor, "/attendance", lang, **headers).text
    )


@pytest.mark.parametrize("headers", [{}, PHONE], ids=["desk", "phone"])
def test_a_cadres_days_with_the_form_for_whoever_may_correct(api: Api, scene: Scene, headers: dict[str, str]) -> None:
    path = f"/attendance/2026-04/{scene.secondment.id}"
    put = "PUT /api/v1/secondments/"
    assert put in get(api, scene.supervisor, f"{path}?on=18", **headers).text
    assert put not in get(api, scene.sender, path, **headers).text
    assert put not in get(api, scene.cadre, path, **headers).text
    body = {"state": "on_post", "reason": "防汛值班"}
    api.as_(scene.supervisor).put(f"{scene.days_url}/2026-04-18", json=body)
    assert "防汛值班" in get(api, scene.cadre, path, **headers).text
    assert "防汛值班" not in get(api, scene.finance, path, **headers).text
    assert "撤回更正" in get(api, scene.supervisor, path, **headers).text


def test_a_signed_sheet_is_offered_to_the_liaison(api: Api, scene: Scene) -> None:
    county = scene.county
    host = county.unit("江州市商务局")
    county.secondment(county.person("沈书宁", Role.CADRE, scene.sending), scene.programme, host, scene.sending)
    liaison = county.person("陈知远", Role.LIAISON, county.region)
    page = get(api, liaison, "/attendance").text
    assert "录入纸质签认" in page
    assert 'name="attachment_id"' in page
    assert "何景行" not in page


def test_an_empty_month_says_so(api: Api, scene: Scene) -> None:
    assert "本月没有需要确认的人" in get(api, scene.supervisor, "/attendance?month=2025-04").text
    assert "本月没有需要确认的人" in get(api, scene.supervisor, f"/attendance?unit_id={uuid4()}").text


def test_pages_keep_to_who_may_know(api: Api, scene: Scene) -> None:
    path = f"/attendance/2026-04/{scene.secondment.id}"
    assert get(api, scene.stranger, path).status_code == 404
    assert "何景行" not in get(api, scene.stranger, "/attendance").text
    assert get(api, scene.supervisor, "/attendance?month=2026-14").status_code == 422
    asked = api.anonymous.get("/attendance", headers={"Accept": "text/html"}, follow_redirects=False)
    assert asked.status_code == 303
