"""How the second hand cheats: each function changes a month and says what label it earned, or None."""

import math
from collections.abc import Callable
from random import Random

from benchmarks.signals.model import DAY, is_workday
from benchmarks.signals.second.copying import changed
from benchmarks.signals.second.people import Person, Row
from benchmarks.signals.second.words import filled, lists

Month = list[Row]
Label = dict[str, object]
VARIANTS: dict[str, tuple[str, ...]] = {
    "missing": ("three", "many"),
    "backfill": ("reading", "quick", "silent", "set_clock", "set_clock_evidence", "weekend_between"),
    "self_copy": ("same", "words", "letters", "numbers", "digits", "marks", "shuffled", "padded", "heavy", "joined"),
    "template": ("slots", "two", "half_month", "synonyms"),
    "peer_copy": (
        "same",
        "words",
        "letters",
        "marks",
        "shuffled",
        "padded",
        "heavy",
        "far_same",
        "far_words",
        "edge",
        "half",
        "places",
    ),
    "filler": ("long", "short", "mixed"),
    "clockwork": ("exact", "loose", "loose_slower", "silent"),
    "photo_reuse": (
        "same",
        "saved_untimed",
        "saved_redated",
        "cropped_kept",
        "peer_same",
        "peer_saved",
        "peer_cropped",
    ),
    "far_location": ("exact", "narrow", "town", "evening"),
    "claim_conflict": ("leave", "leave_seen", "journey", "journey_short"),
}


def free_of(month: Month) -> Month:
    return [row for row in month if not row["used"]]


def retype(person: Person, row: Row, text: str) -> None:
    row["content"], row["used"] = text, True
    row["edit_seconds"] = int(len(text) / person.rng.uniform(0.8, 2.2)) + 4


def self_copy(person: Person, month: Month, how: str, _: object) -> Label | None:
    rng, rows = person.rng, free_of(month)
    planned = []
    for row in sorted(rng.sample(rows, min(len(rows), rng.randint(3, 12))), key=lambda one: one["day"]):
        earlier = [one for one in person.entries if 0 < row["day"] - one["day"] <= 45 and len(one["content"]) > 30]
        if len(earlier) >= 4:
            planned.append((row, *rng.sample(earlier, 2)))
    if len(planned) < 3:
        return None
    for row, source, other in planned:
        retype(person, row, changed(source["content"], how, rng, person.beat, other["content"]))
        row["work_type"], source["used"], other["used"] = source["work_type"], True, True
        row["roots"] = (source, *source["roots"], other) if how == "joined" else (source, *source["roots"])
    return {"copies": [row for row, _, _ in planned]}


def peer_copy(person: Person, month: Month, how: str, library: dict[int, list[tuple[Person, Row]]]) -> Label | None:
    rng, planned, rows = person.rng, [], free_of(month)
    far, least = how.startswith("far"), 50 if how == "edge" else 0
    way = {"far_same": "same", "far_words": "words", "edge": "same"}.get(how, how)
    for row in rng.sample(rows, min(len(rows), rng.randint(3, 8))):
        back = rng.randint(least, 58) if least else rng.choice((0, 0, 1, 2, 5, 12, 20))
        found = [
            one for author, one in library.get(row["day"] - back, ())
            if (author.county != person.county) == far and author is not person
            and one["submitted"] < row["submitted"] - 900 and not one["used"]
        ]  # fmt: skip
        if found:
            planned.append((row, rng.choice(found)))
    if len(planned) < 3:
        return None
    for row, source in planned:
        retype(person, row, changed(source["content"], way, rng, person.beat, row["content"]))
        row["work_type"], row["roots"], source["used"] = source["work_type"], (source,), True
    return {"copies": [row for row, _ in planned]}


def template(person: Person, month: Month, how: str, _: object) -> Label | None:
    rng, rows = person.rng, free_of(month)
    if len(rows) < 8:
        return None
    frames = rng.sample(lists()[0]["frame"], 2 if how == "two" else 1)
    share = rng.uniform(0.5, 0.6) if how == "half_month" else rng.uniform(0.7, 1.0)
    if how == "two":
        share = 1.0
    for at, row in enumerate(rng.sample(rows, math.ceil(len(rows) * share))):
        text = filled(frames[at % len(frames)], person.beat, rng)
        retype(person, row, changed(text, "words", rng, person.beat, "") if how == "synonyms" else text)
    return {}


def filler(person: Person, month: Month, how: str, _: object) -> Label | None:
    rng, rows, (said, _duties) = person.rng, free_of(month), lists()
    if len(rows) < 8:
        return None
    for row in rng.sample(rows, math.ceil(len(rows) * rng.uniform(0.4, 0.95))):
        short = how == "short" or (how == "mixed" and rng.random() < 0.5)
        text = rng.choice(said["short"]) if short else "，".join(rng.sample(said["cliche"], rng.randint(2, 3))) + "。"
        retype(person, row, text)
    return {}


def backfill(person: Person, month: Month, how: str, _: object) -> Label | None:
    rng = person.rng
    rows = [row for row in free_of(month) if is_workday(row["day"])]
    if len(rows) < 6:
        return None
    count = rng.randint(4, min(10, len(rows)))
    at = rng.randrange(len(rows) - count + 1)
    run = rows[at : at + count]
    now = (run[-1]["day"] + rng.randint(2, 6)) * DAY + rng.randint(9 * 3600, 21 * 3600)
    sat = now
    for row in run:
        took = rng.randint(30, 90) if how == "quick" else rng.randint(60, 420)
        row["edit_seconds"], row["used"] = took, True
        row["checkin"] = row["at"] = row["accuracy_m"] = row["photo"] = None
        if how == "set_clock_evidence":
            row["photo"] = {
                "phash": rng.getrandbits(64),
                "sha": rng.getrandbits(256),
                "taken": sat - rng.randint(60, 3000),
            }
        if how == "silent":
            row["written"] = None
        elif not how.startswith("set_clock"):
            row["written"] = now + took
        now += took
        row["submitted"] = now + rng.randint(1, 5)
        now += rng.randint(5, 60) if how == "quick" else rng.randint(20, 480)
    return {}


def clockwork(person: Person, month: Month, how: str, _: object) -> Label | None:
    rng, rows = person.rng, [row for row in free_of(month) if len(row["content"]) > 30]
    if len(rows) < 6:
        return None
    second = rng.randint(7 * 3600, 22 * 3600)
    for row in rng.sample(rows, rng.randint(max(4, len(rows) // 3), len(rows))):
        drift = rng.randint(-14, 14) if how.startswith("loose") else rng.randint(-2, 2)
        speed = {"loose": rng.uniform(45, 90), "loose_slower": rng.uniform(24, 40)}.get(how, rng.uniform(16, 60))
        row["edit_seconds"], row["used"] = max(1, round(len(row["content"]) / speed)), True
        row["written"] = row["day"] * DAY + second + drift
        row["submitted"] = row["written"] + rng.choice((0, 1))
        if how == "silent":
            row["written"] = None
    return {}


def photo_reuse(person: Person, month: Month, how: str, shots: list[tuple[Person, Row]]) -> Label | None:
    rng, planned = person.rng, []
    pool = shots if how.startswith("peer") else [(person, row) for row in person.entries if row["photo"]]
    for row in rng.sample(free_of(month), min(len(free_of(month)), rng.randint(3, 7))):
        found = [
            one for author, one in pool
            if 0 < row["day"] - one["day"] < 40 and one["photo"] and not one.get("group")
            and not one["roots"] and author.county == person.county
        ]  # fmt: skip
        if found:
            planned.append((row, rng.choice(found)))
    if len(planned) < 2:
        return None
    for row, source in planned:
        kept, bits = dict(source["photo"]), {"saved": rng.randint(2, 6), "crop": rng.randint(7, 10)}
        flips = bits["crop"] if "cropped" in how else bits["saved"] if "saved" in how else 0
        for bit in rng.sample(range(64), flips):
            kept["phash"] ^= 1 << bit
        if flips:
            kept["sha"] = rng.getrandbits(256)
        if how in {"saved_untimed", "peer_saved"}:
            kept["taken"] = None
        if how == "saved_redated":
            kept["taken"] = row["day"] * DAY + rng.randint(9 * 3600, 16 * 3600)
        row["photo"], row["roots"], row["used"] = kept, (source,), True
        source["used"] = True
    return {"copies": [row for row, _ in planned]}


def far_location(person: Person, month: Month, how: str, _: object) -> Label | None:
    rng = person.rng
    rows = [row for row in free_of(month) if is_workday(row["day"]) and not person.off(row["day"], trip=True)]
    if len(rows) < 6:
        return None
    turn, far = rng.uniform(0, 6.28), rng.uniform(0.3, 2.5)
    lat, lon = person.post[0] + far * math.cos(turn), person.post[1] + far * 1.1 * math.sin(turn)
    drift = {"exact": 0.0, "narrow": 0.002}.get(how, 0.009)
    for row in rng.sample(rows, rng.randint(4, min(18, len(rows)))):
        row["at"] = (round(lat + rng.gauss(0, drift), 6), round(lon + rng.gauss(0, drift), 6))
        row["accuracy_m"], row["used"] = rng.choice((10, 30, 50, 120)), True
        row["checkin"] = row["day"] * DAY + int(rng.uniform(8, 10) * 3600)
        if how == "evening" and row["written"]:
            row["checkin"] = row["written"] - rng.randint(5, 300)
    return {}


def claim_conflict(person: Person, month: Month, how: str, _: object) -> Label | None:
    rng, rows = person.rng, [row for row in free_of(month) if is_workday(row["day"])]
    rows = [row for row in rows if not person.off(row["day"], trip=True)]
    if len(rows) < 6:
        return None
    if how.startswith("leave"):
        at = rng.randrange(len(rows) - 2)
        gone = rows[at : at + rng.randint(1, 3)]
        person.leave.append(("事假", "approved", gone[0]["day"], gone[-1]["day"]))
        if how == "leave":
            inside = range(gone[0]["day"], gone[-1]["day"] + 1)
            person.entries = [row for row in person.entries if row["day"] not in inside]
        return {}
    for row in rng.sample(rows, rng.randint(1, 2)):
        row["at"], row["accuracy_m"], row["used"] = person.post, 20, True
        row["checkin"] = row["day"] * DAY + int(rng.uniform(9, 15) * 3600)
        half = rng.randint(1200, 1500) if how == "journey_short" else rng.randint(2400, 9000)
        person.journeys.append((row["day"], row["checkin"] - half, row["checkin"] + half))
    return {}


def missing(person: Person, month: Month, how: str, _: object) -> Label | None:
    rng, rows = person.rng, [row for row in free_of(month) if is_workday(row["day"])]
    if len(rows) < 10:
        return None
    gone = {row["day"] for row in rng.sample(rows, 3 if how == "three" else rng.randint(4, 9))}
    person.entries = [row for row in person.entries if row["day"] not in gone]
    return {}


Cheat = Callable[[Person, Month, str, object], Label | None]
CHEATS = {
    "missing": missing, "claim_conflict": claim_conflict, "backfill": backfill, "self_copy": self_copy,
    "template": template, "peer_copy": peer_copy, "filler": filler, "clockwork": clockwork,
    "photo_reuse": photo_reuse, "far_location": far_location,
}  # fmt: skip


def pick(rng: Random) -> tuple[str, str]:
    kind = rng.choice(list(CHEATS))
    return kind, rng.choice(VARIANTS[kind])
