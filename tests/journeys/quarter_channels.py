"""The quarter's ways out of the house: real senders, and gateways on loopback that keep what reached them and when."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select

from app.accounts.models import Person
from app.core import clock
from app.core.clock import BEIJING
from app.core.config import Settings
from app.core.db import Database
from app.core.sealing import sealer_of
from app.reminders.channels.house import House
from app.reminders.models import InboxMessage
from app.reminders.models_channels import (
    Channel,
    ChannelAddress,
    ChannelSettings,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
)
from app.reminders.service_addresses import PURPOSE
from tests.journeys.quarter_facts import Quarter, is_workday
from tests.journeys.quarter_oracle import CLOSES, OPENS
from tests.reminders.gateways import Call, Gateway, gateway, says

DELIVERIES = "deliveries"
BUSY = says({}, 503)
FAULTS = {7: BUSY, 11: says({"errcode": 81013, "code": 9}), 13: lambda _: None}
"""Every so manieth request is not taken, refused for good, or taken without a word."""
DOWN_ON = date(2026, 5, 6)
"""Both gateways take nothing on the day on which the long outage begins."""


@dataclass
class Channels:
    """What reached whom, by channel and address."""

    settings: Settings
    server: Gateway
    heard: list[tuple[str, str, datetime, bool]] = field(default_factory=list)
    owners: dict[UUID, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        url = self.server.url
        self.settings = self.settings.model_copy(
            update={
                "public_url": "https://jishi.example.gov.cn",
                "channel_timeout": 2.0,
                "sms_url": f"{url}/sms",
                "sms_answer_field": "code",
                "wecom_url": url,
                "wecom_corp_id": "ww1",
                "wecom_agent_id": 7,
                "wecom_secret": self.settings.secret_key,
            }
        )
        self.server.on("/cgi-bin/gettoken", says({"errcode": 0, "access_token": "t", "expires_in": 7200}))
        self.server.on("/cgi-bin/message/send", self._answer)
        self.server.on("/sms", self._answer)
        self.house = House(self.settings)

    def _answer(self, call: Call) -> None:
        said = call.json
        address = said.get("touser") or said["phone"]
        assert cadre_of(address) not in str(said.get("textcard", said.get("content")))
        number, down = len(self.heard) + 1, clock.now().astimezone(BEIJING).date() == DOWN_ON
        fault = next((script for every, script in FAULTS.items() if number % every == 0), BUSY if down else None)
        self.heard.append((call.path, address, clock.now(), fault is BUSY))
        (fault or says({"errcode": 0, "errmsg": "ok", "code": 0}))(call)

    def open(self, database: Database, quarter: Quarter, people: dict[int, Person]) -> None:
        """Both channels are switched on, and whoever chose one has an address."""
        sealer = sealer_of(self.settings)
        with database.session(write=True) as session:
            for channel in (Channel.WECOM, Channel.SMS):
                session.add(ChannelSettings(channel=channel, enabled=True, per_minute=6000))
            for cadre in quarter.cadres:
                person = people[cadre.number]
                self.owners[person.id] = cadre.channels
                for name in cadre.channels:
                    row = ChannelAddress(person_id=person.id, channel=Channel(name), sealed="")
                    address = address_of(name, cadre.number)
                    row.sealed = sealer.seal(address, purpose=PURPOSE, bound_to=row.id.hex)
                    session.add(row)
            session.commit()

    def is_anything_waiting(self, database: Database) -> bool:
        """Whether the job would have anything to do."""
        open_states = col(Delivery.state).in_((DeliveryState.WAITING, DeliveryState.SENDING))
        with database.session(write=False) as session:
            return session.exec(select(Delivery.id).where(open_states).limit(1)).first() is not None

    def judge(self, database: Database) -> str:
        """Each digest went the chosen ways once, in its window; nothing else ever left the house."""
        with database.session(write=False) as session:
            messages = {
                row.id: row for row in session.exec(select(InboxMessage).where(InboxMessage.kind == "workday-digest"))
            }
            rows = session.exec(select(Delivery)).all()
            attempts = session.exec(select(DeliveryAttempt).order_by(col(DeliveryAttempt.no))).all()
        due = {(key, name) for key, one in messages.items() for name in self.owners.get(one.person_id, ())}
        assert {(row.message_id, row.channel.value) for row in rows} == due
        by_id = {row.id: row for row in rows}
        for attempt in attempts:
            within(attempt.started_at)
            started, message = attempt.started_at, messages[by_id[attempt.delivery_id].message_id]
            assert started.astimezone(BEIJING).date() == message.created_at.astimezone(BEIJING).date()
        taken: Counter[tuple[str, str, date]] = Counter()
        for path, address, moment, not_taken in self.heard:
            within(moment)
            taken[path, address, moment.astimezone(BEIJING).date()] += not not_taken
        assert all(times <= 1 for times in taken.values()), [one for one, times in taken.items() if times > 1]
        assert len(self.heard) == len(attempts)
        self._states_say_so(rows, attempts)
        states = Counter(row.state.value for row in rows)
        assert states.keys() == {"sent", "failed", "unknown", "dropped"}, states
        return str(states)

    def _states_say_so(self, rows: Sequence[Delivery], attempts: Sequence[DeliveryAttempt]) -> None:
        """Sent is what was taken, unknown is never tried again, and what waited past its day was dropped."""
        tried: dict[UUID, list[DeliveryAttempt]] = defaultdict(list)
        for attempt in attempts:
            tried[attempt.delivery_id].append(attempt)
        for row in rows:
            outcomes = [attempt.outcome for attempt in tried[row.id]]
            assert all(outcome == "later" for outcome in outcomes[:-1]), outcomes
            if row.state is DeliveryState.DROPPED:
                assert not outcomes or outcomes[-1] == "later", (row.code, outcomes)
            if row.state is DeliveryState.WAITING:
                assert clock.now() < row.expires_at, row


def within(moment: datetime) -> None:
    """On a workday, from nine to six."""
    wall = moment.astimezone(BEIJING)
    assert is_workday(wall.date()), wall
    assert OPENS <= wall.time() < CLOSES, wall


def address_of(channel: str, number: int) -> str:
    """Where a cadre is reached."""
    return f"wx{number}" if channel == "wecom" else f"1380000{number:04d}"


def cadre_of(address: str) -> str:
    """The cadre's name, which no notice may hold."""
    return f"干部{int(address[2:] if address.startswith('wx') else address[7:])}"


@contextmanager
def channels_of(settings: Settings) -> Iterator[Channels]:
    """The gateways while the quarter lasts."""
    with gateway() as server:
        yield Channels(settings, server)
