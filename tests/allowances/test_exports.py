"""Files that are asked for: small ones at once, large ones in a process of their own, taken by their asker alone."""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlmodel import select

from app.allowances import service_export, service_make
from app.allowances.jobs import resume_exports
from app.allowances.models_exports import AllowanceExport, ExportState
from app.allowances.service_make import make_export
from app.core import clock
from app.core.actor import SYSTEM, Role, Scope
from app.core.config import Settings
from app.core.files import Files, open_files
from app.core.work import Work
from app.operations.service_retention import dry_run, sweep
from tests.allowances.conftest import Scene

APRIL = "2026-04"
SHEET = {"kind": "sheet-xlsx", "month": APRIL}
YEAR = {"kind": "totals-csv", "from": "2026-01-01", "to": "2026-12-31", "group_by": "cadre"}


@pytest.fixture
def settled(scene: Scene) -> Scene:
    """April closed for one cadre."""
    scene.rate(30_00)
    scene.confirm(APRIL)
    scene.settle(APRIL)
    return scene


@pytest.fixture
def files(settings: Settings) -> Files:
    return open_files(settings.files_url)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything counts as large."""
    monkeypatch.setattr(service_export, "LARGE", 0)


def ask(scene: Scene, person: Any = None, **body: Any) -> httpx.Response:
    return scene.api.as_(person or scene.finance).post("/api/v1/exports", json=body)


def get(scene: Scene, path: str, person: Any = None, **params: Any) -> httpx.Response:
    return scene.api.as_(person or scene.finance).get(f"/api/v1{path}", params=params)


def stored(scene: Scene, export_id: str) -> AllowanceExport:
    with scene.county.database.session(write=False) as session:
        return session.exec(select(AllowanceExport).where(AllowanceExport.id == UUID(export_id))).one()


def queued(scene: Scene, **more: Any) -> str:
    """An export that nobody makes yet, as a request leaves it."""
    row = AllowanceExport(
        month=APRIL,
        kind="sheet-xlsx",
        made_by_id=scene.finance.id,
        state=ExportState.QUEUED,
        progress=0,
        programme_id=scene.programme.id,
        **more,
    )
    scene.county.add(row)
    return str(row.id)


def test_a_small_file_is_made_at_once_and_taken(settled: Scene) -> None:
    asked = ask(settled, **SHEET)
    assert asked.status_code == 201, asked.text
    view = asked.json()
    assert (view["state"], view["progress"], view["rows"], view["programmes"]) == ("done", 100, 1, ["外派挂职第三批"])
    file = get(settled, view["url"].removeprefix("/api/v1"))
    assert hashlib.sha256(file.content).hexdigest() == view["sha256"] == file.headers["X-Content-SHA256"]
    assert CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()[3][1] == "许文澜"
    assert [event.facts["sha256"] for event in settled.trail("allowances.export")] == [view["sha256"]]
    (taken,) = settled.trail("allowances.export_take")
    assert (taken.actor_id, taken.subject_id, taken.unit_id) == (
        settled.finance.id,
        view["id"],
        settled.programme.unit_id,
    )
    assert get(settled, f"/exports/{view['id']}").json()["taken_at"] is not None


def test_the_same_again_is_one_file(settled: Scene) -> None:
    identity = str(uuid4())
    first = ask(settled, id=identity, **SHEET)
    again = ask(settled, id=identity, **SHEET)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = ask(settled, id=identity, kind="sheet-pdf", month=APRIL)
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    assert ask(settled, settled.finance2, id=identity, **SHEET).status_code == 404


def test_who_may_ask_and_take(settled: Scene) -> None:
    assert settled.api.anonymous.post("/api/v1/exports", json=SHEET).status_code == 401
    for person in (settled.cadre, settled.supervisor, settled.sender):
        assert ask(settled, person, **SHEET).status_code == 403
        assert get(settled, "/exports", person).status_code == 403
    foreign = settled.county.person("邻县财务", Role.FINANCE, settled.county.unit("邻县"))
    assert ask(settled, foreign, **SHEET, programme_id=str(settled.programme.id)).status_code == 404
    assert ask(settled, foreign, **SHEET).json()["code"] == "not-calculated"
    made = ask(settled, **SHEET).json()
    for other in (settled.finance2, settled.orgadmin, foreign):
        assert get(settled, f"/exports/{made['id']}", other).status_code == 404
        assert get(settled, f"/exports/{made['id']}/file", other).status_code == 404
    programs = settled.county.api_client(Scope.ALLOWANCE_EXPORT)
    own = settled.api.as_client(programs).post("/api/v1/exports", json=SHEET)
    assert settled.api.as_client(programs).get(own.json()["url"]).status_code == 200


def test_rights_are_asked_again_when_it_is_taken(settled: Scene, app: FastAPI) -> None:
    person = settled.county.person("借调财务")
    role = settled.county.grant(person, Role.FINANCE, settled.county.region)
    made = ask(settled, person, **SHEET).json()
    settled.county.grant(person, Role.FINANCE, settled.county.unit("邻县"))
    with settled.county.database.session(write=True) as session:
        session.delete(session.merge(role))
        session.commit()
    app.state.authority.forget()
    answer = get(settled, f"/exports/{made['id']}/file", person)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "sheet-xlsx"}, "/month"),
        (SHEET | {"group_by": "unit"}, "/group_by"),
        ({key: value for key, value in YEAR.items() if key != "to"}, "/to"),
        (YEAR | {"month": APRIL}, "/month"),
        (YEAR | {"to": "2025-01-01"}, "/to"),
        ({"kind": "bank-csv", "month": APRIL}, "/kind"),
        (SHEET | {"month": "2026-13"}, "/month"),
    ],
)
def test_what_is_asked_wrongly_is_named(settled: Scene, body: dict[str, Any], pointer: str) -> None:
    answer = ask(settled, **body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_file_in_hand_is_recognised(settled: Scene) -> None:
    sheet = get(settled, f"/allowances/{APRIL}.xlsx")
    sha256 = hashlib.sha256(sheet.content).hexdigest()
    (found,) = get(settled, f"/exports/by-digest/{sha256.upper()}", settled.orgadmin).json()["items"]
    assert (found["made_by_name"], found["kind"], found["rows"]) == ("程以宁", "sheet-xlsx", 1)
    assert get(settled, f"/exports/by-digest/{'0' * 64}").json()["items"] == []
    assert get(settled, "/exports/by-digest/none").status_code == 422
    foreign = settled.county.person("邻县财务", Role.FINANCE, settled.county.unit("邻县"))
    assert get(settled, f"/exports/by-digest/{sha256}", foreign).json()["items"] == []


def test_the_record_of_exports_is_of_ones_own_and_on_demand_of_all(settled: Scene) -> None:
    ask(settled, **SHEET)
    ask(settled, settled.finance2, **YEAR)
    assert len(get(settled, "/exports").json()["items"]) == 1
    first = get(settled, "/exports", settled.orgadmin, all=True, limit=1).json()
    second = get(settled, "/exports", settled.orgadmin, all=True, limit=1, cursor=first["next_cursor"]).json()
    assert [one["made_by_name"] for one in (*first["items"], *second["items"])] == ["苏念恩", "程以宁"]
    assert second["next_cursor"] is None
    assert first["items"][0]["url"] is None


@pytest.mark.usefixtures("large")
def test_a_large_file_is_made_in_a_process_of_its_own(settled: Scene, files: Files) -> None:
    pdf = get(settled, f"/allowances/{APRIL}.pdf", programme_id=str(settled.programme.id))
    assert pdf.status_code == 200, pdf.text
    assert "许文澜" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    asked = [event.action for event in [*settled.trail("allowances.export_ask"), *settled.trail("allowances.export")]]
    assert asked == ["allowances.export_ask", "allowances.export"]
    (view,) = get(settled, "/exports").json()["items"]
    assert (view["state"], view["sha256"]) == ("done", hashlib.sha256(pdf.content).hexdigest())


def test_only_one_makes_it_and_nothing_half_done_is_handed_out(settled: Scene, files: Files) -> None:
    export_id = queued(settled)
    early = get(settled, f"/exports/{export_id}/file")
    assert (early.status_code, early.json()["code"]) == (409, "export-not-ready")
    held = service_make._Holding(settled.county.database, UUID(export_id))
    assert held.take()
    assert not make_export(settled.county.database, files, UUID(export_id))
    assert get(settled, f"/exports/{export_id}").json()["state"] == "running"
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        assert make_export(settled.county.database, files, UUID(export_id))
        held.fail("export-failed")  # who was slow has lost it
        assert get(settled, f"/exports/{export_id}").json()["state"] == "done"
        assert not make_export(settled.county.database, files, UUID(export_id))


def test_what_was_interrupted_is_begun_anew_and_fails_for_good_at_last(
    settled: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[UUID] = []
    monkeypatch.setattr("app.allowances.jobs.make_apart", lambda _settings, _database, key: begun.append(key))
    waiting = queued(settled, at=clock.now() - timedelta(minutes=5))
    dropped = queued(settled, attempts=1)
    hopeless = queued(settled, attempts=3, at=clock.now() - timedelta(minutes=5))
    assert service_make._Holding(settled.county.database, UUID(dropped)).take()
    with time_machine.travel(clock.now() + timedelta(seconds=45), tick=True):
        with Work(settled.county.database, SYSTEM, True) as work:
            assert resume_exports(work, work.now) == "resumed=2"
            assert begun == []
        assert {str(one) for one in begun} == {waiting, dropped}
        failed = get(settled, f"/exports/{hopeless}").json()
    assert (failed["state"], failed["failure"]) == ("failed", "export-interrupted")
    assert get(settled, f"/exports/{hopeless}/file").status_code == 503


def test_it_is_made_as_whoever_asked_may_read_it_by_then(settled: Scene, files: Files) -> None:
    export_id = queued(settled)
    with settled.county.database.session(write=True) as session:
        person = session.merge(settled.finance)
        person.left_on = clock.today() - timedelta(days=1)
        session.add(person)
        session.commit()
    assert not make_export(settled.county.database, files, UUID(export_id))
    assert stored(settled, export_id).failure == "forbidden"


def test_files_go_after_seven_days_and_their_record_stays(settled: Scene, files: Files) -> None:
    made = ask(settled, **SHEET).json()
    files.put("exports/stray/half", b"half")
    with time_machine.travel(clock.now() + timedelta(days=8), tick=True):
        with Work(settled.county.database, SYSTEM, False) as work:
            assert {line.rule.name: line.count for line in dry_run(work, files)}["exports"] == 1
        with Work(settled.county.database, SYSTEM, True) as work:
            sweep(work, files)
        gone = get(settled, f"/exports/{made['id']}/file")
        assert (gone.status_code, gone.json()["code"]) == (410, "export-gone")
        kept = get(settled, f"/exports/by-digest/{made['sha256']}").json()["items"]
    assert [one["id"] for one in kept] == [made["id"]]


def test_a_kept_file_that_was_changed_is_not_handed_out(settled: Scene, files: Files) -> None:
    made = ask(settled, **SHEET).json()
    files.put(stored(settled, made["id"]).file_key or "", b"changed")
    answer = get(settled, f"/exports/{made['id']}/file")
    assert (answer.status_code, answer.json()["code"]) == (409, "export-damaged")


def test_nobody_lets_many_files_be_made_at_once(settled: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_export, "LARGE", 0)
    for _ in range(5):
        queued(settled)
    answer = ask(settled, **SHEET)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
