"""The pages of an explanation, of one's own months and of objections, and the sheet to print."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.allowances.conftest import Scene
from tests.allowances.test_explain import away
from tests.support.markup import joined

MARCH = "2026-03"
PHONE = {"Sec-CH-UA-Mobile": "?1"}
BECAUSE = "3月12–13日请假不计，3月21日值班计入"


def page(scene: Scene, person: Any, path: str, status: int = 200, lang: str = "zh-CN", **headers: str) -> str:
    asked = {"Accept": "text/html", "Accept-Language": lang} | headers
    answer = scene.api.as_(person).get(path, headers=asked)
    assert answer.status_code == status, answer.text
    return joined(answer.text)


@pytest.fixture
def march(scene: Scene) -> Scene:
    scene.rate(30_00, document_no="云财行〔2025〕9号")
    away(scene, date(2026, 3, 12), date(2026, 3, 13))
    scene.correct("2026-03-21", "on_post")
    scene.confirm(MARCH)
    scene.settle(MARCH)
    return scene


def file(scene: Scene, **fields: Any) -> Any:
    body = {"secondment_id": str(scene.secondment.id), "dates": ["2026-03-12"], "text": "12日上午在岗。"} | fields
    filed = scene.api.as_(scene.cadre).post(f"/api/v1/allowances/{MARCH}/objections", json=body)
    assert filed.status_code == 201, filed.text
    return filed.json()


def test_the_explanation_on_desk_and_phone(march: Scene) -> None:
    scene = march
    path = f"/allowances/{MARCH}/{scene.secondment.id}"
    grounds = (BECAUSE, "陆佰叁拾元整", "云财行〔2025〕9号", "云组发〔2025〕37号", "周敏", "打印说明")
    for person, headers in ((scene.finance, {}), (scene.cadre, PHONE), (scene.orgadmin, {})):
        told = page(scene, person, path, **headers)
        assert [words for words in grounds if words not in told] == []
        assert "胆囊手术" not in told
    assert "提出异议" in page(scene, scene.cadre, path, **PHONE)
    assert "提出异议" not in page(scene, scene.finance, path)
    assert "审计记录" in page(scene, scene.orgadmin, path)
    assert "21 days × ¥30.00" in page(scene, scene.cadre, path, lang="en", **PHONE)


def test_an_objection_stands_on_the_page_until_it_is_answered(march: Scene) -> None:
    scene, one = march, file(march)
    path = f"/allowances/{MARCH}/{scene.secondment.id}"
    assert "12日上午在岗" in page(scene, scene.finance, path)
    assert "12日上午在岗" not in page(scene, scene.supervisor, path)
    listed = page(scene, scene.finance, "/objections")
    assert "许文澜" in listed
    assert "3月12日" in listed
    form = page(scene, scene.finance, f"/objections/{one['id']}")
    assert f"/api/v1/objections/{one['id']}/answer" in form
    own = page(scene, scene.cadre, f"/objections/{one['id']}", **PHONE)
    assert f"/api/v1/objections/{one['id']}/withdraw" in own
    assert "/answer" not in own
    host = page(scene, scene.supervisor, f"/objections/{one['id']}", **PHONE)
    assert "12日上午在岗" not in host
    assert "去核对这些日子" in host


def test_the_form_names_the_days_that_may_be_asked_about(march: Scene) -> None:
    scene = march
    path = f"/allowances/{MARCH}/{scene.secondment.id}/objection"
    assert 'value="2026-03-12"' in page(scene, scene.cadre, path, **PHONE)
    file(scene)
    assert 'value="2026-03-12"' not in page(scene, scene.cadre, path, **PHONE)
    page(scene, scene.finance, path, status=403)
    page(scene, scene.cadre, path.replace(MARCH, "2026-04"), status=404)


def test_ones_own_months_newest_first(march: Scene) -> None:
    scene = march
    file(scene)
    told = scene.api.as_(scene.cadre).get("/api/v1/me/allowances").json()
    months = [item["month"] for item in told["items"]]
    assert months == sorted(months, reverse=True)
    assert months[0] == "2026-10"
    march_row = next(item for item in told["items"] if item["month"] == MARCH)
    assert (march_row["state"], march_row["total_fen"], march_row["objection"]) == ("closed", 630_00, "open")
    assert told["years"] == [{"year": 2026, "total_fen": 630_00, "paid_fen": 0}]
    shown = page(scene, scene.cadre, "/me/allowances", **PHONE)
    assert f"/allowances/{MARCH}/{scene.secondment.id}" in shown
    assert "异议待答复" in shown
    assert "还没有补助" in page(scene, scene.finance, "/me/allowances")


def test_two_programmes_of_one_person_stand_side_by_side(march: Scene) -> None:
    scene = march
    other = scene.county.programme("院校培训", kind="academy", training_paid=True)
    scene.county.secondment(
        scene.cadre, other, scene.township, scene.sending, start_on=date(2025, 1, 1), end_on=date(2025, 1, 31)
    )
    found = scene.api.as_(scene.cadre).get("/api/v1/me/allowances").json()["items"]
    assert {item["programme_name"] for item in found} == {"外派挂职第三批", "院校培训"}
    assert "院校培训" in page(scene, scene.cadre, "/me/allowances", **PHONE)


def test_the_sheet_is_one_page_and_the_same_again(march: Scene) -> None:
    scene = march
    url, wanted = f"/api/v1/allowances/{MARCH}/explain.pdf", {"secondment_id": str(scene.secondment.id)}
    first, again = (scene.api.as_(scene.cadre).get(url, params=wanted) for _ in range(2))
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.content == again.content
    sheet = PdfReader(BytesIO(first.content))
    assert len(sheet.pages) == 1
    said = sheet.pages[0].extract_text().replace("\n", "")
    assert [words for words in ("630.00", "陆佰叁拾元整", "云财行〔2025〕9号") if words not in said] == []
    assert "胆囊" not in said
    printed = scene.trail("allowances.explain_print")
    assert len({event.facts["digest"] for event in printed}) == 1
    assert scene.api.as_(scene.sender).get(url, params=wanted).status_code == 403
