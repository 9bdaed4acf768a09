"""What a person writes about a day: phrases of their duty, filled with the people and places that they know."""

from datetime import date
from random import Random

from benchmarks.signals.model import Cadre, County
from benchmarks.signals.words import USUAL, WAYS, Duty, Phrase, fill

KEPT = frozenset("pqvtclxud")
"""Slots that mean the same throughout one text."""
USUALS = sorted(WAYS)
HOURS = ["上午八点半", "上午9点", "上午十点", "中午", "午后", "下午两点", "下午3点半", "傍晚", "晚七点", "一早"]


class Facts:
    """The values of one text's slots."""

    __slots__ = ("cadre", "county", "day", "duty", "kept", "rng")

    def __init__(self, cadre: Cadre, county: County, duty: Duty, day: int) -> None:
        self.cadre, self.county, self.duty, self.day = cadre, county, duty, day
        self.rng = cadre.rng
        self.kept: dict[str, str] = {}

    def __call__(self, slot: str) -> str:
        if slot in KEPT:
            if slot not in self.kept:
                self.kept[slot] = self.draw(slot)
            return self.kept[slot]
        return self.draw(slot)

    def draw(self, slot: str) -> str:
        """A value by chance."""
        random = self.rng.random
        if slot in _RANGES:
            low, high = _RANGES[slot]
            return str(low + int(random() * random() * (high - low + 1)))
        if slot in {"m", "w"}:
            return f"{0.5 + random() * (9 if slot == 'm' else 60):.1f}"
        if slot == "d":
            ahead = date.fromordinal(self.day + 2 + int(random() * 12))
            return f"{ahead.month}月{ahead.day}日"
        if slot == "h":
            return HOURS[int(random() * len(HOURS))]
        values = self._known(slot)
        return values[int(random() * len(values))]

    def _known(self, slot: str) -> list[str]:
        """Three times in four from one's own beat."""
        if slot in {"p", "q"}:
            return self.cadre.people
        if slot == "x":
            return self.duty.things
        values: list[str] = getattr(self.county, _PLACES[slot])
        if slot == "u" or self.rng.random() < 0.25:
            return values
        key = f"{slot}{self.county.name}"
        if key not in self.cadre.beat:
            self.cadre.beat[key] = self.rng.sample(values, min(len(values), self.rng.randint(3, 9)))
        return self.cadre.beat[key]


_PLACES = {"v": "villages", "t": "townships", "c": "companies", "l": "places", "u": "offices"}
_RANGES = {"n": (2, 28), "k": (2, 9), "N": (36, 980)}
NUMBERS = frozenset("nkNmwd")


def full(cadre: Cadre, county: County, day: int) -> tuple[str, Duty]:
    """An ordinary day in sentences; more than half are about one's own duty."""
    rng = cadre.rng
    duty = cadre.duty if rng.random() < 0.55 else rng.choice(cadre.words.duties)
    phrases = cadre.words.phrases("structure")
    structure = phrases[int(rng.random() * len(phrases))]
    return say(cadre, county, day, structure, duty), duty


def say(cadre: Cadre, county: County, day: int, structure: Phrase, duty: Duty) -> str:
    """A structure with phrases of a duty in its places."""
    rng, facts = cadre.rng, Facts(cadre, county, duty, day)
    first, second = rng.sample(duty.acts, 2)
    chosen = {"A": first, "B": second, "D": rng.choice(duty.details), "O": rng.choice(duty.outcomes)}
    said = {slot: phrase(cadre, chosen[slot], facts) for slot in structure[1::2] if slot in chosen}
    return fill(structure, lambda slot: said.get(slot) or facts(slot))


def phrase(cadre: Cadre, pattern: Phrase, facts: Facts) -> str:
    """A phrase in the words that the author prefers, and with some of the day's own; at times with what led to it."""
    rng, today = cadre.rng, dict(cadre.ways)
    usual = rng.choice(USUALS)
    today[usual] = rng.choice(WAYS[usual])
    text = USUAL.sub(lambda found: today.get(found.group(), found.group()), fill(pattern, facts))
    if rng.random() < 0.4:
        text = fill(rng.choice(cadre.words.phrases("lead")), facts) + text
    return text


def frame(cadre: Cadre, rng: Random) -> Phrase:
    """One day's sentence as a frame whose slots alone are left open."""
    duty = cadre.duty
    structure = rng.choice(cadre.words.phrases("structure"))
    first, second = rng.sample(duty.acts, 2)
    chosen = {"A": first, "B": second, "D": rng.choice(duty.details), "O": rng.choice(duty.outcomes)}
    parts: list[str] = [""]
    for at, part in enumerate(structure):
        inner: Phrase = chosen[part] if at % 2 and part in chosen else ("", part, "") if at % 2 else (part,)
        parts[-1] += inner[0]
        parts.extend(inner[1:])
    return tuple(parts)


def terse(cadre: Cadre, county: County, day: int) -> tuple[str, Duty]:
    """A few characters with one fact; one in three is the very same as ever."""
    rng, lines = cadre.rng, cadre.words.phrases("terse")
    if not cadre.opening:
        cadre.opening = rng.choice([line for line in lines if len(line) == 1] or lines)
    line = cadre.opening if rng.random() < 0.35 else rng.choice(lines)
    return fill(line, Facts(cadre, county, cadre.duty, day)), cadre.duty


def repetitive(cadre: Cadre, county: County, day: int) -> tuple[str, Duty]:
    """One duty every day: the same opening, then what was particular about this day."""
    rng, duty = cadre.rng, cadre.duty
    if not cadre.opening:
        cadre.opening = rng.choice(cadre.words.phrases("repeat"))
    facts = Facts(cadre, county, duty, day)
    parts = [rng.choice(duty.details), rng.choice(duty.outcomes)]
    if rng.random() < 0.6:
        parts.insert(0, rng.choice(duty.acts))
    said = "，".join(phrase(cadre, part, facts) for part in parts)
    return fill(cadre.opening, facts) + said + "。", duty


def readings(cadre: Cadre, county: County, day: int) -> tuple[str, Duty]:
    """A gauge read every day: the same short line with true figures, and on one day in three what else there was."""
    rng = cadre.rng
    if not cadre.opening:
        cadre.opening = rng.choice(cadre.words.phrases("repeat"))
    facts = Facts(cadre, county, cadre.duty, day)
    more = phrase(cadre, rng.choice(cadre.duty.acts), facts) + "。" if rng.random() < 0.33 else ""
    return fill(cadre.opening, facts) + more, cadre.duty


def habit(cadre: Cadre, county: County, day: int) -> tuple[str, Duty]:
    """One's own headings and closing words round what is new every day."""
    rng, duty = cadre.rng, cadre.duty
    if not cadre.opening:
        head, foot = rng.choice(cadre.words.lists["head"]), rng.choice(cadre.words.lists["foot"])
        cadre.opening = (head, foot)
    facts = Facts(cadre, county, duty, day)
    parts = [*rng.sample(duty.acts, 2), rng.choice(duty.details), rng.choice(duty.outcomes)]
    said = "，".join(phrase(cadre, part, facts) for part in parts)
    return f"{cadre.opening[0]}{said}。{cadre.opening[1]}", duty


def stock(cadre: Cadre, county: County, day: int) -> tuple[str, Duty]:
    """What everybody says of every day, and one or two facts of this one."""
    rng, duty = cadre.rng, cadre.duty
    facts = Facts(cadre, county, duty, day)
    parts = [rng.choice(duty.acts), rng.choice(duty.outcomes)][: rng.randint(1, 2)]
    said = "，".join(phrase(cadre, part, facts) for part in parts) + "。"
    first, *rest = rng.sample(cadre.words.lists["stock"], rng.randint(2, 3))
    return first + said + "".join(rest), duty


def notes(cadre: Cadre, county: County, day: int) -> tuple[str, Duty]:
    """A list out of a notes app."""
    rng = cadre.rng
    duty = cadre.duty if rng.random() < 0.6 else rng.choice(cadre.words.duties)
    facts = Facts(cadre, county, duty, day)
    parts = [*rng.sample(duty.acts, rng.randint(1, 2)), rng.choice(duty.details), rng.choice(duty.outcomes)]
    return " ".join(f"{at}.{phrase(cadre, part, facts)}" for at, part in enumerate(parts, 1)), duty


def closing(cadre: Cadre, county: County, day: int) -> str:
    """What oneself did at a meeting that all attended."""
    return phrase(cadre, cadre.rng.choice(cadre.words.phrases("closing")), Facts(cadre, county, cadre.duty, day))
