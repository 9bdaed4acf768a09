"""The labelled datasets by which the detectors are measured: true to their seed and labels, and read well."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from app.signals.corpus_rows import corpus_of
from app.signals.detectors.registry import DETECTORS
from app.signals.found import RAISED
from benchmarks.signals import direct, files, score
from benchmarks.signals.generate import Made, Plan, make
from benchmarks.signals.second import make as second
from benchmarks.signals.second.words import lists
from benchmarks.signals.words import Words, load

NAMES = ("cadres", "secondments", "leave", "entries", "claims", "approvals", "labels", "groups")


def written(folder: Path, seed: int, cadres: int, words: str) -> Path:
    files.write(make(Plan(seed, cadres, 2, words)), folder)
    return folder


@pytest.fixture(scope="module")
def made() -> Made:
    return make(Plan(seed=3, cadres=160, months=2, words="B"))


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_seed_gives_the_same_files_again(tmp_path: Path) -> None:
    one, same = (written(tmp_path / name, 4, 30, "A") for name in "xy")
    other = written(tmp_path / "z", 5, 30, "A")
    assert all((one / f"{name}.jsonl").read_bytes() == (same / f"{name}.jsonl").read_bytes() for name in NAMES)
    assert (one / "entries.jsonl").read_bytes() != (other / "entries.jsonl").read_bytes()


def phrases(words: Words) -> Iterator[object]:
    for lines in words.lists.values():
        yield from lines
    for duty in words.duties:
        yield from (*duty.acts, *duty.details, *duty.outcomes)


@pytest.mark.parametrize("names", list(combinations("ABCD", 2)))
def test_word_sets_share_no_phrase(names: tuple[str, str]) -> None:
    first, second = (set(phrases(load(name))) for name in names)
    assert len(first) > 100
    assert first & second == set()


def test_the_second_hand_labels_the_known_kinds_and_shares_no_phrase_with_the_first(tmp_path: Path) -> None:
    second.write(tmp_path, 6, 110, date(2026, 3, 1), date(2026, 4, 30))
    people = {row["subject_id"] for row in rows(tmp_path, "groups")}
    labels = rows(tmp_path, "labels")
    kinds = {row["kind"] for row in labels}
    assert len(kinds) > 7
    assert kinds <= set(score.KINDS)
    assert {row["subject_id"] for row in labels} <= people
    said, duties = lists()
    own = {line for lines in (*said.values(), *duties.values()) for line in lines if len(line) > 8}
    assert len(own) > 100
    assert own.isdisjoint(line for names in "ABCD" for lines in load(names).lists.values() for line in lines)


def test_a_copy_is_sent_after_what_it_copies_and_its_author_alone_is_labelled(made: Made) -> None:
    copies = [(label, pair) for label in made.labels if label.kind == "peer_copy" for pair in label.copies]
    labelled = {entry for _, (entry, _) in copies}
    assert copies
    for label, (copy, source) in copies:
        assert copy.cadre == label.subject != source.cadre
        assert copy.submitted > source.submitted
        assert label.variant == "chain_end" or source not in labelled


def test_whoever_is_copied_and_copies_nobody_has_no_label(made: Made) -> None:
    honest = {cadre.id for cadre in made.cadres if not cadre.cheats}
    assert {label.subject for label in made.labels} & honest == set()
    assert {source.cadre for label in made.labels if label.kind == "peer_copy" for _, source in label.copies} & honest


def test_missing_days_are_missing_and_honest_people_miss_fewer_than_three(made: Made) -> None:
    missing = {(label.subject, label.month) for label in made.labels if label.kind == "missing"}
    first, last = made.plan.start.toordinal(), made.plan.last.toordinal()
    assert missing
    for cadre in made.cadres:
        recorded = {entry.day for entry in cadre.entries}
        for month in made.plan.month_names:
            gaps = [
                day
                for day in range(first, last + 1)
                if files.day_text(day).startswith(month)
                and direct.is_workday(day)
                and cadre.term_on(day)
                and not cadre.off(day)
                and day not in recorded
            ]
            assert (len(gaps) >= 3) == ((cadre.id, month) in missing), (cadre.id, month)


def test_a_sitting_has_short_gaps(made: Made) -> None:
    sittings = [label.entries for label in made.labels if label.kind == "backfill"]
    assert sittings
    for run in sittings:
        assert all(0 < after.submitted - before.submitted < 900 for before, after in pairwise(run))
        assert run[-1].submitted // 86_400 - run[-1].day >= 2


@pytest.mark.parametrize("words", ["B", "C"])
def test_the_detectors_read_words_that_they_were_not_made_for(words: str, tmp_path: Path) -> None:
    """Far below what is measured (docs/signals.md): a fall below is a fault, not a matter of taste."""
    folder = written(tmp_path, 21, 130, words)
    corpus = corpus_of(direct.rows_in(folder), direct.period_of(folder))
    signals = [row for detector in DETECTORS for row in direct.find(corpus, detector) if row["score"] >= RAISED]
    result = score.compare(score.truth_of(folder), signals)
    kinds = [result.kinds[detector.kind] for detector in DETECTORS]
    right, wrong, missed = (sum(getattr(kind, name) for kind in kinds) for name in ("right", "wrong", "missed"))
    assert right / (right + missed) > 0.85
    assert right / (right + wrong) > 0.85
    assert result.accused == []


def test_a_score_counts_what_was_found_missed_and_said_wrongly(tmp_path: Path) -> None:
    folder = written(tmp_path, 6, 60, "A")
    labels = rows(folder, "labels")
    honest = next(row["subject_id"] for row in rows(folder, "groups") if not row["cheats"])
    found = [
        {
            "subject_id": row["subject_id"],
            "kind": row["kind"],
            "start": f"{row['month']}-01",
            "end": f"{row['month']}-28",
        }
        for row in labels[1:]
    ]
    wrong = {"subject_id": honest, "kind": "clockwork", "start": "2026-03-02", "end": "2026-03-02"}
    result = score.compare(score.truth_of(folder), [*found, wrong | {"evidence": "3月9日在2分钟内"}])
    kind = result.kinds[labels[0]["kind"]]
    assert (kind.missed, result.kinds["clockwork"].wrong) == (1, 1)
    assert sum(each.right for each in result.kinds.values()) == len(labels) - 1
    assert len(result.untrue) == 1
    assert score.honest_rate(result) > 0
