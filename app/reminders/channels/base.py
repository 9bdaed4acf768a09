"""What every sender takes and answers: a notice without a word about anybody, and one of four verdicts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MOST_WAIT = 6 * 3600.0
"""Seconds: however long a channel asks to be left alone, the day is over then."""


class Verdict(StrEnum):
    """What became of it.

    `accepted`: the channel took it. `refused`: it never will, for this address or this message. `later`: certainly not
    taken, so it may be sent again. `unknown`: it may have been taken, so it is never sent again by itself.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Notice:
    """All that leaves the house: how many things wait, where to look, and an id that means nothing elsewhere.

    `mark` makes a trial's text differ from the day's, since channels swallow what they have sent already.
    """

    count: int
    link: str
    key: str
    mark: str = ""

    @property
    def text(self) -> str:
        """Chinese, as on every paper that leaves the house."""
        return f"你有{self.count}项待办{self.mark}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, its code (never a server's own words), and how long the whole channel pauses, in seconds."""

    verdict: Verdict
    code: str
    pause: float | None = None


class Sender(Protocol):
    """One channel. It follows no redirect, reads little, and is done within a few time-outs."""

    def send(self, address: str, notice: Notice) -> Answer:
        """Send one notice to one address, once."""


def accepted() -> Answer:
    """Taken."""
    return Answer(Verdict.ACCEPTED, "ok")


def refused(code: str) -> Answer:
    """Never to be taken."""
    return Answer(Verdict.REFUSED, code)


def later(code: str, pause: float | None = None) -> Answer:
    """Certainly not taken."""
    return Answer(Verdict.LATER, code, None if pause is None else min(max(pause, 1.0), MOST_WAIT))


def unknown(code: str) -> Answer:
    """Perhaps taken."""
    return Answer(Verdict.UNKNOWN, code)
