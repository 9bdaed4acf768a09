"""Cheats with words: one's own again, a colleague's, one frame, or nothing at all."""

from random import Random

from benchmarks.signals import diary
from benchmarks.signals.edits import changed
from benchmarks.signals.model import DAY, Cadre, Entry, Label, month_of
from benchmarks.signals.words import fill

COPIES = {"verbatim": 3, "edited": 5, "reordered": 2, "spliced": 2, "partial": 1}
TEMPLATES = {"slots": 5, "stock": 3, "numbers": 1, "tail": 2}
FILLERS = {"long": 4, "middle": 3, "short": 3}
TWINS = {
    "verbatim": 3,
    "edited": 4,
    "reordered": 1,
    "spliced": 1,
    "partial": 1,
    "county": 2,
    "county_edited": 2,
    "chain": 1,
}
LEAST_TEXT = 40


def pick(weights: dict[str, int], rng: Random) -> str:
    """A variant by its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def rewrite(cadre: Cadre, entry: Entry, text: str) -> None:
    """Another text; the time at the keyboard is the cadre's own for it."""
    entry.text, entry.touched = text, True
    seconds = int(len(text) / cadre.speed) + cadre.rng.randint(3, 30)
    entry.submitted += max(0, seconds - (entry.edit or 0))
    entry.edit = seconds


def self_copy(cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """Three or more of the month say what an earlier one said."""
    rng = cadre.rng
    free = [entry for entry in entries if not entry.touched]
    first = next((entry.day for entry in cadre.entries), 0)
    wanted = [entry for entry in free if entry.day - first >= 3]
    if len(wanted) < 5:
        return None
    planned: list[tuple[Entry, Entry, Entry]] = []
    for entry in sorted(rng.sample(wanted, min(len(wanted), rng.randint(3, 10))), key=lambda one: one.day):
        earlier = [
            one
            for one in cadre.entries
            if one.day < entry.day and entry.day - one.day < 60 and len(one.text) >= LEAST_TEXT
        ]
        if len(earlier) >= 2:
            source, other = rng.sample(earlier, 2)
            planned.append((entry, source, other))
    return _copy_all(cadre, Label(cadre.id, month, "self_copy", variant), planned, 3)


def _copy_all(cadre: Cadre, label: Label, planned: list[tuple[Entry, Entry, Entry]], least: int) -> Label | None:
    """Carry out the copies, unless they are too few."""
    if len(planned) < least:
        return None
    how = {"county": "verbatim", "county_edited": "edited", "chain": "edited"}.get(label.variant, label.variant)
    for entry, source, other in planned:
        _copy(cadre, entry, source, other, how)
        label.copies.append((entry, source))
        if how == "spliced":
            label.copies.append((entry, other))
    return label


def _copy(cadre: Cadre, entry: Entry, source: Entry, other: Entry, variant: str) -> None:
    term = cadre.term_on(entry.day)
    assert term is not None
    fresh = diary.full(cadre, term.county, entry.day)[0] if variant == "partial" else ""
    rewrite(cadre, entry, changed(source.text, other.text, variant, cadre.rng, fresh))
    entry.work_type = source.work_type
    source.touched = other.touched = True
    entry.roots = roots_of(source) + (roots_of(other) if variant == "spliced" else ())


def roots_of(entry: Entry) -> tuple[Entry, ...]:
    """The entries that a text began with."""
    return entry.roots or (entry,)


def template(cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """Most of the month in one frame, with other names and numbers."""
    rng = cadre.rng
    free = [entry for entry in entries if not entry.touched]
    if len(free) < 8:
        return None
    stock = rng.choice(cadre.words.phrases("template"))
    phrase = stock if variant == "stock" else diary.frame(cadre, rng)
    while variant == "numbers" and sum(slot in diary.NUMBERS for slot in phrase[1::2]) < 4:
        phrase = diary.frame(cadre, rng)
    fixed: dict[str, str] = {}
    for entry in rng.sample(free, int(len(free) * rng.uniform(0.7, 1.0))):
        term = cadre.term_on(entry.day)
        assert term is not None
        facts = diary.Facts(cadre, term.county, cadre.duty, entry.day)
        if variant == "numbers":
            facts.kept = fixed
        text = fill(phrase, facts)
        if variant == "tail":
            text += fill(rng.choice(cadre.words.phrases("tail")), facts) + "。"
        rewrite(cadre, entry, text)
    return Label(cadre.id, month, "template", variant)


def filler(cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """A good part of the month without one fact."""
    rng, lists = cadre.rng, cadre.words.lists
    free = [entry for entry in entries if not entry.touched]
    if len(free) < 6:
        return None
    for entry in rng.sample(free, int(len(free) * rng.uniform(0.5, 0.95))):
        if variant == "short":
            text = rng.choice(lists["short"])
        else:
            joins = [line for line in lists["join"] if ("{3}" in line) == (variant == "long")]
            text = rng.choice(joins).format(*rng.sample(lists["cliche"], 5))
        rewrite(cadre, entry, text)
    return Label(cadre.id, month, "filler", variant, tolerated=False)


class Library:
    """Honest texts that may be copied: by day, and by county and day."""

    def __init__(self, cadres: list[Cadre]) -> None:
        self.owners: dict[Entry, Cadre] = {}
        self.by_day: dict[str, dict[int, list[Entry]]] = {}
        self.counties: list[str] = []
        for cadre in cadres:
            if not cadre.cheats and cadre.group in {"plain", "notes", "repetitive", "reminder", "patchy", "wide"}:
                for entry in cadre.entries:
                    self._add(cadre, entry)
        self.counties = sorted(self.by_day)

    def _add(self, cadre: Cadre, entry: Entry) -> None:
        term = cadre.term_on(entry.day)
        if term and len(entry.text) >= LEAST_TEXT and not entry.touched:
            self.by_day.setdefault(term.county.name, {}).setdefault(entry.day, []).append(entry)

    def near(self, rng: Random, county: str, entry: Entry, across: bool) -> Entry | None:
        """Somebody's text of the same day or the weeks before, sent before this one was."""
        if across:
            others = [name for name in self.counties if name != county]
            county = rng.choice(others) if others else county
        days = self.by_day.get(county, {})
        for _ in range(12):
            back = 0 if rng.random() < 0.3 else rng.randint(1, 25)
            found = days.get(entry.day - back)
            if found:
                source = rng.choice(found)
                if source.submitted < entry.submitted - 600:
                    return source
        return None


def peer_copy(library: Library, cadre: Cadre, month: str, entries: list[Entry], variant: str) -> Label | None:
    """Some of the month are a colleague's words; the colleague wrote first."""
    rng = cadre.rng
    free = [entry for entry in entries if not entry.touched and entry.submitted]
    planned = []
    for entry in rng.sample(free, min(len(free), rng.randint(3, 9))):
        term = cadre.term_on(entry.day)
        assert term is not None
        across = variant.startswith("county")
        source = library.near(rng, term.county.name, entry, across)
        other = library.near(rng, term.county.name, entry, across)
        if source and other and cadre.id not in {source.cadre, other.cadre}:
            planned.append((entry, source, other))
    return _copy_all(cadre, Label(cadre.id, month, "peer_copy", variant), planned, 2)


def pass_on(cadre: Cadre, copied: Label) -> Label | None:
    """A third person copies the copies, a day or more later: the chain's end."""
    label = Label(cadre.id, copied.month, "peer_copy", "chain_end")
    own = [entry for entry in cadre.entries if not entry.touched and month_of(entry.day) == copied.month]
    taken: set[Entry] = set()
    planned = []
    for middle, _ in copied.copies:
        later = [entry for entry in own if entry not in taken and entry.submitted > middle.submitted + DAY // 2]
        if later:
            taken.add(later[0])
            planned.append((later[0], middle, middle))
    return _copy_all(cadre, label, planned, 2)
