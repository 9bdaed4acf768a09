"""值得一看, as it goes out: a question a line, by the unit's name; no count, no share, no order by size."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from app.core.schema import View


class AttentionKind(StrEnum):
    """What a section asks about, in the order of the page."""

    MISSING = "missing"
    UNREVIEWED = "unreviewed"
    UNCONFIRMED = "unconfirmed"
    INSURANCE = "insurance"
    SPOT_CHECK = "spot_check"


class AttentionLine(View):
    """One thing to look into: where or whose it is, the fact as a question, since when, and where to look."""

    unit_id: UUID
    unit_name: str
    secondment_id: UUID | None
    cadre_id: UUID | None
    cadre_name: str | None
    text: str
    since_on: date
    href: str


class AttentionSection(View):
    """Everything of one kind; `more` says that the list at `href` goes on."""

    kind: AttentionKind
    title: str
    items: list[AttentionLine]
    more: bool
    href: str


class AttentionView(View):
    """The whole list; nothing follows from any line by itself, as `note` says."""

    as_of: date
    note: str
    sections: list[AttentionSection]
