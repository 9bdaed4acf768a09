"""The quarter lived day by day: what people do, what the leader runs, and what is compared right afterwards."""

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.core import clock
from app.core.clock import BEIJING
from app.core.job_runs import Outcome, Ran
from app.core.jobs import Job, JobRun
from app.reminders.models import InboxMessage
from app.signals.models import Signal, SignalState
from tests.journeys.quarter_channels import DELIVERIES, Channels
from tests.journeys.quarter_facts import DAY, at, is_workday
from tests.journeys.quarter_house import House
from tests.journeys.quarter_oracle import CLOSES, OPENS, Line, Oracle
from tests.journeys.quarter_stage import ADMIN, MONEY, Stage

DIGEST = "workday-digest"
STALLED, KILLED, HANDED = at(date(2026, 4, 29), "09:00"), at(date(2026, 5, 12), "14:00"), at(date(2026, 5, 14), "10:00")
"""When the leader comes back too late, dies, and hands over."""
OFFICES = {ADMIN, MONEY}
REST = ("00:06", "06:31", "09:00", "17:00")
LINES = {
    "今天的纪实还没有写": "missing",
    "今天的纪实还是草稿，尚未提交": "draft",
    "本周还没有纪实，写一天即可": "week",
    "有 %(count)s 天的记录被退回待修改：%(days)s": "returned",
    "假期（%(span)s）已过，请销假；还在休的，请另请": "overdue",
    "挂职到%(on)s期满，还没有办完的请假和报销请在期满前办理": "ends",
    "有 %(count)s 条记录待审阅": "waiting",
    "有 %(count)s 条记录待审阅，最早的等了 %(waited)s 个工作日": "waiting",
    "有 %(count)s 份请假待处理": "leave",
    "有 %(count)s 份请假待处理，最早的等了 %(waited)s 个工作日": "leave",
    "%(month)s的出勤待确认": "to-confirm",
    "另有 %(count)s 条新消息": "news",
}


@dataclass
class Days:
    """The stage, the house and the oracle side by side."""

    stage: Stage
    house: House
    channels: Channels
    hours: Collection[int] = range(9, 18)
    oracle: Oracle = field(init=False)
    played: int = 0
    told: dict[date, dict[str, list[Line]]] = field(default_factory=lambda: defaultdict(dict))
    seen: set[UUID] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    ran: Counter[str] = field(default_factory=Counter)
    last_slot: datetime | None = None

    def __post_init__(self) -> None:
        self.oracle = Oracle(self.stage.quarter)
        self.names = {person.id: name for name, person in self.stage.people.items()}
        self.numbers = {key: number for number, key in self.stage.secondments.items()}

    def live(self, on: date) -> None:
        """One date, its events and its sweeps in the order of their instants."""
        for moment in self._moments(on):
            self._play_until(moment)
            if not self.stage.quarter.is_out(moment):
                self.house.go_to(moment + timedelta(seconds=5))
                self._sweep(moment)
                self._deliver(moment)
        self._play_until(at(on + DAY, "00:00"))

    def _moments(self, on: date) -> Iterator[datetime]:
        hours = sorted({f"{hour:02d}:00" for hour in self.hours} | {"00:06", "06:31", "09:31", "18:30"})
        times = [at(on, text) for text in (hours if is_workday(on) else REST)]
        ends = [end for _, end in self.stage.quarter.outages if end.date() == on]
        yield from sorted([*times, *ends])

    def _play_until(self, moment: datetime) -> None:
        """What happens before an instant, all that happens at once together."""
        events = self.stage.quarter.events
        while self.played < len(events) and events[self.played].at < moment:
            now = events[self.played].at
            together = []
            while self.played < len(events) and events[self.played].at == now:
                together.append(events[self.played])
                self.played += 1
            self.house.go_to(max(now, at(self.stage.quarter.first_on, "00:02")))
            self.stage.play(together)
            for event in together:
                self.oracle.hear(event)

    def _sweep(self, moment: datetime) -> None:
        if moment == HANDED:
            self.house.hand_over()
        digest = next(job for job in self.house.jobs if job.name == DIGEST)
        early = {STALLED: self.house.stall, KILLED: self.house.kill}.get(moment)
        runs: list[tuple[Job, datetime, Ran]] = []
        if early is not None:
            runs.append((digest, *early(digest)))
        runs += self.house.sweep()
        for job, slot, ran in runs:
            self.ran[f"{job.name} {ran.outcome}"] += 1
            if job.name == "signals-missing":
                self.oracle.scan(slot.astimezone(BEIJING).date(), moment.date())
                self._compare_questions(moment)
            if job.name == DIGEST:
                self._compare_digests(moment, slot.astimezone(BEIJING), ran)

    def _deliver(self, moment: datetime) -> None:
        """The minutes after a sweep, as far as something may wait to be sent."""
        job = next(job for job in self.house.jobs if job.name == DELIVERIES)
        if OPENS <= moment.time() < CLOSES and is_workday(moment.date()):
            for minutes in (1, 3, 8):
                self.house.go_to(moment + timedelta(minutes=minutes, seconds=2))
                if self.channels.is_anything_waiting(self.house.database):
                    self.house.run_one(job)

    def _compare_questions(self, moment: datetime) -> None:
        with self.house.database.session(write=False) as session:
            rows = session.exec(select(Signal).where(col(Signal.state).in_((SignalState.OPEN, SignalState.TOLD)))).all()
        live = {(self.numbers[row.subject_id], row.window): row.evidence["days"] for row in rows}
        asked = {key: [day.isoformat() for day in one.days] for key, one in self.oracle.asked.items()}
        for key in sorted(live.keys() | asked.keys()):
            if live.get(key) != asked.get(key):
                self._is_wrong(moment, f"question {key}: {live.get(key)} stands, {asked.get(key)} is due")

    def _compare_digests(self, moment: datetime, slot: datetime, ran: Ran) -> None:
        on = moment.date()
        due: dict[str, list[Line]] = {}
        if ran.outcome is Outcome.DONE:
            same_day = self.last_slot is not None and self.last_slot.date() == on
            first = self.last_slot.hour + 1 if self.last_slot is not None and same_day else 0
            due = self.oracle.due(moment, slot, range(first, slot.hour + 1), self.told[on])
            self.last_slot = slot
        self.told[on] |= due
        written = self._written()
        for name in sorted(due.keys() | written.keys()):
            mine, theirs = (
                sorted(line[:2] if line[0] == "ends" else line for line in due.get(name, [])),
                written.get(name, []),
            )
            if _but_news(mine) != _but_news(theirs) or bool(mine) != bool(theirs):
                self._is_wrong(moment, f"{name}: {theirs} was written, {mine} is due")

    def _written(self) -> dict[str, list[Line]]:
        """The digests that came since the last look, but those of the offices; each within its window."""
        statement = select(InboxMessage).where(
            InboxMessage.kind == DIGEST, InboxMessage.created_at >= clock.now() - DAY
        )
        with self.house.database.session(write=False) as session:
            rows = [row for row in session.exec(statement).all() if row.id not in self.seen]
        found: dict[str, list[Line]] = {}
        for row in rows:
            self.seen.add(row.id)
            name = self.names[row.person_id]
            wall = row.created_at.astimezone(BEIJING)
            assert is_workday(wall.date()), (name, wall)
            assert OPENS <= wall.time() < CLOSES, (name, wall)
            if name not in OFFICES:
                assert name not in found, (name, wall)
                found[name] = sorted(line for one in row.lines for line in _line(one))
        return found

    def _is_wrong(self, moment: datetime, what: str) -> None:
        self.wrong.append(f"{moment:%m-%d %H:%M} {what}")
        sys.stdout.write(f"{self.wrong[-1]}\n")
        assert len(self.wrong) < 60, "too much is wrong"

    def judge(self) -> None:
        """At the end: what was compared was right, the leaders changed, and what the outage cost says so."""
        sys.stdout.write(f"{dict(self.ran)}\n{self.house.changes} {self.house.epochs}\n")
        sys.stdout.write(f"{self.channels.judge(self.house.database)}\n")
        assert not self.wrong
        self._outage_says_so()

    def _outage_says_so(self) -> None:
        """Three leaders followed one another, and of the slots that nobody ran one is dropped in so many words."""
        assert sorted(self.house.changes) == ["came back too late", "handed over", "was killed"]
        assert self.house.epochs == [1, 2, 3, 4]
        with self.house.database.session(write=False) as session:
            runs = session.exec(select(JobRun).where(JobRun.job == DIGEST).order_by(col(JobRun.slot_at))).all()
        by_slot = {row.slot_at.astimezone(BEIJING): row for row in runs}
        late, within_the_day = by_slot[at(date(2026, 5, 8), "17:00")], by_slot[at(date(2026, 5, 13), "14:00")]
        assert (late.outcome, late.summary, late.missed) == (Outcome.DROPPED, "late=160min sense=60min", 24)
        assert (within_the_day.outcome, within_the_day.missed) == (Outcome.DONE, 3)
        assert by_slot[KILLED].attempts == by_slot[STALLED].attempts == 2
        others = [row for key, row in by_slot.items() if row is not late and key.date() >= self.stage.quarter.first_on]
        assert all(row.outcome == Outcome.DONE for row in others)


def _but_news(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line[0] != "news"]


def _line(one: dict[str, Any]) -> Iterator[Line]:
    text, params = one["text"], one["params"]
    what = LINES.get(text)
    if what == "returned":
        yield what, *params["days"]
    elif what in ("waiting", "leave"):
        yield what, str(params["count"])
    elif what == "overdue":
        yield what, params["span"][0]
    elif what == "ends":
        yield what, params["on"]
    elif what == "to-confirm":
        yield what, params["month"]
    elif what is not None:
        yield (what,)
    elif "没有纪实" in text:
        yield "asked", params["month"]
    else:
        yield "?", text
