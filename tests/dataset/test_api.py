"""The same operations over the network: for who answers for every programme, and for nobody else."""

import io
import zipfile
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from app.accounts.models import Person
from app.core.actor import Role
from app.core.db import Database
from app.dataset import service_remote
from app.dataset.formats import FORMATS, Kind
from tests.dataset.making import Dataset, entry, plain, read, write
from tests.factories import Api, County

URL = "/api/v1/imports/dataset"


def packed(folder: Path, rows: Dataset) -> dict[str, tuple[str, bytes, str]]:
    """A form with the dataset as a ZIP, in a folder of its own and with a stranger beside it."""
    write(folder, rows)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "not ours")
        for path in folder.iterdir():
            archive.write(path, f"history/{path.name}")
    return {"file": ("history.zip", buffer.getvalue(), "application/zip")}


@pytest.fixture
def office(county: County) -> Person:
    """The Organization Department above the only programme."""
    county.programme()
    return county.person("组织部", Role.ORGADMIN, county.region)


def events(database: Database, action: str) -> int:
    """How many events of an action the trail has."""
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM audit_events WHERE action = :a"), {"a": action})
        return int(found.scalar_one())


def test_what_goes_in_by_the_network_comes_out(api: Api, office: Person, database: Database, tmp_path: Path) -> None:
    client, form = api.as_(office), packed(tmp_path / "in", plain())
    tried = client.post(URL, params={"dry_run": True, "region": "云浦县"}, files=form)
    assert tried.status_code == 200, tried.text
    assert (tried.json()["written"], tried.json()["files"][0]["new"]) == (False, 2)
    assert events(database, "dataset.import") == 0
    taken = client.post(URL, params={"region": "云浦县"}, files=form).json()
    assert taken["written"]
    again = client.post(URL, params={"region": "云浦县"}, files=form).json()
    assert [one["new"] for one in again["files"]] == [0] * 7
    assert events(database, "dataset.import") == 14
    answer = client.get("/api/v1/dataset/export")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "out")
    assert read(tmp_path / "out") == plain()
    assert events(database, "dataset.export") == 1


def test_rejected_rows_are_named_and_partial_takes_the_rest(api: Api, office: Person, tmp_path: Path) -> None:
    rows = plain(
        entry=[entry("E1", "C1", "2026-03-03"), entry("E2", "C1", "2026-02-30"), entry("E3", "C2", "2026-03-03")]
    )
    client, form = api.as_(office), packed(tmp_path / "in", rows)
    refused = client.post(URL, params={"region": "云浦县"}, files=form, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["code"]) == (422, "dataset-refused")
    first = refused.json()["report"]["rejects"][0]
    assert (first["file"], first["line"], first["field"], first["code"]) == (
        "entries.jsonl",
        2,
        "work_date",
        "not-date",
    )
    assert first["reason"].startswith("There is no such day")
    taken = client.post(URL, params={"region": "云浦县", "partial": True}, files=form).json()
    assert (taken["written"], len(taken["rejects"])) == (True, 2)


def test_what_is_no_dataset_or_too_large_is_refused(
    api: Api, office: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api.as_(office)

    def code(answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, answer.json()["code"]

    assert code(client.post(URL, files={"file": ("x.zip", b"PK no", "application/zip")})) == (422, "archive-unreadable")
    some = {Kind.CADRE: plain()[Kind.CADRE]}
    assert code(client.post(URL, files=packed(tmp_path / "some", some))) == (422, "archive-unreadable")
    form = packed(tmp_path / "in", plain())
    assert code(client.post(URL, params={"region": "别处"}, files=form)) == (422, "unknown-region")
    monkeypatch.setattr(service_remote, "MOST_ROWS", 5)
    assert code(client.post(URL, files=form)) == (413, "dataset-too-large")
    monkeypatch.setattr(service_remote, "MOST_RECORDS", -1)
    assert code(client.get("/api/v1/dataset/export")) == (413, "dataset-too-large")


def test_only_who_answers_for_every_programme_may(api: Api, county: County, office: Person, tmp_path: Path) -> None:
    form = packed(tmp_path / "in", plain())
    elsewhere = county.unit("邻县", kind=county.region.kind)
    town = county.unit("白鹭镇", county.region)
    others = [
        county.person("邻县组织部", Role.ORGADMIN, elsewhere),
        county.person("镇组织", Role.ORGADMIN, town),
        county.person("系统", Role.SYSADMIN),
        county.person("主管", Role.SUPERVISOR, county.region),
    ]
    for person in others:
        assert api.as_(person).post(URL, files=form).status_code == 403
        assert api.as_(person).get("/api/v1/dataset/export").status_code == 403
    assert api.anonymous.post(URL, files=form).status_code == 401
    county.programme("邻县外派", unit=elsewhere)
    assert api.as_(office).get("/api/v1/dataset/export").status_code == 403
    assert set(FORMATS) == set(plain())
