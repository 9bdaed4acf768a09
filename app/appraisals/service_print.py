"""期满鉴定表 on paper: as far as its reader may read it, empty boxes to be filled by hand. Papers speak Chinese."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.appraisals.labels import GRADE_LABELS
from app.appraisals.models import Turn
from app.appraisals.schemas import AppraisalView, FiguresView, SignatureView
from app.appraisals.service_figures import COUNTED
from app.appraisals.service_views import open_form, view_of
from app.attendance.ledger import STATE_LABELS, State
from app.audit.service import digest
from app.audit.service import record as audit
from app.core import clock
from app.core.printing import Paper
from app.core.work import Work
from app.records.models_care import Hidden

ALWAYS = (State.ON_POST, State.LEAVE)
HIDDEN = {Hidden.QUARANTINED: "内容已隔离，等待组织部处理", Hidden.PURGED: "内容已依规清除"}
TEMPLATE = "appraisals/printing/form.typ"


def print_form(work: Work, secondment_id: UUID) -> Paper:
    """The form for whoever may open it, noted in the trail."""
    opened = open_form(work, secondment_id)
    view = view_of(work, opened)
    data = paper_of(view)
    data["digest"] = (digest(data) or "")[:32]
    data["printed"] = f"{clock.beijing(work.now):%Y-%m-%d %H:%M}"
    audit(work, "appraisals.print", "appraisal", opened.row.id, unit_id=opened.row.unit_id, turn=str(view.turn),
          secondment_id=str(secondment_id))  # fmt: skip
    return Paper(TEMPLATE, data, work.now, f"期满鉴定表 {view.cadre_name}.pdf")


def paper_of(view: AppraisalView) -> dict[str, Any]:
    """What the paper says, without its number."""
    said = {one.turn: one for one in view.signatures}
    return {
        "name": view.cadre_name,
        "person_no": view.person_no or "",
        "sending": view.sending_unit_name or "",
        "receiving": view.receiving_unit_name,
        "programme": view.programme_name,
        "post": view.post_title,
        "span": f"{_day(view.start_on)}至{_day(view.end_on)}",
        "has_sender": Turn.SENDING in view.turns,
        "self_report": f"（{HIDDEN[view.hidden]}）" if view.hidden and not view.self_report else view.self_report or "",
        "achievements": view.achievements or "",
        "figures": _figures(view.figures),
        "pending": _pending(view.figures),
        "receiving_opinion": view.receiving_opinion or "",
        "grades": [{"word": word, "given": view.grade is grade} for grade, word in GRADE_LABELS.items()],
        "sending_opinion": view.sending_opinion or "",
        "office_opinion": view.office_opinion or "",
        "outside_quota": view.outside_quota,
        "remark": view.remark or "",
        "signed": {turn.value: _signed(said.get(turn)) for turn in Turn},
    }


def _figures(figures: FiguresView | None) -> list[dict[str, str]]:
    if figures is None:
        return []
    shown = [state for state in COUNTED if figures.halves.get(state) or state in ALWAYS]
    return [{"word": STATE_LABELS[state], "days": figures.days(str(state))} for state in shown]


def _pending(figures: FiguresView | None) -> str:
    if figures is None:
        return ""
    months = [month for month in figures.months if month not in figures.confirmed]
    return "、".join(f"{month[:4]}年{int(month[5:])}月" for month in months)


def _signed(one: SignatureView | None) -> str:
    if one is None:
        return ""
    if one.on_paper:
        signed_on = _day(one.signed_on) if one.signed_on else ""
        return f"{one.name} {signed_on}签于纸面，{one.entered_by}录入"
    return f"{one.name} {_instant(one.at)} 在系统中签字"


def _instant(at: datetime) -> str:
    return f"{clock.beijing(at):%Y-%m-%d %H:%M}"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
