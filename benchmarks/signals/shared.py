"""What several people share honestly: a meeting's agenda, a group photo, a wall that all photograph."""

from random import Random

from benchmarks.signals import diary
from benchmarks.signals.honest import editing
from benchmarks.signals.model import DAY, Cadre, Entry, Photo
from benchmarks.signals.words import fill


def flip(rng: Random, phash: int, bits: int) -> int:
    """The hash with some of its bits changed."""
    for at in rng.sample(range(64), bits):
        phash ^= 1 << at
    return phash


def meet(cadres: list[Cadre], days: list[int], rng: Random) -> None:
    """Every week a meeting of a county: who was there copies the agenda off the notice and adds their own."""
    by_county: dict[str, list[Cadre]] = {}
    for cadre in cadres:
        by_county.setdefault(cadre.terms[0].county.name, []).append(cadre)
    for county in sorted(by_county):
        people = by_county[county]
        by_day = {cadre.id: {entry.day: entry for entry in cadre.entries} for cadre in people}
        for day in days:
            if rng.random() < 0.28:
                _meeting(people, by_day, day, rng)


def _meeting(people: list[Cadre], by_day: dict[str, dict[int, Entry]], day: int, rng: Random) -> None:
    host = people[0]
    agenda = fill(
        rng.choice(host.words.phrases("agenda")),
        diary.Facts(host, host.terms[0].county, rng.choice(host.words.duties), day),
    )
    for cadre in people:
        entry, term = by_day[cadre.id].get(day), cadre.term_on(day)
        attends = 0.7 if cadre.group == "meetings" else 0.06
        if entry is None or term is None or entry.touched or cadre.away(day) or rng.random() > attends:
            continue
        own = diary.closing(cadre, term.county, day)
        if cadre.rng.random() < 0.5:
            own += "，" + diary.closing(cadre, term.county, day)
        entry.text = f"{agenda}。{own}。" if cadre.group != "terse" else f"{agenda}。"
        seconds = editing(cadre, entry.text)
        entry.submitted += max(0, seconds - (entry.edit or 0))
        entry.edit, entry.touched = seconds, True


def visit(cadres: list[Cadre], rng: Random) -> None:
    """Two colleagues go together: the same names and one clause alike, the rest each their own."""
    people = [cadre for cadre in cadres if cadre.group == "joint_visit"]
    by_day = {cadre.id: {entry.day: entry for entry in cadre.entries} for cadre in cadres}
    for cadre in people:
        county = cadre.terms[0].county
        mates = [one for one in cadres if one is not cadre and one.terms[0].county is county and len(one.terms) == 1]
        for entry in rng.sample(cadre.entries, min(8, len(cadre.entries))) if mates else ():
            mate = rng.choice(mates)
            other = by_day[mate.id].get(entry.day)
            if other and mate.group in {"plain", "joint_visit"} and not other.touched and not entry.touched:
                facts = diary.Facts(cadre, county, cadre.duty, entry.day)
                alike = fill(rng.choice(cadre.duty.acts), facts)
                details, outcomes = rng.sample(cadre.duty.details, 4), rng.sample(cadre.duty.outcomes, 2)
                for one, seen, came in ((entry, details[:2], outcomes[0]), (other, details[2:], outcomes[1])):
                    one.text = f"{alike}，" + "。".join(fill(part, facts) for part in (*seen, came)) + "。"
                    one.touched = True


def photograph(cadres: list[Cadre], days: list[int], rng: Random) -> None:
    """Group photos, sent round among those who were there; and the unit's board, day after day."""
    by_unit: dict[str, list[Cadre]] = {}
    for cadre in cadres:
        by_unit.setdefault(cadre.terms[0].county.name, []).append(cadre)
        if cadre.group == "wall":
            _wall(cadre)
    for unit in sorted(by_unit):
        people = by_unit[unit]
        by_day = {cadre.id: {entry.day: entry for entry in cadre.entries} for cadre in people}
        for day in days:
            if rng.random() < 0.3:
                base, sha, taken = rng.getrandbits(64), rng.getrandbits(256), day * DAY + rng.randint(32_000, 61_000)
                for cadre in people:
                    entry = by_day[cadre.id].get(day)
                    if entry and rng.random() < (0.6 if cadre.group == "group_photo" else 0.04):
                        same = rng.random() < 0.5
                        entry.photo = Photo(
                            base if same else flip(rng, base, rng.randint(1, 5)),
                            sha if same else rng.getrandbits(256),
                            taken if rng.random() < 0.6 else None,
                            shared=True,
                        )


def _wall(cadre: Cadre) -> None:
    """The same board on many days: near in looks, taken anew each time."""
    rng = cadre.rng
    for entry in cadre.entries:
        term = cadre.term_on(entry.day)
        if entry.photo and term and rng.random() < 0.7:
            base = term.county.walls[term.unit]
            taken = entry.day * DAY + rng.randint(8 * 3600, 17 * 3600)
            entry.photo = Photo(flip(rng, base, rng.randint(0, 4)), rng.getrandbits(256), taken, shared=True)
