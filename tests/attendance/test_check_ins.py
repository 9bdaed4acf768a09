"""Check-ins: nobody is forced, nothing is refused for a clock or a place, and a position does not stay."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from app.accounts.models import Person
from app.attendance.jobs import JOBS
from app.attendance.models import CheckIn
from app.attendance.service_check_ins import expire_after_close
from app.core.actor import SYSTEM, Role, Scope
from app.core.work import Work
from app.secondments.models import MonthLock, SecondmentStatus
from tests.attendance.conftest import Scene, build
from tests.factories import Api, County

NOON = "2026-05-08T12:00:00+08:00"
POST = {"lat": 31.2001, "lon": 107.8001, "accuracy_m": 12, "datum": "wgs84", "fixed_at": NOON}
DUTY = [{"start": "08:00", "end": "09:00"}, {"start": "22:00", "end": "06:00"}]


def body_of(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {"secondment_id": str(scene.secondment.id), "kind": "on_post", "happened_at": NOON} | changes


def tap(api: Api, scene: Scene, client_id: Any = None, person: Person | None = None, **changes: Any) -> Any:
    client = api.as_(person or scene.cadre)
    return client.put(f"/api/v1/check-ins/{client_id or uuid4()}", json=body_of(scene, **changes))


def stored(scene: Scene, check_in_id: Any) -> CheckIn:
    with scene.county.database.session(write=False) as session:
        row = session.get(CheckIn, UUID(str(check_in_id)))
        assert row is not None
        return row


def run_job(scene: Scene) -> str:
    job = next(one for one in JOBS if one.name == "attendance-positions")
    with Work(scene.county.database, SYSTEM, True) as work:
        return job.run(work, work.now)


@pytest.fixture
def coarse(county: County) -> Scene:
    return build(county, location="coarse")


@pytest.fixture
def duty(county: County) -> Scene:
    return build(county, check_in="duty", duty_basis="县防指〔2026〕5号", duty_windows=DUTY)


def test_one_tap_needs_no_position(api: Api, scene: Scene) -> None:
    answer = tap(api, scene)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["on"], told["inside"], told["distance_m"], told["position"], told["window"], told["notice"]) == (
        "2026-05-08",
        None,
        None,
        None,
        None,
        None,
    )
    assert answer.headers["ETag"] == '"1"'
    (event,) = scene.trail("attendance.check_in")
    assert (event.actor_id, event.subject_id) == (scene.cadre.id, told["id"])


def test_the_same_tap_again_changes_nothing(api: Api, coarse: Scene) -> None:
    client_id = uuid4()
    first = tap(api, coarse, client_id, position=POST)
    again = tap(api, coarse, client_id, position=POST)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = tap(api, coarse, client_id, position=POST, kind="visit")
    assert (other.status_code, other.json()["code"]) == (409, "client-id-reused")
    assert len(coarse.trail("attendance.check_in")) == 1


def test_somebody_elses_tap_is_not_found(api: Api, scene: Scene) -> None:
    client_id = uuid4()
    tap(api, scene, client_id)
    other = scene.colleague("林若溪")
    with scene.county.database.session(write=False) as session:
        cadre = session.get(Person, other.cadre_id)
    assert cadre is not None
    assert tap(api, scene, client_id, cadre, secondment_id=str(other.id)).status_code == 404
    assert api.as_(cadre).delete(f"/api/v1/check-ins/{client_id}").status_code == 404


def test_a_programme_without_check_in_says_so(api: Api, county: County) -> None:
    answer = tap(api, build(county, check_in="off"))
    assert (answer.status_code, answer.json()["code"]) == (409, "check-in-off")


def test_a_position_is_dropped_with_a_plain_note_where_the_programme_keeps_none(api: Api, scene: Scene) -> None:
    client_id = uuid4()
    for _ in range(2):
        answer = tap(api, scene, client_id, position=POST)
        assert answer.json()["notice"] == "本项目不记录位置，您提供的位置未保存。签到照常有效。"
    row = stored(scene, client_id)
    assert (row.lat, row.lon, row.accuracy_m, row.distance_m, row.inside) == (None, None, None, None, None)


def test_distance_comes_from_the_exact_fix_and_only_a_grid_point_is_kept(api: Api, coarse: Scene) -> None:
    answer = tap(api, coarse, position=POST)
    told = answer.json()
    assert (told["inside"], told["distance_m"]) == (True, 15)
    assert (told["position"]["lat"], told["position"]["lon"]) == (31.2, 107.8)
    row = stored(coarse, told["id"])
    assert (row.lat, row.lon) == (31.2, 107.8)
    assert row.position_expires_at == row.received_at + timedelta(days=90)
    (event,) = coarse.trail("attendance.check_in")
    assert "31.2" not in str(event.facts)


@pytest.mark.parametrize(
    ("position", "inside"),
    [
        ({"accuracy_m": 12}, True),
        ({"accuracy_m": 5000}, None),
        ({"lat": 31.25, "accuracy_m": 30}, False),
        ({"lat": 31.25, "accuracy_m": 20_000}, None),
    ],
)
def test_accuracy_decides_whether_one_can_tell(
    api: Api, coarse: Scene, position: dict[str, Any], inside: bool | None
) -> None:
    assert tap(api, coarse, position=POST | position).json()["inside"] is inside


def test_the_two_datums_meet(api: Api, coarse: Scene) -> None:
    shifted = tap(api, coarse, position=POST | {"datum": "gcj02"}).json()
    assert shifted["distance_m"] > 300


def test_duty_windows_are_named_and_never_refuse(api: Api, duty: Scene) -> None:
    outside = tap(api, duty)
    assert (outside.status_code, outside.json()["window"]) == (201, None)
    inside = tap(api, duty, happened_at="2026-05-08T08:30:00+08:00").json()
    assert (inside["window"], inside["clock_doubt"]) == ("08:00–09:00", True)
    night = tap(api, duty, happened_at="2026-05-08T02:00:00+08:00").json()
    assert night["window"] == "22:00–06:00"


@pytest.mark.parametrize(
    ("happened_at", "doubt", "on"),
    [
        ("2026-05-08T12:01:00+08:00", False, "2026-05-08"),
        ("2026-05-08T11:55:00+08:00", False, "2026-05-08"),
        ("2026-05-08T12:05:00+08:00", True, "2026-05-08"),
        ("2026-05-06T09:00:00+08:00", True, "2026-05-06"),
        ("2031-01-01T00:00:00+08:00", True, "2026-05-08"),
        ("1970-01-01T00:00:00Z", True, "2026-05-08"),
    ],
)
def test_a_doubtful_clock_is_recorded_never_refused(
    api: Api, scene: Scene, happened_at: str, doubt: bool, on: str
) -> None:
    answer = tap(api, scene, happened_at=happened_at)
    assert answer.status_code == 201
    assert (answer.json()["clock_doubt"], answer.json()["on"]) == (doubt, on)


def test_only_within_the_term(api: Api, scene: Scene) -> None:
    ended = scene.county.secondment(
        scene.cadre, scene.programme, scene.township, start_on=date(2025, 1, 1), end_on=date(2026, 4, 30)
    )
    waiting = scene.county.secondment(scene.cadre, scene.programme, scene.township, status=SecondmentStatus.APPROVED)
    for secondment in (ended, waiting):
        answer = tap(api, scene, secondment_id=str(secondment.id))
        assert (answer.status_code, answer.json()["code"]) == (409, "not-serving")


@pytest.mark.parametrize(
    ("who", "status"), [("supervisor", 403), ("orgadmin", 403), ("finance", 403), ("stranger", 404)]
)
def test_only_the_cadre_checks_in(api: Api, scene: Scene, who: str, status: int) -> None:
    assert tap(api, scene, person=getattr(scene, who)).status_code == status


def test_the_anonymous_are_asked_to_sign_in(api: Api, scene: Scene) -> None:
    url = f"/api/v1/check-ins/{uuid4()}"
    assert api.anonymous.put(url, json=body_of(scene)).status_code == 401
    assert api.anonymous.delete(url).status_code == 401
    assert api.anonymous.get("/api/v1/check-ins").status_code == 401


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "asleep"}, "/kind"),
        ({"happened_at": "2026-05-08T12:00:00"}, "/happened_at"),
        ({"note": "长" * 201}, "/note"),
        ({"secondment_id": "x"}, "/secondment_id"),
        ({"attachment_id": str(uuid4())}, "/attachment_id"),
        ({"position": POST | {"lat": 91}}, "/position/lat"),
        ({"position": POST | {"lon": -181}}, "/position/lon"),
        ({"position": POST | {"datum": "bd09"}}, "/position/datum"),
        ({"position": POST | {"accuracy_m": -1}}, "/position/accuracy_m"),
        ({"position": {"lat": 1}}, "/position/lon"),
        ({"mood": "good"}, "/mood"),
    ],
)
def test_a_wrong_tap_is_named(api: Api, scene: Scene, changes: dict[str, Any], pointer: str) -> None:
    answer = tap(api, scene, **changes)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_withdrawn_on_the_same_day_only(api: Api, coarse: Scene) -> None:
    client_id = uuid4()
    tap(api, coarse, client_id, position=POST)
    url = f"/api/v1/check-ins/{client_id}"
    with time_machine.travel(datetime(2026, 5, 8, 16, 1, tzinfo=UTC)):
        late = api.as_(coarse.cadre).delete(url)
        assert (late.status_code, late.json()["code"]) == (409, "check-in-day-past")
    for _ in range(2):
        assert api.as_(coarse.cadre).delete(url).json()["withdrawn_at"] is not None
    assert stored(coarse, client_id).lat is None
    assert api.as_(coarse.cadre).get("/api/v1/check-ins").json()["items"] == []
    assert len(coarse.trail("attendance.check_in_withdraw")) == 1


def test_others_see_whether_never_where(api: Api, coarse: Scene) -> None:
    tap(api, coarse, position=POST, note="到柳湾村")
    own = api.as_(coarse.cadre).get("/api/v1/check-ins").json()["items"]
    assert own[0]["position"] is not None
    for who in ("supervisor", "sender"):
        (seen,) = api.as_(getattr(coarse, who)).get("/api/v1/check-ins").json()["items"]
        assert (seen["inside"], seen["position"], seen["distance_m"], seen["note"]) == (True, None, None, "到柳湾村")
    program = api.as_client(coarse.county.api_client(Scope.ATTENDANCE_READ))
    (mirrored,) = program.get("/api/v1/check-ins").json()["items"]
    assert (mirrored["note"], mirrored["position"]) == (None, None)


def test_the_offices_have_no_list_of_check_ins(api: Api, scene: Scene) -> None:
    tap(api, scene)
    wanted = {"secondment_id": str(scene.secondment.id)}
    for who in ("finance", "orgadmin", "stranger"):
        client = api.as_(getattr(scene, who))
        assert client.get("/api/v1/check-ins").json()["items"] == []
        assert client.get("/api/v1/check-ins", params=wanted).status_code == (404 if who == "stranger" else 403)


def test_lists_are_filtered_and_paged(api: Api, scene: Scene) -> None:
    for day in range(1, 6):
        with time_machine.travel(datetime(2026, 5, day, 4, 0, tzinfo=UTC)):
            tap(api, scene, happened_at=f"2026-05-{day:02d}T12:00:00+08:00")
    client = api.as_(scene.supervisor)
    span = client.get("/api/v1/check-ins", params={"from": "2026-05-02", "to": "2026-05-03"}).json()
    assert [item["on"] for item in span["items"]] == ["2026-05-03", "2026-05-02"]
    first = client.get("/api/v1/check-ins", params={"limit": 3, "unit_id": str(scene.township.id)}).json()
    rest = client.get("/api/v1/check-ins", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [item["on"][-2:] for item in first["items"] + rest["items"]] == ["05", "04", "03", "02", "01"]
    assert client.get("/api/v1/check-ins", params={"unit_id": str(scene.sending.id)}).json()["items"] == []


def test_a_mirror_learns_of_what_was_withdrawn(api: Api, scene: Scene) -> None:
    client_id = uuid4()
    tap(api, scene, client_id)
    api.as_(scene.cadre).delete(f"/api/v1/check-ins/{client_id}")
    page = api.as_(scene.supervisor).get("/api/v1/check-ins", params={"changed_since": "2026-05-08T00:00:00+08:00"})
    assert [item["id"] for item in page.json()["items"] if item["withdrawn_at"]] == [str(client_id)]
    assert page.json()["next_since"] is not None


def test_positions_are_forgotten_in_time(api: Api, coarse: Scene) -> None:
    made = tap(api, coarse, position=POST).json()["id"]
    with time_machine.travel(datetime(2026, 8, 6, 3, 59, tzinfo=UTC)):
        assert run_job(coarse) == "positions=0"
    with time_machine.travel(datetime(2026, 8, 6, 4, 1, tzinfo=UTC)):
        assert run_job(coarse) == "positions=1"
    row = stored(coarse, made)
    assert (row.lat, row.lon, row.accuracy_m, row.distance_m, row.datum) == (None, None, None, None, None)
    assert row.inside is True


def test_a_closed_month_brings_the_end_nearer(api: Api, coarse: Scene) -> None:
    made = tap(api, coarse, position=POST).json()["id"]
    closing = datetime(2026, 6, 5, 2, 0, tzinfo=UTC)
    with time_machine.travel(closing, tick=False), Work(coarse.county.database, SYSTEM, True) as work:
        expire_after_close(work, coarse.programme.id, "2026-05")
    assert stored(coarse, made).position_expires_at == closing + timedelta(days=30)
    lock = MonthLock(programme_id=coarse.programme.id, month="2026-05", state="closed", closed_at=closing)
    coarse.county.add(lock)
    with time_machine.travel(closing + timedelta(hours=1)):
        late = tap(api, coarse, position=POST, happened_at="2026-05-31T12:00:00+08:00").json()["id"]
    assert stored(coarse, late).position_expires_at == closing + timedelta(days=30)


def test_holding_every_role_does_not_open_anothers_check_in(api: Api, scene: Scene) -> None:
    everybody = scene.county.person("全岗")
    for role in (Role.ORGADMIN, Role.FINANCE, Role.SYSADMIN):
        scene.county.grant(everybody, role, scene.county.region)
    assert tap(api, scene, person=everybody).status_code == 403
