"""Whoever leads, however they end, a delivery leaves once; what a channel asked for outlives its leader."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from queue import Queue

from sqlmodel import select

from app.core.actor import SYSTEM
from app.core.job_runs import Outcome, Ran, run_slot
from app.core.jobs import Job, Units
from app.core.work import Work
from app.reminders import policy_deliveries as policy
from app.reminders.models_channels import (
    Channel,
    ChannelPause,
    ChannelSettings,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
)
from app.reminders.service_sending import Postman
from tests.reminders.gateways import Call, Gateway, says
from tests.reminders.stage import MINUTE, NOON, OK, Stage
from tests.support.source import ROOT


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


def test_whoever_stood_still_after_noting_it_sends_nothing(stage: Stage, server: Gateway) -> None:
    """A process that was stopped, or a machine that slept, wakes up with an attempt in hand."""

    class Stopped:
        def __init__(self, units: Units) -> None:
            self.reading = units.reading
            self._units = units

        @contextmanager
        def writing(self) -> Iterator[Work]:
            with self._units.writing() as work:
                yield work
            stage.traveller.shift(policy.MOST_LATE + MINUTE)

    stage.tell(stage.person())
    stage.leader.tick()
    job = Job("stopped", "", {"minute": "*"}, carry=lambda units, _: Postman(Stopped(units), stage.house).run())
    run_slot(stage.database, job, NOON, stage.leader.fence)
    (row,) = stage.deliveries()
    assert (row.state, row.code, server.calls) == (DeliveryState.WAITING, "stood-still", [])
    stage.run(5 * MINUTE)
    assert (stage.states(), len(server.calls)) == (["sent"], 1)
