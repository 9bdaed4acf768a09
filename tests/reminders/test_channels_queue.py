"""Only who chose a channel, gave an address and finds it switched on is written to; with the message, once."""

from datetime import datetime

import pytest
from sqlmodel import select

from app.accounts.models import Person
from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.work import Work
from app.reminders.models import ReminderSettings
from app.reminders.models_channels import Channel, ChannelAddress, ChannelSettings, Delivery, DeliveryState
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from tests.factories import County
from tests.support.push import leave_pushed

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=BEIJING)
UNTIL = NOON.replace(hour=18)


def leave(database: Database, person: Person, key: str = "k") -> bool:
    said = [Phrase(text="今天的纪实还没有写")] * 2
    with Work(database, SYSTEM, writes=True, now=NOON) as work:
        return leave_pushed(work, person.id, key, said, UNTIL)


def deliveries(database: Database) -> list[Delivery]:
    with Work(database, SYSTEM, writes=False) as work:
        rows = list(work.session.exec(select(Delivery).order_by(Delivery.channel)))
        work.rest()
    return rows


@pytest.fixture
def person(county: County) -> Person:
    person = county.person("周干部")
    county.add(
        *(ChannelSettings(channel=channel, enabled=channel is not Channel.SMS) for channel in Channel),
        *(ChannelAddress(person_id=person.id, channel=channel, sealed="-") for channel in Channel),
        ReminderSettings(person_id=person.id, channels=["inbox", "wecom", "sms", "email"]),
    )
    return person


def test_the_channels_that_are_chosen_and_switched_on(database: Database, person: Person) -> None:
    assert leave(database, person)
    email, wecom = deliveries(database)
    assert (email.channel, wecom.channel) == (Channel.EMAIL, Channel.WECOM)
    assert (email.state, email.items, email.next_at, email.expires_at) == (DeliveryState.WAITING, 2, NOON, UNTIL)


def test_once_with_its_message(database: Database, person: Person) -> None:
    assert leave(database, person)
    assert not leave(database, person)
    assert len(deliveries(database)) == 2


def test_other_news_stay_in_the_house(database: Database, person: Person) -> None:
    with Work(database, SYSTEM, writes=True, now=NOON) as work:
        assert leave_message(work, person.id, "k", "leave-decided", Phrase(text="请假已批准"), [])
    assert deliveries(database) == []


def test_nothing_for_whoever_muted_or_gave_no_address(county: County, database: Database) -> None:
    muted, addressless, silent = (county.person() for _ in range(3))
    county.add(ChannelSettings(channel=Channel.WECOM, enabled=True))
    county.add(*(ChannelAddress(person_id=one.id, channel=Channel.WECOM, sealed="-") for one in (muted, silent)))
    county.add(ReminderSettings(person_id=muted.id, muted=True, channels=["inbox", "wecom"]))
    county.add(ReminderSettings(person_id=addressless.id, channels=["inbox", "wecom"]))
    for number, one in enumerate((muted, addressless, silent)):
        leave(database, one, key=f"k{number}")
    assert deliveries(database) == []


def test_a_message_that_is_rolled_back_leaves_no_delivery(database: Database, person: Person) -> None:
    def stumble() -> None:
        with Work(database, SYSTEM, writes=True, now=NOON) as work:
            leave_pushed(work, person.id, "k", [], UNTIL)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        stumble()
    assert deliveries(database) == []
