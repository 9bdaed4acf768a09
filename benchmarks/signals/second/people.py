"""The second hand's people and their honest days, straight as rows of the interchange files."""

import math
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.signals.files import day_text, instant
from benchmarks.signals.model import DAY, is_workday
from benchmarks.signals.second.words import Lists, filled, lists, name

Row = dict[str, Any]
GROUPS = {"plain": 34, "terse": 12, "repetitive": 14, "patchy": 12, "notes": 12, "meetings": 10, "group_photo": 10,
          "late": 6, "visits": 6}  # fmt: skip


@dataclass(slots=True, eq=False)
class Person:
    """Somebody seconded, with what they wrote."""

    id: str
    at: int
    rng: Random
    group: str
    duty: str
    county: int
    unit: str
    boss: str
    post: tuple[float, float]
    home: tuple[float, float]
    start: int
    end: int
    beat: Lists
    hour: float
    opening: str
    checks: float
    shoots: float
    entries: list[Row] = field(default_factory=list)
    leave: list[tuple[str, str, int, int]] = field(default_factory=list)
    claimed: dict[str, list[int]] = field(default_factory=dict)
    journeys: list[tuple[int, int, int]] = field(default_factory=list)
    cheats: list[tuple[str, str, str]] = field(default_factory=list)

    def off(self, day: int, trip: bool = False) -> bool:
        """On approved leave (or, with `trip`, on an approved official trip)."""
        return any(
            a <= day <= b and status == "approved" and (kind == "公务外出") == trip for kind, status, a, b in self.leave
        )


def people(rng: Random, count: int, first: int, last: int) -> list[Person]:
    """Everybody; a county has some sixty of them in six units, a supervisor a unit."""
    counties = max(2, count // 60)
    posts = [(26 + rng.random() * 12, 103 + rng.random() * 12) for _ in range(counties)]
    return [_person(Random(f"{rng.random()}"), at, counties, posts, first, last) for at in range(count)]


def _person(rng: Random, at: int, counties: int, posts: list[tuple[float, float]], first: int, last: int) -> Person:
    said, duties = lists()
    county, group = at % counties, rng.choices(list(GROUPS), list(GROUPS.values()))[0]
    unit = said["office"][rng.randrange(6)]
    lat, lon = posts[county]
    turn, far = rng.uniform(0, 2 * math.pi), rng.uniform(0.6, 3.0)
    prefix = rng.choice("东西南北上下大小新老前后") if county >= len(said["county"]) else ""
    return Person(
        id=f"p{at:05d}", at=at, rng=rng, group=group, duty=rng.choice(list(duties)), county=county, unit=unit,
        boss=f"s{county:03d}-{unit}", post=(round(lat + rng.uniform(-0.02, 0.02), 4), round(lon, 4)),
        home=(lat + far * math.cos(turn), lon + far * math.sin(turn)),
        start=first - rng.choice((0, 20, 45)), end=last + rng.choice((0, 60)),
        beat={"v": [prefix + one for one in rng.sample(said["village"], rng.randint(4, 9))],
              "g": rng.sample(said["org"], rng.randint(3, 6)), "p": [name(rng) for _ in range(rng.randint(6, 20))]},
        hour=rng.uniform(16.5, 21.8), opening=rng.choice(said["duties"]), checks=rng.choice((0.0, 0.6, 0.9)),
        shoots=rng.choice((0.0, 0.25, 0.5)),
    )  # fmt: skip


def text_of(person: Person) -> str:
    """A day in the words of one's group."""
    rng, (said, duties) = person.rng, lists()
    own = duties[person.duty]
    if person.group == "terse":
        return filled(rng.choice(said["terse"]), person.beat, rng)
    if person.group == "repetitive":
        parts = [filled(one, person.beat, rng) for one in rng.sample(own, rng.randint(1, 2))]
        return person.opening + "".join(parts)
    pool = own if rng.random() < 0.75 else rng.choice(list(duties.values()))
    parts = rng.sample(pool, rng.randint(1, 3)) + (rng.sample(said["general"], 1) if rng.random() < 0.6 else [])
    parts = [filled(one, person.beat, rng) for one in parts]
    if person.group == "notes":
        return "\n".join(f"{at}、{one}" for at, one in enumerate(parts, 1))
    return "".join(parts)


def live(person: Person, first: int, last: int) -> None:
    """Leave first, then a record a workday, with its clocks and what is evidence of it."""
    rng = person.rng
    if rng.random() < 0.5:
        start = rng.randint(first, last)
        status = rng.choices(("approved", "cancelled", "rejected"), (7, 2, 1))[0]
        person.leave.append(
            (rng.choice(("病假", "事假", "年休假", "探亲假")), status, start, start + rng.randint(0, 5))
        )
    if rng.random() < 0.25:
        start = rng.randint(first, last)
        person.leave.append(("公务外出", "approved", start, start + rng.randint(1, 6)))
    for day in range(max(first, person.start), min(last, person.end) + 1):
        if is_workday(day) and not person.off(day):
            person.entries.append(_entry(person, day))
    if person.group == "patchy":
        _sync(person)
    for day in range(first, last + 1):
        if is_workday(day) and not person.off(day):
            person.claimed.setdefault(day_text(day)[:7], []).append(day)


def _entry(person: Person, day: int) -> Row:
    rng, text = person.rng, text_of(person)
    written = day * DAY + int(min(23.6 * 3600, rng.gauss(person.hour * 3600, rng.choice((120, 1500)))))
    if person.group == "late" and rng.random() < 0.2:
        written = (day + 1) * DAY + rng.randint(8 * 3600, 12 * 3600)
    pasted = person.group == "notes" and rng.random() < 0.8
    edit = rng.randint(2, 8) if pasted else int(len(text) / rng.uniform(0.7, 2.5)) + rng.randint(3, 30)
    row: Row = {"cadre_id": person.id, "day": day, "written": written, "submitted": written + rng.randint(0, 6),
                "edit_seconds": edit, "work_type": person.duty.split()[1], "content": text, "checkin": None,
                "at": None, "accuracy_m": None, "photo": None, "roots": (), "used": False}  # fmt: skip
    if rng.random() < person.checks:
        check_in(person, row)
    if rng.random() < person.shoots:
        taken = day * DAY + rng.randint(8 * 3600, 17 * 3600)
        row["photo"] = {"phash": rng.getrandbits(64), "sha": rng.getrandbits(256), "taken": taken}
    return row


def check_in(person: Person, row: Row) -> None:
    """At the post or near it; on a trip where it led; now and then a mast's rough guess."""
    rng, (lat, lon) = person.rng, person.post
    row["accuracy_m"] = rng.choice((10, 20, 35, 65))
    if person.off(row["day"], trip=True):
        lat, lon = person.home
    elif person.group == "visits" and rng.random() < 0.5:
        far, turn = rng.uniform(0.05, 0.4), rng.uniform(0, 6.28)
        lat, lon = lat + far * math.cos(turn), lon + far * math.sin(turn)
    elif rng.random() < 0.04:
        lat, row["accuracy_m"] = lat + 0.3, rng.choice((3000, 12000, 50000))
    row["at"] = (round(lat + rng.gauss(0, 0.0006), 6), round(lon + rng.gauss(0, 0.0006), 6))
    row["checkin"] = row["day"] * DAY + int(rng.uniform(7.8, 9.6) * 3600)


def _sync(person: Person) -> None:
    """Days without a network: written on the day, sent in one go, some seconds apart; evidence as is one's habit."""
    rng, at = person.rng, 0
    while at < len(person.entries):
        run = person.entries[at : at + rng.choice((1, 2, 4, 6))]
        arrives = max(row["written"] for row in run) + rng.randint(600, 70_000)
        for row in run if len(run) > 1 else ():
            arrives += rng.randint(1, 40)
            row["submitted"] = arrives
        at += len(run)


def rows_of(persons: list[Person]) -> dict[str, list[Row]]:
    """The files' rows."""
    said, _ = lists()
    files: dict[str, list[Row]] = {key: [] for key in ("cadres", "supervisors", "secondments", "leave", "entries")}
    number = 0
    for one in persons:
        county = said["county"][one.county % len(said["county"])]
        county = county if one.county < len(said["county"]) else f"{one.county}号{county}"
        files["cadres"].append(
            {"cadre_id": one.id, "name": name(Random(one.id)), "home_unit": "市直机关", "home_city": "省城"}
        )
        files["secondments"].append({"secondment_id": "t" + one.id, "cadre_id": one.id, "host_county": county,
            "host_unit": county + one.unit, "supervisor_id": one.boss, "start": day_text(one.start),
            "end": day_text(one.end), "post_lat": one.post[0], "post_lon": one.post[1],
            "status": "active"})  # fmt: skip
        for kind, status, start, end in one.leave:
            files["leave"].append({"leave_id": f"l{len(files['leave'])}", "cadre_id": one.id, "type": kind,
                "status": status, "start": day_text(start), "end": day_text(end), "approved_at": None})  # fmt: skip
        for row in sorted(one.entries, key=lambda each: (each["day"], each["submitted"])):
            number += 1
            row["id"] = f"r{number}"
    for boss in sorted({one.boss for one in persons}):
        files["supervisors"].append({"supervisor_id": boss, "name": boss, "unit": boss})
    files["entries"] = [_row(row) for one in persons for row in one.entries]
    return files


def _row(row: Row) -> Row:
    photo = row["photo"]
    return {
        "entry_id": row["id"], "cadre_id": row["cadre_id"], "work_date": day_text(row["day"]),
        "created_at_client": instant(row["written"]), "submitted_at": instant(row["submitted"]),
        "edit_seconds": row["edit_seconds"], "work_type": row["work_type"], "content": row["content"],
        "checkin_at": instant(row["checkin"]), "lat": row["at"] and row["at"][0], "lon": row["at"] and row["at"][1],
        "accuracy_m": row["accuracy_m"],
        "photo": photo and {"photo_id": "f" + row["id"], "phash": f"{photo['phash']:016x}",
                            "sha256": f"{photo['sha']:064x}", "taken_at": instant(photo["taken"])},
    }  # fmt: skip
