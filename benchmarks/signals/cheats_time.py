"""Cheats with the clock: days written in one sitting, a program that writes, days never written."""

from benchmarks.signals.model import DAY, Cadre, Entry, Label, Leave, is_workday

BACKFILLS = {"clock": 4, "set_clock": 3, "null_clock": 3, "set_clock_sync": 1}
CLOCKWORKS = {"exact": 4, "jitter": 3, "null_clock": 1}
GAPS = {"days": 5, "scattered": 3, "cancelled_leave": 2, "rejected_leave": 1}


def backfill(cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """Three to twelve workdays in a row, written in one evening days later."""
    rng = cadre.rng
    free = sorted((entry for entry in entries if not entry.touched and is_workday(entry.day)), key=lambda one: one.day)
    if len(free) < 6:
        return None
    length = rng.randint(4, min(12, len(free)))
    start = rng.randint(0, len(free) - length)
    run = free[start : start + length]
    now = (run[-1].day + rng.randint(2, 9)) * DAY + rng.randint(15 * 3600, 22 * 3600)
    for entry in run:
        evening = entry.day * DAY + int(min(rng.gauss(cadre.hour * 3600, cadre.spread * 60), 23.5 * 3600))
        entry.touched = True
        entry.edit = min(entry.edit or 90, rng.randint(40, 400))
        entry.written = {"clock": now, "null_clock": None}.get(variant, evening)
        now += entry.edit
        entry.submitted = now + rng.randint(1, 8)
        now += rng.randint(10, 240)
        entry.checkin = entry.at = entry.accuracy = entry.photo = None
    if variant == "set_clock_sync":
        for at, entry in enumerate(run):
            entry.submitted = now + at * 2
    return Label(cadre.id, month, "backfill", variant, entries=run)


def clockwork(cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """A program writes at the same second, faster than anybody types."""
    rng = cadre.rng
    free = [entry for entry in entries if not entry.touched and len(entry.text) > 24]
    if len(free) < 6:
        return None
    second = rng.randint(8 * 3600, 22 * 3600)
    chosen = rng.sample(free, int(len(free) * rng.uniform(0.6, 1.0)))
    for entry in chosen:
        drift = rng.randint(-14, 14) if variant == "jitter" else rng.randint(-1, 1)
        entry.edit = 1 if variant == "jitter" else rng.randint(1, 2)
        entry.written = entry.day * DAY + second + drift
        entry.submitted = entry.written + entry.edit
        if variant == "null_clock":
            entry.written = None
        entry.touched = True
    return Label(cadre.id, month, "clockwork", variant, entries=chosen)


def missing(cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """Three to ten workdays without a record."""
    rng = cadre.rng
    free = sorted((entry for entry in entries if not entry.touched and is_workday(entry.day)), key=lambda one: one.day)
    days = sorted({entry.day for entry in entries if is_workday(entry.day)})
    free = [entry for entry in free if days.count(entry.day) == 1]
    if len(free) < 8:
        return None
    count = rng.randint(3, 8)
    if variant == "scattered":
        gone = rng.sample(free, count)
    else:
        start = rng.randint(0, len(free) - count)
        gone = free[start : start + count]
    if variant.endswith("leave"):
        status = variant.removesuffix("_leave")
        cadre.leave.append(Leave("事假", status, gone[0].day, gone[-1].day))
    dropped = {entry.day for entry in gone}
    if {entry.day for entry in cadre.entries if entry.touched} & dropped:
        return None
    cadre.entries = [entry for entry in cadre.entries if entry.day not in dropped]
    return Label(cadre.id, month, "missing", variant)
