"""The delivery log: what left the house and what did not; dead letters and unknown ones may be sent again."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from app.accounts.directory import names_of
from app.audit.service import record
from app.core import clock
from app.core.errors import NotFound, StaleVersion, require
from app.core.paging import Page, view_page
from app.core.work import Work
from app.reminders import policy_channels as policy
from app.reminders import repository_deliveries
from app.reminders import repository_delivery_log as repository
from app.reminders.errors import NobodyWants, NotResendable
from app.reminders.models_channels import Channel, Delivery, DeliveryState
from app.reminders.policy import CLOSES, OPENS
from app.reminders.policy_deliveries import LAST_CALL
from app.reminders.schemas_channels import AttemptView, DeliveryDetail, DeliveryView
from app.workdays.service import get_calendar

RESENDABLE = frozenset({DeliveryState.FAILED, DeliveryState.UNKNOWN})


def list_deliveries(
    work: Work, state: DeliveryState | None, channel: Channel | None, limit: int, cursor: str | None
) -> Page[DeliveryView]:
    """Newest first, with each reader's name; Forbidden to all but system administrators."""
    require(policy.can_run_channels(work.actor))
    rows, following = repository.page_deliveries(work.session, state, channel, limit, cursor)
    names = names_of(work, {row.person_id for row in rows})
    return view_page(rows, following, lambda row: DeliveryView.model_validate(_facts(row, names)))


def get_delivery(work: Work, delivery_id: UUID) -> DeliveryDetail:
    """One with each of its sendings."""
    require(policy.can_run_channels(work.actor))
    row = repository.find_delivery(work.session, delivery_id)
    if row is None:
        raise NotFound
    return _detail(work, row)


def resend(work: Work, delivery_id: UUID, version: int) -> DeliveryDetail:
    """Queue what failed, or what may have arrived, once more, for the next hours in which reminders may leave.

    The same again on the version that was queued changes nothing. StaleVersion, NotResendable, NobodyWants.
    """
    require(policy.can_run_channels(work.actor))
    row = repository.find_delivery(work.session, delivery_id, lock=True)
    if row is None:
        raise NotFound
    if row.state is DeliveryState.WAITING and row.version == version + 1:
        return _detail(work, row)
    if row.version != version:
        raise StaleVersion(extra={"current": _detail(work, row).model_dump(mode="json")})
    require(row.state in RESENDABLE, NotResendable())
    ways = repository_deliveries.open_ways(work.session, [row.person_id]).get(row.person_id, [])
    require(row.channel in ways, NobodyWants())
    was, (opens, closes) = row.state, _next_window(work)
    row.state, row.failures, row.settled_at = DeliveryState.WAITING, 0, None
    row.next_at, row.expires_at = opens, closes
    work.session.add(row)
    work.session.flush()
    record(work, "reminders.resend", "delivery", row.id, channel=row.channel.value, was=was.value, to=row.person_id)
    return _detail(work, row)


def _next_window(work: Work) -> tuple[datetime, datetime]:
    """From now, or from nine of the next workday, to eighteen of that day."""
    calendar, today = get_calendar(work, work.today, work.today), work.today
    closes = _at(today, CLOSES)
    if calendar.is_workday(today) and work.now < closes - LAST_CALL:
        return max(work.now, _at(today, OPENS)), closes
    following = calendar.next_workday(today)
    return _at(following, OPENS), _at(following, CLOSES)


def _at(on: date, wall: time) -> datetime:
    return clock.beijing_midnight(on) + timedelta(hours=wall.hour, minutes=wall.minute)


def _facts(row: Delivery, names: dict[UUID, str]) -> dict[str, object]:
    told = {"person_name": names.get(row.person_id, ""), "can_resend": row.state in RESENDABLE}
    return row.model_dump() | told


def _detail(work: Work, row: Delivery) -> DeliveryDetail:
    views = [AttemptView.model_validate(one) for one in repository.attempts_of(work.session, row.id)]
    return DeliveryDetail.model_validate(_facts(row, names_of(work, {row.person_id})) | {"sendings": views})
