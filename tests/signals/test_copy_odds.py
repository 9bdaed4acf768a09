"""How likely a copy is: the odds, what moves them, and how their weights are learned."""

from dataclasses import astuple, fields, replace
from math import inf, isclose

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.signals.detectors.copy_odds import MOST_FIGURES, Facts, facts_of, likelihood, odds
from app.signals.detectors.self_copy import RULES
from app.signals.detectors.text_language import language_of
from app.signals.detectors.text_own import common, told
from benchmarks.signals.learn import fitted
from tests.signals.diaries import Diaries

DAY = "到柳湾村量水渠215米，图给陈大明看过，差36份证明，约村会计周五前补齐。"
SHARES = st.floats(0, 1)
AMOUNTS = st.floats(0, 8)
SOME = st.builds(Facts, AMOUNTS, AMOUNTS, SHARES, AMOUNTS, AMOUNTS, SHARES, SHARES, SHARES, AMOUNTS)


def said_of(facts: Facts) -> float:
    return likelihood(odds(RULES.weights, RULES.base, facts))


def between(one: str, two: str) -> float:
    first, second = told(language_of(Diaries().corpus()), [one, two])
    found = common(first, second)
    return said_of(facts_of(found, found.again, 0.0, first.total))


def test_the_same_day_again_is_a_copy_and_another_day_is_none() -> None:
    other = "上午在镇里开防汛会，下午走访陶家三户，记下两件要办的事。"
    assert between(DAY, DAY) > 0.99
    assert between(DAY, other) < 0.01


def test_other_figures_speak_against_a_copy() -> None:
    changed = DAY.replace("215", "640").replace("36", "51")
    assert between(DAY, DAY) > between(changed, DAY)


@given(facts=SOME, more=st.floats(0, 3))
def test_more_said_again_and_more_figures_kept_never_make_a_copy_less_likely(facts: Facts, more: float) -> None:
    for name in ("again", "pieced", "filled", "kept_share", "figures", "letters"):
        assert said_of(replace(facts, **{name: getattr(facts, name) + more})) >= said_of(facts)


@given(st.floats(-1e6, 1e6))
def test_a_likelihood_is_one(log_odds: float) -> None:
    assert 0 <= likelihood(log_odds) <= 1
    assert isclose(likelihood(log_odds) + likelihood(-log_odds), 1)
    assert likelihood(-inf) == 0


def test_figures_beyond_many_prove_no_more() -> None:
    many = "，".join(f"第{household}户补{household * 37}元" for household in range(11, 40))
    first, second = told(language_of(Diaries().corpus()), [many, many])
    found = common(first, second)
    assert found.agreed > MOST_FIGURES
    assert facts_of(found, 1.0, 0.0, first.total).figures == MOST_FIGURES / 10


def test_what_is_learned_tells_copies_from_the_rest() -> None:
    chance = np.random.default_rng(3)
    weights = np.array(astuple(RULES.weights))
    facts = chance.normal(size=(6000, len(fields(Facts))))
    copied = (chance.random(6000) < 1 / (1 + np.exp(1.5 - facts @ weights))).astype(float)
    base, learned = fitted(facts, copied)
    assert np.corrcoef(learned, weights)[0, 1] > 0.99
    assert np.mean((facts @ learned + base > 0) == copied) > 0.9
