"""A walk through outages, deaths, take-overs, switches and days: what was sent, or may have been, is not sent again."""

import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import select

from app.core import clock
from app.core.job_runs import run_slot
from app.reminders import policy_deliveries as policy
from app.reminders.channels.base import Answer, Notice, Verdict
from app.reminders.models_channels import Channel, ChannelSettings, Delivery, DeliveryState
from tests.reminders.stage import NOON, Stage

PER_MINUTE = 4
ENDS = {"accepted": "sent", "refused": "failed", "unknown": "unknown", "dies": "unknown"}
WEIGHTS = {"accepted": 8, "refused": 1, "later": 4, "pause": 1, "unknown": 1, "dies": 1}
STEPS = {"minute": 20, "while": 4, "overtake": 3, "tell": 6, "switch": 1, "resend": 2, "night": 1}


class Died(BaseException):
    """The process is gone, after the message left or before."""


class Moody:
    """A sender of any mood, which remembers whom it was asked for and when."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.sent: list[tuple[datetime, UUID, str]] = []

    def send(self, address: str, notice: Notice) -> Answer:
        mood = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        self.sent.append((clock.now(), UUID(notice.key), mood))
        if mood == "dies":
            raise Died
        if mood == "pause":
            return Answer(Verdict.LATER, "busy", 120.0)
        return Answer(Verdict(mood), mood)


class Walk:
    """One walk; `resent` counts how often an administrator asked for each delivery."""

    def __init__(self, stage: Stage, seed: str) -> None:
        self.stage, self.chance = stage, random.Random(seed)
        self.sender = Moody(self.chance)
        self.resent: Counter[UUID] = Counter()
        stage.house._senders[Channel.SMS] = self.sender
        self.people = [stage.person() for _ in range(6)]
        self.leader, self.since = stage.leader, clock.now()
        self.switch(enabled=True)

    def switch(self, *, enabled: bool) -> None:
        with self.stage.database.session(write=True) as session:
            row = session.exec(select(ChannelSettings)).one()
            row.enabled, row.per_minute = enabled, PER_MINUTE
            session.commit()

    def step(self) -> None:
        match self.chance.choices(list(STEPS), list(STEPS.values()))[0]:
            case "while":
                self.stage.traveller.shift(timedelta(minutes=self.chance.randint(2, 40)))
            case "overtake":
                self.leader = self.stage.overtake()
            case "tell":
                until = clock.beijing(clock.now()).replace(hour=18, minute=0, second=0, microsecond=0)
                self.stage.tell(self.chance.choice(self.people), until=until)
            case "switch":
                self.switch(enabled=self.chance.random() < 0.7)
            case "resend":
                self.resend()
            case "night":
                tomorrow = clock.beijing(clock.now()) + timedelta(days=1)
                self.stage.traveller.move_to(tomorrow.replace(hour=9, minute=self.chance.randint(0, 59)))
        self.stage.traveller.shift(timedelta(seconds=self.chance.randint(20, 60)))
        self.run()

    def run(self) -> None:
        self.leader.tick()
        try:
            run_slot(self.stage.database, self.stage.job(), clock.now(), self.leader.fence)
        except Died:
            self.leader = self.stage.overtake()

    def resend(self) -> None:
        """As the administrator's command does."""
        rows = [row for row in self.own() if row.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN)]
        if rows:
            with self.stage.database.session(write=True) as session:
                row = session.get_one(Delivery, self.chance.choice(rows).id)
                row.state, row.failures, row.settled_at, row.next_at = DeliveryState.WAITING, 0, None, clock.now()
                row.expires_at = max(row.expires_at, clock.now() + timedelta(hours=1))
                self.resent[row.id] += 1
                session.commit()

    def judge(self) -> None:
        sent = self.sender.sent
        noted = Counter(one.delivery_id for one in self.stage.attempts() if one.started_at >= self.since)
        assert Counter(key for _, key, _ in sent) == noted, "every sending was noted, and nothing else"
        ends = Counter(key for _, key, mood in sent if mood in ENDS)
        assert all(count <= 1 + self.resent[key] for key, count in ends.items()), "sent again without being asked to"
        times = [at for at, _, _ in sent]
        assert all(9 <= clock.beijing(at).hour < 18 for at in times)
        assert all(later - first >= policy.RATE_SPAN for first, later in zip(times, times[PER_MINUTE:], strict=False))
        last = {key: mood for _, key, mood in sent}
        for row in self.own():
            assert row.state is not DeliveryState.SENDING
            if row.state in (DeliveryState.SENT, DeliveryState.UNKNOWN):
                assert row.state == ENDS[last[row.id]], "its state is what became of its last sending"

    def own(self) -> list[Delivery]:
        """This walk's deliveries."""
        return [row for row in self.stage.deliveries() if row.created_at >= self.since]


def test_whatever_happens_nothing_leaves_twice(stage: Stage, soak: bool, database_kind: str) -> None:
    for number in range(10 if soak else 1):
        stage.traveller.move_to(NOON + timedelta(days=200 * number))
        walk = Walk(stage, f"{database_kind}-{number}")
        for _ in range(100 if soak else 40):
            walk.step()
        walk.leader = stage.overtake()
        walk.run()
        walk.leader = stage.overtake()
        walk.run()
        walk.judge()
        assert len(walk.sender.sent) > 5
