"""Cheats with pictures, places, claims and approvals."""

import math
from random import Random

from benchmarks.signals.model import DAY, Cadre, Entry, Journey, Label, Leave, Photo, is_workday, month_of
from benchmarks.signals.shared import flip

PHOTOS = {"own_same": 3, "own_recompressed": 3, "own_cropped": 2, "peer_same": 2, "peer_recompressed": 2,
          "peer_cropped": 1}  # fmt: skip
PLACES = {"exact": 2, "jitter": 3}
CLAIMS = {"on_leave": 3, "journey": 2}
STAMPS = {"burst": 3, "burst_viewed": 2, "glance": 3, "burst_once": 2}
NOISE = {"same": (0, 0), "recompressed": (2, 6), "cropped": (7, 10)}


def photo_reuse(shots: list[Entry], cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """Two to six pictures of the month were taken before, by oneself or by a colleague (`shots`)."""
    rng = cadre.rng
    own, how = variant.split("_")
    if own == "own":
        shots = [entry for entry in cadre.entries if entry.photo and not entry.photo.shared and not entry.touched]
    free = [entry for entry in entries if not entry.touched]
    label = Label(cadre.id, month, "photo_reuse", variant)
    for entry in rng.sample(free, min(len(free), rng.randint(1, 6))):
        earlier = [one for one in shots if 0 < entry.day - one.day < 50 and one is not entry and one.photo]
        if earlier:
            _reuse(rng, entry, rng.choice(earlier), how)
            label.copies.append((entry, entry.roots[0]))
    return label if label.copies else None


def _reuse(rng: Random, entry: Entry, source: Entry, how: str) -> None:
    """The picture again: the very file, or saved anew with its time of taking kept or lost."""
    assert source.photo is not None
    kept = source.photo.taken if how != "recompressed" or rng.random() < 0.4 else None
    sha = source.photo.sha if how == "same" else rng.getrandbits(256)
    entry.photo = Photo(flip(rng, source.photo.phash, rng.randint(*NOISE[how])), sha, kept)
    entry.roots, entry.touched = source.roots or (source,), True


def far_location(cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """Checks in from home, far away, on four days or more."""
    rng = cadre.rng
    free = [entry for entry in entries if not entry.touched and not cadre.away(entry.day) and is_workday(entry.day)]
    if len(free) < 7:
        return None
    lat, lon = cadre.home
    far = rng.uniform(0.22, 1.4)
    term = cadre.term_on(free[0].day)
    assert term is not None
    if rng.random() < 0.5:
        turn = rng.uniform(0, 2 * math.pi)
        lat, lon = term.post[0] + far * math.cos(turn), term.post[1] + far * 1.2 * math.sin(turn)
    chosen = rng.sample(free, rng.randint(4, min(16, len(free))))
    for entry in chosen:
        drift = rng.uniform(0.001, 0.006) if variant == "jitter" else 0.0
        entry.at = (round(lat + rng.gauss(0, drift), 5), round(lon + rng.gauss(0, drift), 5))
        entry.accuracy = rng.randint(10, 60)
        entry.checkin = entry.day * DAY + int(rng.gauss(8.7 * 3600, 900))
        entry.touched = True
    return Label(cadre.id, month, "far_location", variant, entries=chosen)


def claim_conflict(cadre: Cadre, month: str, days: list[int], variant: str) -> Label | None:
    """Money for days of leave; a journey during which one checked in at the post."""
    rng = cadre.rng
    claimed = cadre.claimed.get(month, [])
    if variant == "on_leave":
        if not any(cadre.off(day) for day in days):
            start = rng.choice(days)
            cadre.leave.append(Leave("病假", "approved", start, min(start + rng.randint(0, 2), days[-1])))
        off = [day for day in days if cadre.term_on(day) and cadre.off(day)]
        cadre.entries = [entry for entry in cadre.entries if not cadre.off(entry.day)]
        cadre.journeys = [one for one in cadre.journeys if not cadre.off(one.day)]
        cadre.claimed[month] = sorted({*claimed, *off})
        return Label(cadre.id, month, "claim_conflict", variant) if off else None
    free = [entry for entry in cadre.entries if entry.day in set(days) and not cadre.away(entry.day)]
    free = [entry for entry in free if not entry.touched and is_workday(entry.day)]
    if len(free) < 3:
        return None
    for entry in rng.sample(free, rng.randint(1, 3)):
        term = cadre.term_on(entry.day)
        assert term is not None
        entry.at, entry.accuracy, entry.touched = term.post, rng.randint(8, 50), True
        entry.checkin = entry.day * DAY + int(rng.gauss(9 * 3600, 1200))
        depart = entry.checkin - rng.randint(1800, 5400)
        cadre.journeys = [one for one in cadre.journeys if one.day != entry.day]
        cadre.journeys.append(Journey(entry.day, depart, entry.checkin + rng.randint(1800, 7200)))
    return Label(cadre.id, month, "claim_conflict", variant)


class Approving:
    """A supervisor at the desk: rows of (entry, decided, seconds viewed)."""

    def __init__(self, rng: Random, variant: str) -> None:
        self.rng, self.variant = rng, variant
        self.pace = rng.uniform(5, 22)
        self.counted = rng.random() < 0.7 or variant in {"glance", "burst_viewed"}

    def session(self, entries: list[Entry], now: int, idle: bool) -> list[tuple[Entry, int, float | None]]:
        """One sitting, in the order of submission."""
        found: list[tuple[Entry, int, float | None]] = []
        clock = float(now)
        for entry in entries:
            view = self._look(entry, idle)
            if not idle:
                clock += view + self.rng.expovariate(1 / 2)
            elif self.variant == "glance":
                clock += self.rng.uniform(12, 90)
            else:
                clock += self.rng.choice((0, 1, 1, 2))
            found.append((entry, int(clock), round(view, 1) if self.counted else None))
        return found

    def _look(self, entry: Entry, idle: bool) -> float:
        if idle:
            return self.rng.uniform(0.2, 1.6)
        return max(4.2, self.rng.lognormvariate(math.log(self.pace * (0.5 + len(entry.text) / 160)), 0.5))


def approvals(rng: Random, variant: str, months: tuple[str, ...], entries: list[Entry]) -> tuple[
    list[tuple[Entry, int, float | None]], set[str]
]:  # fmt: skip
    """All decisions about a supervisor's entries, and the months (of deciding) that were stamped through."""
    desk, stamped = Approving(rng, variant), set[str]()
    found: list[tuple[Entry, int, float | None]] = []
    by_week: dict[int, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: (one.submitted, one.id)):
        by_week.setdefault(entry.submitted // DAY // 7, []).append(entry)
    for week in sorted(by_week):
        day = week * 7 + 8
        month = month_of(day)
        idle = bool(variant) and month in months and len(by_week[week]) >= 18
        idle = idle and not (variant == "burst_once" and month in stamped)
        if idle:
            stamped.add(month)
        found += desk.session(by_week[week], day * DAY + rng.randint(9 * 3600, 17 * 3600), idle)
    return found, stamped
