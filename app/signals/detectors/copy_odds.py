"""How likely it is that one text was copied from an earlier one of the same author, from what both have in common.

The odds are a weighed sum. The weights were learned from labelled diaries in one set of words (`python -m
benchmarks.signals learn`), where honest people repeat duties, names and habits as well; other words only judge them.
"""

from dataclasses import astuple, dataclass
from math import exp, log, log1p
from operator import mul

from app.signals.detectors.text_own import Common

MOST_FIGURES = 30.0
"""Bits of figures that agree; more prove no more."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What speaks for a copy; or, as weights, how much each counts."""

    again: float
    """Evidence that all is said again."""
    pieced: float
    """Evidence that it is pieced together of this text and another one."""
    filled: float
    """Share of the earlier text that stands in this one."""
    says: float
    """How much the text says at all (bits, logarithm)."""
    kept: float
    """Bits of the one stretch kept digit for digit (logarithm)."""
    kept_share: float
    """Of the text that this stretch is."""
    figures: float
    """What the figures say that are the same in both (tens of bits)."""
    rest: float
    """Share outside the longest stretch that is the other's as well."""
    letters: float
    """Signs that stand in both (logarithm)."""


def facts_of(found: Common, again: float, pieced: float, total: float) -> Facts:
    """The facts about two texts laid side by side; `total` is all that the later one says, in bits."""
    return Facts(
        again=again,
        pieced=pieced,
        filled=found.other_share,
        says=log(max(1.0, total)),
        kept=log1p(found.kept.bits),
        kept_share=found.kept.share,
        figures=min(found.agreed, MOST_FIGURES) / 10,
        rest=found.rest,
        letters=log1p(found.letters),
    )


def odds(weights: Facts, base: float, facts: Facts) -> float:
    """The natural logarithm of the odds."""
    return base + sum(map(mul, astuple(weights), astuple(facts)), start=0.0)


def likelihood(log_odds: float) -> float:
    """0 to 1."""
    return 1 / (1 + exp(-log_odds)) if log_odds > 0 else exp(log_odds) / (1 + exp(log_odds))
