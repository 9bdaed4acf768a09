"""Imported history in the house: read by whoever reads other records, written by nobody, asking nothing of anybody."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from sqlalchemy import text, update
from sqlmodel import col, func, select

from app.accounts.models import Person, PersonStatus
from app.core.actor import SYSTEM, Role
from app.core.db import Database
from app.core.occupancy import Occupied, occupied
from app.core.work import Work
from app.dataset.formats import Kind
from app.registry import metadata
from app.secondments.service_cards import list_in_month, serving_cadres
from tests.dataset.making import approval, bring, entry, plain, take_out, write
from tests.dataset.test_import import everything
from tests.factories import Api, County

NOW = "2026-03-20T10:00:00+08:00"
WRITE = {
    "client_id": "0193a1b0-0000-7000-8000-000000000001",
    "day_type": "on_post",
    "items": [{"text": "走访"}],
    "submit": True,
}


class House:
    """History below the county's own town, with the people who read and run it."""

    def __init__(self, county: County, api: Api, folder: Path) -> None:
        self.database, self.api = county.database, api
        self.town = county.unit("东坡区农业农村局", county.region)
        self.supervisor = county.person("主管", Role.SUPERVISOR, self.town)
        self.office = [county.person("组织部", Role.ORGADMIN, county.region) for _ in range(2)]
        rows = plain(secondment=[one | {"host_county": "云浦县"} for one in plain()[Kind.SECONDMENT]])
        assert bring(self.database, write(folder, rows), ["云浦县"]).written
        with self.database.session(write=True) as session:
            session.execute(
                update(Person).where(Person.login.startswith("imported-")).values(status=PersonStatus.ACTIVE)
            )  # type: ignore[attr-defined]
            session.commit()
            self.cadre = session.scalars(select(Person).where(Person.external_id == "C1")).one()

    def records(self, reader: Person) -> list[dict[str, Any]]:
        """What a person's list shows, by day."""
        found = self.api.as_(reader).get("/api/v1/records", params={"from": "2026-03-01", "to": "2026-03-31"}).json()
        return sorted(found["items"], key=lambda one: (one["work_on"], one["id"]))


@pytest.fixture
def house(county: County, api: Api, tmp_path: Path) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield House(county, api, tmp_path / "in")


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_history_is_read_like_other_records_and_written_by_nobody(house: House) -> None:
    shown = house.records(house.supervisor)
    own = [one for one in shown if one["cadre_id"] == str(house.cadre.id)]
    assert [(one["work_on"], one["status"]) for one in own] == [("2026-03-03", "approved"), ("2026-03-04", "returned")]
    assert all(one["imported"] for one in shown)
    assert shown[0]["items"][0]["text"] == entry("E1", "C1", "2026-03-03")["content"]
    assert [len(house.records(one)) for one in (house.office[0], house.cadre)] == [3, 2]
    assert "items" not in house.records(house.office[0])[0]
    copy = zipfile.ZipFile(io.BytesIO(house.api.as_(house.cadre).get("/api/v1/me/data").content))
    kept = json.loads(copy.read("my-data.json"))["sections"]
    assert (len(kept["imported_entries"]["rows"]), len(kept["imported_rows"]["rows"])) == (2, 5)
    day = f"/api/v1/secondments/{own[0]['secondment_id']}/records"
    author = house.api.as_(house.cadre)
    assert said(author.put(f"{day}/2026-03-03", json=WRITE, headers={"If-Match": '"1"'})) == (409, "imported")
    assert said(author.put(f"{day}/2026-03-19", json=WRITE)) == (409, "secondment-archived")
    waiting = next(one for one in shown if one["status"] == "submitted")
    approve = house.api.as_(house.supervisor).post(f"/api/v1/records/{waiting['id']}/approve", json={"version": 1})
    assert said(approve) == (409, "imported")


def test_nobody_is_asked_for_anything_because_of_history(house: House) -> None:
    with Work(house.database, SYSTEM, writes=False) as work:
        assert list_in_month(work, None, "2026-03") == []
        assert serving_cadres(work, date(2026, 3, 19)) == []
    for person in (house.supervisor, house.office[0]):
        assert house.api.as_(person).get("/api/v1/attendance/pending").json()["items"] == []
    with house.database.engine.connect() as connection:
        for table in ("inbox_messages", "deliveries", "role_assignments"):
            rows = metadata.tables[table]
            imported = select(Person.id).where(col(Person.login).startswith("imported-"))
            count = select(func.count()).select_from(rows).where(rows.c.person_id.in_(imported))
            assert connection.execute(count).scalar_one() == 0, table


def test_the_imported_programme_is_read_but_never_chosen(house: House, county: County) -> None:
    county.programme()
    office, payer = house.api.as_(house.office[0]), house.api.as_(county.person("财务", Role.FINANCE, county.region))
    chosen = ("/secondments/new", "/rates/new", "/checks/draws/new", "/checks/plans", "/insurance", "/overview")
    paid = ("/allowances", "/totals", "/reconciliation", "/adjustments", "/bank-files", "/insurance")
    for reader, pages in ((office, chosen), (payer, paid)):
        for path in pages:
            page = reader.get(path)
            assert (page.status_code, "历史导入" in page.text) == (200, False), path
    for path in ("/secondments", "/programmes"):
        assert "历史导入" in office.get(path).text, path
    history = next(one for one in office.get("/api/v1/programmes").json()["items"] if one["imported"])
    rate = {"programme_id": history["id"], "amount_fen": 100, "valid_from": "2026-03-01"}
    assert payer.post("/api/v1/rates", json=rate).status_code == 404
    path = f"/api/v1/programmes/{history['id']}"
    revived = office.patch(path, json={"archived": False}, headers={"If-Match": f'"{history["version"]}"'})
    assert (revived.status_code, revived.json()["errors"][0]["code"]) == (422, "imported")


def test_hidden_history_leaves_the_house_nowhere(house: House, tmp_path: Path) -> None:
    record = next(one for one in house.records(house.supervisor) if one["status"] == "returned")
    path = f"/api/v1/records/{record['id']}"
    hidden = house.api.as_(house.supervisor).post(f"{path}/quarantine", json={"reason_code": "secret"})
    assert hidden.status_code == 200, hidden.text
    assert texts(house.database) == {("E1", True, None), ("E2", False, None), ("E3", True, None)}
    out = take_out(house.database, tmp_path / "hidden")
    assert [row["entry_id"] for row in out[Kind.ENTRY]] == ["E1", "E3"]
    assert [row["approval_id"] for row in out[Kind.APPROVAL]] == ["A1"]
    version = hidden.json()["version"]
    released = house.api.as_(house.office[0]).post(
        f"{path}/release", json={"version": version, "reason": "误报，已核对"}
    )
    assert released.status_code == 200, released.text
    assert texts(house.database) == {("E1", True, None), ("E2", True, "请写明地点"), ("E3", True, None)}


def texts(database: Database) -> set[tuple[Any, ...]]:
    """(entry, whether it says anything, the decision's words)."""
    statement = (
        "SELECT e.external_id, e.content <> '', a.comment FROM imported_entries e"
        " LEFT JOIN imported_approvals a ON a.entry_seq = e.seq"
    )
    with database.engine.connect() as connection:
        return {(name, bool(says), words) for name, says, words in connection.execute(text(statement))}


KILLED = """
import os, signal, sys
from pathlib import Path
from app import registry
from app.core.db import Database
from app.dataset.service_import import Importer
from tests.dataset.making import bring
Importer._trail = lambda self: os.kill(os.getpid(), signal.SIGKILL)
bring(Database(sys.argv[1]), Path(sys.argv[2]))
"""


def test_an_import_that_is_killed_leaves_nothing(database: Database, tmp_path: Path) -> None:
    before = everything(database)
    folder = write(tmp_path / "in", plain(approval=[approval("A1", "E1")]))
    database.dispose()
    url = database.url.render_as_string(hide_password=False)
    ended = subprocess.run([sys.executable, "-c", KILLED, url, str(folder)], check=False, capture_output=True)
    assert ended.returncode == -9, ended.stderr
    assert everything(database) == before
    assert bring(database, folder).written


def test_an_import_wants_an_sqlite_database_to_itself(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", plain())
    if not database.is_sqlite:
        with occupied(database, alone=False):
            assert bring(database, folder).written
        return
    with occupied(database, alone=False), occupied(database, alone=False), pytest.raises(Occupied, match="a server"):
        bring(database, folder)
    alone = occupied(database, alone=True)
    with alone, pytest.raises(Occupied, match="being imported"), occupied(database, alone=False):
        pass
    other = Database(database.url.render_as_string(hide_password=False))
    with other.engine.connect() as connection:
        connection.execute(text("SELECT 1 FROM people")).all()
        with pytest.raises(Occupied, match="something else"):
            bring(database, folder)
    other.dispose()
    assert bring(database, folder).written
