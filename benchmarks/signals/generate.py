"""A whole dataset by its seed: honest days first, then who cheats, how and when, and what the detectors should say."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from benchmarks.signals import cheats_place, cheats_text, cheats_time, honest, shared
from benchmarks.signals.model import Cadre, Entry, Label, Supervisor, is_workday, month_of
from benchmarks.signals.words import load
from benchmarks.signals.world import people_of

VARIANTS: dict[str, dict[str, int]] = {
    "self_copy": cheats_text.COPIES,
    "peer_copy": cheats_text.TWINS,
    "template": cheats_text.TEMPLATES,
    "filler": cheats_text.FILLERS,
    "backfill": cheats_time.BACKFILLS,
    "clockwork": cheats_time.CLOCKWORKS,
    "missing": cheats_time.GAPS,
    "photo_reuse": cheats_place.PHOTOS,
    "far_location": cheats_place.PLACES,
    "claim_conflict": cheats_place.CLAIMS,
}
WEIGHTS = {"self_copy": 5, "peer_copy": 5, "template": 4, "filler": 4, "backfill": 5, "clockwork": 2, "missing": 4,
           "photo_reuse": 4, "far_location": 3, "claim_conflict": 3}  # fmt: skip
CHEATING, TWICE, STAMPING = 0.22, 0.12, 0.15
START = date(2026, 3, 1)


@dataclass(slots=True)
class Plan:
    """What is asked for."""

    seed: int
    cadres: int
    months: int
    words: str = "A"
    start: date = START

    @property
    def last(self) -> date:
        """The last day of the last month."""
        year, month = divmod(self.start.year * 12 + self.start.month - 1 + self.months, 12)
        return date(year, month + 1, 1) - timedelta(days=1)

    @property
    def as_of(self) -> date:
        """When it is all looked at: everybody's time to write is over."""
        return self.last + timedelta(days=24)

    @property
    def month_names(self) -> list[str]:
        """Months of the period."""
        return sorted({month_of(day) for day in range(self.start.toordinal(), self.last.toordinal() + 1)})


Decided = tuple[Entry, int, float | None]


@dataclass(slots=True)
class Made:
    """The dataset before it is written."""

    plan: Plan
    cadres: list[Cadre]
    labels: list[Label] = field(default_factory=list)
    approvals: list[tuple[Supervisor, list[Decided]]] = field(default_factory=list)
    stampers: dict[str, str] = field(default_factory=dict)


def make(plan: Plan) -> Made:
    """Everybody's days, by the seed alone."""
    words, name = load(plan.words), f"{plan.seed}/{plan.words}/{plan.cadres}"
    first, last = plan.start.toordinal(), plan.last.toordinal()
    cadres = people_of(words, plan.cadres, name, plan.start, plan.last)
    rng = Random(f"{name}/shared")
    for cadre in cadres:
        honest.live(cadre, first, last)
        _choose(cadre, plan.month_names)
    workdays = [day for day in range(first, last + 1) if is_workday(day)]
    shared.meet(cadres, workdays, rng)
    shared.visit(cadres, rng)
    shared.photograph(cadres, workdays, rng)
    made = Made(plan, cadres)
    _claim(cadres, workdays)
    made.labels += _apply(cadres, workdays, _Structural())
    made.labels += _apply(cadres, workdays, _Rewriting(cadres))
    _chains(made, rng)
    _name_all(made)
    _approve(made, name)
    return made


def _choose(cadre: Cadre, months: list[str]) -> None:
    """Who cheats, in what, and in which months."""
    rng = cadre.rng
    if rng.random() > CHEATING:
        return
    kinds = list(WEIGHTS)
    wanted = 2 if rng.random() < TWICE else 1
    for kind in sorted({rng.choices(kinds, list(WEIGHTS.values()))[0] for _ in range(wanted)}):
        chosen = tuple(sorted(rng.sample(months, rng.randint(1, len(months)))))
        cadre.cheats.append((kind, cheats_text.pick(VARIANTS[kind], rng), chosen))
    if cadre.group in {"terse", "duplicates"}:
        cadre.group = "plain"


def _claim(cadres: list[Cadre], workdays: list[int]) -> None:
    by_month: dict[str, list[int]] = defaultdict(list)
    for day in workdays:
        by_month[month_of(day)].append(day)
    for cadre in cadres:
        for month, days in by_month.items():
            honest.claim(cadre, month, days)


class _Structural:
    """Cheats that take records away; they go first."""

    kinds = frozenset({"claim_conflict", "missing"})

    def __call__(self, cadre: Cadre, kind: str, variant: str, month: str, days: list[int]) -> Label | None:
        if kind == "claim_conflict":
            return cheats_place.claim_conflict(cadre, month, days, variant)
        return cheats_time.missing(cadre, month, _of(cadre, month), variant)


class _Rewriting:
    """Cheats that change records."""

    kinds = frozenset(VARIANTS) - _Structural.kinds

    def __init__(self, cadres: list[Cadre]) -> None:
        self.library = cheats_text.Library(cadres)
        self.shots: dict[str, list[Entry]] = defaultdict(list)
        for cadre in cadres:
            if not cadre.cheats:
                for entry in cadre.entries:
                    if entry.photo and not entry.photo.shared:
                        self.shots[cadre.terms[0].county.name].append(entry)

    def __call__(self, cadre: Cadre, kind: str, variant: str, month: str, days: list[int]) -> Label | None:
        entries = _of(cadre, month)
        if kind == "peer_copy":
            return cheats_text.peer_copy(self.library, cadre, month, entries, variant)
        if kind == "photo_reuse":
            shots = self.shots[cadre.terms[0].county.name]
            return cheats_place.photo_reuse(shots, cadre, month, entries, variant)
        plain: dict[str, Callable[[Cadre, str, list[Entry], str], Label | None]] = {
            "self_copy": cheats_text.self_copy,
            "template": cheats_text.template,
            "filler": cheats_text.filler,
            "backfill": cheats_time.backfill,
            "clockwork": cheats_time.clockwork,
            "far_location": cheats_place.far_location,
        }
        return plain[kind](cadre, month, entries, variant)


def _of(cadre: Cadre, month: str) -> list[Entry]:
    return [entry for entry in cadre.entries if month_of(entry.day) == month]


def _apply(cadres: list[Cadre], workdays: list[int], cheat: _Structural | _Rewriting) -> Iterable[Label]:
    by_month: dict[str, list[int]] = defaultdict(list)
    for day in workdays:
        by_month[month_of(day)].append(day)
    for cadre in cadres:
        done = []
        for kind, variant, months in cadre.cheats:
            if kind not in cheat.kinds:
                done.append((kind, variant, months))
                continue
            labels = [(month, cheat(cadre, kind, variant, month, by_month[month])) for month in months]
            yield from (label for _, label in labels if label)
            done.append((kind, variant, tuple(month for month, label in labels if label)))
        cadre.cheats = done


def _chains(made: Made, rng: Random) -> None:
    """Somebody copies the copier: an idle cadre of the same county, who does nothing else."""
    idle = [cadre for cadre in made.cadres if not cadre.cheats and cadre.group == "plain"]
    rng.shuffle(idle)
    for label in [label for label in made.labels if label.variant == "chain"]:
        if idle:
            cadre = idle.pop()
            found = cheats_text.pass_on(cadre, label)
            if found:
                made.labels.append(found)
            cadre.cheats.append(("peer_copy", "chain_end", (label.month,)))


def _name_all(made: Made) -> None:
    number = 0
    for cadre in made.cadres:
        cadre.entries.sort(key=lambda one: (one.day, one.submitted))
        for entry in cadre.entries:
            number += 1
            entry.id = f"E{number:08d}"
            if entry.photo:
                entry.photo.id = f"P{number:08d}"


def _approve(made: Made, name: str) -> None:
    """Weekly sittings; one supervisor in seven stamps some months through."""
    own: dict[str, list[Entry]] = defaultdict(list)
    people: dict[str, Supervisor] = {}
    for cadre in made.cadres:
        for entry in cadre.entries:
            term = cadre.term_on(entry.day)
            assert term is not None
            own[term.supervisor.id].append(entry)
            people[term.supervisor.id] = term.supervisor
    for id_ in sorted(own):
        rng = Random(f"{name}/{id_}")
        variant = cheats_text.pick(cheats_place.STAMPS, rng) if rng.random() < STAMPING else ""
        months = tuple(rng.sample(made.plan.month_names, rng.randint(1, made.plan.months)))
        rows, stamped = cheats_place.approvals(rng, variant, months, own[id_])
        made.approvals.append((people[id_], rows))
        made.stampers[id_] = variant if stamped else "supervisor"
        made.labels += [Label(id_, month, "rubber_stamp", variant) for month in sorted(stamped)]
