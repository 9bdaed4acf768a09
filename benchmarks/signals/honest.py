"""Honest people: when they write, from where, and what else happened to them: leave, trips, patchy networks."""

import math
from collections.abc import Callable
from random import Random

from benchmarks.signals import diary
from benchmarks.signals.edits import edited
from benchmarks.signals.model import DAY, Cadre, County, Entry, Journey, Leave, Photo, Term, is_workday
from benchmarks.signals.words import Duty

STYLES: dict[str, Callable[[Cadre, County, int], tuple[str, Duty]]] = {
    "terse": diary.terse,
    "repetitive": diary.repetitive,
    "habit": diary.habit,
    "readings": diary.readings,
    "stock_phrases": diary.stock,
    "notes": diary.notes,
    "reminder_notes": diary.notes,
}
LEAVES = ["病假", "事假", "年休假", "探亲假", "婚假"]


def live(cadre: Cadre, first: int, last: int) -> None:
    """Leave, trips and journeys of the period, then a record of nearly every workday."""
    _absences(cadre, first, last)
    style, skipped = STYLES.get(cadre.group, diary.full), 0
    for day in range(first, last + 1):
        term = cadre.term_on(day)
        if day % 30 == 0:
            skipped = 0
        if term is None or cadre.off(day):
            continue
        if not is_workday(day):
            if cadre.rng.random() > 0.02:
                continue
        elif skipped < 1 and cadre.rng.random() < 0.02:
            skipped += 1
            continue
        text, duty = style(cadre, term.county, day)
        entry = Entry(day, text, cadre.rng.choice(duty.work_types), cadre=cadre.id)
        on_time(cadre, entry)
        evidence(cadre, term, entry)
        cadre.entries.append(entry)
    _habits(cadre)


def on_time(cadre: Cadre, entry: Entry) -> None:
    """Written in the evening at one's own hour and speed."""
    rng, group = cadre.rng, cadre.group
    second = rng.gauss(cadre.hour * 3600, cadre.spread * 60)
    if group.startswith("reminder"):
        second = int(cadre.hour) * 3600 + rng.expovariate(1 / 70) + 4
    second = min(max(second, 11 * 3600), 23.6 * 3600)
    late = DAY - 12 * 3600 if rng.random() < 0.03 else 0
    entry.written = entry.day * DAY + int(second) + late
    entry.edit = editing(cadre, entry.text)
    entry.submitted = entry.written + entry.edit + int(rng.expovariate(1 / 40)) + 1
    if rng.random() < 0.15:
        entry.submitted += rng.randint(60, 1500)
    if group == "no_clock":
        entry.written = None


def editing(cadre: Cadre, text: str) -> int:
    """Seconds at the keyboard; a paste takes a few."""
    if cadre.group in {"notes", "reminder_notes"} and cadre.rng.random() < 0.85:
        return cadre.rng.randint(2, 9)
    return int(len(text) / cadre.speed * math.exp(cadre.rng.gauss(0, 0.35))) + cadre.rng.randint(4, 40)


def evidence(cadre: Cadre, term: Term, entry: Entry) -> None:
    """A check-in and a photo of the day, as is one's habit."""
    rng = cadre.rng
    if rng.random() < cadre.checks_in:
        check_in(cadre, term, entry)
    if rng.random() < cadre.shoots:
        taken = entry.day * DAY + rng.randint(8 * 3600, 17 * 3600)
        entry.photo = Photo(rng.getrandbits(64), rng.getrandbits(256), taken if rng.random() < 0.9 else None)


def check_in(cadre: Cadre, term: Term, entry: Entry) -> None:
    """At the post, in a village near by, or wherever the trip led; some fixes are coarse."""
    rng = cadre.rng
    (lat, lon), entry.accuracy = term.post, rng.randint(8, 60)
    drift = 0.0004
    if cadre.away(entry.day):
        (lat, lon), drift = cadre.home, 0.03
    elif rng.random() < (0.5 if cadre.group == "wide" else 0.2):
        far = rng.uniform(0.2, 0.45) if cadre.group == "wide" else rng.uniform(0.02, 0.1)
        turn = rng.uniform(0, 2 * math.pi)
        lat, lon = lat + far * math.cos(turn), lon + far * math.sin(turn)
    elif rng.random() < (0.3 if cadre.group.startswith("no_clock") else 0.02):
        lat, entry.accuracy, drift = lat + 0.24, rng.randint(8000, 40000), 0.0
    entry.at = (round(lat + rng.gauss(0, drift), 5), round(lon + rng.gauss(0, drift), 5))
    entry.checkin = entry.day * DAY + int(rng.gauss(8.7 * 3600, 900))


def _absences(cadre: Cadre, first: int, last: int) -> None:
    rng = cadre.rng
    trips = cadre.group == "trips"
    for _ in range(max(1, (last - first) // 60)):
        for share, kinds, status in (
            (0.45, LEAVES, "approved"),
            (0.9 if trips else 0.15, ["公务外出"], "approved"),
            (0.05, LEAVES, "cancelled"),
            (0.04, LEAVES, "rejected"),
        ):
            if rng.random() < share:
                start = rng.randint(first, last)
                length = rng.randint(4, 7) if trips and kinds == ["公务外出"] else rng.randint(0, 4)
                cadre.leave.append(Leave(rng.choice(kinds), status, start, min(start + length, last)))


def _habits(cadre: Cadre) -> None:
    if cadre.group.startswith("patchy"):
        _bundle(cadre, cadre.rng)
    elif cadre.group == "makeup":
        _make_up(cadre, cadre.rng)
    elif cadre.group == "duplicates":
        _send_twice(cadre, cadre.rng)
    elif cadre.group == "now_and_then":
        _repeat_some(cadre, cadre.rng)
    _travel(cadre, cadre.rng)
    _work_from_afar(cadre, cadre.rng)


def _work_from_afar(cadre: Cadre, rng: Random) -> None:
    """Now and then three days at the home unit for a hand-over, and nobody registered a trip."""
    if rng.random() < 0.06 and cadre.group == "plain":
        for entry in cadre.entries[4:7]:
            if entry.at:
                entry.at = (round(cadre.home[0] + rng.gauss(0, 0.001), 5), cadre.home[1])


def _bundle(cadre: Cadre, rng: Random) -> None:
    """No network for some days: written on the day, sent together, seconds apart."""
    at = 0
    while at < len(cadre.entries):
        run = cadre.entries[at : at + rng.choice((1, 3, 4, 5, 7))]
        arrives = max(entry.submitted for entry in run) + rng.randint(60, 40_000)
        for entry in run if len(run) > 1 else ():
            arrives += rng.randint(0, 4)
            entry.submitted = arrives
        at += len(run)


def _make_up(cadre: Cadre, rng: Random) -> None:
    """Once a week yesterday's record is written with today's."""
    for before, after in zip(cadre.entries[::5], cadre.entries[1::5], strict=False):
        if after.day - before.day <= 4 and before.written is not None and after.written is not None:
            before.written = after.written - rng.randint(120, 800)
            before.submitted = after.written - rng.randint(1, 60)


def _send_twice(cadre: Cadre, rng: Random) -> None:
    """A tap too many: the same day's record once more."""
    for entry in rng.sample(cadre.entries, len(cadre.entries) // 12):
        twin = Entry(entry.day, entry.text, entry.work_type, entry.written, entry.submitted + rng.randint(1, 20))
        twin.edit, twin.cadre, twin.touched, entry.touched = entry.edit, cadre.id, True, True
        cadre.entries.append(twin)


def _repeat_some(cadre: Cadre, rng: Random) -> None:
    """The same work goes on: once or twice a month yesterday's words do for today."""
    for at in range(8, len(cadre.entries), 16):
        entry, before = cadre.entries[at], cadre.entries[at - rng.randint(1, 3)]
        entry.text, entry.touched, before.touched = edited(before.text, rng, 0.1), True, True


def _travel(cadre: Cadre, rng: Random) -> None:
    """Home on some Fridays: never while there is a check-in at the post."""
    for entry in cadre.entries:
        if entry.day % 7 == 5 and rng.random() < 0.2 and not cadre.away(entry.day):
            depart = entry.day * DAY + rng.randint(16 * 3600, 19 * 3600)
            if entry.checkin is None or entry.checkin < depart - 1500:
                cadre.journeys.append(Journey(entry.day, depart, depart + rng.randint(3600, 4 * 3600)))


def claim(cadre: Cadre, month: str, days: list[int]) -> None:
    """The month's days of duty, as they are."""
    found = [day for day in days if cadre.term_on(day) and not cadre.off(day)]
    if found:
        cadre.claimed[month] = found
