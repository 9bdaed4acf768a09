"""Sending what waits: an attempt is committed before its message leaves, and its outcome afterwards.

Whoever leads sends. A leader that dies or is cut off in between leaves an attempt without an outcome; the next one
writes it down as unknown and never repeats it. What is certainly not taken waits, and is tried again within its day.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from app.core import clock
from app.core.jobs import Units
from app.core.lease import find_leader
from app.core.sealing import Sealer, sealer_of
from app.core.work import Work
from app.reminders import policy_deliveries as policy
from app.reminders import repository, repository_addresses, repository_delivery_log
from app.reminders import repository_deliveries as deliveries
from app.reminders.channels.base import Answer, Notice, Sender, Verdict, later, unknown
from app.reminders.channels.house import House
from app.reminders.models_channels import Channel, Delivery, DeliveryAttempt, DeliveryState
from app.reminders.service_addresses import address_of, seal_anew
from app.reminders.service_outcomes import end_attempt

log = structlog.get_logger()

BUDGET_SECONDS = 45.0
"""A run ends within its minute, so that every channel gets its turn in each."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """One attempt that is committed, and what it takes to carry it out."""

    attempt_id: UUID
    channel: Channel
    address: str
    notice: Notice
    noted_at: datetime


@dataclass(slots=True)
class Postman:
    """One run over everything that waits; `roll` is the jitter, from 0 to 1."""

    units: Units
    house: House
    roll: Callable[[], float] = random.SystemRandom().random
    epoch: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def sealer(self) -> Sealer:
        """Opens addresses."""
        return sealer_of(self.house.settings)

    def run(self) -> str:
        """Send what is due by each channel in turn; answers counts for the run's history."""
        began = clock.monotonic()
        with self.units.reading() as work:
            if not deliveries.work_to_do(work.session, work.now):
                return "nothing waits"
            leader = find_leader(work.session)
        self.epoch = leader.epoch if leader else 0
        with self.units.writing() as work:
            self._tidy(work)
        rounds = self._rounds()
        for number, (channel, ids) in enumerate(rounds):
            left = BUDGET_SECONDS - (clock.monotonic() - began)
            self._round(channel, ids, clock.monotonic() + left / (len(rounds) - number))
        return " ".join(f"{name}={count}" for name, count in sorted(self.counts.items())) or "nothing to send"

    def _tidy(self, work: Work) -> None:
        """What was left behind is unknown from now on; what waited too long is given up."""
        for attempt, delivery in deliveries.left_behind(work.session, self.epoch, work.now - policy.LEFT_BEHIND):
            self._end(work, attempt, delivery, unknown("left-behind"))
        over = deliveries.drop_expired(work.session, work.now + policy.LAST_CALL, work.now, "window-over")
        if over:
            self.counts["dropped"] += over

    def _rounds(self) -> list[tuple[Channel, list[UUID]]]:
        """For each channel that is switched on, set up and not paused: what is due, as far as its minute goes."""
        with self.units.reading() as work:
            session, now = work.session, work.now
            if not policy.in_hours(now):
                return []
            limits, paused = deliveries.switched_on(session), repository_delivery_log.pauses(session, now)
            rounds = []
            for channel in sorted(limits.keys() & self.house.channels - paused.keys()):
                room = limits[channel] - deliveries.count_attempts(session, channel, now - policy.RATE_SPAN)
                if room > 0 and (ids := deliveries.due_ids(session, channel, now, room)):
                    rounds.append((channel, list(ids)))
            return rounds

    def _round(self, channel: Channel, ids: list[UUID], until: float) -> None:
        """One channel's messages, one after another; each commit ends one attempt and begins the next."""
        sender, faults = self.house.sender(channel), 0
        letter, answer = None, None
        for delivery_id in ids:
            with self.units.writing() as work:
                if letter is not None and answer is not None:
                    self._settle(work, letter, answer)
                letter, answer = self._claim(work, channel, delivery_id), None
            if letter is None or sender is None:
                continue
            answer = _send(sender, letter)
            faults = 0 if answer.verdict in (Verdict.ACCEPTED, Verdict.REFUSED) else faults + 1
            if faults >= policy.MOST_FAULTS and answer.pause is None:
                answer = Answer(answer.verdict, answer.code, policy.FAULTS_PAUSE)
            if answer.pause is not None or clock.monotonic() >= until:
                break
        if letter is not None and answer is not None:
            with self.units.writing() as work:
                self._settle(work, letter, answer)

    def _claim(self, work: Work, channel: Channel, delivery_id: UUID) -> _Letter | None:
        """Begin an attempt; None when it is not to be sent now, or never."""
        row = deliveries.hold_waiting(work.session, delivery_id)
        if row is None or row.next_at > work.now or not policy.may_send(work.now, row.expires_at):
            return None
        limit = deliveries.switched_on(work.session).get(channel, 0)
        if deliveries.count_attempts(work.session, channel, work.now - policy.RATE_SPAN) >= limit:
            return None
        address = self._address(work, row)
        if address is None:
            return None
        row.state, row.attempts, row.code = DeliveryState.SENDING, row.attempts + 1, None
        attempt = DeliveryAttempt(
            delivery_id=row.id, no=row.attempts, channel=channel, epoch=self.epoch, started_at=work.now
        )
        work.session.add(row)
        work.session.add(attempt)
        work.session.flush()
        return _Letter(attempt.id, channel, address, Notice(row.items, self.house.link, row.id.hex), work.now)

    def _address(self, work: Work, row: Delivery) -> str | None:
        """Where to; None, and the delivery is given up, when the person has left or wants it no more."""
        person_id, session = row.person_id, work.session
        entry = repository_addresses.find_address(session, person_id, row.channel)
        address = address_of(entry, self.sealer) if entry else None
        if entry is None or row.channel not in deliveries.open_ways(session, [person_id]).get(person_id, []):
            self._give_up(work, row, DeliveryState.DROPPED, "unwanted")
        elif not self._is_here(work, person_id):
            self._give_up(work, row, DeliveryState.DROPPED, "account-closed")
        elif deliveries.told_since(session, row):
            self._give_up(work, row, DeliveryState.DROPPED, "said-since")
        elif address is None:
            self._give_up(work, row, DeliveryState.FAILED, "address-sealed")
        else:
            seal_anew(work, entry, address, self.sealer)
            return address
        return None

    def _is_here(self, work: Work, person_id: UUID) -> bool:
        person = repository.active_people(work.session, [person_id]).get(person_id)
        return person is not None and person.is_open(work.today)

    def _give_up(self, work: Work, row: Delivery, state: DeliveryState, code: str) -> None:
        row.state, row.code, row.settled_at = state, code, work.now
        work.session.add(row)
        self.counts[state] += 1

    def _end(self, work: Work, attempt: DeliveryAttempt, row: Delivery, answer: Answer) -> None:
        end_attempt(work, attempt, row, answer, self.roll())
        self.counts[row.state] += 1

    def _settle(self, work: Work, letter: _Letter, answer: Answer) -> None:
        """Write down what came of an attempt, unless somebody has written it off meanwhile."""
        found = deliveries.hold_attempt(work.session, letter.attempt_id)
        if found is not None:
            self._end(work, *found, answer)
        if answer.pause is not None:
            until = work.now + timedelta(seconds=answer.pause)
            deliveries.set_pause(work.session, letter.channel, until, answer.code)


def _send(sender: Sender, letter: _Letter) -> Answer:
    if clock.now() - letter.noted_at > policy.MOST_LATE:
        return later("stood-still")
    try:
        return sender.send(letter.address, letter.notice)
    except Exception as error:  # noqa: BLE001 - a sender's own fault tells nothing of what became of the message
        log.error("delivery.fault", channel=letter.channel.value, kind=type(error).__name__)  # noqa: TRY400 - no words
        return unknown("fault")
