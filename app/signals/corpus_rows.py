"""A corpus from rows in the interchange dataset's own names, for whoever holds dictionaries instead of arrays.

Rows are trusted to be well formed (the import says what is wrong with a file); what is absent is simply not there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.signals.corpus import (
    NO_SECONDS,
    NO_TIME,
    NOBODY,
    Approvals,
    Cadres,
    Claims,
    Corpus,
    Entries,
    Int,
    Leaves,
    Real,
    Secondments,
    Supervisors,
)

Row = Mapping[str, Any]
TRIP = "公务外出"
FREE_DAYS = 3


@dataclass(slots=True)
class Rows:
    """The dataset's files as lists of rows."""

    cadres: Sequence[Row] = ()
    supervisors: Sequence[Row] = ()
    secondments: Sequence[Row] = ()
    leave: Sequence[Row] = ()
    entries: Sequence[Row] = ()
    claims: Sequence[Row] = ()
    approvals: Sequence[Row] = ()


@dataclass(slots=True)
class Period:
    """What is judged, and the calendar of it."""

    first: date
    last: date
    as_of: date
    workdays: frozenset[date] = field(default_factory=frozenset)
    announced: frozenset[int] = field(default_factory=frozenset)


def corpus_of(rows: Rows, period: Period) -> Corpus:
    """The rows as a corpus; entries of nobody's term are left out."""
    cadres = sorted(rows.cadres, key=lambda row: str(row["cadre_id"]))
    supervisors = sorted(rows.supervisors, key=lambda row: str(row["supervisor_id"]))
    cadre_at = {str(row["cadre_id"]): at for at, row in enumerate(cadres)}
    supervisor_at = {str(row["supervisor_id"]): at for at, row in enumerate(supervisors)}
    terms = sorted(
        rows.secondments, key=lambda row: (cadre_at[str(row["cadre_id"])], row["start"], str(row["secondment_id"]))
    )
    entries, entry_at = _entries(rows.entries, terms, cadre_at, period)
    return Corpus(
        first=period.first.toordinal(),
        last=period.last.toordinal(),
        as_of=period.as_of.toordinal(),
        entries=entries,
        cadres=Cadres(
            ids=_texts(cadres, "cadre_id"),
            name=_texts(cadres, "name"),
            home_unit=_texts(cadres, "home_unit"),
            home_city=_texts(cadres, "home_city"),
        ),
        supervisors=Supervisors(
            ids=_texts(supervisors, "supervisor_id"), name=_texts(supervisors, "name"), unit=_texts(supervisors, "unit")
        ),
        secondments=Secondments(
            ids=_texts(terms, "secondment_id"),
            cadre=_int(cadre_at[str(row["cadre_id"])] for row in terms),
            county=_texts(terms, "host_county"),
            unit=_texts(terms, "host_unit"),
            supervisor=_int(supervisor_at.get(str(row.get("supervisor_id")), NOBODY) for row in terms),
            start=_int(ordinal(row["start"]) for row in terms),
            end=_int(ordinal(row["end"]) for row in terms),
            post_lat=_real(row.get("post_lat") for row in terms),
            post_lon=_real(row.get("post_lon") for row in terms),
            free_days=_int(FREE_DAYS for _ in terms),
        ),
        leaves=_leaves(rows.leave, cadre_at),
        claims=_claims(rows.claims, cadre_at),
        approvals=_approvals(rows.approvals, entry_at, supervisor_at),
        workdays=frozenset(day.toordinal() for day in period.workdays),
        announced=period.announced,
    )


def ordinal(text: str) -> int:
    """A civil date as a day number."""
    return date.fromisoformat(text).toordinal()


def instant_ms(text: str | None) -> int:
    """An instant with its offset as milliseconds since 1970, or NO_TIME."""
    return NO_TIME if text is None else round(datetime.fromisoformat(text).timestamp() * 1000)


def _entries(
    found: Sequence[Row], terms: Sequence[Row], cadre_at: Mapping[str, int], period: Period
) -> tuple[Entries, dict[str, int]]:
    own: dict[int, list[tuple[int, int, int]]] = {}
    for at, term in enumerate(terms):
        own.setdefault(cadre_at[str(term["cadre_id"])], []).append((ordinal(term["start"]), ordinal(term["end"]), at))
    until, placed = period.as_of.toordinal(), []
    for row in found:
        cadre, day = cadre_at.get(str(row["cadre_id"]), NOBODY), ordinal(row["work_date"])
        covering = [at for start, end, at in own.get(cadre, ()) if start <= day <= end]
        if covering and day <= until:
            placed.append((cadre, day, instant_ms(row["submitted_at"]), str(row["entry_id"]), covering[-1], row))
    placed.sort(key=lambda one: one[:4])
    rows = [one[5] for one in placed]
    photos = [row.get("photo") or {} for row in rows]
    entries = Entries(
        ids=[one[3] for one in placed],
        cadre=_int(one[0] for one in placed),
        secondment=_int(one[4] for one in placed),
        day=_int(one[1] for one in placed),
        written_at=_int(instant_ms(row.get("created_at_client")) for row in rows),
        submitted_at=_int(one[2] for one in placed),
        edit_seconds=_int(NO_SECONDS if row.get("edit_seconds") is None else int(row["edit_seconds"]) for row in rows),
        work_type=_texts(rows, "work_type"),
        text=_texts(rows, "content"),
        checkin_at=_int(instant_ms(row.get("checkin_at")) for row in rows),
        lat=_real(row.get("lat") for row in rows),
        lon=_real(row.get("lon") for row in rows),
        accuracy_m=_real(row.get("accuracy_m") for row in rows),
        photo=[str(photo.get("photo_id") or "") for photo in photos],
        phash=np.array([int(photo.get("phash") or "0", 16) for photo in photos], dtype=np.uint64),
        sha256=[str(photo.get("sha256") or "") for photo in photos],
        taken_at=_int(instant_ms(photo.get("taken_at")) for photo in photos),
        source=np.ones(len(rows), dtype=np.int64),
    )
    return entries, {name: at for at, name in enumerate(entries.ids)}


def _leaves(found: Iterable[Row], cadre_at: Mapping[str, int]) -> Leaves:
    rows = [row for row in found if row.get("status") == "approved" and str(row["cadre_id"]) in cadre_at]
    rows.sort(key=lambda row: (cadre_at[str(row["cadre_id"])], row["start"], row["end"], row["type"]))
    return Leaves(
        cadre=_int(cadre_at[str(row["cadre_id"])] for row in rows),
        start=_int(ordinal(row["start"]) for row in rows),
        end=_int(ordinal(row["end"]) for row in rows),
        is_trip=np.array([row["type"] == TRIP for row in rows], dtype=np.bool_),
    )


def _claims(found: Iterable[Row], cadre_at: Mapping[str, int]) -> Claims:
    known = sorted((row for row in found if str(row["cadre_id"]) in cadre_at), key=lambda row: str(row["claim_id"]))
    days = [
        (str(row["claim_id"]), cadre_at[str(row["cadre_id"])], ordinal(on))
        for row in known
        if row["kind"] == "allowance"
        for on in row["dates"]
    ]
    journeys = [row for row in known if row["kind"] == "transport"]
    return Claims(
        allowance_ids=[day[0] for day in days],
        allowance_cadre=_int(day[1] for day in days),
        allowance_day=_int(day[2] for day in days),
        journey_ids=_texts(journeys, "claim_id"),
        journey_cadre=_int(cadre_at[str(row["cadre_id"])] for row in journeys),
        journey_day=_int(ordinal(row["date"]) for row in journeys),
        depart_at=_int(instant_ms(row.get("depart_at")) for row in journeys),
        arrive_at=_int(instant_ms(row.get("arrive_at")) for row in journeys),
    )


def _approvals(found: Iterable[Row], entry_at: Mapping[str, int], supervisor_at: Mapping[str, int]) -> Approvals:
    rows = [row for row in found if str(row["supervisor_id"]) in supervisor_at]
    rows.sort(
        key=lambda row: (
            supervisor_at[str(row["supervisor_id"])],
            instant_ms(row["decided_at"]),
            str(row["approval_id"]),
        )
    )
    return Approvals(
        ids=_texts(rows, "approval_id"),
        entry=_int(entry_at.get(str(row["entry_id"]), NOBODY) for row in rows),
        supervisor=_int(supervisor_at[str(row["supervisor_id"])] for row in rows),
        approved=np.array([row["decision"] == "approved" for row in rows], dtype=np.bool_),
        decided_at=_int(instant_ms(row["decided_at"]) for row in rows),
        view_seconds=_real(row.get("view_seconds") for row in rows),
        card=_int(NOBODY for _ in rows),
    )


def _texts(rows: Iterable[Row], name: str) -> list[str]:
    return [str(row.get(name) or "") for row in rows]


def _int(values: Iterable[int]) -> Int:
    return np.array(list(values), dtype=np.int64)


def _real(values: Iterable[float | None]) -> Real:
    found: NDArray[np.float64] = np.array([np.nan if value is None else float(value) for value in values])
    return found.astype(np.float64)
