"""Every route that writes leaves its event in the trail, in the transaction that writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import update
from sqlmodel import SQLModel, func, select

from app.accounts.authority import SESSION_COOKIE
from app.accounts.models import BrowserSession, Person, RefreshToken
from app.accounts.models_access import SecondFactor
from app.accounts.models_care import Departure
from app.accounts.tokens import hash_token
from app.allowances.models import AllowanceRun, RunState
from app.audit.models import AuditEvent
from app.core.config import Settings
from app.core.db import Database, WorkSession
from app.core.ids import new_id
from app.secondments.models import MonthLock, Secondment, SecondmentStatus
from tests.factories import Api, County
from tests.permissions.guarding import ACCESS_OTHERWISE, guard
from tests.permissions.matrix import DATES
from tests.permissions.rows import ROWS
from tests.permissions.rows_handbooks import set_nothing
from tests.permissions.rows_postings import with_coming_transfer
from tests.permissions.rows_summaries import FORM_BEGUN, FORM_TURNS
from tests.permissions.scene import NOW, PASSWORD, Scene, build
from tests.permissions.scene_channels import offer_email
from tests.permissions.walk import call

pytestmark = pytest.mark.walk

PAY = "POST /api/v1/allowances/{month}/pay"
BATCH = "POST /api/v1/allowances/{month}/bank-batches"
ELSEWHERE = "POST /api/v1/imports/dataset"
"""Nobody of the scene may: tests/dataset/test_api.py counts its events."""
OWN_PLACE = (PAY, BATCH, ELSEWHERE)
WRITES = [*sorted(route for route in ROWS if not route.startswith("GET ") and route not in OWN_PLACE), PAY, BATCH]
"""Paying comes last, and what needs a closed month after it: the database opens none again."""
SILENT = {
    "POST /api/v1/calendar/overlays/preview",
    "POST /api/v1/feedback/by-code",
    "POST /api/v1/inbox/read-all",
    "POST /api/v1/inbox/{message_id}/read",
    "POST /api/v1/secondments/{secondment_id}/records/{work_on}/likeness",
    "POST /api/v1/spot-checks/draw/preview",
    "POST /preferences/care",
    "POST /preferences/locale",
    "POST /preferences/theme",
}
"""What only asks, or concerns nobody but oneself: having read a message or an answer, and how one's own pages look."""
COOKIE, REFRESH = "a cookie of the scene", "a refresh token of the scene"
SUBJECT = {"programme_id": "{programme_id}"}
OTHERWISE: dict[str, dict[str, Any]] = {
    "POST /sign-in": {"form": {"username": "{login}", "password": PASSWORD}},
    "POST /sign-out": {"headers": {"Cookie": f"{SESSION_COOKIE}={COOKIE}"}},
    "POST /api/v1/auth/token": {"form": {"grant_type": "password", "username": "{login}", "password": PASSWORD}},
    "POST /api/v1/auth/revoke": {"form": {"token": REFRESH}},
    "POST /api/v1/me/password": {"body": {"current": PASSWORD, "new": "another long password"}},
    **ACCESS_OTHERWISE,
    "POST /api/v1/groups": {"body": {"name": "新组", "leader_id": "{leader_id}", "secondment_ids": [], **DATES}},
    "POST /api/v1/allowances/{month}/close": {"body": SUBJECT | {"exclude_pending": True}},
    "POST /api/v1/workdays/import": {
        "body": {"year": 2027, "text": "2027-01-01 休 元旦", "source": "国办发明电", "dry_run": False}
    },
}
"""Rows that the matrix has refused or tried in vain, so that they write."""
BEFORE: dict[str, tuple[type[SQLModel], dict[str, Any]]] = {
    "POST /api/v1/secondments/{secondment_id}/activate": (Secondment, {"status": SecondmentStatus.APPROVED}),
    "POST /api/v1/secondments/{secondment_id}/resume": (Secondment, {"status": SecondmentStatus.SUSPENDED}),
    "POST /api/v1/secondments/{secondment_id}/complete": (Secondment, {"status": SecondmentStatus.APPRAISING}),
    "POST /api/v1/secondments/{secondment_id}/archive": (Secondment, {"status": SecondmentStatus.COMPLETED}),
    "POST /api/v1/allowances/{month}/close": (AllowanceRun, {"state": RunState.APPROVED}),
    PAY: (AllowanceRun, {"state": RunState.CLOSED}),
    "POST /api/v1/me/second-factor": (SecondFactor, {"confirmed_at": None}),
    "POST /api/v1/me/second-factor/confirm": (SecondFactor, {"confirmed_at": None}),
    "POST /api/v1/attendance/{month}/reopen": (MonthLock, {"state": "open"}),
    "POST /api/v1/people/{person_id}/return": (Person, {"left_on": date(2026, 8, 1)}),
}
"""The state from which a step is possible; every row of the table has it while the step is tried."""
WANTED = ("orgadmin", "supervisor", "finance", "sysadmin", "cadre", "inspector", "sender")
"""Who tries a write, the first of them that may."""


class Trail:
    """What the units of work were about to commit: the events of each, and those that are committed past a session."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.units: list[int] = []

    def stored(self) -> int:
        """Committed events: the fast ways use the driver's own transaction."""
        with self.database.session(write=False) as session:
            return session.exec(select(func.count()).select_from(AuditEvent)).one()


@pytest.fixture
def scene(county: County, settings: Settings) -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=True):
        scene = build(county)
        cadre = scene.people["cadre"]
        later = NOW + timedelta(days=1)
        county.add(
            Departure(
                person_id=cadre.id,
                last_on=date(2026, 8, 1),
                reason="调往市里",
                from_version=1,
                decided_by_id=scene.people["orgadmin"].id,
            ),
            BrowserSession(person_id=cadre.id, token_hash=hash_token(COOKIE), expires_at=later),
            RefreshToken(person_id=cadre.id, family_id=new_id(), token_hash=hash_token(REFRESH), expires_at=later),
        )
        scene.ids |= {"login": cadre.login, "leader_id": scene.people["leader"].id}
        guard(scene, settings)
        offer_email(county, settings)
        with_coming_transfer(scene)
        yield scene


@pytest.fixture
def trail(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Trail:
    """Nothing of a session is committed: its events are counted, then all is rolled back."""
    trail = Trail(scene.county.database)

    def count(session: WorkSession) -> None:
        session.flush()
        trail.units.append(session.exec(select(func.count()).select_from(AuditEvent)).one())

    monkeypatch.setattr(WorkSession, "commit", count)
    set_nothing(monkeypatch)
    return trail


@contextmanager
def standing(
    database: Database, route: str, states: dict[str, tuple[type[SQLModel], dict[str, Any]]] = BEFORE
) -> Iterator[None]:
    """The state from which the route's step is possible, and afterwards the state that was."""
    kind, values = states.get(route, (None, {}))
    if kind is None:
        yield
        return
    table = kind.__table__  # type: ignore[attr-defined]
    with database.engine.begin() as connection:
        rows = connection.execute(select(table)).mappings().all()
        connection.execute(update(table).values(values))
    yield
    with database.engine.begin() as connection:
        for row in rows if route != PAY else ():
            key = [column == row[column.name] for column in table.primary_key]
            connection.execute(update(table).where(*key).values({name: row[name] for name in values}))


def test_every_write_leaves_its_event_with_what_it_writes(api: Api, scene: Scene, trail: Trail) -> None:
    silent: dict[str, object] = {}
    for route in WRITES:
        rule = replace(ROWS[route], **OTHERWISE.get(route, {}))
        name = next(each for each in WANTED if each in (rule.ok or WANTED[-1:]))
        before = trail.stored()
        trail.units.clear()
        database = scene.county.database
        with standing(database, route), standing(database, route, FORM_BEGUN), standing(database, route, FORM_TURNS):
            status = call(api.as_(scene.people[name]), route, rule, scene).status_code
        quiet = trail.stored() == before and not any(events > before for events in trail.units)
        if status >= 400 or quiet is not (route in SILENT):
            silent[route] = (name, status, trail.units[:])
    assert silent == {}
