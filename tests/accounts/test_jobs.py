"""What has long been over is deleted, and nothing else."""

from datetime import UTC, datetime, timedelta

from sqlmodel import SQLModel, select

from app.accounts.jobs import run_purge
from app.accounts.models import BrowserSession, RefreshToken, ResetCode, SignInThrottle
from app.core.actor import SYSTEM, Role
from app.core.ids import new_id
from app.core.work import Work
from tests.factories import County

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LATELY, LONG_AGO, LATER = NOW - timedelta(days=89), NOW - timedelta(days=91), NOW + timedelta(days=1)


def test_only_what_ended_long_ago_goes(county: County) -> None:
    person = county.person("何景行", Role.CADRE)
    mine = {"person_id": person.id}
    for kept, end in (("a", LONG_AGO), ("b", LATELY), ("c", LATER)):
        county.add(
            BrowserSession(token_hash=kept, expires_at=end, **mine),
            RefreshToken(token_hash=kept, family_id=new_id(), expires_at=end, **mine),
            ResetCode(code_hash=kept, expires_at=end, **mine),
        )
    county.add(BrowserSession(token_hash="d", expires_at=LATER, ended_at=LONG_AGO, **mine))
    county.add(SignInThrottle(key="old", last_failed_at=NOW - timedelta(days=2)))
    county.add(SignInThrottle(key="new", last_failed_at=NOW))
    with Work(county.database, SYSTEM, True, NOW) as work:
        said = run_purge(work, NOW)
    assert said == "sessions=2 refresh_tokens=1 reset_codes=1 counters=1"
    assert left(county, BrowserSession) == ["b", "c"]
    assert left(county, RefreshToken) == ["b", "c"]
    with Work(county.database, SYSTEM, True, NOW) as work:
        assert run_purge(work, NOW).startswith("sessions=0 ")


def left(county: County, kind: type[SQLModel]) -> list[str]:
    with county.database.session(write=False) as session:
        return sorted(row.token_hash for row in session.exec(select(kind)).all())
