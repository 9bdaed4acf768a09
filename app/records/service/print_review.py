"""The sheet for a review on paper 审阅单: one cadre's submitted days in full, as their reader may read them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.audit.service import digest
from app.audit.service import record as audit
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.i18n import N_
from app.core.printing import Paper
from app.core.work import Work
from app.records import drafting
from app.records.models import DayType, RecordStatus
from app.records.schemas import ItemView, RecordFilter, RecordView
from app.records.service.reading import list_records
from app.secondments.access import get_access
from app.secondments.service_cards import SecondmentCard, describe

TEMPLATE = "records/printing/review.typ"
LONGEST = timedelta(days=31)
KINDS: Mapping[DayType, str] = {
    DayType.ON_POST: "在岗",
    DayType.OFFICIAL_TRIP: "外出公务",
    DayType.TRAINING: "培训",
    DayType.LEAVE: "休假",
    DayType.REST: "休息",
}
CATEGORIES = drafting.CATEGORIES | {"other": "其他"}
"""What the phone's chips stand for; other words are the cadre's own."""
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def print_review(work: Work, secondment_id: UUID, first_on: date, last_on: date) -> Paper:
    """The submitted records of at most 31 days; noted in the trail.

    Raises Invalid for the dates, NotFound when there is nothing that the actor may read.
    """
    if not first_on <= last_on < first_on + LONGEST:
        raise Invalid.at("/to", N_("起止日期不对：从早到晚，最多 31 天。"), "dates")
    get_access(work, secondment_id)
    wanted = RecordFilter(secondment_id=secondment_id, first_on=first_on, last_on=last_on)
    found = [view for view in list_records(work, wanted, 200, None).items if _is_printed(view)]
    if not found:
        raise NotFound
    views = sorted((view for view in found if isinstance(view, RecordView)), key=lambda view: view.work_on)
    card = describe(work, [secondment_id])[secondment_id]
    data = _data(work, card, views)
    audit(
        work,
        "records.print",
        "secondment",
        secondment_id,
        unit_id=views[-1].unit_id,
        first_on=views[0].work_on.isoformat(),
        last_on=views[-1].work_on.isoformat(),
        days=len(views),
        sheet_no=data["number"],
    )
    return Paper(TEMPLATE, data, work.now, f"纪实审阅单 {card.cadre_name} {views[0].work_on}.pdf")


def _is_printed(view: Any) -> bool:
    """What was submitted, with its text, and is not hidden."""
    return isinstance(view, RecordView) and view.status is not RecordStatus.DRAFT and view.hidden is None


def _data(work: Work, card: SecondmentCard, views: list[RecordView]) -> dict[str, Any]:
    posting = card.posting_on(views[-1].work_on)
    days = [_day(view) for view in views]
    said = digest({"secondment": str(card.id), "days": days}) or ""
    return {
        "name": card.cadre_name,
        "person_no": card.person_no or "",
        "post": posting.post_title,
        "unit": posting.receiving_unit_name,
        "span": f"{views[0].work_on:%Y-%m-%d} 至 {views[-1].work_on:%Y-%m-%d}",
        "number": f"{views[0].work_on:%Y%m%d}-{said[:4].upper()}-{said[4:8].upper()}",
        "digest": said[:32],
        "printed": f"{clock.beijing(work.now):%Y-%m-%d %H:%M}",
        "days": days,
    }


def _day(view: RecordView) -> dict[str, Any]:
    more = [("困难", view.difficulty), ("收获", view.takeaway), ("补记", view.late_reason)]
    return {
        "on": f"{view.work_on.month}月{view.work_on.day}日",
        "weekday": WEEKDAYS[view.work_on.weekday()],
        "kind": KINDS[view.day_type],
        "items": [_item(item) for item in view.items],
        "more": [[label, words] for label, words in more if words],
        "photos": len(view.attachment_ids),
    }


def _item(item: ItemView) -> dict[str, str]:
    said = {name: getattr(item, name) or "" for name in ("text", "slot", "place", "outcome")}
    return said | {"category": CATEGORIES.get(item.category or "", item.category or "")}
