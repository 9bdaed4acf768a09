"""The back-fill window: free, with a reason, closed, unlocked, late from a phone without signal."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.window import Judgement, Verdict, WindowPolicy, judge_window
from app.workdays.library import seed_from_library
from app.workdays.rules import WorkCalendar

CALENDAR = WorkCalendar.from_rows([*seed_from_library(2025), *seed_from_library(2026)], announced=(2025, 2026))
POLICY = WindowPolicy(3, 10)
LATE = Judgement(Verdict.LATE_SYNC, offline=True)


def d(text: str) -> date:
    return date.fromisoformat(text)


def judge(work_on, today, policy=POLICY, **facts) -> Judgement:
    return judge_window(work_on, today, policy, CALENDAR.workdays_back, **facts)


# Thursday 12 March 2026: three workdays back is Monday 9, ten is Thursday 26 February (28 is a make-up Saturday).
@pytest.mark.parametrize(
    ("work_on", "verdict"),
    [
        ("2026-03-13", Verdict.FUTURE),
        ("2026-03-12", Verdict.FREE),
        ("2026-03-09", Verdict.FREE),
        ("2026-03-08", Verdict.REASON_NEEDED),
        ("2026-03-06", Verdict.REASON_NEEDED),
        ("2026-02-27", Verdict.REASON_NEEDED),
        ("2026-02-26", Verdict.CLOSED),
        ("2025-12-31", Verdict.CLOSED),
    ],
)
def test_the_window_from_a_thursday(work_on, verdict):
    assert judge(d(work_on), d("2026-03-12")) == Judgement(verdict)


def test_a_festival_does_not_use_up_free_days():
    assert judge(d("2026-02-12"), d("2026-02-24")).verdict is Verdict.FREE


@pytest.mark.parametrize("work_on", ["2026-03-06", "2026-01-05"])
def test_an_unlocked_day_is_open_and_needs_no_reason(work_on):
    assert judge(d(work_on), d("2026-03-12"), unlocked=True) == Judgement(Verdict.UNLOCKED)


def test_unlocking_opens_no_future_day():
    assert judge(d("2026-03-13"), d("2026-03-12"), unlocked=True).verdict is Verdict.FUTURE


@pytest.mark.parametrize(
    ("created_on", "judgement"),
    [
        ("2026-01-05", LATE),
        ("2026-01-08", LATE),
        ("2026-01-09", Judgement(Verdict.REASON_NEEDED, offline=True)),
        ("2026-01-19", Judgement(Verdict.REASON_NEEDED, offline=True)),
        ("2026-01-20", Judgement(Verdict.CLOSED)),
        ("2026-01-04", Judgement(Verdict.CLOSED)),
        ("2026-03-13", Judgement(Verdict.CLOSED)),
    ],
)
def test_what_was_written_in_time_is_taken_when_it_arrives(created_on, judgement):
    assert judge(d("2026-01-05"), d("2026-03-12"), created_on=d(created_on)) == judgement


def test_a_write_in_time_is_no_late_sync():
    assert judge(d("2026-03-11"), d("2026-03-12"), created_on=d("2026-03-11")) == Judgement(Verdict.FREE)


@pytest.mark.parametrize(("free", "reason"), [(-1, 3), (4, 3)])
def test_a_window_is_no_nonsense(free, reason):
    with pytest.raises(ValueError, match="free ones"):
        WindowPolicy(free, reason)


DATES = st.dates(date(2025, 3, 1), date(2026, 12, 31))
POLICIES = st.tuples(st.integers(0, 10), st.integers(0, 20)).map(lambda pair: WindowPolicy(pair[0], sum(pair)))
OPENNESS = [Verdict.CLOSED, Verdict.REASON_NEEDED, Verdict.FREE]


@given(DATES, st.integers(0, 60), POLICIES)
def test_a_day_only_ever_closes_as_time_passes(work_on, later, policy):
    now = judge(work_on, work_on, policy).verdict
    assert now is Verdict.FREE
    verdicts = [judge(work_on, work_on + timedelta(days=n), policy).verdict for n in range(later + 1)]
    ranks = [OPENNESS.index(verdict) for verdict in verdicts]
    assert ranks == sorted(ranks, reverse=True)


@given(DATES, st.integers(0, 60), POLICIES, st.none() | st.integers(-5, 70), st.booleans())
def test_the_phones_word_never_closes_a_day(work_on, later, policy, created, unlocked):
    today = work_on + timedelta(days=later)
    created_on = None if created is None else work_on + timedelta(days=created)
    plain = judge(work_on, today, policy)
    told = judge(work_on, today, policy, created_on=created_on, unlocked=unlocked)
    if plain.verdict is Verdict.FREE:
        assert told == plain
    if told.verdict is Verdict.CLOSED:
        assert plain.verdict is Verdict.CLOSED
        assert not unlocked
    if told.offline:
        assert created_on is not None
        assert work_on <= created_on <= today
