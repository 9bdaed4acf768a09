"""A confirmation on paper 纸质签认: the sheet was printed here, signed there, and says what stands today."""

from collections.abc import Sequence
from datetime import date

from app.attendance import policy
from app.attendance.errors import SheetOutdated
from app.attendance.ports import PORTS
from app.attendance.schemas import Basis, ConfirmIn
from app.attendance.service_ledger import visible_month
from app.attendance.service_month_list import Hosted, hosted_parts
from app.attendance.service_sheet import number_of
from app.attendance.sheet_numbers import normal_number
from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.work import Work


def require_scan(work: Work, body: ConfirmIn) -> None:
    """The attachment is the actor's own upload. Raises Invalid."""
    if body.attachment_id is not None and not PORTS.owns_attachment(work, body.attachment_id):
        raise Invalid.at("/attachment_id", N_("没有找到这份扫描件，请重新上传。"), "unknown")


def require_signed(work: Work, month: str, body: ConfirmIn, chosen: Sequence[Hosted]) -> None:
    """What the paper says fits what would be confirmed: signed when the days were over, printed with these very days.

    Raises Invalid, SheetOutdated.
    """
    if body.basis is not Basis.PAPER:
        return
    if body.signed_on is not None:
        _check_date(body.signed_on, max(item.part.last_on for item in chosen), month, work.today)
    if body.sheet_no and normal_number(body.sheet_no) not in _numbers(work, month, chosen):
        raise SheetOutdated


def _check_date(signed_on: date, last_on: date, month: str, today: date) -> None:
    if signed_on > today:
        raise Invalid.at("/signed_on", N_("签字日期不能晚于今天。"), "future-day")
    if signed_on < min(last_on, clock.month_bounds(month)[1]):
        raise Invalid.at("/signed_on", N_("签字日期早于所签的日子，那时还不能确认。"), "too-early")


def _numbers(work: Work, month: str, chosen: Sequence[Hosted]) -> set[str]:
    """The numbers of the sheets that may have been signed: of those chosen, the whole unit, or one programme of it."""
    units = {item.part.unit_id for item in chosen}
    if len(units) != 1:
        return set()
    seen = hosted_parts(work, visible_month(work, month))
    whole = [item for item in seen if item.part.unit_id in units and policy.can_print(item.held)]
    programmes = {item.sheet.card.programme.id for item in chosen}
    sheets = [list(chosen), whole]
    sheets += [[item for item in whole if item.sheet.card.programme.id == key] for key in programmes]
    return {number_of(rows) for rows in sheets if _covers(rows, chosen)}


def _covers(rows: Sequence[Hosted], chosen: Sequence[Hosted]) -> bool:
    return {item.sheet.card.id for item in chosen} <= {item.sheet.card.id for item in rows}
