"""From the queue to the channel: noted before it leaves, once, within its hours, and never twice by whoever leads."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from queue import Queue
from typing import Any

import pytest
import structlog
import time_machine
from pydantic import SecretStr
from sqlmodel import col, select

from app.accounts.models import Person, PersonStatus
from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.config import Settings
from app.core.files import open_files
from app.core.job_runs import Outcome, Ran, run_slot
from app.core.jobs import Job, Lease
from app.core.lease import Leadership
from app.core.sealing import sealer_of
from app.core.work import Work
from app.reminders.channels.house import House
from app.reminders.models import ReminderSettings
from app.reminders.models_channels import (
    Channel,
    ChannelAddress,
    ChannelPause,
    ChannelSettings,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
)
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from app.reminders.service_addresses import PURPOSE
from app.reminders.service_retention import DELIVERIES, KEEP_DELIVERIES
from app.reminders.service_sending import Postman
from tests.factories import County
from tests.reminders.gateways import Call, Gateway, gateway, hangs_up, says, silent
from tests.support.source import ROOT

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=BEIJING)
CLOSES = NOON.replace(hour=18)
OK = says({"code": 0})
MINUTE = timedelta(minutes=1)


class Stage:
    """People who chose SMS, a gateway that takes it, and a leader that runs the job each minute."""

    def __init__(self, county: County, settings: Settings, server: Gateway, traveller: Any) -> None:
        self.county, self.database, self.server, self.traveller = county, county.database, server, traveller
        self.settings = settings.model_copy(
            update={
                "public_url": "https://jishi.example.gov.cn",
                "channel_timeout": 0.2,
                "sms_url": f"{server.url}/sms",
                "sms_answer_field": "code",
            }
        )
        self.house = House(self.settings)
        self.leader = Leadership(self.database)
        self._numbers = count(1)
        county.add(ChannelSettings(channel=Channel.SMS, enabled=True, per_minute=100))
        server.on("/sms", OK)

    def person(self, **fields: Any) -> Person:
        number = next(self._numbers)
        person = self.county.person(f"周干部{number}", **fields)
        row = ChannelAddress(person_id=person.id, channel=Channel.SMS, sealed="")
        sealer = sealer_of(self.settings)
        row.sealed = sealer.seal(f"1380000{number:04d}", purpose=PURPOSE, bound_to=row.id.hex)
        self.county.add(row, ReminderSettings(person_id=person.id, channels=["inbox", "sms"]))
        return person

    def tell(self, *people: Person, until: datetime = CLOSES) -> None:
        said = [Phrase(text="今天的纪实还没有写"), Phrase(text="有 %(count)s 条记录待审阅", params={"count": 2})]
        for person in people:
            with Work(self.database, SYSTEM, writes=True) as work:
                key = f"workday-digest/{work.now.isoformat()}/{person.id}"
                leave_message(work, person.id, key, "workday-digest", Phrase(text="提醒"), said, push_until=until)
            if len(people) > 1:
                self.traveller.shift(timedelta(milliseconds=1))  # so that the order is known

    def run(self, after: timedelta = timedelta(0), leader: Leadership | None = None) -> Ran:
        self.traveller.shift(after)
        leader = leader or self.leader
        leader.tick()
        return run_slot(self.database, self.job(), datetime.now(BEIJING), leader.fence)  # noqa: TID251 - it travels

    def job(self, house: House | None = None) -> Job:
        name = f"deliveries-{next(self._numbers)}"
        return Job(name, "", {"minute": "*"}, carry=lambda units, _: Postman(units, house or self.house).run())

    def overtake(self) -> Leadership:
        with self.database.session(write=True) as session:
            session.exec(select(Lease)).one().expires_at = datetime(2020, 1, 1, tzinfo=BEIJING)
            session.commit()
        successor = Leadership(self.database)
        assert successor.tick()
        return successor

    def deliveries(self) -> list[Delivery]:
        with Work(self.database, SYSTEM, writes=False) as work:
            rows = list(work.session.exec(select(Delivery).order_by(col(Delivery.created_at), col(Delivery.id))))
            work.rest()
        return rows

    def attempts(self) -> list[DeliveryAttempt]:
        with Work(self.database, SYSTEM, writes=False) as work:
            rows = list(work.session.exec(select(DeliveryAttempt).order_by(col(DeliveryAttempt.started_at))))
            work.rest()
        return rows

    def states(self) -> list[str]:
        return [row.state.value for row in self.deliveries()]


@pytest.fixture
def server() -> Iterator[Gateway]:
    with gateway() as server:
        yield server


@pytest.fixture
def stage(county: County, settings: Settings, server: Gateway) -> Iterator[Stage]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield Stage(county, settings, server, traveller)


def test_it_is_noted_before_it_leaves(stage: Stage, server: Gateway) -> None:
    seen: list[tuple[str, str | None, int]] = []

    def look(_: Call) -> None:
        (row,), (attempt,) = stage.deliveries(), stage.attempts()
        seen.append((row.state, attempt.outcome, attempt.no))

    server.watch = look
    stage.tell(stage.person())
    assert stage.run().outcome is Outcome.DONE
    assert seen == [("sending", None, 1)]
    (row,), (attempt,) = stage.deliveries(), stage.attempts()
    assert (row.state, row.code, row.attempts, row.settled_at) == (DeliveryState.SENT, "ok", 1, NOON)
    assert (attempt.outcome, attempt.code, attempt.finished_at) == ("accepted", "ok", NOON)
    assert stage.leader.fence
    assert attempt.epoch == stage.leader.fence.epoch


def test_what_the_gateway_gets_names_nobody(stage: Stage, server: Gateway) -> None:
    stage.tell(stage.person())
    stage.run()
    (call,) = server.calls
    assert call.json == {"phone": "13800000001", "content": "你有2项待办 https://jishi.example.gov.cn/inbox"}


def test_what_is_settled_is_never_sent_again_by_itself(stage: Stage, server: Gateway) -> None:
    server.on("/sms", says(b"", 400), says({"code": 7}), silent, hangs_up, says(b"gibberish"), OK)
    stage.tell(*(stage.person() for _ in range(5)))
    for _ in range(4):
        stage.run(timedelta(minutes=31))
    assert stage.states() == ["failed", "failed", "unknown", "unknown", "unknown"]
    assert [one.code for one in stage.attempts()] == ["http-400", "sms-7", "timeout", "broken", "unreadable"]
    assert len(server.calls) == 5


def test_what_was_not_taken_is_tried_again_after_a_while(stage: Stage, server: Gateway) -> None:
    server.on("/sms", says(b"", 503), says(b"", 503), OK)
    stage.tell(stage.person())
    stage.run()
    (row,) = stage.deliveries()
    assert (row.state, row.failures, row.settled_at) == (DeliveryState.WAITING, 1, None)
    assert row.next_at >= NOON + MINUTE / 2
    stage.run(timedelta(seconds=10))
    assert len(server.calls) == 1
    for _ in range(8):
        stage.run(MINUTE)
    (row,) = stage.deliveries()
    assert (row.state, row.attempts, len(server.calls)) == (DeliveryState.SENT, 3, 3)
    assert [one.outcome for one in stage.attempts()] == ["later", "later", "accepted"]


def test_what_is_never_taken_becomes_a_dead_letter(stage: Stage, server: Gateway) -> None:
    server.on("/sms", says(b"", 503, Retry_After="1"))
    stage.tell(stage.person())
    for _ in range(12):
        stage.run(timedelta(minutes=16))
    (row,) = stage.deliveries()
    assert (row.state, row.code, row.attempts) == (DeliveryState.FAILED, "http-503", 6)


def test_what_is_not_taken_in_its_day_is_dropped(stage: Stage, server: Gateway) -> None:
    server.on("/sms", says(b"", 503))
    stage.traveller.move_to(NOON.replace(hour=17, minute=57))
    stage.tell(stage.person())
    for _ in range(4):
        stage.run(MINUTE)
    assert stage.states() == ["dropped"]
    calls = len(server.calls)
    stage.traveller.move_to(NOON + timedelta(days=1))
    stage.run()
    assert (stage.states(), len(server.calls)) == (["dropped"], calls)


def test_nothing_leaves_outside_the_hours(stage: Stage, server: Gateway) -> None:
    stage.tell(stage.person())
    for hour, minute, state in ((8, 59, "waiting"), (17, 59, "dropped"), (18, 0, "dropped"), (23, 30, "dropped")):
        stage.traveller.move_to(NOON.replace(hour=hour, minute=minute))
        stage.run()
        assert (stage.states(), server.calls) == ([state], [])


def test_the_limit_of_a_minute_holds_across_leaders(stage: Stage, server: Gateway) -> None:
    with stage.database.session(write=True) as session:
        session.exec(select(ChannelSettings)).one().per_minute = 2
        session.commit()
    stage.tell(*(stage.person() for _ in range(5)))
    stage.run()
    stage.run(timedelta(seconds=30))
    assert len(server.calls) == 2
    stage.run(timedelta(seconds=10), leader=stage.overtake())
    assert len(server.calls) == 2
    stage.run(timedelta(seconds=21), leader=stage.overtake())
    stage.run(MINUTE, leader=stage.overtake())
    assert len(server.calls) == 5
    assert sorted(stage.states()) == ["sent"] * 5


def test_a_channel_that_asks_for_peace_gets_it_whoever_leads(stage: Stage, server: Gateway) -> None:
    server.on("/sms", says(b"", 429, Retry_After="300"), OK)
    stage.tell(*(stage.person() for _ in range(3)))
    stage.run()
    stage.run(2 * MINUTE, leader=stage.overtake())
    assert len(server.calls) == 1
    with Work(stage.database, SYSTEM, writes=False) as work:
        pause = work.session.exec(select(ChannelPause)).one()
        until = stage.attempts()[0].started_at + 5 * MINUTE
        assert (pause.channel, pause.until_at, pause.code) == (Channel.SMS, until, "http-429")
    stage.run(3 * MINUTE, leader=stage.overtake())
    assert stage.states() == ["sent"] * 3
    assert len(server.calls) == 4


def test_a_channel_that_keeps_failing_is_left_alone(stage: Stage, server: Gateway) -> None:
    server.on("/sms", hangs_up, hangs_up, hangs_up, OK)
    stage.tell(*(stage.person() for _ in range(5)))
    stage.run()
    stage.run(MINUTE)
    assert sorted(stage.states()) == ["unknown"] * 3 + ["waiting"] * 2
    stage.run(5 * MINUTE)
    assert sorted(stage.states()) == ["sent"] * 2 + ["unknown"] * 3


RUN = """
import datetime, sys
from app.core import clock
from app.core.config import Settings
from app.core.db import Database
from app.core.job_runs import run_slot
from app.core.jobs import Job
from app.core.lease import Leadership
from app.reminders.channels.house import House
from app.reminders.service_sending import Postman
settings = Settings(_env_file=None)
database = Database(settings.database_url)
leader = Leadership(database)
leader.tick()
job = Job("deliveries", "", {"minute": "*"}, carry=lambda units, _: Postman(units, House(settings)).run())
with clock.at(datetime.datetime.fromisoformat(sys.argv[1])):
    run_slot(database, job, clock.now(), leader.fence)
"""


def test_killed_while_it_sends_it_is_unknown_and_never_sent_again(stage: Stage, server: Gateway) -> None:
    stage.tell(stage.person(), stage.person())
    names = ("database_url", "public_url", "sms_url", "sms_answer_field")
    given = {f"JISHI_{name.upper()}": str(getattr(stage.settings, name)) for name in names}
    given |= {"JISHI_DATA_KEY": stage.settings.data_key.get_secret_value()}
    command = [sys.executable, "-c", RUN, (NOON + MINUTE).isoformat()]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | given) as process:
        server.watch = lambda _: process.kill()
        assert process.wait(60) == -signal.SIGKILL
    server.watch = lambda _: None
    assert stage.states() == ["sending", "waiting"]
    stage.run(2 * MINUTE, leader=stage.overtake())
    assert stage.states() == ["unknown", "sent"]
    assert [(one.outcome, one.code) for one in stage.attempts()] == [("unknown", "left-behind"), ("accepted", "ok")]
    stage.run(MINUTE)
    assert [call.json["phone"] for call in server.calls] == ["13800000001", "13800000002"]


def test_left_behind_by_the_same_leader_it_is_unknown_after_a_while(stage: Stage, server: Gateway) -> None:
    stage.tell(stage.person())
    (row,) = stage.deliveries()
    with stage.database.session(write=True) as session:
        standing = session.get_one(Delivery, row.id)
        standing.state, standing.attempts = DeliveryState.SENDING, 1
        session.add(DeliveryAttempt(delivery_id=row.id, no=1, channel=Channel.SMS, epoch=1, started_at=NOON))
        session.commit()
    stage.run(MINUTE)
    assert stage.states() == ["sending"]
    stage.run(3 * MINUTE)
    assert (stage.states(), server.calls) == (["unknown"], [])


def test_a_leader_overtaken_while_it_sends_writes_nothing_and_nobody_sends_again(stage: Stage, server: Gateway) -> None:
    second: Queue[Ran] = Queue()

    def overtaken(_: Call) -> None:
        server.watch = lambda call: None
        second.put(run_slot(stage.database, stage.job(), NOON, stage.overtake().fence))

    server.watch = overtaken
    stage.tell(*(stage.person() for _ in range(3)))
    assert stage.run().outcome is Outcome.LOST
    assert second.get(timeout=20).outcome is Outcome.DONE
    assert sorted(stage.states()) == ["sent", "sent", "unknown"]
    assert len(server.calls) == 3
    assert len({call.json["phone"] for call in server.calls}) == 3


def test_a_leader_overtaken_before_it_sends_sends_nothing(stage: Stage, server: Gateway) -> None:
    stage.tell(stage.person())
    stage.leader.tick()
    old = stage.leader.fence
    successor = stage.overtake()
    assert run_slot(stage.database, stage.job(), NOON, old).outcome is Outcome.LOST
    assert (server.calls, stage.states()) == ([], ["waiting"])
    stage.run(leader=successor)
    assert (len(server.calls), stage.states()) == (1, ["sent"])


def test_two_at_once_share_the_work(stage: Stage, server: Gateway) -> None:
    stage.tell(*(stage.person() for _ in range(8)))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: run_slot(stage.database, stage.job(), NOON), range(2)))
    assert stage.states() == ["sent"] * 8
    assert sorted(call.json["phone"] for call in server.calls) == [f"1380000{number:04d}" for number in range(1, 9)]


def test_what_nobody_wants_any_more_is_not_sent(stage: Stage, server: Gateway) -> None:
    muted, left, addressless, disabled, told = people = [stage.person() for _ in range(5)]
    stage.tell(*people)
    stage.traveller.shift(MINUTE)
    stage.tell(told)
    newest = stage.deliveries()[-1].id
    with stage.database.session(write=True) as session:
        choices = {row.person_id: row for row in session.exec(select(ReminderSettings))}
        choices[muted.id].muted, choices[left.id].channels = True, ["inbox"]
        address = select(ChannelAddress).where(ChannelAddress.person_id == addressless.id)
        session.delete(session.exec(address).one())
        session.get_one(Person, disabled.id).status = PersonStatus.DISABLED
        session.get_one(Delivery, newest).state = DeliveryState.SENT
        session.commit()
    stage.run()
    rows = stage.deliveries()[:5]
    assert [row.code for row in rows] == ["unwanted", "unwanted", "unwanted", "account-closed", "said-since"]
    assert {(row.state, row.attempts) for row in rows} == {(DeliveryState.DROPPED, 0)}
    assert server.calls == []


def test_an_address_under_a_lost_key_is_a_dead_letter(stage: Stage, server: Gateway) -> None:
    stage.tell(stage.person())
    stage.house = House(stage.settings.model_copy(update={"data_key": SecretStr("another key, as long as it must be")}))
    stage.run()
    (row,) = stage.deliveries()
    assert (row.state, row.code, row.attempts, server.calls) == (DeliveryState.FAILED, "address-sealed", 0, [])


def test_a_channel_that_is_switched_off_or_not_set_up_sends_nothing(stage: Stage, server: Gateway) -> None:
    stage.tell(stage.person())
    stage.house = House(stage.settings.model_copy(update={"public_url": None}))
    stage.run()
    stage.house = House(stage.settings)
    with stage.database.session(write=True) as session:
        session.exec(select(ChannelSettings)).one().enabled = False
        session.commit()
    stage.run(MINUTE)
    assert (server.calls, stage.states()) == ([], ["waiting"])


def test_no_log_names_anybody(stage: Stage, server: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.on("/sms", OK, hangs_up, says(b"", 503))
    stage.tell(*(stage.person() for _ in range(3)))
    with structlog.testing.capture_logs() as lines:
        ran = stage.run()
    told = repr((lines, [record.getMessage() for record in caplog.records], ran))
    assert not [word for word in ("1380000", "周干部", server.url) if word in told]


def test_when_nothing_waits_nothing_is_written(stage: Stage) -> None:
    stage.tell(stage.person())
    stage.run()
    assert stage.run(MINUTE).summary == "nothing waits"


def test_deliveries_are_forgotten_half_a_year_after_their_day(stage: Stage, settings: Settings) -> None:
    files = open_files(settings.files_url)
    stage.tell(stage.person())
    stage.run()
    stage.traveller.move_to(CLOSES + KEEP_DELIVERIES)
    with Work(stage.database, SYSTEM, writes=True) as work:
        assert (DELIVERIES.count(work, files), DELIVERIES.sweep(work, files)) == (0, 0)
    stage.traveller.shift(MINUTE)
    with Work(stage.database, SYSTEM, writes=True) as work:
        assert (DELIVERIES.count(work, files), DELIVERIES.sweep(work, files)) == (1, 1)
    assert (stage.deliveries(), stage.attempts()) == ([], [])
