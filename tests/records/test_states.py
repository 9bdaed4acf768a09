"""The record's state machine: the rules of the contract as a table, and arbitrary histories as a machine."""

from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.records.states import (
    STATUS_LABELS,
    Accepted,
    Action,
    DayFacts,
    Effect,
    Existing,
    Known,
    Refusal,
    Request,
    Status,
    Write,
    decide_action,
    decide_write,
)
from app.records.window import Verdict

OPEN = DayFacts()
DRAFT, SUBMITTED, RETURNED, APPROVED = (Existing(status, 3) for status in Status)


def put(existing, *, submit=True, if_match=3, day=OPEN, has_reason=False, known=Known.NEW):
    return decide_write(existing, Write(known, submit, if_match, has_reason), day)


@pytest.mark.parametrize(("submit", "status"), [(True, Status.SUBMITTED), (False, Status.DRAFT)])
def test_the_first_write_creates(submit, status):
    outcome = put(None, submit=submit, if_match=None)
    assert outcome == Accepted(Effect.CREATED, status)
    assert outcome.http_status == 201


@pytest.mark.parametrize(
    ("existing", "submit", "expected"),
    [
        (DRAFT, False, Status.DRAFT),
        (DRAFT, True, Status.SUBMITTED),
        (SUBMITTED, True, Status.SUBMITTED),
        (SUBMITTED, False, Refusal.ALREADY_SUBMITTED),
        (RETURNED, False, Status.RETURNED),
        (RETURNED, True, Status.SUBMITTED),
        (APPROVED, False, Refusal.ALREADY_APPROVED),
        (APPROVED, True, Refusal.ALREADY_APPROVED),
    ],
)
def test_a_write_over_each_state(existing, submit, expected):
    outcome = put(existing, submit=submit)
    if isinstance(expected, Refusal):
        assert outcome is expected
    else:
        assert outcome == Accepted(Effect.CHANGED, expected)
        assert outcome.http_status == 200


@pytest.mark.parametrize("existing", [None, DRAFT, SUBMITTED, RETURNED, APPROVED])
@pytest.mark.parametrize("day", [OPEN, DayFacts(month_closed=True), DayFacts(window=Verdict.CLOSED)])
def test_a_known_write_is_replayed_before_anything_else_is_asked(existing, day):
    replay = put(existing, known=Known.SAME_BODY, if_match=1, day=day)
    assert replay == Accepted(Effect.REPLAY, existing.status if existing else None)
    assert put(existing, known=Known.OTHER_BODY, day=day) is Refusal.CLIENT_ID_REUSED


@pytest.mark.parametrize("existing", [DRAFT, SUBMITTED, RETURNED, APPROVED])
@pytest.mark.parametrize("day", [OPEN, DayFacts(month_closed=True)])
def test_a_change_needs_the_version_that_stands(existing, day):
    assert put(existing, if_match=None, day=day) is Refusal.VERSION_CONFLICT
    assert put(existing, if_match=2, day=day) is Refusal.STALE_VERSION
    assert put(existing, if_match=4, day=day) is Refusal.STALE_VERSION


@pytest.mark.parametrize("existing", [None, DRAFT, SUBMITTED, RETURNED, APPROVED])
@pytest.mark.parametrize("submit", [True, False])
def test_a_closed_month_takes_no_write(existing, submit):
    assert put(existing, submit=submit, day=DayFacts(month_closed=True)) is Refusal.MONTH_CLOSED


@pytest.mark.parametrize("status", Status)
def test_imported_history_takes_no_write_and_no_decision(status):
    imported = Existing(status, 3, imported=True)
    assert put(imported) is Refusal.IMPORTED
    for action in Action:
        assert act(imported, action) is Refusal.IMPORTED


@pytest.mark.parametrize("existing", [None, DRAFT, SUBMITTED])
@pytest.mark.parametrize(
    ("window", "has_reason", "expected"),
    [
        (Verdict.FREE, False, None),
        (Verdict.UNLOCKED, False, None),
        (Verdict.LATE_SYNC, False, None),
        (Verdict.REASON_NEEDED, True, None),
        (Verdict.REASON_NEEDED, False, Refusal.LATE_REASON),
        (Verdict.CLOSED, True, Refusal.BACKFILL_CLOSED),
        (Verdict.FUTURE, True, Refusal.FUTURE_DAY),
    ],
)
def test_the_window_is_asked_last(existing, window, has_reason, expected):
    outcome = put(existing, day=DayFacts(window=window), has_reason=has_reason)
    assert outcome is expected or (expected is None and outcome.status is Status.SUBMITTED)


@pytest.mark.parametrize("window", [Verdict.REASON_NEEDED, Verdict.CLOSED])
def test_a_returned_record_may_be_mended_after_the_window(window):
    assert put(RETURNED, day=DayFacts(window=window)) == Accepted(Effect.CHANGED, Status.SUBMITTED)


def test_a_late_sync_is_marked():
    day = DayFacts(window=Verdict.LATE_SYNC, offline=True)
    assert put(None, if_match=None, day=day) == Accepted(Effect.CREATED, Status.SUBMITTED, offline=True)


@pytest.mark.parametrize(
    ("refusal", "code", "status", "pointer"),
    [
        (Refusal.CLIENT_ID_REUSED, "client-id-reused", 409, None),
        (Refusal.VERSION_CONFLICT, "version-conflict", 409, None),
        (Refusal.STALE_VERSION, "stale-version", 412, None),
        (Refusal.MONTH_CLOSED, "month-closed", 409, None),
        (Refusal.ALREADY_APPROVED, "already-approved", 409, None),
        (Refusal.ALREADY_SUBMITTED, "already-submitted", 409, None),
        (Refusal.IMPORTED, "imported", 409, None),
        (Refusal.LATE_REASON, "late-reason-required", 422, "/late_reason"),
        (Refusal.BACKFILL_CLOSED, "backfill-closed", 409, None),
        (Refusal.FUTURE_DAY, "future-day", 422, "/work_on"),
    ],
)
def test_refusals_carry_the_contracts_codes(refusal, code, status, pointer):
    assert (refusal.code, refusal.status, refusal.pointer) == (code, status, pointer)


def test_every_refusal_is_its_own_and_every_status_has_a_name():
    assert len({refusal.code for refusal in Refusal}) == len(Refusal)
    assert set(STATUS_LABELS) == set(Status)


def act(existing, action, *, version=3, closed=False, monthly=False, **facts):
    request = Request(action, version, **facts)
    return decide_action(existing, request, month_closed=closed, monthly_review=monthly)


@pytest.mark.parametrize(
    ("existing", "action", "expected"),
    [
        (SUBMITTED, Action.APPROVE, Status.APPROVED),
        (SUBMITTED, Action.RETURN, Status.RETURNED),
        (SUBMITTED, Action.WITHDRAW, Status.DRAFT),
        (SUBMITTED, Action.UNDO, Refusal.NOTHING_TO_UNDO),
        (DRAFT, Action.APPROVE, Refusal.NOT_SUBMITTED),
        (DRAFT, Action.RETURN, Refusal.NOT_SUBMITTED),
        (DRAFT, Action.WITHDRAW, Refusal.NOT_SUBMITTED),
        (DRAFT, Action.UNDO, Refusal.NOTHING_TO_UNDO),
        (RETURNED, Action.APPROVE, Refusal.NOT_SUBMITTED),
        (RETURNED, Action.RETURN, Refusal.NOT_SUBMITTED),
        (RETURNED, Action.WITHDRAW, Refusal.NOT_SUBMITTED),
        (RETURNED, Action.UNDO, Status.SUBMITTED),
        (APPROVED, Action.APPROVE, Refusal.ALREADY_APPROVED),
        (APPROVED, Action.RETURN, Refusal.ALREADY_APPROVED),
        (APPROVED, Action.WITHDRAW, Refusal.ALREADY_APPROVED),
        (APPROVED, Action.UNDO, Status.SUBMITTED),
    ],
)
def test_each_action_on_each_state(existing, action, expected):
    outcome = act(existing, action)
    assert outcome is expected or outcome == Accepted(Effect.CHANGED, expected)
    assert act(existing, action, closed=True) is Refusal.MONTH_CLOSED
    assert act(existing, action, version=2) is Refusal.VERSION_CONFLICT
    assert act(existing, action, version=2, closed=True, made_before=True) == Accepted(Effect.REPLAY, existing.status)


def test_under_monthly_review_a_record_stays_submitted():
    assert act(SUBMITTED, Action.APPROVE, monthly=True) is Refusal.MONTHLY_REVIEW
    assert act(SUBMITTED, Action.RETURN, monthly=True) is Refusal.MONTHLY_REVIEW
    assert act(SUBMITTED, Action.WITHDRAW, monthly=True) == Accepted(Effect.CHANGED, Status.DRAFT)


@pytest.mark.parametrize("existing", [APPROVED, RETURNED])
def test_a_decision_is_undone_the_same_day_and_while_nothing_followed(existing):
    assert act(existing, Action.UNDO, same_day=False) is Refusal.UNDO_EXPIRED
    assert act(existing, Action.UNDO, changed_since=True) is Refusal.CHANGED_SINCE


class Version(NamedTuple):
    """One kept version: its text (None for a decision) and the status after it."""

    text: str | None
    status: Status


LEGAL = {
    (None, Status.DRAFT), (None, Status.SUBMITTED),
    (Status.DRAFT, Status.DRAFT), (Status.DRAFT, Status.SUBMITTED),
    (Status.SUBMITTED, Status.SUBMITTED), (Status.SUBMITTED, Status.DRAFT),
    (Status.SUBMITTED, Status.RETURNED), (Status.SUBMITTED, Status.APPROVED),
    (Status.RETURNED, Status.RETURNED), (Status.RETURNED, Status.SUBMITTED),
    (Status.APPROVED, Status.SUBMITTED),
}  # fmt: skip


class Histories(RuleBasedStateMachine):
    """One day's record under any order of writes, decisions, replays, locks and passing time."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: list[Version] = []
        self.writes: dict[str, str] = {}
        self.decisions: dict[tuple[Action, int], None] = {}
        self.decided: tuple[int, int] | None = None
        self.closed = False
        self.today = 0

    def existing(self) -> Existing | None:
        return Existing(self.versions[-1].status, len(self.versions)) if self.versions else None

    def send(self, client_id: str, text: str, submit: bool, if_match: int | None, window: Verdict, has_reason: bool):
        known = Known.NEW
        if client_id in self.writes:
            known = Known.SAME_BODY if self.writes[client_id] == text else Known.OTHER_BODY
        day = DayFacts(self.closed, window)
        outcome = decide_write(self.existing(), Write(known, submit, if_match, has_reason), day)
        if isinstance(outcome, Accepted) and outcome.effect is not Effect.REPLAY:
            assert not self.closed
            assert self.existing() is None or if_match == len(self.versions)
            assert (outcome.effect is Effect.CREATED) == (not self.versions)
            self.versions.append(Version(text, outcome.status))
            self.writes[client_id] = text
        return outcome

    @rule(
        client_id=st.sampled_from("abcdefgh"),
        text=st.sampled_from(["一", "二"]),
        submit=st.booleans(),
        if_match=st.none() | st.integers(0, 12),
        fresh=st.booleans(),
        window=st.sampled_from(Verdict),
        has_reason=st.booleans(),
    )
    def write(self, client_id, text, submit, if_match, fresh, window, has_reason) -> None:
        self.send(client_id, text, submit, len(self.versions) if fresh else if_match, window, has_reason)

    @precondition(lambda self: self.writes)
    @rule(data=st.data(), submit=st.booleans(), if_match=st.none() | st.integers(0, 12))
    def replay(self, data, submit, if_match) -> None:
        client_id = data.draw(st.sampled_from(sorted(self.writes)))
        before = list(self.versions)
        outcome = self.send(client_id, self.writes[client_id], submit, if_match, Verdict.CLOSED, False)
        assert outcome == Accepted(Effect.REPLAY, before[-1].status)
        assert self.versions == before

    @precondition(lambda self: self.versions and not self.closed)
    @rule(submit=st.booleans())
    def two_writers_from_one_version(self, submit) -> None:
        base = len(self.versions)
        number = len(self.writes)
        first = self.send(f"x{number}", "甲", submit, base, Verdict.FREE, True)
        second = self.send(f"y{number}", "乙", submit, base, Verdict.FREE, True)
        if isinstance(first, Accepted):
            assert second is Refusal.STALE_VERSION

    @precondition(lambda self: self.versions)
    @rule(action=st.sampled_from(Action), version=st.integers(1, 12), fresh=st.booleans(), monthly=st.booleans())
    def act(self, action, version, fresh, monthly) -> None:
        version = len(self.versions) if fresh else version
        made_before = (action, version) in self.decisions
        decided_version, decided_day = self.decided or (0, self.today)
        request = Request(
            action, version, made_before, decided_day == self.today, decided_version != len(self.versions)
        )
        before = list(self.versions)
        outcome = decide_action(self.existing(), request, month_closed=self.closed, monthly_review=monthly)
        if not isinstance(outcome, Accepted) or outcome.effect is Effect.REPLAY:
            assert self.versions == before
            return
        assert not self.closed
        assert version == len(self.versions)
        self.versions.append(Version(None, outcome.status))
        self.decisions[action, version] = None
        if action in (Action.APPROVE, Action.RETURN):
            self.decided = (len(self.versions), self.today)

    @rule()
    def next_day(self) -> None:
        self.today += 1

    @rule(closed=st.booleans())
    def lock(self, closed) -> None:
        self.closed = closed

    @invariant()
    def every_step_was_legal(self) -> None:
        statuses = [None, *(version.status for version in self.versions)]
        assert set(pairwise(statuses)) <= LEGAL

    @invariant()
    def approved_text_never_changes(self) -> None:
        for earlier, later in pairwise(self.versions):
            assert earlier.status is not Status.APPROVED or later.text is None


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
