"""The weights of `self_copy`, learned from labelled diaries: a logistic regression over the detector's own facts.

An entry and its likeliest source are one case: copied, if the labels say so, or written by somebody who never copies.
Who truly repeats a day now and then is left out: their copies are copies, and no cheating.
"""

import argparse
from collections.abc import Container, Iterator
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from app.signals.corpus import Corpus, Real
from app.signals.corpus_rows import corpus_of
from app.signals.detectors.cells import Cell, cells_of
from app.signals.detectors.copy_odds import Facts
from app.signals.detectors.self_copy import Pool, SelfCopy, is_framed, pool_of, read
from app.signals.detectors.text_own import own_of
from benchmarks.signals.direct import period_of, rows_in
from benchmarks.signals.score import Truth, truth_of

Case = tuple[Facts, bool]
"""What speaks for a copy, and whether it is one."""
REPEATS_TRULY = "now_and_then"
SHRINKAGE = 3e-4
"""Of weights in standard deviations, a case."""
ROUNDS = 50


def run(asked: argparse.Namespace) -> None:
    """Print the weights that these folders teach."""
    cases = [case for folder in asked.folders for case in _cases(folder)]
    facts = np.array([astuple(one) for one, _ in cases])
    copied = np.array([is_copy for _, is_copy in cases], dtype=float)
    base, weights = fitted(facts, copied)
    print(f"{len(cases)} entries, {int(copied.sum())} of them copies\nbase       {base:8.3f}")
    for field, weight in zip(fields(Facts), weights.tolist(), strict=True):
        print(f"{field.name:10} {weight:8.3f}")


def fitted(facts: Real, copied: Real) -> tuple[float, Real]:
    """Base and weights that make the labels likeliest (Newton's method, a little shrinkage)."""
    centre, spread = facts.mean(0), facts.std(0) + 1e-9
    known = np.hstack([np.ones((len(facts), 1)), (facts - centre) / spread])
    shrinkage = np.eye(known.shape[1]) * SHRINKAGE * len(facts)
    shrinkage[0, 0] = 0
    weights = np.zeros(known.shape[1])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-known @ weights))
        slope = known.T @ (likely - copied) + shrinkage @ weights
        weights -= np.linalg.solve((known.T * (likely * (1 - likely))) @ known + shrinkage, slope)
    plain = weights[1:] / spread
    return float(weights[0] - plain @ centre), plain


def _cases(folder: Path) -> Iterator[Case]:
    corpus, truth = corpus_of(rows_in(folder), period_of(folder)), truth_of(folder)
    language = SelfCopy().prepare(corpus)
    for subject, cadre in enumerate(corpus.cadres.ids):
        pool = pool_of(corpus, own_of(corpus, language, subject))
        for cell in cells_of(corpus, subject):
            if (copies := _copies(truth, cadre, cell)) is not None:
                yield from _cases_of(corpus, pool, cell, copies, cadre in truth.cheats)


def _cases_of(corpus: Corpus, pool: Pool, cell: Cell, copies: Container[str], cheats: bool) -> Iterator[Case]:
    for row in cell.rows:
        is_copy = corpus.entries.ids[row] in copies
        if (cheats and not is_copy) or is_framed(
            pool, cell, row
        ):  # what a cheat wrote beside their copies is nobody's example
            continue
        if found := max(read(corpus, pool, row), key=lambda each: each[1].bits, default=None):
            yield found[2], is_copy


def _copies(truth: Truth, cadre: str, cell: Cell) -> dict[str, list[str]] | None:
    """The entries of a month that are labelled as own copies; None of a month that teaches nothing."""
    if truth.groups[cadre] == REPEATS_TRULY and cadre not in truth.cheats:
        return None
    label = truth.labels.get((cadre, cell.month, SelfCopy.kind.value))
    return label["copies"] if label else {}
