"""A simulated year of seconded cadres: events drawn at random by day, and what must hold every night.

The sample is a dozen cadres over six weeks; `make soak` runs 300 over a year. A run is repeated by its seed.
"""

import random
import sys
from datetime import date, timedelta

from app.core.db import Database
from app.reminders.service_news import subscribe_inbox
from tests.factories import County
from tests.journeys.county_acts import live_a_day
from tests.journeys.county_life import Life
from tests.journeys.county_nights import check_night, check_trail

SEED = 20260301
FIRST_ON = date(2026, 3, 2)
HAPPENS = ("write", "approve", "return", "correct", "leave", "leave-approve", "transfer", "delegate", "confirm")
HAPPENS_IN_A_YEAR = (*HAPPENS, "extend", "recall", "suspend", "notice", "overlay", "depart", "close-month")


def test_a_year_of_random_events_keeps_its_promises_every_night(database: Database, soak: bool) -> None:
    seed = random.SystemRandom().randrange(10**9) if soak else SEED
    cadres, days = (300, 365) if soak else (12, 42)
    sys.stdout.write(f"seed {seed}\n")
    subscribe_inbox()
    last_on = FIRST_ON + timedelta(days=days - 1)
    life = Life(County(database), random.Random(seed), FIRST_ON, last_on, pace=0.5 if soak else 1.0)
    life.settle(cadres)
    for number in range(days):
        on = FIRST_ON + timedelta(days=number)
        live_a_day(life, on)
        check_night(life, on)
        if number % 30 == 29 or on == last_on:
            check_trail(life, on)
            sys.stdout.write(f"{on}: {life.done.total()} acts, {life.refused.total()} refused\n")
            sys.stdout.flush()
    sys.stdout.write(f"{dict(life.done)}\n{dict(life.refused)}\n")
    assert all(life.done[name] for name in (HAPPENS_IN_A_YEAR if soak else HAPPENS)), life.done
    assert life.closed, life.done
