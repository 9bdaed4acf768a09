"""An account number is in the bank file and in its owner's own copy, and nowhere else that anything was written to."""

import io
import re
import zipfile
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.models import Person
from app.core.db import Database
from app.registry import metadata
from tests.allowances.bank import APRIL, NUMBER, bounce, closed, decide, form, payments, stated, taken
from tests.allowances.conftest import Scene

OTHER, WRONG = "6217001180012345678", "6217001180012345679"
SECRETS = (NUMBER, OTHER, WRONG, NUMBER[:12], OTHER[:12])


def told(text_of: str) -> list[str]:
    """The secrets in a text, however its digits are grouped."""
    digits = re.sub(r"(?<=\d)[ \-](?=\d)", "", text_of)
    return [secret for secret in SECRETS if secret in digits]


def everything_stored(database: Database) -> str:
    """Every cell of every table as text."""
    with database.engine.connect() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return "\n".join(str(tuple(row)) for row in rows)


def pages_and_answers(scene: Scene) -> list[str]:
    """What finance, the cadre and others are shown."""
    person: dict[str, tuple[Person, list[str]]] = {
        "finance": (
            scene.finance,
            [
                "/bank-accounts",
                "/bank-accounts?state=verified",
                f"/bank-accounts/{scene.cadre.id}",
                f"/bank-files?month={APRIL}",
                "/bank-formats",
                f"/allowances?month={APRIL}",
                f"/api/v1/people/{scene.cadre.id}/bank-account",
                f"/api/v1/people/{scene.cadre.id}/bank-account/versions",
                "/api/v1/bank-accounts?state=verified",
                f"/api/v1/allowances/{APRIL}/bank-batches?programme_id={scene.programme.id}",
                f"/api/v1/allowances/{APRIL}",
                "/api/v1/payments",
                "/openapi.json",
            ],
        ),
        "cadre": (
            scene.cadre,
            ["/bank-account", "/me", f"/api/v1/people/{scene.cadre.id}/bank-account", "/api/v1/payments"],
        ),
        "orgadmin": (scene.orgadmin, ["/audit", "/api/v1/audit/events"]),
    }
    shown = []
    for who, paths in person.values():
        for path in paths:
            answer = scene.api.as_(who).get(path, headers={"Accept": "text/html" if "/api/" not in path else "*/*"})
            assert answer.status_code in (200, 404), (path, answer.text[:400])
            shown.append(answer.text)
    return shown


def cells(content: bytes) -> str:
    """Every part of a packed file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    texts = [cells(data) if name.endswith(".xlsx") else data.decode(errors="replace") for name, data in parts]
    return "\n".join(texts)


def test_a_number_is_in_the_bank_file_alone(scene: Scene, capfd: pytest.CaptureFixture[str]) -> None:
    answers: list[Any] = [stated(scene, scene.cadre, OTHER), stated(scene, scene.cadre, f"x{OTHER}", etag=1)]
    answers += [stated(scene, scene.cadre, NUMBER, etag=1, bank_name="")]
    answers += [stated(scene, scene.cadre, "6228 4804 0256 4890 018", etag=1)]
    version = answers[-1].json()["version"]
    answers += [decide(scene, scene.cadre, "verify", version=version, account_no=WRONG)]
    answers += [decide(scene, scene.cadre, "verify", version=1, account_no=NUMBER)]
    answers += [decide(scene, scene.cadre, "verify", version=version, account_no=NUMBER)]
    closed(scene)
    answers += [form(scene)]
    shown = pages_and_answers(scene)
    file = taken(scene, batch=1)
    sheet = scene.api.as_(scene.finance).get(f"/api/v1/allowances/{APRIL}.xlsx").content
    answers += [bounce(scene, payments(scene)[0])]
    assert [answer.status_code for answer in answers] == [201, 422, 422, 201, 422, 412, 200, 201, 200]
    assert told(file.content.decode("utf-8-sig")) == [NUMBER, NUMBER[:12]]
    assert told("\n".join([answer.text for answer in answers] + shown)) == []
    assert told(str([dict(answer.headers) for answer in answers])) == []
    assert told(cells(sheet)) == []
    assert told(everything_stored(scene.county.database)) == []
    written = capfd.readouterr()
    assert "bank-account" in written.out + written.err
    assert told(written.out + written.err) == []


def test_ones_own_copy_has_ones_own_number(scene: Scene) -> None:
    stated(scene, scene.cadre, OTHER)
    stated(scene, scene.cadre, NUMBER, etag=1)
    copy = scene.api.as_(scene.cadre).get("/api/v1/me/data")
    assert copy.status_code == 200, copy.text
    assert told(cells(copy.content)) == [NUMBER, NUMBER[:12]]
