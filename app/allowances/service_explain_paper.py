"""打印说明: an explanation on one sheet, in Chinese whatever the reader's language; the same data, the same bytes."""

import hashlib
from typing import Any
from uuid import UUID

import orjson

from app.allowances.engine import Reason
from app.allowances.explain_words import Words
from app.allowances.schemas_explain import ConfirmedView, ExplainedLineView, ExplainView, SumStepView
from app.allowances.service_explain import explain_month
from app.allowances.service_explain_pages import weeks_of
from app.attendance.ledger import SOURCE_LABELS, STATE_LABELS, Source, State
from app.audit.service import record
from app.core import clock
from app.core.money import format_yuan
from app.core.printing import Paper
from app.core.work import Work

TEMPLATE = "allowances/printing/explain.typ"
STRONG = {"payable", "subsidy", "total"}
WORDS = Words("zh_CN")
_ON_DUTY = (Reason.DUTY, Reason.DUTY_NOT_PAID)


def print_explain(work: Work, month: str, secondment_id: UUID) -> Paper:
    """The sheet of one month as its reader may know it; taking it leaves an audit row with its digest."""
    view = explain_month(work, month, secondment_id, "zh_CN")
    said = _said(view)
    digest = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
    record(work, "allowances.explain_print", "secondment", secondment_id, month=month, digest=digest)
    data = said | {"number": f"{month}-{str(secondment_id)[-6:]}", "digest": digest[:12]}
    data["as_of"] = clock.beijing(work.now).strftime("%Y-%m-%d")
    midnight = clock.beijing_midnight(work.today)
    return Paper(TEMPLATE, data, midnight, f"补助说明-{month}-{view.cadre_name}.pdf")


def _said(view: ExplainView) -> dict[str, Any]:
    total = view.total_fen if view.total_fen is not None else view.subsidy_fen if view.complete else None
    return {
        "month": view.month,
        "month_name": WORDS.month(view.month),
        "state": view.state_text,
        "name": view.cadre_name,
        "facts": [
            ["姓名", view.cadre_name],
            ["人员编号", view.person_no or "—"],
            ["接收单位", "、".join(view.unit_names)],
            ["项目", view.programme_name],
        ],
        "total": "—" if total is None else f"¥{format_yuan(total)}",
        "uppercase": f"人民币 {view.total_uppercase}" if view.total_uppercase else "",
        "sentence": view.sentence + "。",
        "steps": [_step(step) for step in view.steps],
        "grounds": _grounds(view),
        "days": [None if line is None else _day(line) for week in weeks_of(view.days) for line in week],
        "lists": [["往返交通", _trips(view)], ["调整", _adjustments(view)], ["支付", _payments(view)]],
    }


def _step(step: SumStepView) -> dict[str, Any]:
    days = step.days is not None
    known = step.days if days else step.amount_fen
    figure = "—" if known is None else WORDS.count(known) if days else format_yuan(int(known))
    return {
        "op": step.op,
        "label": step.label,
        "note": step.note,
        "figure": figure,
        "unit": "天" if days else "元",
        "strong": step.kind in STRONG,
    }


def _day(line: ExplainedLineView) -> dict[str, Any]:
    quiet = line.state in (State.REST, State.OUTSIDE)
    fen = "缺标准" if line.amount_fen is None else format_yuan(line.amount_fen)
    return {
        "number": str(line.on.day),
        "state": "值班" if line.reason in _ON_DUTY else WORDS.say(STATE_LABELS[State(line.state)]),
        "source": "" if line.source is Source.CALENDAR else WORDS.say(SOURCE_LABELS[line.source]),
        "fen": fen if line.portion else "" if quiet else "不计",
        "rest": quiet,
    }


def _grounds(view: ExplainView) -> list[list[str]]:
    found = []
    if view.rule.day_basis:
        found.append(["计发口径", _joined(view.rule.label, view.rule.document_no)])
    for rate in view.rates:
        since = f"{WORDS.dated(rate.valid_from)}起"
        found.append(
            ["标准", _joined(rate.region_band, f"{format_yuan(rate.amount_fen)} 元/天", since, rate.document_no)]
        )
    found += [["请假", WORDS.span(leave.first_on, leave.last_on) + "，已批准"] for leave in view.leaves]
    for said in view.corrections:
        half = {"am": "上午", "pm": "下午"}.get(said.half or "", "")
        found.append(["主管更正", _joined(WORDS.day(said.on) + half, said.state_text, said.by)])
    found += [["考勤确认", _confirmed(word)] for word in view.confirmations]
    for name, step in (("核算", view.calculated), ("审核", view.approved), ("结账", view.closed)):
        if step is not None:
            found.append([name, _joined(step.by, f"{clock.beijing(step.at):%Y-%m-%d}")])
    return found


def _confirmed(word: ConfirmedView) -> str:
    if word.state != "confirmed" or word.at is None:
        return _joined(word.unit_name, "待确认")
    how = "纸质签认" if word.basis == "paper" else "在线确认"
    return _joined(
        word.unit_name, how, word.signed_by or word.by, f"{clock.beijing(word.at):%Y-%m-%d %H:%M}", word.sheet_no
    )


def _trips(view: ExplainView) -> list[str]:
    return [
        f"{WORDS.span(trip.outbound_on, trip.return_on or trip.outbound_on)}：票据 {trip.receipts} 张 "
        f"{format_yuan(trip.receipts_fen)} 元，核报 {format_yuan(trip.pay_fen)} 元（{trip.reason_text}）"
        for trip in view.trips
    ]


def _adjustments(view: ExplainView) -> list[str]:
    here = [f"{part.sentence}，计 {WORDS.yuan(part.amount_fen)}" for part in view.adjustments]
    later = [
        f"{part.sentence}，计 {WORDS.yuan(part.amount_fen)}，"
        + (f"随{WORDS.month(part.paid_in)}支付" if part.paid_in else "等下次核算")
        for part in view.later
    ]
    return here + later


def _payments(view: ExplainView) -> list[str]:
    paid = [
        _joined(one.state_text, f"{format_yuan(one.amount_fen)} 元", one.bank_name, one.account)
        for one in view.payments
    ]
    return paid + [f"{one.kind_text} {format_yuan(abs(one.amount_fen))} 元" for one in view.debts]


def _joined(*parts: str | None) -> str:
    return "，".join(part for part in parts if part)
