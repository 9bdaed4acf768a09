"""What a row of a month asks for: what the calculation found, and what is joined as it stands when the month is read.

Accounts, payments and objections move by the hour, so they are no part of a run and of its digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from app.allowances import repository_desk as desk
from app.allowances import repository_desk_parts as parts
from app.allowances.models import AllowanceRow, RowStatus
from app.allowances.models_bank import AccountState, PaymentState
from app.allowances.repository_desk import DeskRun, Joined, Listed
from app.allowances.schemas import ExceptionView
from app.allowances.schemas_desk import Live
from app.allowances.service_calculate import PENDING_CODE
from app.attendance.service_confirmed import unconfirmed_of
from app.core.work import Work

_ACCOUNTS = {
    None: Live.ACCOUNT_MISSING,
    AccountState.MISSING: Live.ACCOUNT_MISSING,
    AccountState.UNVERIFIED: Live.ACCOUNT_UNVERIFIED,
    AccountState.REJECTED: Live.ACCOUNT_REJECTED,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a row asks for, by code: its dates, who pays them already, the claim or objection behind it."""

    code: str
    dates: list[date] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    about: UUID | None = None
    heard: bool = False
    """Of somebody who was pending: the unit has spoken since."""


def asks_of(row: AllowanceRow, joined: Joined) -> list[Ask]:
    """Everything that a row asks for; once the month is closed only what is still to be transferred counts."""
    asks = [
        Ask(each["code"], [date.fromisoformat(on) for on in each.get("dates", [])], each.get("programmes", []))
        for each in row.exceptions
        if not (joined.settled and joined.made_good)
    ]
    due = joined.payment is PaymentState.DUE if joined.settled else row.total_fen > 0
    if not joined.settled and row.receipts_fen > row.transport_fen:
        asks.append(Ask(Live.OVER_CAP))
    if joined.settled and due and (joined.attempt or 1) > 1:
        asks.append(Ask(Live.PAYMENT_BOUNCED))
    if due and joined.account is not AccountState.VERIFIED:
        asks.append(Ask(_ACCOUNTS[joined.account]))
    if joined.objects:
        asks.append(Ask(Live.OBJECTION))
    return asks


def asks_on_page(work: Work, wanted: DeskRun, shown: Sequence[Listed]) -> list[tuple[Listed, list[Ask]]]:
    """The rows of a page with what they ask, and what to open for it: the claim above the cap, the open objection."""
    above = [item.row.secondment_id for item in shown if item.row.receipts_fen > item.row.transport_fen]
    claims = parts.claims_behind(work.session, wanted.month, above) if above and not wanted.settled else {}
    objecting = [item.row.secondment_id for item in shown if item.joined.objects]
    objections = parts.open_objections(work.session, wanted.month, objecting) if objecting else {}
    behind = {Live.OVER_CAP.value: claims, Live.OBJECTION.value: objections}
    left_out = [item.row.secondment_id for item in shown if item.row.status is RowStatus.PENDING]
    heard = set(left_out) - unconfirmed_of(work, wanted.month, left_out)

    def named(item: Listed, ask: Ask) -> Ask:
        key = item.row.secondment_id
        return replace(ask, about=behind.get(ask.code, {}).get(key), heard=ask.code == PENDING_CODE and key in heard)

    return [(item, [named(item, ask) for ask in asks_of(item.row, item.joined)]) for item in shown]


def exceptions_of_rows(work: Work, month: str, rows: Sequence[AllowanceRow]) -> dict[UUID, list[ExceptionView]]:
    """The exceptions of these rows of one month by row, as the API names them; the caller has checked the actor."""
    joined = desk.list_joined(work.session, month, [row.id for row in rows])
    return {
        row.id: [
            ExceptionView.model_validate({"code": ask.code, "dates": ask.dates, "programmes": ask.programmes})
            for ask in asks_of(row, joined[row.id])
        ]
        for row in rows
    }
