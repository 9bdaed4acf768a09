"""The desk pages: who may open them, what they offer, and that they offer only what may be done."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import time_machine

from app.accounts.models import Person
from app.core.actor import Role
from app.core.work import Work
from app.secondments import axis
from app.secondments.axis import Bar, Row
from app.secondments.models import MonthLock, SecondmentStatus
from tests.secondments.conftest import Scene, new_id

HTML = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def on_a_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 4, 21, 2, 0, tzinfo=UTC), tick=True):
        yield


def shown(scene: Scene, person: Person, path: str, status: int = 200, **headers: str) -> str:
    answer = scene.api.as_(person).get(path, headers=HTML | headers)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.text


def steps_offered(html: str) -> set[str]:
    return set(re.findall(r'data-dialog="step-(\w+)"', html))


def test_everybody_opens_the_list_and_finds_their_own(scene: Scene) -> None:
    scene.stored()
    for name in ("admin", "supervisor", "sender", "liaison", "finance", "cadre"):
        assert "许文澜" in shown(scene, getattr(scene, name), "/secondments"), name
    for name in ("other_admin", "other_supervisor", "leader", "inspector"):
        assert "许文澜" not in shown(scene, getattr(scene, name), "/secondments"), name
    assert "/secondments/new" in shown(scene, scene.admin, "/secondments")
    assert "/secondments/new" not in shown(scene, scene.supervisor, "/secondments")


def test_the_list_is_searched_and_paged(scene: Scene) -> None:
    for number in range(53):
        cadre = scene.county.person(f"干部{number:02}", Role.CADRE)
        scene.county.secondment(cadre, scene.programme, scene.host)
    first = shown(scene, scene.admin, "/secondments?status=active&q=&programme_id=")
    following = re.search(r'href="(/secondments\?[^"]+cursor=[^"]+)"', first)
    assert following is not None
    second = shown(scene, scene.admin, following.group(1).replace("&amp;", "&"))
    rows = re.compile(r">(干部\d\d)<")
    names = [*rows.findall(first), *rows.findall(second)]
    assert len(names) == len(set(names)) == 53
    assert rows.findall(shown(scene, scene.admin, "/secondments?q=干部07")) == ["干部07"]
    assert "没有符合条件的挂职" in shown(scene, scene.admin, "/secondments?q=无此人")
    shown(scene, scene.admin, "/secondments?status=gone", 422)
    shown(scene, scene.admin, "/secondments?programme_id=x", 422)


def test_the_list_is_sorted_by_a_date_alone(scene: Scene) -> None:
    for name, last in (("晚结束", date(2027, 8, 31)), ("早结束", date(2026, 12, 31))):
        cadre = scene.county.person(name, Role.CADRE)
        scene.county.secondment(cadre, scene.programme, scene.host, end_on=last)
    rows = re.compile(r">(.结束)<")
    first = shown(scene, scene.admin, "/secondments?q=结束&sort=end_on")
    assert rows.findall(first) == ["早结束", "晚结束"]
    assert 'aria-sort="ascending"' in first
    assert "sort=-end_on" in first
    assert rows.findall(shown(scene, scene.admin, "/secondments?q=结束&sort=-end_on")) == ["晚结束", "早结束"]
    shown(scene, scene.admin, "/secondments?sort=records", 422)


@pytest.mark.parametrize("path", ["/secondments/new", "/programmes/new", "/groups/new"])
def test_only_who_administers_opens_a_new_form(scene: Scene, path: str) -> None:
    assert 'data-api="POST /api/v1/' in shown(scene, scene.admin, path)
    for name in ("supervisor", "sender", "liaison", "finance", "inspector", "sysadmin", "leader", "cadre"):
        shown(scene, getattr(scene, name), path, 403)
    assert scene.api.anonymous.get(path, headers=HTML).status_code == 303


@pytest.mark.parametrize(
    ("status", "admin", "supervisor"),
    [
        ("draft", {"approve", "recall"}, None),
        ("approved", {"activate", "recall"}, {"activate"}),
        ("active", {"suspend", "extend", "recall", "appraise", "transfer"}, {"appraise"}),
        ("suspended", {"resume", "extend", "recall", "transfer"}, set()),
        ("appraising", {"complete"}, set()),
        ("completed", {"archive"}, set()),
        ("recalled", {"archive"}, set()),
        ("archived", set(), set()),
    ],
)
def test_a_page_offers_the_steps_that_are_open(
    scene: Scene, status: str, admin: set[str], supervisor: set[str] | None
) -> None:
    row = scene.stored(status=SecondmentStatus(status))
    path = f"/secondments/{row.id}"
    assert steps_offered(shown(scene, scene.admin, path)) == admin
    if supervisor is None:
        shown(scene, scene.supervisor, path, 404)
        return
    assert steps_offered(shown(scene, scene.supervisor, path)) == supervisor
    for name in ("sender", "liaison", "finance", "cadre"):
        html = shown(scene, getattr(scene, name), path)
        assert steps_offered(html) == set(), name
        assert f"{path}/edit" not in html, name
        shown(scene, getattr(scene, name), f"{path}/edit", 403)
    shown(scene, scene.other_admin, path, 404)
    shown(scene, scene.other_admin, f"{path}/edit", 404)


def test_nobody_is_offered_a_step_on_their_own(scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    row = scene.stored(status=SecondmentStatus.APPROVED)
    assert steps_offered(shown(scene, scene.cadre, f"/secondments/{row.id}")) == set()
    shown(scene, scene.cadre, f"/secondments/{row.id}/edit", 403)


def test_the_page_names_people_policy_months_and_history(scene: Scene) -> None:
    row = scene.active()
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-02", state="paid"))
    html = shown(scene, scene.admin, f"/secondments/{row['id']}")
    for words in ("梁致和", "简书扬", "联络员", "江州市商务局 · 副局长（挂职）", "✓ 已付", "进行中", "到岗", "获批"):
        assert words in html, words
    english = shown(scene, scene.admin, f"/secondments/{row['id']}", **{"Accept-Language": "en"})
    for words in ("Particulars", "Supervisor", "Under way", "Approved", "The year at a glance"):
        assert words in english, words


def test_the_edit_form_holds_what_may_still_change(scene: Scene) -> None:
    row = scene.stored(status=SecondmentStatus.DRAFT)
    html = shown(scene, scene.admin, f"/secondments/{row.id}/edit")
    assert 'name="start_on"' in html
    assert f'value="{scene.supervisor.id}" checked' in html
    done = scene.stored(status=SecondmentStatus.COMPLETED, start_on=date(2025, 1, 1), end_on=date(2025, 12, 31))
    assert "<form" not in shown(scene, scene.admin, f"/secondments/{done.id}/edit").split("<main")[1]


def test_programmes_show_their_rules(scene: Scene) -> None:
    scene.county.programme("院校培训", "academy", day_basis=None, day_basis_document_no=None)
    html = shown(scene, scene.admin, "/programmes")
    assert "外派挂职" in html
    assert "待填口径" in html
    path = f"/programmes/{scene.programme.id}"
    assert "下一版政策" in shown(scene, scene.admin, path)
    scene.stored()
    assert "下一版政策" not in shown(scene, scene.supervisor, path)
    shown(scene, scene.other_admin, path, 404)
    shown(scene, scene.admin, f"/programmes/{new_id()}", 404)
    client = scene.api.as_(scene.admin)
    assert client.put(f"/api/v1{path}/policies/2026-05-01", json={"check_in": "off"}).status_code == 201
    edited = shown(scene, scene.admin, f"{path}?policy_from=2026-05-01")
    assert 'name="valid_from" value="2026-05-01"' in edited
    assert 'data-etag="1"' in edited


def test_a_closed_month_is_no_choice_for_a_policy(scene: Scene) -> None:
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-03", state="closed"))
    html = shown(scene, scene.admin, f"/programmes/{scene.programme.id}")
    choices = re.findall(r'<option value="(\d{4}-\d\d-01)"', html)
    assert (choices[0], choices[-1]) == ("2026-04-01", "2027-04-01")


def test_groups_for_who_runs_them_and_who_leads_them(scene: Scene) -> None:
    row = scene.stored()
    group = scene.county.group(scene.leader, row)
    assert "滨湖组" in shown(scene, scene.admin, "/groups")
    assert f'value="{row.id}" checked' in shown(scene, scene.admin, f"/groups/{group.id}")
    led = shown(scene, scene.leader, f"/groups/{group.id}")
    assert "许文澜" in led
    assert "data-api" not in led.split("<main")[1]
    shown(scene, scene.supervisor, "/groups", 403)
    shown(scene, scene.supervisor, f"/groups/{group.id}", 404)
    shown(scene, scene.other_admin, f"/groups/{group.id}", 404)


def test_higher_domains_add_rows_to_the_axis(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axis, "_sources", [])

    def cover(work: Work, secondment_id: UUID, locale: str) -> list[Row]:
        return [Row("保险", (Bar(date(2026, 6, 1), date(2026, 12, 31), f"无保单 {locale}", "ask"),))]

    axis.provide(cover)
    axis.provide(cover)
    html = shown(scene, scene.admin, f"/secondments/{scene.stored().id}")
    assert html.count('<text class="t-ask" x="10" y="19">无保单 zh_CN') == 1
