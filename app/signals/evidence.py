"""What a signal's evidence holds, the same for every detector: plain JSON with the version of its rule.

`{rule, entries, spans, pairs, records, days, numbers}`: `rule` is the detector's name and version (`missing/1`);
`entries` are the ids that leave the house (a dataset's own, else the record's UUID); `spans` mark parts of them
(`{entry_id, start, end, with_id?, with_start?, with_end?}`, in characters of the items joined by `；`); `pairs` are
`[copy_id, source_id]`; `days` are dates (Mondays for weeks); `numbers` hold what the sentence says. `records` tells of
every id in the others where it stands here: `{id: {record_id, number, day}}`, the number being the version that was
submitted, of imported ones the place among the day's entries.
"""

from collections.abc import Collection, Mapping, Sequence
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
    records: Mapping[str, Mapping[str, Any]] | None = None,
    **numbers: int | float | str,
) -> Evidence:
    """Evidence in its one shape; what is empty is left out."""
    parts = {
        "days": [day.isoformat() for day in days],
        "entries": list(entries),
        "spans": [dict(span) for span in spans],
        "pairs": [list(pair) for pair in pairs],
        "records": {name: dict(place) for name, place in (records or {}).items()},
    }
    return {"rule": rule, **{name: part for name, part in parts.items() if part}, "numbers": dict(numbers)}


def days_of(evidence: Mapping[str, Any]) -> list[str]:
    """The dates that it names, as ISO text."""
    return list(evidence.get("days", ()))


def without(evidence: Mapping[str, Any], dropped: Collection[str]) -> Evidence:
    """The same without what happened on these dates; what it was compared with stays, and what the numbers say too,
    except `count` where it counts the days."""
    if not dropped:
        return dict(evidence)
    records = evidence.get("records", {})

    def stays(entry: str) -> bool:
        return records.get(entry, {}).get("day") not in dropped

    kept: dict[str, Any] = {
        "days": [on for on in evidence.get("days", ()) if on not in dropped],
        "entries": [one for one in evidence.get("entries", ()) if stays(one)],
        "spans": [span for span in evidence.get("spans", ()) if stays(span["entry_id"])],
        "pairs": [pair for pair in evidence.get("pairs", ()) if stays(pair[0])],
    }
    named = {*kept["entries"], *(one for pair in kept["pairs"] for one in pair)}
    named |= {span[key] for span in kept["spans"] for key in ("entry_id", "with_id") if key in span}
    kept["records"] = {one: place for one, place in records.items() if one in named}
    numbers = dict(evidence["numbers"])
    if numbers.get("count") == len(evidence.get("days", ())):
        numbers["count"] = len(kept["days"])
    return {"rule": evidence["rule"], **{name: part for name, part in kept.items() if part}, "numbers": numbers}
