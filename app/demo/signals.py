"""The demo's questions: what the daily scan asks, and one that was answered and waits for a decision."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from app.accounts.models import Person
from app.core import clock
from app.core.work import Work
from app.demo.acting import as_person
from app.signals.models import ReasonCode, SignalKind
from app.signals.models_scan import ScanOrigin, ScanState, SignalScan
from app.signals.schemas import ReplyIn
from app.signals.service import SignalFilter, find_signals
from app.signals.service_answers import reply
from app.signals.service_scan import scan_missing

A_DAY = timedelta(days=1)
ASKED_AGO = timedelta(days=22)
"""No question of the demo is older, so that each can still be answered."""


@dataclass(frozen=True, slots=True)
class OneUnit:
    """The scan's units of work are all the one that seeds."""

    work: Work

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """What was written before is read."""
        self.work.session.flush()
        yield self.work

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """Kept with everything else."""
        yield self.work
        self.work.session.flush()


def scanned_at_night(work: Work) -> None:
    """Last night's scan, as the page of whoever runs the service shows it."""
    began = clock.beijing_midnight(work.today) + timedelta(minutes=90)
    first, yesterday = clock.month_bounds(clock.previous_month(clock.month_of(work.today)))[0], work.today - A_DAY
    counts = {SignalKind.MISSING: {"raised": 4, "updated": 4}, SignalKind.SELF_COPY: {"raised": 2, "opened": 1}}
    work.session.add(
        SignalScan(
            from_on=first,
            to_on=yesterday,
            as_of=yesterday,
            origin=ScanOrigin.NIGHTLY,
            state=ScanState.DONE,
            started_at=began,
            finished_at=began + timedelta(seconds=6),
            entries=2_114,
            counts={kind.value: numbers for kind, numbers in counts.items()},
        )
    )


def ask_questions(work: Work, people: dict[str, Person]) -> None:
    """The `cadre` is asked about three days; somebody else has answered, so that a reviewer has something to decide."""
    scan_missing(OneUnit(work), work.now)
    scanned_at_night(work)
    with as_person(work, people["orgadmin"], work.now) as office:
        asked, _ = find_signals(office, SignalFilter(limit=200))
    for row in asked:
        ago = min(work.today - row.last_on, ASKED_AGO)
        row.opened_on, row.expires_on = row.opened_on - ago, row.expires_on - ago
    known = {person.id: person for person in people.values()}
    others = [row for row in asked if row.person_id != people["cadre"].id]
    for row in sorted(others, key=lambda row: (row.window, row.person_id))[-1:]:
        with as_person(work, known[row.person_id], work.now - timedelta(hours=3)) as own:
            body = ReplyIn(reason_code=ReasonCode.OFFLINE, text="那几天在村里核灾，没有信号，情况已报镇里。")
            reply(own, row.id, body, lambda text, _params: text)
