"""The lines of a digest, and when a programme's hour has come. Plain values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.work import Work
from app.reminders import repository_digest as repository
from app.reminders.schemas import Phrase
from app.secondments.access import rules_of

FIRST_HOUR, LAST_HOUR = 9, 17
"""The slots between 09:00 and 18:00."""
NEVER = 24


@dataclass(frozen=True, slots=True)
class Line:
    """One line: how many things to do it stands for, and at which hour it speaks first.

    `once` names what is said to a person a single time; `signal_id` is told with the message, in one transaction.
    """

    hour: int
    phrase: Phrase
    items: int = 1
    once: str | None = None
    signal_id: UUID | None = None


Lines = dict[UUID, list[Line]]
"""By person."""


def joined(parts: Iterable[Mapping[UUID, list[Line]]]) -> Lines:
    """The lines of several sections, a person's in the order of the sections."""
    found: Lines = defaultdict(list)
    for part in parts:
        for person_id, lines in part.items():
            found[person_id] += lines
    return found


@dataclass(frozen=True, slots=True)
class Hours:
    """At which hour each programme reminds; one without rules reminds of nothing."""

    of: Mapping[UUID, int]
    paths: Mapping[UUID, str]
    """The tree path of the unit that runs each of them."""

    def earliest(self, programme_ids: Iterable[UUID]) -> int:
        """The first hour of several programmes; NEVER when none of them reminds."""
        return min((self.of.get(one, NEVER) for one in programme_ids), default=NEVER)

    def of_office(self, paths: Iterable[str]) -> int:
        """The first hour of the programmes run at or below some units."""
        wanted = tuple(paths)
        return self.earliest(one for one, path in self.paths.items() if path.startswith(wanted))


def hours_today(work: Work) -> Hours:
    """Each programme's hour by the policy of today, kept within 09:00 to 18:00."""
    programmes = repository.programme_paths(work.session)
    rules = rules_of(work, programmes)
    found: dict[UUID, int] = {}
    for programme_id in programmes:
        policy = rules.policy_on(programme_id, work.today)
        if policy is not None:
            found[programme_id] = min(max(policy.reminder_hour, FIRST_HOUR), LAST_HOUR)
    return Hours(found, programmes)
