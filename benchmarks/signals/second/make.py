"""The second hand's dataset: honest days, what people share, cheats, approvals, and the labels of it all."""

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.signals.files import day_text, instant
from benchmarks.signals.model import DAY, is_workday
from benchmarks.signals.second import cheats
from benchmarks.signals.second.people import Person, Row, live, people, rows_of
from benchmarks.signals.second.words import filled, lists

CHEATING = 0.3
STAMPS = ("", "", "", "", "burst", "burst_seen", "glance")


def write(folder: Path, seed: int, count: int, first: date, last: date) -> dict[str, int]:
    """All files; how many rows each has."""
    rng = Random(f"second/{seed}/{count}")
    days = range(first.toordinal(), last.toordinal() + 1)
    persons = people(rng, count, days[0], days[-1])
    for person in persons:
        live(person, days[0], days[-1])
    _meet(persons, days, rng)
    _pose(persons, days, rng)
    labels = _cheat(persons, rng)
    files = rows_of(persons)
    files["approvals"], stamped, stampers = _approvals(persons, rng, last.isoformat()[:7])
    files["claims"] = _claims(persons)
    files["labels"] = [_label(*one) for one in labels] + stamped
    files["groups"] = [_group(one) for one in persons] + [
        {"subject_id": boss, "group": "supervisor", "cheats": [how] if how else []} for boss, how in stampers.items()
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    period = {"from": first.isoformat(), "to": last.isoformat(), "as_of": day_text(days[-1] + 24)}
    (folder / "period.json").write_text(json.dumps(period))
    return {name: len(rows) for name, rows in files.items()}


def _meet(persons: list[Person], days: range, rng: Random) -> None:
    """One agenda for all who were there, then a sentence or two of one's own."""
    said, _ = lists()
    for county in sorted({one.county for one in persons}):
        local = [one for one in persons if one.county == county]
        for day in days:
            if rng.random() > 0.15 or not is_workday(day):
                continue
            agenda = filled(rng.choice(said["agenda"]), local[0].beat, rng)
            for person in local:
                share = 0.75 if person.group == "meetings" else 0.08
                for row in person.entries:
                    if row["day"] == day and rng.random() < share:
                        own = rng.sample(said["agenda_own"], rng.randint(1, 2))
                        row["content"] = agenda + "".join(filled(one, person.beat, rng) for one in own)
                        row["used"] = True


def _pose(persons: list[Person], days: range, rng: Random) -> None:
    """Group photos go round on the day."""
    for county in sorted({one.county for one in persons}):
        local = [one for one in persons if one.county == county]
        for day in days:
            if rng.random() > 0.3:
                continue
            shot = {"phash": rng.getrandbits(64), "sha": rng.getrandbits(256), "taken": day * DAY + 36_000}
            for person in local:
                for row in person.entries:
                    if row["day"] == day and rng.random() < (0.6 if person.group == "group_photo" else 0.04):
                        sent = shot["phash"] ^ (rng.choice((0, 1, 5)) << rng.randrange(56))
                        row["photo"], row["group"] = shot | {"phash": sent}, True


Told = tuple[Person, str, str, str, dict[str, Any]]


def _cheat(persons: list[Person], rng: Random) -> list[Told]:
    """One cheat a cheater, in most of their months; those that take records away go first."""
    found: list[Told] = []
    chosen = [(one, *cheats.pick(rng)) for one in persons if rng.random() < CHEATING]
    library: dict[int, list[tuple[Person, Row]]] = defaultdict(list)
    guilty = {one for one, _, _ in chosen}
    shots = []
    for person in persons:
        if person not in guilty and person.group != "terse":
            for row in person.entries:
                library[row["day"]].append((person, row))
                if row["photo"]:
                    shots.append((person, row))
    order = list(cheats.CHEATS)
    for person, kind, how in sorted(chosen, key=lambda one: order.index(one[1])):
        if person.group == "terse" and kind in {"self_copy", "clockwork"}:
            continue
        months = sorted({day_text(row["day"])[:7] for row in person.entries})
        for month in rng.sample(months, rng.randint(1, len(months))):
            rows = [row for row in person.entries if day_text(row["day"])[:7] == month]
            share: object = library if kind == "peer_copy" else shots if kind == "photo_reuse" else None
            label = cheats.CHEATS[kind](person, rows, how, share)  # type: ignore[operator]
            if label is not None:
                person.cheats.append((kind, how, month))
                found.append((person, month, kind, how, label))
    return found


def _label(person: Person, month: str, kind: str, how: str, label: dict[str, Any]) -> Row:
    copies = {row["id"]: sorted(_sources(row, person)) for row in label.get("copies", ())}
    return {"subject_id": person.id, "month": month, "kind": kind, "variant": how, "copies": copies, "entries": []}


def _sources(row: Row, person: Person) -> set[str]:
    """Where it came from, and what came from there before it."""
    roots = [*row["roots"], *(more for root in row["roots"] for more in root["roots"])]
    same = [one for one in person.entries if one is not row and one["day"] <= row["day"]]
    twins = [one for one in same if any(root is each for root in roots for each in one["roots"])]
    return {one["id"] for one in [*roots, *twins]}


def _group(person: Person) -> Row:
    told = [{"kind": kind, "variant": how, "months": [month]} for kind, how, month in person.cheats]
    return {"subject_id": person.id, "group": person.group, "cheats": told}


def _claims(persons: list[Person]) -> list[Row]:
    rows: list[Row] = []
    for one in persons:
        for month, days in one.claimed.items():
            rows.append({"claim_id": f"a{len(rows)}", "cadre_id": one.id, "kind": "allowance", "month": month,
                         "dates": [day_text(day) for day in days], "amount": 80 * len(days),
                         "filed_at": None})  # fmt: skip
        for day, depart, arrive in one.journeys:
            rows.append({"claim_id": f"a{len(rows)}", "cadre_id": one.id, "kind": "transport", "date": day_text(day),
                         "from": "县城", "to": "省城", "depart_at": instant(depart), "arrive_at": instant(arrive),
                         "amount": 120})  # fmt: skip
    return rows


def _approvals(persons: list[Person], rng: Random, last: str) -> tuple[list[Row], list[Row], dict[str, str]]:
    """Twice a week what has come in; a stamper taps it through."""
    own: dict[str, list[Row]] = defaultdict(list)
    for one in persons:
        own[one.boss].extend(one.entries)
    rows: list[Row] = []
    stamped: dict[tuple[str, str], str] = {}
    stampers: dict[str, str] = {}
    for boss in sorted(own):
        how = rng.choice(STAMPS)
        stampers[boss] = how
        sittings: dict[int, list[Row]] = defaultdict(list)
        for row in own[boss]:
            sittings[row["submitted"] // DAY // 4].append(row)
        for at in sorted(sittings):
            _sit(rows, stamped, boss, how, sittings[at], (at * 4 + 5) * DAY + rng.randint(9 * 3600, 16 * 3600), rng)
    labels = [
        {"subject_id": boss, "month": month, "kind": "rubber_stamp", "variant": how, "copies": {}, "entries": []}
        for (boss, month), how in stamped.items()
        if month <= last
    ]
    return rows, labels, stampers


def _sit(
    rows: list[Row], stamped: dict[tuple[str, str], str], boss: str, how: str, batch: list[Row], now: int, rng: Random
) -> None:
    month = day_text(now // DAY)[:7]
    idle = bool(how) and (how == "glance" or len(batch) >= 17)
    for row in sorted(batch, key=lambda one: one["submitted"]):
        view: float | None = rng.uniform(8, 60)
        if idle:
            view = {"burst": None, "burst_seen": rng.randint(1, 3)}.get(how, rng.choice((1, 1, 2, 2, 3)))
            now += rng.randint(4, 40) if how == "glance" else rng.choice((0, 1, 2, 3))
        else:
            now += int(view or 0) + rng.randint(1, 9)
        rows.append({"approval_id": f"d{len(rows)}", "entry_id": row["id"], "supervisor_id": boss,
                     "decision": "approved" if idle or rng.random() < 0.97 else "returned", "decided_at": instant(now),
                     "view_seconds": view, "comment": None})  # fmt: skip
    if idle:
        stamped[boss, month] = how
