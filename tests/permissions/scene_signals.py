"""A question about each secondment, with a canary in what was answered and decided."""

from datetime import date
from uuid import UUID

from app.accounts.models import Person
from app.secondments.models import Secondment
from app.signals.evidence import evidence_of
from app.signals.models import ReasonCode, Signal, SignalKind, SignalState
from tests.factories import County

DAYS = [date(2026, 6, 3), date(2026, 6, 4), date(2026, 6, 5)]


def signal_of(county: County, row: Secondment, supervisor: Person, name: str) -> dict[str, UUID]:
    """One that still asks, and one that was answered and waits for a decision; ids by the scene's names."""
    asking = _signal(row, "2026-06", DAYS)
    answered = _signal(row, "2026-05", [day.replace(month=5) for day in DAYS])
    answered.state, answered.reason_code = SignalState.ANSWERED, ReasonCode.OTHER
    answered.reply_text = f"CANARY-REPLY-{name}"
    earlier = {"state": "closed", "opened_on": "2026-05-08", "reason_code": "other", "outcome": "explained"}
    said = {"reply_text": f"CANARY-REPLY-{name}", "outcome_note": f"CANARY-REPLY-{name}"}
    answered.history = [{"days": ["2026-05-06"], "closed_reason": "resolved", **earlier, **said}]
    county.add(asking, answered)
    return {f"signal_id@{name}": asking.id, f"answered_signal_id@{name}": answered.id}


def _signal(row: Secondment, window: str, days: list[date]) -> Signal:
    return Signal(
        kind=SignalKind.MISSING,
        subject_id=row.id,
        secondment_id=row.id,
        person_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        window=window,
        first_on=days[0],
        last_on=days[-1],
        evidence=evidence_of("missing/1", days=days, by="workday", count=len(days)),
        opened_on=days[-1],
        expires_on=date(2026, 12, 31),
    )
