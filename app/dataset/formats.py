"""The dataset's files and fields, as interchange.md settles them."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a file holds; also the name under which its rows' ids are unique."""

    CADRE = "cadre"
    SUPERVISOR = "supervisor"
    SECONDMENT = "secondment"
    LEAVE = "leave"
    CLAIM = "claim"
    ENTRY = "entry"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Format:
    """One file: its name, whether it must be there, its id's field and all its fields."""

    kind: Kind
    name: str
    id: str
    fields: tuple[str, ...]
    required: bool = False


PHOTO = ("photo_id", "phash", "sha256", "taken_at")
FORMATS: dict[Kind, Format] = {
    one.kind: one
    for one in (
        Format(Kind.CADRE, "cadres.jsonl", "cadre_id", ("cadre_id", "name", "home_unit", "home_city"), True),
        Format(Kind.SUPERVISOR, "supervisors.jsonl", "supervisor_id", ("supervisor_id", "name", "unit")),
        Format(
            Kind.SECONDMENT,
            "secondments.jsonl",
            "secondment_id",
            (
                *("secondment_id", "cadre_id", "host_county", "host_unit", "supervisor_id"),
                *("start", "end", "post_lat", "post_lon", "status"),
            ),
            True,
        ),
        Format(
            Kind.LEAVE,
            "leave.jsonl",
            "leave_id",
            ("leave_id", "cadre_id", "type", "status", "start", "end", "approved_at"),
        ),
        Format(
            Kind.CLAIM,
            "claims.jsonl",
            "claim_id",
            (
                *("claim_id", "cadre_id", "kind", "month", "dates", "amount", "filed_at"),
                *("date", "from", "to", "depart_at", "arrive_at"),
            ),
        ),
        Format(
            Kind.ENTRY,
            "entries.jsonl",
            "entry_id",
            (
                *("entry_id", "cadre_id", "work_date", "created_at_client", "submitted_at", "edit_seconds"),
                *("work_type", "content", "checkin_at", "lat", "lon", "accuracy_m", "photo"),
            ),
        ),
        Format(
            Kind.APPROVAL,
            "approvals.jsonl",
            "approval_id",
            ("approval_id", "entry_id", "supervisor_id", "decision", "decided_at", "view_seconds", "comment"),
        ),
    )
}
"""In the order in which they are read: nothing refers to a later one."""
TRIP = "公务外出"
"""The type of leave that is none: an official trip."""
