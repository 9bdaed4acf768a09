"""From the queue to the channel: noted before it leaves, once, within its hours, and only while it is wanted."""

import logging
from datetime import timedelta

import pytest
import structlog
from pydantic import SecretStr
from sqlmodel import select

from app.accounts.authority import person_actor
from app.accounts.models import Person, PersonStatus
from app.core.actor import SYSTEM, Role
from app.core.config import Settings
from app.core.files import open_files
from app.core.job_runs import Outcome
from app.core.sealing import sealer_of
from app.core.work import Work
from app.operations.metrics import exposition
from app.reminders.channels.house import House
from app.reminders.models import ReminderSettings
from app.reminders.models_channels import ChannelAddress, ChannelSettings, Delivery, DeliveryState
from app.reminders.service_delivery_log import resend
from app.reminders.service_retention import ADDRESSES, DELIVERIES, KEEP_DELIVERIES
from tests.reminders.gateways import Call, Gateway, hangs_up, says, silent
from tests.reminders.stage import CLOSES, MINUTE, NOON, OK, Stage


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


def test_a_channel_that_keeps_failing_is_left_alone(stage: Stage, server: Gateway) -> None:
    server.on("/sms", hangs_up, hangs_up, hangs_up, OK)
    stage.tell(*(stage.person() for _ in range(5)))
    stage.run()
    stage.run(MINUTE)
    assert sorted(stage.states()) == ["unknown"] * 3 + ["waiting"] * 2
    stage.run(5 * MINUTE)
    assert sorted(stage.states()) == ["sent"] * 2 + ["unknown"] * 3


def test_what_nobody_wants_any_more_is_not_sent(stage: Stage, server: Gateway) -> None:
    muted, left, addressless, disabled, told, gone = people = [stage.person() for _ in range(6)]
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
        session.get_one(Person, gone.id).left_on = NOON.date() - timedelta(days=1)
        session.get_one(Delivery, newest).state = DeliveryState.SENT
        session.commit()
    stage.run()
    rows = stage.deliveries()[:6]
    assert [row.code for row in rows] == [*["unwanted"] * 3, "account-closed", "said-since", "account-closed"]
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


def test_an_address_moves_under_the_present_key_when_it_is_used(stage: Stage, server: Gateway) -> None:
    stage.tell(stage.person())
    keys = {
        "data_key": SecretStr("a newer data key of the tests, long"),
        "previous_data_keys": [stage.settings.data_key],
    }
    stage.house = House(stage.settings.model_copy(update=keys))
    stage.run()
    with Work(stage.database, SYSTEM, writes=False) as work:
        assert sealer_of(stage.house.settings).is_current(work.session.exec(select(ChannelAddress)).one().sealed)
    assert server.calls[0].json["phone"] == "13800000001"


def test_an_administrator_sends_it_once_more(stage: Stage, server: Gateway, calendar: None) -> None:
    administrator = stage.county.person("系统管理员", Role.SYSADMIN)
    server.on("/sms", hangs_up, OK)
    stage.tell(stage.person())
    stage.run()
    (row,) = stage.deliveries()
    with Work(stage.database, SYSTEM, writes=True) as work:
        resend(work.acting_as(person_actor(work.session, administrator)), row.id, row.version)
    stage.run(MINUTE)
    stage.run(MINUTE)
    assert stage.states() == ["sent"]
    assert [(one.no, one.outcome) for one in stage.attempts()] == [(1, "unknown"), (2, "accepted")]
    assert len(server.calls) == 2


def test_whoever_has_left_leaves_no_address(stage: Stage, settings: Settings) -> None:
    stays = stage.person(left_on=NOON.date())
    stage.person(left_on=NOON.date() - timedelta(days=1))
    stage.person(status=PersonStatus.DISABLED)
    files = open_files(settings.files_url)
    with Work(stage.database, SYSTEM, writes=True) as work:
        assert [ADDRESSES.count(work, files), ADDRESSES.sweep(work, files), ADDRESSES.count(work, files)] == [2, 2, 0]
        assert [row.person_id for row in work.session.exec(select(ChannelAddress))] == [stays.id]


def test_metrics_count_what_became_of_them(stage: Stage, server: Gateway) -> None:
    server.on("/sms", OK, says(b"", 429, Retry_After="300"))
    stage.tell(*(stage.person() for _ in range(3)))
    stage.run()
    told = exposition(stage.database, ()).decode()
    for state, number in (("sent", 1), ("waiting", 2), ("unknown", 0)):
        assert f'jishi_deliveries{{channel="sms",state="{state}"}} {number}.0' in told
    assert 'jishi_channel_paused_until_timestamp_seconds{channel="sms"}' in told
