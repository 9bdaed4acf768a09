"""What the tests of hiding and purging share: canaries in every field, and where they could still be found."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import col, select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import Role
from app.core.config import Settings
from app.core.db import Database, metadata
from tests.records.conftest import Town, write
from tests.records.test_attachments import picture
from tests.records.test_attachments import put as put_photo

WORDS = ("金丝雀事项", "金丝雀地点", "金丝雀结果", "金丝雀困难", "金丝雀收获", "金丝雀补充", "金丝雀评语", "金丝雀旧稿")
ITEM, PLACE, OUTCOME, DIFFICULTY, TAKEAWAY, ADDENDUM, COMMENT, EARLIER = WORDS
REASON = {"reason": "含不应记录的内容"}


@dataclass
class Case:
    """One record that says too much, and the people who may see to it."""

    town: Town
    record_id: str
    photos: list[dict[str, Any]]
    first: Person
    second: Person

    @property
    def supervisor(self) -> Person:
        return self.town.supervisor

    def version(self) -> int:
        return int(self.seen(self.town.cadre)["version"])

    def seen(self, who: Person) -> dict[str, Any]:
        answer = self.town.api.as_(who).get(f"/api/v1/records/{self.record_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def act(self, what: str, who: Person, version: int | None = None, **body: Any) -> Any:
        plain = REASON | {"version": version or self.version()} | body
        return self.town.post(self.record_id, what, who, **plain)

    def hide(self, who: Person | None = None, reason: str = "personal", **body: Any) -> Any:
        return self.town.post(self.record_id, "quarantine", who or self.supervisor, reason_code=reason, **body)

    def hold(self) -> dict[str, Any]:
        items = self.town.api.as_(self.first).get("/api/v1/record-holds").json()["items"]
        return next(one for one in items if one["record_id"] == self.record_id)


def make_case(town: Town, *, addendum: bool = True, on: str = "2026-04-15") -> Case:
    """An approved record with two versions, two photos, a comment and an addendum; a canary in each text."""
    photos = [put_photo(town, picture(size=(90 + n, 70))).json() for n in range(2)]
    draft = town.put(on, items=[{"text": EARLIER}], attachment_ids=[photos[1]["id"]], submit=False).json()
    body = write(
        items=[{"text": ITEM, "place": PLACE, "outcome": OUTCOME}],
        difficulty=DIFFICULTY,
        takeaway=TAKEAWAY,
        attachment_ids=[photos[0]["id"]],
    )
    row = town.put(on, body, version=draft["version"]).json()
    assert row["status"] == "submitted", row
    approved = town.post(row["id"], "approve", version=row["version"], comment=COMMENT)
    assert approved.status_code == 200, approved.text
    if addendum:
        added = town.post(row["id"], "addenda", town.cadre, id=str(uuid4()), text=ADDENDUM, reason=ADDENDUM)
        assert added.status_code == 201, added.text
    second = town.county.person("组织部二", Role.ORGADMIN, town.county.region)
    return Case(town, row["id"], photos, town.people["orgadmin"], second)


def words_in_tables(database: Database) -> set[str]:
    """The canaries that any table still holds, whatever its columns are."""
    found: set[str] = set()
    with database.session(write=False) as session:
        for table in metadata.tables.values():
            for row in session.execute(table.select()):
                plain = repr(tuple(row)).encode("unicode_escape").decode() + repr(tuple(row))
                found |= {word for word in WORDS if word in plain}
    return found


def words_in_files(database: Database) -> set[str]:
    """The canaries that SQLite's own files hold, as text or escaped; the write-ahead log too."""
    path = Path(database.url.database or "")
    data = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    escaped = {word: word.encode("unicode_escape") for word in WORDS}
    return {word for word in WORDS if word.encode() in data or escaped[word] in data}


def bytes_in_store(settings: Settings, photo: dict[str, Any]) -> list[Path]:
    """The files of a photo and its thumbnail."""
    folder = Path(settings.files_url.removeprefix("file:"))
    return [one for one in folder.rglob("*") if one.is_file() and photo["sha256"] in one.name]


def trail(database: Database, record_id: str) -> list[str]:
    """What the audit trail says was done to a record."""
    with database.session(write=False) as session:
        statement = select(AuditEvent.action).where(AuditEvent.subject_id == record_id).order_by(col(AuditEvent.seq))
        return list(session.exec(statement).all())


def vacuum_word(database: Database) -> str:
    """Proof that the canary search sees what it should: SQLite's page text is readable."""
    if database.is_sqlite:
        with sqlite3.connect(database.url.database or "") as plain:
            return str(plain.execute("PRAGMA journal_mode").fetchone()[0])
    with database.session(write=False) as session:
        return str(session.execute(text("SELECT 'wal'")).scalar_one())
