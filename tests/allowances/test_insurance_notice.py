"""Once a week the Organization Department hears whose cover lacks or ends soon; the pages say the same."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlmodel import select
from typer.testing import CliRunner

from app.accounts.models import Person
from app.allowances.models_insurance import InsurancePolicy
from app.allowances.service_insurance_notice import tell_of_cover
from app.cli import app as commands
from app.core import events
from app.core.actor import SYSTEM, Role
from app.core.config import Settings
from app.core.work import Work
from app.reminders.models import InboxMessage, ReminderSettings
from app.reminders.service_news import subscribe_inbox
from app.secondments.models import Secondment
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County

MONDAY = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
"""Half past nine in Beijing."""


@pytest.fixture
def scene(county: County, api: Api) -> Iterator[Scene]:
    with time_machine.travel(MONDAY, tick=False):
        subscribe_inbox()
        yield build(county, api, insured=True)


def cover(scene: Scene, secondment: Secondment, end_on: date) -> None:
    scene.county.add(
        InsurancePolicy(
            secondment_id=secondment.id,
            cadre_id=secondment.cadre_id,
            policy_no="P1",
            insurer="人保财险",
            start_on=date(2026, 1, 1),
            end_on=end_on,
            premium_fen=100,
        )
    )


def run(scene: Scene, at: datetime) -> int:
    with time_machine.travel(at, tick=False), Work(scene.county.database, SYSTEM, True) as work:
        return tell_of_cover(work)


def inbox(scene: Scene, person: Person) -> list[InboxMessage]:
    with scene.county.database.session(write=False) as session:
        return list(session.exec(select(InboxMessage).where(InboxMessage.person_id == person.id)).all())


def test_a_word_a_week_while_cover_lacks_or_ends_soon(scene: Scene) -> None:
    cover(scene, scene.secondment, date(2026, 11, 11))
    cover(scene, scene.colleague("还早"), date(2026, 11, 30))
    scene.colleague("林远")
    muted = scene.county.person("静音", Role.ORGADMIN, scene.county.region)
    scene.county.add(ReminderSettings(person_id=muted.id, muted=True))
    elsewhere = scene.county.person("邻县组织部", Role.ORGADMIN, scene.county.unit("邻县"))
    assert [run(scene, MONDAY), run(scene, MONDAY.replace(day=13))] == [2, 2]
    (told,) = inbox(scene, scene.orgadmin)
    assert (told.params, told.link) == ({"count": 2}, "/insurance?view=gaps")
    lines = {line["params"]["name"]: line["params"]["on"] for line in told.lines}
    assert lines == {"许文澜": "2026-11-12", "林远": "2026-01-01"}
    assert [inbox(scene, one) for one in (muted, elsewhere, scene.finance, scene.supervisor)] == [[], [], [], []]
    run(scene, MONDAY.replace(day=19))
    assert len(inbox(scene, scene.orgadmin)) == 2


def test_nothing_is_said_when_nothing_lacks_or_on_rest_days(scene: Scene) -> None:
    run(scene, datetime(2026, 10, 11, 1, 30, tzinfo=UTC))
    run(scene, MONDAY.replace(hour=13))
    assert inbox(scene, scene.orgadmin) == []
    cover(scene, scene.secondment, date(2026, 12, 31))
    assert run(scene, MONDAY) == 0
    assert inbox(scene, scene.orgadmin) == []


def test_nobody_is_told_of_themselves(scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    run(scene, MONDAY)
    assert len(inbox(scene, scene.orgadmin)) == 1
    assert inbox(scene, scene.cadre) == []


def test_the_job_is_heard_outside_the_web_process(
    scene: Scene, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_subscribers", defaultdict(list))
    monkeypatch.setattr("app.operations.cli_jobs.configure_logging", lambda _: None)
    monkeypatch.setattr("app.operations.cli_jobs.get_settings", lambda: settings)
    command: list[Any] = ["jobs", "run", "insurance-notice", "--at", "2026-10-12T09:30+08:00"]
    done = CliRunner().invoke(commands, command)
    assert (done.exit_code, done.output.split(". ")[-1].strip()) == (0, "short=1")
    assert len(inbox(scene, scene.orgadmin)) == 1
