"""The pages of money: who gets them, what they say first, and that a step's button is only for whoever may take it."""

from typing import Any
from uuid import uuid4

import pytest

from app.core.actor import Role
from tests.allowances.conftest import Scene

APRIL = "2026-04"
PHONE = {"Sec-CH-UA-Mobile": "?1"}


def get(scene: Scene, person: Any, path: str, lang: str = "zh-CN", **headers: str) -> Any:
    asked = {"Accept": "text/html", "Accept-Language": lang} | headers
    return scene.api.as_(person).get(path, headers=asked)


def month(scene: Scene, person: Any = None, lang: str = "zh-CN") -> str:
    answer = get(scene, person or scene.finance, f"/allowances?month={APRIL}&programme_id={scene.programme.id}", lang)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_each_step_offers_the_next_alone(scene: Scene) -> None:
    scene.rate(30_00)
    scene.confirm(APRIL)
    assert "核算本月" in month(scene)
    scene.step("calculate", APRIL)
    assert "审核通过" not in month(scene)
    assert "核算人不能审核" in month(scene)
    assert "审核通过" in month(scene, scene.finance2)
    scene.step("approve", APRIL, scene.finance2)
    assert "结账后本月不再变" in month(scene)
    scene.step("close", APRIL)
    assert "登记支付" in month(scene)
    scene.step("pay", APRIL)
    last = month(scene)
    assert "data-api" not in last.split("<main", 1)[1]
    assert all(words in last for words in ("630.00", "陆佰叁拾元整", "程以宁", "苏念恩"))


def test_exceptions_come_first_with_a_sentence_and_a_way_out(scene: Scene) -> None:
    waiting = scene.colleague("沈书宁")
    scene.rate(30_00)
    scene.confirm(APRIL, scene.secondment)
    scene.step("calculate", APRIL)
    page = month(scene)
    assert page.index("沈书宁") < page.index("许文澜")
    assert "4月考勤待白鹭镇确认。本月补助本次不付，确认后补发。" in page
    assert f"/attendance/{APRIL}/{waiting.id}" in page
    assert "待确认 1 人不计入" in page


def test_the_organization_department_reads_and_takes_no_step(scene: Scene) -> None:
    scene.rate(30_00)
    scene.confirm(APRIL)
    assert "核算本月" not in month(scene, scene.orgadmin)
    assert get(scene, scene.orgadmin, f"/allowances?month={APRIL}").status_code == 200


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_lines_begin_with_the_equation(scene: Scene, lang: str) -> None:
    scene.rate(30_00)
    scene.correct("2026-04-21", "absent")
    scene.correct("2026-04-18", "on_post")
    path = f"/allowances/{APRIL}/{scene.secondment.id}"
    for person, headers in ((scene.finance, {}), (scene.cadre, PHONE), (scene.supervisor, PHONE)):
        answer = get(scene, person, path, lang, **headers)
        assert answer.status_code == 200, answer.text
        assert "¥630.00" in answer.text
    told = get(scene, scene.finance, path, lang).text
    assert ("21 天 × ¥30.00" if lang == "zh-CN" else "21 days × ¥30.00") in told
    assert "按实际情况更正" not in told
    assert "按实际情况更正" in get(scene, scene.cadre, path, lang, **PHONE).text


def test_rates_are_listed_and_set(scene: Scene) -> None:
    assert "还没有标准" in get(scene, scene.finance, "/rates").text
    scene.rate(30_00, region_band="县外")
    listed = get(scene, scene.orgadmin, "/rates").text
    assert all(words in listed for words in ("县外", "30.00", "新增标准", "设截止日"))
    assert "新增标准" not in get(scene, scene.finance, "/rates").text
    assert "PATCH /api/v1/rates/" in listed
    assert get(scene, scene.orgadmin, f"/rates/new?programme_id={scene.programme.id}").status_code == 200
    assert get(scene, scene.finance, "/rates/new").status_code == 403


def test_pages_keep_to_who_may_read_them(scene: Scene) -> None:
    scene.rate(30_00)
    path = f"/allowances/{APRIL}/{scene.secondment.id}"
    for person in (scene.cadre, scene.supervisor, scene.sender):
        assert get(scene, person, "/allowances").status_code == 403
        assert get(scene, person, "/rates").status_code == 403
    assert get(scene, scene.sender, path).status_code == 403
    assert get(scene, scene.county.person("路人", Role.SUPERVISOR, scene.sending), path).status_code == 404
    assert get(scene, scene.finance, f"/allowances/{APRIL}/{uuid4()}").status_code == 404
    assert get(scene, scene.finance, f"/allowances?programme_id={uuid4()}").status_code == 404
    asked = scene.api.anonymous.get("/allowances", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=/allowances")
