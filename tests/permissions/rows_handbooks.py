"""The rows of handbooks: whoever reads a cadre's texts may have theirs made, the Organization Department too, logged;
finance and the system administrator never."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from app.accounts.models import Person
from app.core.making import MakingState
from app.handbook.models import HandbookJob, HandbookJobBook
from app.secondments.models import Secondment
from tests.factories import County
from tests.permissions.matrix import EVERYBODY, KNOWS, READS_TEXT, Rule, about_own, of_office, who

BOOK_READERS = READS_TEXT | {"orgadmin"}
ASKER = who("orgadmin")
OWN = {"job_id": "{handbook_job_id}"}
DESK = EVERYBODY - who("cadre colleague inspector finance foreign_finance sysadmin")
"""Whoever has a say over others somewhere."""
HANDBOOK_CANARIES = {"CANARY-BOOK"}

HANDBOOK_ROWS: dict[str, Rule] = {
    "GET /secondments/{secondment_id}/handbook.pdf": about_own(BOOK_READERS, query="?month=2026-07"),
    "GET /secondments/{secondment_id}/handbook.docx": about_own(BOOK_READERS, query="?month=2026-07"),
    # Whoever reads texts of the programme's cadres asks; one's own are one's own.
    "POST /handbooks": Rule(
        ok=BOOK_READERS | who("colleague"),
        denied=KNOWS - BOOK_READERS,
        body={"programme_id": "{programme_id}", "kind": "docx"},
    ),
    "GET /handbooks": Rule(ok=EVERYBODY),
    "GET /handbooks/{job_id}": Rule(ok=ASKER, path=OWN),
    # Its week is over: whoever asked for it learns that it is gone.
    "GET /handbooks/{job_id}/file": Rule(ok=ASKER, path=OWN, success=(410,)),
}
HANDBOOK_PAGES: dict[str, Rule] = {
    "GET /handbook": Rule(ok=EVERYBODY, anonymous=303),
    "GET /handbooks": of_office(DESK, anonymous=303),
    "GET /secondments/{secondment_id}/handbook": about_own(BOOK_READERS, anonymous=303),
}


def handbooks_of(county: County, person: Person, own: Secondment) -> dict[str, Any]:
    """A job of the Organization Department whose week is over."""
    job = HandbookJob(
        programme_id=own.programme_id, month="2026-06", made_by_id=person.id, state=MakingState.DONE, progress=100
    )
    county.add(job, HandbookJobBook(job_id=job.id, secondment_id=own.id, file_name="CANARY-BOOK", edition=1))
    return {"handbook_job_id": job.id}


def set_nothing(monkeypatch: pytest.MonkeyPatch, *, plainly: bool = False) -> None:
    """Who may is asked, nothing is typeset and no process begun; `plainly` the file holds what would be set."""

    def written(_module: str, folder: Path, order: dict[str, Any], data: dict[str, Any]) -> Path:
        made = folder / f"made.{order['format']}"
        made.write_bytes(orjson.dumps(data) if plainly else b"-")
        return made

    monkeypatch.setattr("app.handbook.service.set_apart", written)
    monkeypatch.setattr("app.handbook.api.begin_apart", lambda *_given: None)
