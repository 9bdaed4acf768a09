"""The sheet to sign: who may print it, what stands on it, and what its number stands for."""

import io
import time
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.accounts.models import Person
from app.attendance.sheet_numbers import normal_number, sheet_digest, sheet_number
from app.core.actor import Role
from tests.attendance.conftest import Scene
from tests.factories import NOWHERE, Api


def sheet(api: Api, person: Person, month: str = "2026-04", **query: object) -> httpx.Response:
    return api.as_(person).get(f"/api/v1/attendance/{month}/sheet.pdf", params={k: str(v) for k, v in query.items()})


def pages(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_a_row_a_cadre_with_what_differs_and_a_box_to_sign(api: Api, scene: Scene) -> None:
    scene.colleague("欧阳䶮", post_title="经济发展办公室副主任（挂职）")
    api.as_(scene.supervisor).put(f"{scene.days_url}/2026-04-18", json={"state": "on_post", "reason": "防汛值班"})
    api.as_(scene.supervisor).put(
        f"{scene.days_url}/2026-04-21", json={"state": "training", "half": "am", "reason": "市里培训"}
    )
    answer = sheet(api, scene.supervisor, unit_id=scene.township.id)
    assert answer.headers["content-type"] == "application/pdf"
    [text] = pages(answer)
    for said in (
        "挂职干部出勤签认表",
        "白鹭镇",
        "2026年4月",
        "何景行",
        "欧阳䶮",
        "接收单位意见",
        "签字",
        "盖章",
        "1 / 1",
    ):
        assert said in text, said
    flat = "".join(text.split())
    assert "18日休息日值班；21日培训（半天）" in flat
    [event] = scene.trail("attendance.print")
    assert event.facts["rows"] == 2
    assert event.facts["sheet_no"] in text


def test_the_number_moves_with_the_days_alone(api: Api, scene: Scene) -> None:
    def number() -> str:
        sheet(api, scene.supervisor)
        return str(scene.trail("attendance.print")[-1].facts["sheet_no"])

    first = number()
    assert number() == first
    api.as_(scene.supervisor).put(f"{scene.days_url}/2026-04-21", json={"state": "absent", "reason": "未到岗"})
    second = number()
    assert second != first
    api.as_(scene.supervisor).delete(f"{scene.days_url}/2026-04-21")
    assert number() == first


def test_a_sheet_a_unit_each_with_its_own_pages(api: Api, scene: Scene) -> None:
    other = scene.county.unit("青石镇", scene.county.region)
    scene.county.secondment(scene.county.person("林若溪", Role.CADRE), scene.programme, other)
    found = pages(sheet(api, scene.orgadmin))
    assert len(found) == 2
    assert all("1 / 1" in text for text in found)
    assert len(pages(sheet(api, scene.orgadmin, unit_id=other.id))) == 1
    assert "何景行" in pages(sheet(api, scene.orgadmin, secondment_id=scene.secondment.id))[0]
    another = scene.county.programme("另一项目")
    assert sheet(api, scene.orgadmin, programme_id=another.id).status_code == 404


def test_thirty_rows_take_well_under_a_second(api: Api, scene: Scene) -> None:
    for number in range(29):
        scene.colleague(f"干部{number}")
    sheet(api, scene.supervisor)
    began = time.process_time()  # of this process alone, however busy the machine is
    answer = sheet(api, scene.supervisor)
    assert time.process_time() - began < 1
    found = pages(answer)
    assert len(found) > 1
    assert f"1 / {len(found)}" in found[0]
    assert "接收单位意见" in found[-1]


def test_who_may_print(api: Api, scene: Scene) -> None:
    liaison = scene.county.person("联络员", Role.LIAISON, scene.county.region)
    assert api.anonymous.get("/api/v1/attendance/2026-04/sheet.pdf").status_code == 401
    assert sheet(api, scene.supervisor).status_code == 200
    assert sheet(api, scene.orgadmin).status_code == 200
    assert sheet(api, liaison).status_code == 404  # the host is no outside unit
    for person in (scene.cadre, scene.finance, scene.sender):
        assert sheet(api, person).status_code == 403
    assert sheet(api, scene.stranger).status_code == 404
    assert sheet(api, scene.supervisor, unit_id=NOWHERE).status_code == 404
    assert sheet(api, scene.supervisor, month="2026-13").status_code == 422


LINES = st.lists(st.tuples(st.uuids(), st.text("0123456789abcdef", min_size=64, max_size=64)), unique=True, min_size=1)


@given(lines=LINES, unit_id=st.uuids(), shuffled=st.randoms())
def test_a_number_stands_for_its_lines_in_any_order(
    lines: list[tuple[UUID, str]], unit_id: UUID, shuffled: Any
) -> None:
    turned = list(lines)
    shuffled.shuffle(turned)
    digest = sheet_digest("2026-04", unit_id, lines)
    assert digest == sheet_digest("2026-04", unit_id, turned)
    assert digest != sheet_digest("2026-05", unit_id, lines)
    assert digest != sheet_digest("2026-04", unit_id, lines[1:])
    number = sheet_number("2026-04", digest)
    assert normal_number(number.lower().replace("-", " ")) == number


@pytest.mark.parametrize("typed", ["", "202604", "完全不同"])
def test_nonsense_is_no_number(typed: str) -> None:
    assert normal_number(typed) != sheet_number("2026-04", "0" * 64)
