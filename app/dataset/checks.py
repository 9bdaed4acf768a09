"""One row of each file, checked field by field; each check stops at the row's first fault (`Wrong`).

A check gets the row with all its known fields (`None` where it said nothing) and answers what the import needs of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from app.dataset import values
from app.dataset.faults import Wrong
from app.dataset.formats import PHOTO, Kind
from app.dataset.values import Values

Row = dict[str, Any]


class Checked(NamedTuple):
    """What is needed of a row that becomes a domain row or stays as it came."""

    id: str
    person: str = ""
    """The dataset's id of whom it is about."""
    first: int | None = None
    last: int | None = None
    """Days as ordinals."""


class CheckedEntry(NamedTuple):
    """An entry, ready for its columns."""

    id: str
    cadre: str
    day: int
    submitted_at: str
    written_at: str | None
    edit_seconds: float | None
    work_type: str | None
    content: str
    checkin_at: str | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    photo: tuple[str | None, str | None, str | None, str | None]


class CheckedApproval(NamedTuple):
    """An approval, ready for its columns."""

    id: str
    entry: str
    supervisor: str
    decision: str
    decided_at: str
    view_seconds: float | None
    comment: str | None


LEAVE_STATES = ("approved", "rejected", "cancelled", "submitted")
DECISIONS = ("approved", "returned")
NO_PHOTO = (None, None, None, None)


def check_cadre(row: Row, _values: Values) -> Checked:
    """A person who writes."""
    found = Checked(values.identity(row["cadre_id"], "cadre_id"))
    values.named(row["name"], "name")
    values.text_or_none(row["home_unit"], "home_unit")
    values.text_or_none(row["home_city"], "home_city")
    return found


def check_supervisor(row: Row, _values: Values) -> Checked:
    """A person who reviews."""
    found = Checked(values.identity(row["supervisor_id"], "supervisor_id"))
    values.named(row["name"], "name")
    values.text_or_none(row["unit"], "unit")
    return found


def check_secondment(row: Row, known: Values) -> Checked:
    """A term; its days count, both included."""
    name = values.identity(row["secondment_id"], "secondment_id")
    cadre = values.identity(row["cadre_id"], "cadre_id")
    values.named(row["host_county"], "host_county")
    values.named(row["host_unit"], "host_unit")
    if row["supervisor_id"] is not None:
        values.identity(row["supervisor_id"], "supervisor_id")
    first, last = _span(row, known, "start", "end")
    values.amount(row, "post_lat", -90, 90, "not-position")
    values.amount(row, "post_lon", -180, 180, "not-position")
    values.text_or_none(row["status"], "status")
    return Checked(name, cadre, first, last)


def check_leave(row: Row, known: Values) -> Checked:
    """A leave of any type, or an official trip."""
    name = values.identity(row["leave_id"], "leave_id")
    cadre = values.identity(row["cadre_id"], "cadre_id")
    values.named(row["type"], "type")
    values.one_of(row["status"], "status", LEAVE_STATES)
    first, last = _span(row, known, "start", "end")
    known.instant_or_none(row["approved_at"], "approved_at")
    return Checked(name, cadre, first, last)


def check_claim(row: Row, known: Values) -> Checked:
    """An allowance claimed for days, or a journey."""
    name = values.identity(row["claim_id"], "claim_id")
    cadre = values.identity(row["cadre_id"], "cadre_id")
    if values.one_of(row["kind"], "kind", ("allowance", "transport")) == "transport":
        return _journey(row, known, name, cadre)
    start = date.fromisoformat(f"{values.month(row['month'], 'month')}-01").toordinal()
    if type(row["dates"]) is not list:
        raise Wrong("dates", "missing" if row["dates"] is None else "not-dates")
    days = [known.day(one, "dates") for one in row["dates"]]
    values.money(row["amount"], "amount")
    known.instant_or_none(row["filed_at"], "filed_at")
    return Checked(name, cadre, min(days, default=start), max(days, default=start))


def _journey(row: Row, known: Values, name: str, cadre: str) -> Checked:
    on = known.day(row["date"], "date")
    values.text_or_none(row["from"], "from")
    values.text_or_none(row["to"], "to")
    left = known.instant_or_none(row["depart_at"], "depart_at")
    came = known.instant_or_none(row["arrive_at"], "arrive_at")
    if left is not None and came is not None and came < left:
        raise Wrong("arrive_at", "end-before-start")
    values.money(row["amount"], "amount")
    known.instant_or_none(row["filed_at"], "filed_at")
    return Checked(name, cadre, on, on)


def check_entry(row: Row, known: Values) -> CheckedEntry:
    """One daily record; whatever it repeats of others is none of the import's business."""
    return CheckedEntry(
        values.identity(row["entry_id"], "entry_id"),
        values.identity(row["cadre_id"], "cadre_id"),
        known.day(row["work_date"], "work_date"),
        known.instant(row["submitted_at"], "submitted_at"),
        known.instant_or_none(row["created_at_client"], "created_at_client"),
        values.amount(row, "edit_seconds"),
        values.text_or_none(row["work_type"], "work_type"),
        values.text(row["content"], "content"),
        known.instant_or_none(row["checkin_at"], "checkin_at"),
        values.amount(row, "lat", -90, 90, "not-position"),
        values.amount(row, "lon", -180, 180, "not-position"),
        values.amount(row, "accuracy_m"),
        NO_PHOTO if row["photo"] is None else _photo(row["photo"], known),
    )


def _photo(photo: Any, known: Values) -> tuple[str | None, str | None, str | None, str | None]:
    if type(photo) is not dict:
        raise Wrong("photo", "not-photo")
    phash = values.digits(photo["phash"], "photo.phash", "not-phash", 1, 16)
    sha256 = values.digits(photo["sha256"], "photo.sha256", "not-sha256", 64, 64)
    padded = phash.zfill(16) if phash is not None else None
    if padded != photo["phash"] or sha256 != photo["sha256"]:
        known.odd = True
    return (
        values.identity(photo["photo_id"], "photo.photo_id"),
        padded,
        sha256,
        known.instant_or_none(photo["taken_at"], "photo.taken_at"),
    )


def check_approval(row: Row, known: Values) -> CheckedApproval:
    """One decision on one entry."""
    return CheckedApproval(
        values.identity(row["approval_id"], "approval_id"),
        values.identity(row["entry_id"], "entry_id"),
        values.identity(row["supervisor_id"], "supervisor_id"),
        values.one_of(row["decision"], "decision", DECISIONS),
        known.instant(row["decided_at"], "decided_at"),
        values.amount(row, "view_seconds"),
        values.text_or_none(row["comment"], "comment"),
    )


def _span(row: Row, known: Values, start: str, end: str) -> tuple[int, int]:
    first, last = known.day(row[start], start), known.day(row[end], end)
    if last < first:
        raise Wrong(end, "end-before-start")
    return first, last


CHECKS: dict[Kind, Callable[[Row, Values], Any]] = {
    Kind.CADRE: check_cadre,
    Kind.SUPERVISOR: check_supervisor,
    Kind.SECONDMENT: check_secondment,
    Kind.LEAVE: check_leave,
    Kind.CLAIM: check_claim,
    Kind.ENTRY: check_entry,
    Kind.APPROVAL: check_approval,
}


_PHOTO = frozenset(PHOTO)


@dataclass(slots=True)
class Shape:
    """Brings a row to its known fields: what is unknown is kept out, what is left out counts as None."""

    fields: frozenset[str]
    has_photo: bool
    known: Values

    def fit(self, row: Row, strangers: set[str]) -> tuple[Row, Row]:
        """The row with every known field, and the row as it is kept: as it came, but for unknown fields."""
        kept = row
        if row.keys() != self.fields:
            strangers.update(row.keys() - self.fields)
            self.known.odd = True
            kept = {name: value for name, value in row.items() if name in self.fields}
            row = {name: row.get(name) for name in self.fields}
        if self.has_photo and type(row["photo"]) is dict and row["photo"].keys() != _PHOTO:
            return self._fit_photo(row, kept, strangers)
        return row, kept

    def _fit_photo(self, row: Row, kept: Row, strangers: set[str]) -> tuple[Row, Row]:
        photo = row["photo"]
        strangers.update(f"photo.{name}" for name in photo.keys() - _PHOTO)
        self.known.odd = True
        kept = kept | {"photo": {name: value for name, value in photo.items() if name in _PHOTO}}
        return row | {"photo": {name: photo.get(name) for name in PHOTO}}, kept
