"""抽查表 on paper: one check with its draw, for signing and the file. Papers speak Chinese."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.audit.service import digest
from app.audit.service import record as audit
from app.core import clock
from app.core.errors import require
from app.core.printing import Paper
from app.core.work import Work
from app.secondments.service_cards import describe
from app.spot_checks import repository_formal as repository
from app.spot_checks.labels import (
    ALLOWANCE_LABELS,
    ARM_LABELS,
    CONSISTENT_LABELS,
    FINDING_LABELS,
    LEAVE_LABELS,
    METHOD_LABELS,
)
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import FormalCheck, SpotCheckDraw
from app.spot_checks.schemas_formal import FormalCheckView
from app.spot_checks.service_draw_views import number_of
from app.spot_checks.service_formal import SUBJECT, open_check, view_of

TEMPLATE = "spot_checks/printing/check.typ"


def print_check(work: Work, check_id: UUID) -> Paper:
    """The sheet for whoever may read the check, noted in the trail; an empty one is filled by hand."""
    row, part = open_check(work, check_id)
    require(row.voided_at is None)
    view = view_of(work, row, part)
    draw = repository.get_draw(work.session, row.draw_id)
    data = _said(work, row, view) | _drawn(draw, row)
    data["digest"] = (digest(data) or "")[:32]
    data["printed"] = f"{clock.beijing(work.now):%Y-%m-%d %H:%M}"
    audit(work, "spot_checks.print", SUBJECT, row.id, unit_id=row.unit_id, status=str(row.status))
    return Paper(TEMPLATE, data, work.now, f"抽查表 {row.number}.pdf")


def _said(work: Work, row: FormalCheck, view: FormalCheckView) -> dict[str, Any]:
    card = describe(work, [row.secondment_id])[row.secondment_id]
    return {
        "number": row.number,
        "name": view.cadre_name,
        "person_no": card.person_no or "",
        "unit": view.unit_name,
        "post": card.posting_on(view.dates[-1]).post_title,
        "dates": [_day(on) for on in view.dates],
        "inspectors": [{"name": one.name, "signed": _signed(one.signed_at)} for one in view.inspectors],
        "method": METHOD_LABELS[row.method] if row.method else "＿＿＿＿",
        "visited": "　".join(part for part in (_instant(row.visited_at), row.place) if part) or "　　年　　月　　日",
        "consistent": _boxes(CONSISTENT_LABELS, row.consistent),
        "leave_in_order": _boxes(LEAVE_LABELS, row.leave_in_order),
        "allowance_agrees": _boxes(ALLOWANCE_LABELS, row.allowance_agrees),
        "finding": _boxes(FINDING_LABELS, row.finding),
        "note": row.note or "",
        "difficulties": row.difficulties or "",
        "due_on": _day(row.due_on) if row.due_on else "　　　　",
        "reply": row.reply or "",
        "replied": _instant(row.replied_at),
        "rectification": row.rectification or "",
        "rectified": _instant(row.rectified_at),
        "closed": _closed(row),
    }


def _drawn(draw: SpotCheckDraw, row: FormalCheck) -> dict[str, Any]:
    return {
        "drawn": f"{number_of(draw)}　{_instant(draw.created_at)} 由系统抽出",
        "frame_size": draw.frame_size,
        "size": draw.size,
        "arm": ARM_LABELS[row.arm] if draw.secondment_id is None else "为指定",
        "rank": row.rank,
        "seed": draw.seed,
        "frame_digest": draw.frame_digest,
        "draw_method": draw.method,
    }


def _boxes(labels: Mapping[Any, str], given: StrEnum | None) -> list[dict[str, Any]]:
    return [{"word": word.partition("|")[0], "given": key is given} for key, word in labels.items()]


def _closed(row: FormalCheck) -> str:
    if row.status is not SpotCheckStatus.CLOSED:
        return ""
    return f"{_instant(row.closed_at)} 办结" + (f"：{row.close_reason}" if row.close_reason else "")


def _signed(at: datetime | None) -> str:
    return f"{_instant(at)} 在系统中签字" if at else ""


def _instant(at: datetime | None) -> str:
    return f"{clock.beijing(at):%Y-%m-%d %H:%M}" if at else ""


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
