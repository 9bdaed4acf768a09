"""The operator's commands: first accounts on an empty database, and a way back in."""

from collections.abc import Iterator

import httpx
import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from app.accounts.cli import users
from app.accounts.errors import SecondFactorOff
from app.accounts.models import Person, RoleAssignment, Unit
from app.accounts.models_access import SecondFactor
from app.audit.models import AuditEvent
from app.core import clock, config
from app.core.actor import Role
from app.core.db import Database
from app.core.errors import NotFound
from tests.factories import County

PASSWORD = "云浦的第一场雪 2026"


@pytest.fixture(autouse=True)
def _configured(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("JISHI_DATABASE_URL", database_url)
    config.get_settings.cache_clear()
    yield
    config.get_settings.cache_clear()


def create(*arguments: str, password: str = PASSWORD) -> Result:
    command = ["create", "--password-stdin", "--name", "某某", *arguments]
    return CliRunner().invoke(users, command, input=f"{password}\n")


def sign_in(client: httpx.Client, login: str, password: str = PASSWORD) -> httpx.Response:
    return client.post("/sign-in", data={"username": login, "password": password})


def test_the_first_accounts_of_a_new_service(database: Database, client: httpx.Client) -> None:
    assert create("admin", "--role", "sysadmin", "--own").exit_code == 0
    first = create("zuzhibu", "--role", "orgadmin", "--unit", "云浦县", "--person-no", "G1")
    assert first.output == "zuzhibu (orgadmin) created\n"
    second = create("caiwu", "--role", "finance", "--unit", "云浦县")
    assert second.exit_code == 0
    with database.session(write=False) as session:
        (region,) = session.exec(select(Unit)).all()
        roles = {row.role: row.unit_id for row in session.exec(select(RoleAssignment)).all()}
        actions = [event.action for event in session.exec(select(AuditEvent)).all()]
    assert (region.kind, region.path) == ("region", f"/{region.id.hex}/")
    assert roles == {Role.SYSADMIN: None, Role.ORGADMIN: region.id, Role.FINANCE: region.id}
    assert sorted(actions) == ["accounts.person-create"] * 3 + ["accounts.unit-create"]
    sign_in(client, "admin")
    assert client.get("/api/v1/people").status_code == 200
    client.cookies.clear()
    sign_in(client, "zuzhibu")
    assert client.get("/api/v1/people").json()["code"] == "password-change-required"


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        (["x", "--role", "sysadmin"], PASSWORD),
        (["taken", "--role", "sysadmin"], PASSWORD),
        (["new", "--role", "sysadmin"], "short"),
        (["new", "--role", "orgadmin"], PASSWORD),
        (["new", "--role", "orgadmin", "--unit", "没有的单位"], PASSWORD),
        (["new", "--role", "orgadmin", "--unit", "重名"], PASSWORD),
        (["new", "--role", "sysadmin", "--person-no", "G1"], PASSWORD),
        (["new", "--role", "king"], PASSWORD),
    ],
)
def test_what_is_wrong_is_refused_whole(county: County, arguments: list[str], password: str) -> None:
    county.unit("重名", county.region)
    county.unit("重名", county.region)
    county.person("已有", login="taken", person_no="G1")
    assert create(*arguments, password=password).exit_code != 0
    with county.database.session(write=False) as session:
        assert [person.login for person in session.exec(select(Person)).all()] == ["taken"]


def test_a_unit_by_id(county: County) -> None:
    assert create("zuzhibu", "--role", "orgadmin", "--unit", str(county.region.id)).exit_code == 0


def test_the_way_back_in(county: County, client: httpx.Client) -> None:
    county.person("系统", Role.SYSADMIN, login="admin")
    code = CliRunner().invoke(users, ["reset-code", "ADMIN"]).output.strip()
    assert sign_in(client, "admin", code).status_code == 303
    assert isinstance(CliRunner().invoke(users, ["reset-code", "nobody"]).exception, NotFound)


def test_a_lost_second_factor_ends_at_the_machine(county: County) -> None:
    person = county.person("系统", Role.SYSADMIN, login="admin")
    county.add(SecondFactor(person_id=person.id, secret="v1:-:-", confirmed_at=clock.now()))
    assert CliRunner().invoke(users, ["remove-second-factor", "admin"]).exit_code == 0
    assert isinstance(CliRunner().invoke(users, ["remove-second-factor", "admin"]).exception, SecondFactorOff)
    assert isinstance(CliRunner().invoke(users, ["remove-second-factor", "nobody"]).exception, NotFound)
    with county.database.session(write=False) as session:
        assert [event.action for event in session.exec(select(AuditEvent)).all()] == ["accounts.second-factor-remove"]
