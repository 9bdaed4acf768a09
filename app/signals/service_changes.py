"""What facts make of a signal: it opens, follows them, closes when they no longer ask, and opens again honestly.

What a person has accepted, or was asked in vain, is not raised again: only what is new counts then. While an answer
waits for its decision nothing is added to the question that was answered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.audit.service import event_of, record, record_all
from app.core.bulk import complete
from app.core.ids import new_id
from app.core.work import Work
from app.signals import policy, repository
from app.signals.evidence import Evidence, days_of
from app.signals.models import ClosedReason, Signal, SignalKind, SignalState

Explain = Callable[[Sequence[date]], ClosedReason]
MakeEvidence = Callable[[Sequence[date]], Evidence]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector sees now of one subject and window; with fewer than `least` days it asks nothing.

    `may_open` is False where nothing new may be asked (a closed month). `explain` says why days that were asked about
    no longer are. `evidence` words the days that remain. Where some of the days are settled, fewer than `least_new`
    others ask nothing either. What is `quiet` (imported history, a scan of the past) never touches what people are
    asked, and a finding as of an earlier day than the stored one changes nothing.
    """

    kind: SignalKind
    subject_id: UUID
    secondment_id: UUID | None
    person_id: UUID
    unit_id: UUID
    window: str
    days: tuple[date, ...]
    least: int
    may_open: bool
    evidence: MakeEvidence
    explain: Explain
    score: float = 1.0
    least_new: int = 1
    quiet: bool = False
    as_of: date | None = None

    @property
    def key(self) -> tuple[UUID, str]:
        """Its place among those of its kind."""
        return self.subject_id, self.window


def is_due(finding: Finding, row: Signal | None) -> bool:
    """Whether `settle` would change anything: asked before a writing unit is begun."""
    return _plan(finding, row) is not None


def open_all(work: Work, findings: Sequence[Finding]) -> int:
    """Put new questions, many at once; those that another scan put meanwhile are left to it. Answers how many."""
    rows = {row["id"]: row for finding in findings for row in [_new(work, finding)]}
    stored = [rows[key] for key in repository.insert_all(work.session, list(rows.values()))]
    record_all(work, [_event(work, row) for row in sorted(stored, key=lambda row: str(row["id"]))])
    return len(stored)


def settle(work: Work, finding: Finding, row: Signal) -> str | None:
    """Let the facts have their way with a stored signal, locked; answers what was done to it."""
    plan = _plan(finding, row)
    if plan is None:
        return None
    what, days = plan
    if what == "reopened":
        _begin_again(row)
        row.opened_on, row.expires_on = work.today, work.today + policy.DAYS_TO_ANSWER
    if what == "closed":
        _close(work, row, finding.explain([date.fromisoformat(on) for on in days_of(row.evidence)]))
    else:
        row.evidence, row.score, row.unit_id = finding.evidence(days), finding.score, finding.unit_id
        row.first_on, row.last_on = days[0], days[-1]
        if row.quiet and not finding.quiet:  # from now on it asks somebody
            row.quiet, row.opened_on, row.expires_on = False, work.today, work.today + policy.DAYS_TO_ANSWER
    row.as_of_on = finding.as_of or row.as_of_on
    work.session.add(row)
    if what != "updated":
        _audit(work, row, what)
    return what


def _plan(finding: Finding, row: Signal | None) -> tuple[str, list[date]] | None:
    """What is to be done, and with which days."""
    if row is not None and _is_behind(finding, row):
        return None
    settled = set(row.accepted) if row else set()
    days = [on for on in finding.days if on.isoformat() not in settled]
    least = finding.least if len(days) == len(finding.days) else max(finding.least, finding.least_new)
    if row is not None and row.state is SignalState.ANSWERED:
        asked = set(days_of(row.evidence))
        days = [on for on in days if on.isoformat() in asked]
    live = row is not None and row.state in policy.LIVE
    if len(days) < least:
        return ("closed", days) if live else None
    if not finding.may_open:
        return None
    if row is None:
        return "opened", days
    if not live:
        return "reopened", days
    return ("updated", days) if _is_news(finding, row, days) else None


def _is_behind(finding: Finding, row: Signal) -> bool:
    """What people are asked is not touched by what asks nobody, nor the newer by the older."""
    if finding.quiet and not row.quiet:
        return True
    return finding.as_of is not None and row.as_of_on is not None and finding.as_of < row.as_of_on


def _is_news(finding: Finding, row: Signal, days: Sequence[date]) -> bool:
    """Whether the stored question says something else; to what was answered nothing is added."""
    if days_of(row.evidence) != [on.isoformat() for on in days]:
        return True
    if row.state is SignalState.ANSWERED:
        return False
    if row.quiet and not finding.quiet:
        return True
    return row.score != finding.score or dict(row.evidence) != finding.evidence(days)


def _new(work: Work, finding: Finding) -> dict[str, Any]:
    """A question as a complete row."""
    own = {
        "id": new_id(),
        "kind": finding.kind,
        "subject_id": finding.subject_id,
        "secondment_id": finding.secondment_id,
        "person_id": finding.person_id,
        "unit_id": finding.unit_id,
        "window": finding.window,
        "first_on": finding.days[0],
        "last_on": finding.days[-1],
        "score": finding.score,
        "quiet": finding.quiet,
        "as_of_on": finding.as_of,
        "evidence": finding.evidence(finding.days),
        "opened_on": work.today,
        "expires_on": work.today + policy.DAYS_TO_ANSWER,
        "created_at": work.now,
        "updated_at": work.now,
    }
    return complete(Signal, own)


def _event(work: Work, row: dict[str, Any]) -> dict[str, Any]:
    facts = {"kind": row["kind"], "window": row["window"], "state": row["state"]}
    return event_of(work, "signals.open", "signal", row["id"], None, unit_id=row["unit_id"], **facts)


_ANSWER = ("told_at", "reason_code", "reply_text", "answered_at")
_END = ("outcome", "outcome_note", "resolved_by_id", "resolved_for_id", "closed_reason", "closed_at")
_QUEUE = ("queue_item_id", "queued_at", "seen_at", "was_real")
"""A new round waits for a queue again."""


def _begin_again(row: Signal) -> None:
    """The round that is over goes to the history; the question is put anew."""
    kept = row.model_dump(mode="json", include={"opened_on", *_ANSWER, *_END})
    row.history = [*row.history, {"days": days_of(row.evidence), "state": row.state.value, **kept}]
    for name in (*_ANSWER, *_END, *_QUEUE):
        setattr(row, name, None)
    row.state = SignalState.OPEN


def _close(work: Work, row: Signal, reason: ClosedReason) -> None:
    row.state, row.closed_reason, row.closed_at = SignalState.CLOSED, reason, work.now


def expire(work: Work, row: Signal) -> None:
    """Nobody answered within 30 days: it ends without consequence, and what it asked is not asked again."""
    row.state, row.closed_at = SignalState.EXPIRED, work.now
    row.accepted = sorted({*row.accepted, *days_of(row.evidence)})
    work.session.add(row)
    _audit(work, row, "expired")


_VERBS = {"reopened": "reopen", "closed": "close", "expired": "expire"}


def _audit(work: Work, row: Signal, what: str) -> None:
    facts: dict[str, Any] = {"kind": row.kind, "window": row.window, "state": row.state}
    if row.closed_reason is not None:
        facts["reason"] = row.closed_reason
    record(work, f"signals.{_VERBS[what]}", "signal", row.id, unit_id=row.unit_id, **facts)
