"""What was found against what is true: by kind, variant and group of honest people; sources, and dates in sentences."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RAISED = 0.5
KINDS = ("missing", "backfill", "self_copy", "template", "peer_copy", "filler", "clockwork", "photo_reuse",
         "far_location", "claim_conflict", "rubber_stamp")  # fmt: skip
TOLERATED = {"filler": {"self_copy", "template"}, "template": {"self_copy"}, "self_copy": {"template"}}
"""What may be said of the same month beside what is labelled, without being wrong or wanted."""
OTHER = "cheats, other months"
SUPERVISOR = "supervisor"
DATE = re.compile(r"(\d{1,2})月(\d{1,2})日")
BARE = re.compile(r"(?<![月\d])(\d{1,2})日")
Row = dict[str, Any]
Key = tuple[str, str, str]
"""Subject, month, kind."""


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def key_of(row: Row) -> Key:
    """Whom, when and what a signal is about."""
    return str(row["subject_id"]), str(row["start"])[:7], str(row["kind"])


@dataclass(slots=True)
class Truth:
    """Labels and groups."""

    labels: dict[Key, Row]
    groups: dict[str, str]
    cheats: set[str]
    months: dict[str, set[str]]
    days: dict[str, tuple[str, str]]
    """Entry → work date, and the date on which it was sent."""

    def tolerates(self, key: Key) -> bool:
        """Whether a signal beside a label is neither right nor wrong."""
        subject, month, kind = key
        return any((subject, month, real) in self.labels and kind in also for real, also in TOLERATED.items())


def truth_of(folder: Path) -> Truth:
    """What the generator knows."""
    labels = {(row["subject_id"], row["month"], row["kind"]): row for row in rows_of(folder / "labels.jsonl")}
    groups, cheats = {}, set()
    for row in rows_of(folder / "groups.jsonl"):
        groups[row["subject_id"]] = row["group"]
        if row["cheats"]:
            cheats.add(row["subject_id"])
    months: dict[str, set[str]] = defaultdict(set)
    days = {}
    for row in rows_of(folder / "entries.jsonl"):
        months[row["cadre_id"]].add(row["work_date"][:7])
        days[row["entry_id"]] = row["work_date"], row["submitted_at"][:10]
    for row in rows_of(folder / "approvals.jsonl"):
        months[row["supervisor_id"]].add(row["decided_at"][:7])
    return Truth(labels, groups, cheats, months, days)


@dataclass(slots=True)
class Kind:
    """One kind's counts."""

    right: int = 0
    wrong: int = 0
    tolerated: int = 0
    missed: int = 0
    named: int = 0
    named_right: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def strict(self) -> float:
        """Precision when what is tolerated counts as wrong."""
        return self.right / max(1, self.right + self.wrong + self.tolerated)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


@dataclass(slots=True)
class Score:
    """All figures, and the keys behind them."""

    kinds: dict[str, Kind] = field(default_factory=lambda: {kind: Kind() for kind in KINDS})
    variants: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    false: Counter[str] = field(default_factory=Counter)
    false_kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    missed: list[Key] = field(default_factory=list)
    wrong: list[Key] = field(default_factory=list)
    doubles: int = 0
    dates: int = 0
    untrue: list[str] = field(default_factory=list)
    accused: list[tuple[str, str]] = field(default_factory=list)
    """(source, copy) of which the source was taken for the copy."""

    def macro(self, kinds: Iterable[str] = KINDS) -> float:
        """The mean F1 of the kinds that occur."""
        found = [each.f1 for kind, each in self.kinds.items() if kind in kinds and each.right + each.missed]
        return sum(found) / max(1, len(found))


def score(folder: Path, signals: Path) -> Score:
    """The figures of a file of signals."""
    return compare(truth_of(folder), [row for row in rows_of(signals) if row.get("score", 1.0) >= RAISED])


def compare(truth: Truth, signals: list[Row]) -> Score:
    """The figures of signals."""
    found = {key_of(row): row for row in signals}
    result = Score(doubles=len(signals) - len(found))
    for key, label in truth.labels.items():
        hit = key in found
        seen = result.variants[key[2], label["variant"]]
        seen[0] += hit
        seen[1] += 1
        result.kinds[key[2]].right += hit
        if not hit:
            result.kinds[key[2]].missed += 1
            result.missed.append(key)
    for subject, months in truth.months.items():
        for month in months:
            group = _group(truth, subject, month)
            if group:
                result.months[group] += 1
    for key, row in found.items():
        _wrongs(truth, result, key)
        _sources(truth, result, key, row)
        _dates(truth, result, row)
    return result


def _group(truth: Truth, subject: str, month: str) -> str | None:
    """Under which honest group a month counts; None for a month in which its person cheats."""
    if subject not in truth.cheats:
        return truth.groups.get(subject, "unknown")
    cheats = any((subject, month, kind) in truth.labels for kind in KINDS)
    return None if cheats or truth.groups.get(subject) == SUPERVISOR else OTHER


def _wrongs(truth: Truth, result: Score, key: Key) -> None:
    if key in truth.labels:
        return
    kind = result.kinds[key[2]]
    if truth.tolerates(key):
        kind.tolerated += 1
        return
    kind.wrong += 1
    result.wrong.append(key)
    group = _group(truth, key[0], key[1])
    if group:
        result.false[group] += 1
        result.false_kinds[group, key[2]] += 1


def _sources(truth: Truth, result: Score, key: Key, row: Row) -> None:
    """Of the pairs that name a copy: how many name a source that it may have come from."""
    copies = truth.labels.get(key, {}).get("copies") or {}
    kind = result.kinds[key[2]]
    for copy, source in row.get("pairs") or ():
        if copies:
            kind.named += 1
            kind.named_right += source in copies.get(copy, ())
            if copy in copies.get(source, ()) and source not in copies.get(copy, ()):
                result.accused.append((copy, source))


def _dates(truth: Truth, result: Score, row: Row) -> None:
    """Each date in the sentence is one of the signal's days, or of the entries and sources that it names; a bare day
    is a day of an entry."""
    entries = [id_ for id_ in row.get("entries") or () if id_ in truth.days]
    named = [*entries, *(id_ for pair in row.get("pairs") or () for id_ in pair)]
    known = {(int(day[5:7]), int(day[8:])) for id_ in named for day in truth.days.get(id_, ())}
    own = {int(truth.days[id_][0][8:]) for id_ in entries}
    text, start, end = row.get("evidence") or "", row["start"], row["end"]
    wrong = False
    for month, day in DATE.findall(text):
        said = f"{start[:4]}-{int(month):02d}-{int(day):02d}"
        wrong |= (int(month), int(day)) not in known and not start <= said <= end
        result.dates += 1
    for day in map(int, BARE.findall(text)):
        wrong |= not (day in own if own else int(start[8:]) <= day <= int(end[8:]))
        result.dates += 1
    if wrong:
        result.untrue.append(f"{row['subject_id']} {row['kind']}: {text}")


def honest_rate(result: Score) -> float:
    """False signals per honest cadre-month, supervisors apart."""
    groups = [group for group in result.months if group not in {SUPERVISOR, OTHER}]
    return sum(result.false[group] for group in groups) / max(1, sum(result.months[group] for group in groups))


def figures(result: Score) -> Row:
    """The figures as plain data."""
    return {
        "macro_f1": round(result.macro(), 4),
        "honest_rate": round(honest_rate(result), 5),
        "kinds": {
            kind: {
                "precision": round(each.precision, 4),
                "strict": round(each.strict, 4),
                "recall": round(each.recall, 4),
                "f1": round(each.f1, 4),
                "labels": each.right + each.missed,
                "right": each.right,
                "wrong": each.wrong,
                "tolerated": each.tolerated,
                "sources": round(each.named_right / each.named, 4) if each.named else None,
            }
            for kind, each in result.kinds.items()
        },
        "variants": {f"{kind} {variant}": seen for (kind, variant), seen in sorted(result.variants.items())},
        "groups": {
            group: {
                "months": months,
                "false": result.false[group],
                "rate": round(result.false[group] / months, 5),
                "kinds": {kind: n for (of, kind), n in sorted(result.false_kinds.items()) if of == group},
            }
            for group, months in sorted(result.months.items())
        },
        "doubles": result.doubles,
        "dates": result.dates,
        "untrue": result.untrue[:20],
        "accused": len(result.accused),
    }


def table(result: Score) -> str:
    """The figures to read."""
    data = figures(result)
    lines = [f"{'kind':16}{'labels':>7}{'right':>7}{'wrong':>7}{'also':>6}{'P':>8}{'R':>8}{'F1':>8}{'source':>8}"]
    for kind, each in data["kinds"].items():
        source = "" if each["sources"] is None else f"{each['sources']:.3f}"
        lines.append(
            f"{kind:16}{each['labels']:7}{each['right']:7}{each['wrong']:7}{each['tolerated']:6}"
            f"{each['precision']:8.3f}{each['recall']:8.3f}{each['f1']:8.3f}{source:>8}"
        )
    lines.append(f"macro-F1 {data['macro_f1']:.4f}; false signals per honest cadre-month {data['honest_rate']:.5f}")
    lines.append("\nrecall by variant")
    lines += [f"  {name:32}{seen[0]:5} of {seen[1]:5}" for name, seen in data["variants"].items()]
    lines.append("\nfalse signals by group (months, false, rate, kinds)")
    for group, each in data["groups"].items():
        kinds = ", ".join(f"{kind} {n}" for kind, n in each["kinds"].items())
        lines.append(f"  {group:22}{each['months']:7}{each['false']:5}{each['rate']:9.5f}  {kinds}")
    lines.append(f"\n{data['dates']} dates in sentences, {len(result.untrue)} not the signal's own")
    lines += [f"  {line}" for line in result.untrue[:5]]
    lines.append(f"sources taken for copies: {data['accused']}; said twice: {data['doubles']}")
    return "\n".join(lines)


def report(result: Score, to: Path | None) -> None:
    """The table, and the figures as JSON where asked."""
    print(table(result))
    if to:
        to.write_text(json.dumps(figures(result), ensure_ascii=False, indent=1), encoding="utf-8")
