"""What a signal's evidence holds, the same for every detector: plain JSON with the version of its rule.

`{rule, entries, spans, pairs, days, numbers}`: `rule` is the detector's name and version (`missing/1`); `entries` are
ids of records; `spans` mark parts of them (`{entry_id, start, end, with_id?, with_start?, with_end?}`, in characters);
`pairs` are `[copy_id, source_id]`; `days` are dates (Mondays for weeks); `numbers` hold what the sentence says.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Evidence = dict[str, Any]


def evidence_of(
    rule: str,
    *,
    days: Sequence[date] = (),
    entries: Sequence[str] = (),
    spans: Sequence[Mapping[str, Any]] = (),
    pairs: Sequence[tuple[str, str]] = (),
    **numbers: int | float | str,
) -> Evidence:
    """Evidence in its one shape; what is empty is left out."""
    parts = {
        "days": [day.isoformat() for day in days],
        "entries": list(entries),
        "spans": [dict(span) for span in spans],
        "pairs": [list(pair) for pair in pairs],
    }
    return {"rule": rule, **{name: part for name, part in parts.items() if part}, "numbers": dict(numbers)}


def days_of(evidence: Mapping[str, Any]) -> list[str]:
    """The dates that it names, as ISO text."""
    return list(evidence.get("days", ()))
