"""A simulated quarter of reminders: every due digest exists once, none else, none outside its window.

2,000 cadres from April to June 2026 in `make soak`; a sample of 40 over three weeks, with 劳动节, its make-up Saturday,
a two-day outage and three changes of leadership, in every run. What is due is said by an oracle from the drawn facts.
"""

import random
import sys
from datetime import date

import pytest
import time_machine

from app.core.config import Settings
from app.core.db import Database
from app.reminders import jobs, service_digest
from app.scheduler import JOBS, introduce_domains
from tests.factories import County
from tests.journeys.quarter_channels import channels_of
from tests.journeys.quarter_days import Days
from tests.journeys.quarter_facts import at, draw
from tests.journeys.quarter_house import House
from tests.journeys.quarter_stage import Stage

SEED = 20260401
NAMES = frozenset(
    {
        *("accounts-departures", "secondments-postings", "delegations", "signals-missing", "leave-overdue"),
        *("calendar-notice", "long-waiting", "insurance-notice", "workday-digest", "deliveries"),
    }
)
"""The jobs that remind, and those whose doing they see; the house's own upkeep is left out."""


@pytest.mark.walk
def test_a_quarter_of_reminders_is_what_was_due_and_nothing_else(
    database: Database, settings: Settings, soak: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = random.SystemRandom().randrange(10**9) if soak else SEED
    cadres, first_on, last_on = 2000, date(2026, 4, 1), date(2026, 6, 30)
    if not soak:
        cadres, first_on, last_on = 40, date(2026, 4, 28), date(2026, 5, 16)
        monkeypatch.setattr(service_digest, "PORTION", 5)
    sys.stdout.write(f"seed {seed}\n")
    introduce_domains()
    quarter = draw(random.Random(seed), cadres, first_on, last_on)
    with time_machine.travel(at(first_on, "00:01"), tick=False) as travel, channels_of(settings) as channels:
        monkeypatch.setattr(jobs, "_house", lambda: channels.house)
        stage = Stage(County(database), quarter)
        stage.settle()
        channels.open(database, quarter, {cadre.number: stage.person(cadre.number) for cadre in quarter.cadres})
        house = House(database, travel, tuple(job for job in JOBS if job.name in NAMES))
        days = Days(stage, house, channels, range(9, 18) if soak else (9, 10, 14, 16, 17))
        for on in quarter.dates:
            days.live(on)
        days.judge()
