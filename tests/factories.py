"""A small county to test in: units, people with roles, programmes, secondments. Rows go in without services."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.accounts.models import ApiClient, Person, RoleAssignment, Unit, UnitKind
from app.accounts.tokens import AccessClaims, sign_access_token
from app.core import clock
from app.core.actor import Role, Scope
from app.core.config import Settings
from app.core.db import Database
from app.secondments.models import (
    DayBasis,
    Group,
    GroupMember,
    Programme,
    ProgrammeKind,
    ProgrammePolicy,
    Secondment,
    SecondmentStatus,
    SecondmentSupervisor,
)

LONG_AGO = date(2020, 1, 1)
NOWHERE = "00000000-0000-4000-8000-000000000000"
"""An id that nothing has; the same in every worker, so that test names agree."""


class County:
    """Builders over one database; every builder commits and answers the row."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.region = self.unit("云浦县", kind=UnitKind.REGION)

    def add(self, *rows: Any) -> None:
        """Store rows."""
        with self.database.session(write=True) as session:
            for row in rows:
                session.add(row)
                session.flush()
            session.commit()

    def unit(self, name: str, parent: Unit | None = None, **fields: Any) -> Unit:
        """A unit below `parent`, or the root of another region."""
        row = Unit(name=name, path="", **({"kind": UnitKind.DEPARTMENT, "parent_id": parent and parent.id} | fields))
        row.path = f"{parent.path if parent else '/'}{row.id.hex}/"
        self.add(row)
        return row

    def person(self, name: str = "某某", role: Role | None = None, unit: Unit | None = None, **fields: Any) -> Person:
        """A person who holds `role` over `unit` since long ago; no password unless given as a hash."""
        row = Person(name=name, **({"login": f"p{uuid4().hex[:12]}", "person_no": uuid4().hex[:8]} | fields))
        self.add(row)
        if role is not None:
            self.grant(row, role, unit)
        return row

    def grant(self, person: Person, role: Role, unit: Unit | None = None, **fields: Any) -> RoleAssignment:
        """One more role for a person."""
        row = RoleAssignment(
            person_id=person.id, role=role, unit_id=unit and unit.id, **({"valid_from": LONG_AGO} | fields)
        )
        self.add(row)
        return row

    def programme(
        self, name: str = "外派挂职", kind: str = "outbound", unit: Unit | None = None, **policy: Any
    ) -> Programme:
        """A programme of `unit` (the county unless given) with one policy since long ago, paid on post."""
        row = Programme(name=name, kind=ProgrammeKind(kind), unit_id=(unit or self.region).id)
        rules = {"day_basis": DayBasis.ON_POST, "day_basis_document_no": "云组发〔2025〕37号", "leave_tiers": {}}
        self.add(row, ProgrammePolicy(programme_id=row.id, valid_from=LONG_AGO, **(rules | policy)))
        return row

    def secondment(
        self,
        cadre: Person,
        programme: Programme,
        receiving: Unit,
        sending: Unit | None = None,
        supervisors: tuple[Person, ...] = (),
        **fields: Any,
    ) -> Secondment:
        """An active secondment over the whole of 2026 unless `start_on`, `end_on`, `status` say otherwise."""
        defaults: dict[str, Any] = {
            "post_title": "副镇长（挂职）",
            "start_on": date(2026, 1, 1),
            "end_on": date(2026, 12, 31),
            "status": SecondmentStatus.ACTIVE,
            "approval_no": "云组干〔2025〕112号",
        }
        values = defaults | fields
        row = Secondment(
            cadre_id=cadre.id,
            programme_id=programme.id,
            receiving_unit_id=receiving.id,
            sending_unit_id=sending and sending.id,
            end_month=clock.month_of(values["end_on"]),
            **values,
        )
        self.add(row, *(SecondmentSupervisor(secondment_id=row.id, person_id=person.id) for person in supervisors))
        return row

    def group(self, leader: Person, *members: Secondment, **fields: Any) -> Group:
        """A group over 2026; the leader also holds the role."""
        values = {"name": "滨湖组", "start_on": date(2026, 1, 1), "end_on": date(2026, 12, 31)} | fields
        row = Group(leader_id=leader.id, unit_id=self.region.id, **values)
        self.add(row, *(GroupMember(group_id=row.id, secondment_id=member.id) for member in members))
        self.grant(leader, Role.GROUP_LEADER, None, group_id=row.id)
        return row

    def api_client(self, *scopes: Scope, unit: Unit | None = None) -> ApiClient:
        """A program that may act within `unit` (the county unless given)."""
        row = ApiClient(
            name="工资系统",
            secret_hash="-",
            scopes=[str(scope) for scope in scopes],
            unit_id=(unit or self.region).id,
            valid_to=date(2099, 12, 31),
        )
        self.add(row)
        return row


class Api:
    """Clients for anybody: `api.as_(person).get(...)`, `api.as_client(client)`, `api.anonymous`."""

    def __init__(self, settings: Settings, new_client: Callable[[], httpx.Client]) -> None:
        self._settings = settings
        self._new_client = new_client
        self._clients: dict[UUID | None, httpx.Client] = {}

    @property
    def anonymous(self) -> httpx.Client:
        """Nobody."""
        return self._client(None, {})

    def as_(self, person: Person) -> httpx.Client:
        """A person with a bearer token."""
        claims = AccessClaims(person.id, "person", person.auth_version)
        return self._client(person.id, {"Authorization": f"Bearer {sign_access_token(self._settings, claims)}"})

    def as_client(self, client: ApiClient) -> httpx.Client:
        """A program with all its scopes."""
        claims = AccessClaims(client.id, "client", client.auth_version, tuple(client.scopes))
        return self._client(client.id, {"Authorization": f"Bearer {sign_access_token(self._settings, claims)}"})

    def _client(self, who: UUID | None, headers: dict[str, str]) -> httpx.Client:
        client = self._clients.setdefault(who, self._new_client())
        client.headers.update(headers)
        return client


@pytest.fixture
def county(database: Database) -> County:
    """An empty county on the database under test."""
    return County(database)


@pytest.fixture
def api(settings: Settings, new_client: Callable[[], httpx.Client]) -> Api:
    """Clients of the application under test."""
    return Api(settings, new_client)
