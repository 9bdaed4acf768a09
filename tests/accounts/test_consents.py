"""Consents: given with the notice that was read, taken back at will; what they cover goes with them."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import time_machine
from PIL import Image
from sqlmodel import select

from app.accounts.models_care import Consent
from app.accounts.service_consents import NOTICES
from app.attendance.models import CheckIn
from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from app.core.config import Settings
from app.secondments.models import Secondment
from tests.factories import Api, County

NOW = datetime(2026, 5, 8, 4, tzinfo=UTC)
FIX = {"lat": 31.2001, "lon": 107.8001, "accuracy_m": 12, "datum": "wgs84", "fixed_at": "2026-05-08T12:00:00+08:00"}
NOTICE = {"given": True, "notice_version": "2026-11"}


@pytest.fixture(autouse=True)
def _in_may() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def post(county: County) -> Secondment:
    town = county.unit("清水镇", county.region, lat=31.2, lon=107.8, radius_m=500)
    cadre = county.person("周海燕", Role.CADRE, town, home_unit_id=county.region.id)
    return county.secondment(cadre, county.programme(check_in="voluntary", location="coarse"), town)


@pytest.fixture
def cadre(api: Api, county: County, post: Secondment) -> httpx.Client:
    with county.database.session(write=False) as session:
        from app.accounts.models import Person  # noqa: PLC0415 - only its row

        person = session.get(Person, post.cadre_id)
        assert person is not None
        return api.as_(person)


def tap(client: httpx.Client, post: Secondment, client_id: UUID | None = None, **changes: Any) -> dict[str, Any]:
    body = {"secondment_id": str(post.id), "kind": "on_post", "happened_at": "2026-05-08T12:00:00+08:00"} | changes
    answer = client.put(f"/api/v1/check-ins/{client_id or uuid4()}", json=body)
    assert answer.status_code in (200, 201), answer.text
    told: dict[str, Any] = answer.json()
    return told


def answer(client: httpx.Client, kind: str, body: dict[str, Any]) -> httpx.Response:
    return client.put(f"/api/v1/me/consents/{kind}", json=body)


def upload(client: httpx.Client, key: UUID | None = None) -> httpx.Response:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "JPEG")
    return client.put(f"/api/v1/attachments/{key or uuid4()}", files={"file": ("a.jpg", buffer.getvalue())})


def actions(county: County, prefix: str) -> list[str]:
    with county.database.session(write=False) as session:
        found = session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()
    return [event.action for event in found if event.action.startswith(prefix)]


def test_nobody_has_been_asked_at_first(cadre: httpx.Client) -> None:
    items = cadre.get("/api/v1/me/consents").json()["items"]
    assert [(one["kind"], one["state"], one["given_at"]) for one in items] == [
        ("position", "not_asked", None),
        ("photos", "not_asked", None),
    ]


def test_giving_and_taking_back_are_recorded(county: County, cadre: httpx.Client) -> None:
    given = answer(cadre, "photos", NOTICE)
    assert (given.status_code, given.json()["state"], given.json()["channel"]) == (200, "given", "program")
    assert answer(cadre, "photos", NOTICE).json() == given.json()
    back = answer(cadre, "photos", {"given": False}).json()
    assert (back["state"], back["given_at"]) == ("taken_back", given.json()["given_at"])
    assert answer(cadre, "photos", {"given": False}).json() == back
    again = answer(cadre, "photos", NOTICE).json()
    assert (again["state"], again["taken_back_at"]) == ("given", None)
    assert actions(county, "accounts.consent") == [
        "accounts.consent-give",
        "accounts.consent-take-back",
        "accounts.consent-give",
    ]
    with county.database.session(write=False) as session:
        assert len(session.exec(select(Consent)).all()) == 2


def test_a_consent_counts_for_the_notice_that_was_read(cadre: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    old = answer(cadre, "position", NOTICE | {"notice_version": "2020-01"})
    assert (old.status_code, old.json()["errors"][0]["pointer"]) == (422, "/notice_version")
    assert answer(cadre, "position", {"given": True}).status_code == 422
    assert answer(cadre, "position", NOTICE).json()["state"] == "given"
    monkeypatch.setitem(NOTICES, next(kind for kind in NOTICES if kind == "position"), "2027-01")
    later = cadre.get("/api/v1/me/consents/position").json()
    assert (later["state"], later["given_version"], later["notice_version"]) == ("not_asked", "2026-11", "2027-01")


def test_taking_back_deletes_every_position_at_once(county: County, post: Secondment, cadre: httpx.Client) -> None:
    other = county.person("林子涵", Role.CADRE)
    theirs = county.secondment(other, county.programme(check_in="voluntary", location="coarse"), county.region)
    county.add(
        CheckIn(
            secondment_id=theirs.id, cadre_id=other.id, unit_id=theirs.receiving_unit_id, kind="on_post",
            civil_on=NOW.date(), lat=31.2, lon=107.8, body_digest="0" * 64,
        )
    )  # fmt: skip
    client_id = uuid4()
    told = tap(cadre, post, client_id, position=FIX)
    assert told["position"] is not None
    assert told["inside"] is True
    answer(cadre, "position", {"given": False})
    with county.database.session(write=False) as session:
        rows = {row.cadre_id: row for row in session.exec(select(CheckIn)).all()}
    mine = rows[post.cadre_id]
    left = (mine.lat, mine.lon, mine.accuracy_m, mine.fixed_at, mine.inside, mine.distance_m, mine.position_expires_at)
    assert left == (None,) * 7
    assert mine.withdrawn_at is None
    assert mine.body_digest == ""
    assert rows[other.id].lat == 31.2
    assert actions(county, "attendance.positions") == ["attendance.positions_deleted"]
    assert tap(cadre, post, client_id, position=FIX)["position"] is None


def test_later_positions_are_dropped_and_the_tap_counts(post: Secondment, cadre: httpx.Client) -> None:
    answer(cadre, "position", {"given": False})
    client_id = uuid4()
    told = tap(cadre, post, client_id, position=FIX)
    assert (told["position"], told["inside"]) == (None, None)
    assert told["notice"] == "您已收回位置授权，这次的位置未保存。签到照常有效。"
    assert tap(cadre, post)["notice"] is None
    answer(cadre, "position", NOTICE)
    assert tap(cadre, post, client_id, position=FIX)["id"] == told["id"]
    assert tap(cadre, post, position=FIX)["position"] is not None


def test_photos_are_refused_after_the_consent_is_gone(cadre: httpx.Client, settings: Settings) -> None:
    key = uuid4()
    assert upload(cadre, key).status_code == 201
    answer(cadre, "photos", {"given": False})
    refused = upload(cadre)
    assert (refused.status_code, refused.json()["code"]) == (409, "consent-withdrawn")
    assert upload(cadre, key).status_code == 200
    assert cadre.get(f"/api/v1/attachments/{key}").status_code == 200
    answer(cadre, "photos", NOTICE)
    assert upload(cadre).status_code == 201


@pytest.mark.parametrize(
    ("kind", "body", "status", "pointer"),
    [
        ("position", {"given": "perhaps"}, 422, "/given"),
        ("position", {}, 422, "/given"),
        ("position", {"given": False, "surprise": 1}, 422, "/surprise"),
        ("photos", {"given": True, "notice_version": ""}, 422, "/notice_version"),
    ],
    ids=str,
)
def test_wrong_answers_are_pointed_at(
    cadre: httpx.Client, kind: str, body: dict[str, Any], status: int, pointer: str
) -> None:
    told = answer(cadre, kind, body)
    assert (told.status_code, told.json()["errors"][0]["pointer"]) == (status, pointer)


def test_consents_are_ones_own(api: Api, county: County, cadre: httpx.Client) -> None:
    answer(cadre, "photos", {"given": False})
    other = api.as_(county.person("林子涵", home_unit_id=county.region.id))
    assert other.get("/api/v1/me/consents/photos").json()["state"] == "not_asked"
    assert upload(other).status_code == 201
    assert api.anonymous.get("/api/v1/me/consents").status_code == 401
    assert api.as_client(county.api_client(*Scope)).get("/api/v1/me/consents").status_code == 403
    assert cadre.get("/api/v1/me/consents/voice").status_code == 422


def test_the_page_needs_no_script(county: County, cadre: httpx.Client) -> None:
    page = cadre.get("/me/consents").text
    for words in ("签到位置", "记录照片", "谁能看到", "保存多久", "不同意会怎样", 'action="/me/consents/position"'):
        assert words in page
    form = {"given": "1", "notice_version": "2026-11"}
    done = cadre.post("/me/consents/position", data=form)
    assert (done.status_code, done.headers["location"]) == (303, "/me/consents#position")
    assert "已同意" in cadre.get("/me/consents").text
    cadre.post("/me/consents/position", data=form | {"given": "0"})
    assert "已收回" in cadre.get("/me/consents").text
    assert cadre.get("/me").text.count("/me/consents") == 1
