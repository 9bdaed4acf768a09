"""People with a channel, a gateway on loopback, a clock that is moved by hand, and whoever leads."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import col, select

from app.accounts.models import Person
from app.core import clock
from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.config import Settings
from app.core.job_runs import Ran, run_slot
from app.core.jobs import Job, Lease
from app.core.lease import Leadership
from app.core.sealing import sealer_of
from app.core.work import Work
from app.reminders.channels.house import House
from app.reminders.models import ReminderSettings
from app.reminders.models_channels import Channel, ChannelAddress, ChannelSettings, Delivery, DeliveryAttempt
from app.reminders.schemas import Phrase
from app.reminders.service_addresses import PURPOSE
from app.reminders.service_sending import Postman
from tests.factories import County
from tests.reminders.gateways import Gateway, says
from tests.support.push import leave_pushed

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
                leave_pushed(work, person.id, key, said, until)
            if len(people) > 1:
                self.traveller.shift(timedelta(milliseconds=1))  # so that the order is known

    def run(self, after: timedelta = timedelta(0), leader: Leadership | None = None) -> Ran:
        self.traveller.shift(after)
        leader = leader or self.leader
        leader.tick()
        return run_slot(self.database, self.job(), clock.now(), leader.fence)

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
