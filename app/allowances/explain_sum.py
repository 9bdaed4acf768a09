"""The sum of a month as one writes it on paper, and its one sentence. Pure over what was settled. Money is fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.allowances.engine import REASON_LABELS, Reason
from app.allowances.explain_words import Words
from app.allowances.schemas import LinesView, RateGroupView
from app.allowances.schemas_explain import AdjustmentPartView, SumKind, SumStepView, TripView
from app.core.i18n import N_
from app.core.money import format_yuan


@dataclass(frozen=True, slots=True)
class Settled:
    """What a month comes to: the days' own view, and what joins them. `total_fen` None: it cannot be said yet."""

    pay: LinesView
    by_calendar: bool
    held_back: bool
    """The days are not confirmed, or lack a rate: what they come to is paid later."""
    trips: Sequence[TripView] = ()
    adjustments: Sequence[AdjustmentPartView] = ()
    transport_fen: int = 0
    adjustment_fen: int = 0
    debt_in_fen: int = 0
    carried_fen: int = 0
    total_fen: int | None = None
    whole: bool = True
    """The reader reads beyond the days."""


def steps_of(settled: Settled, words: Words) -> list[SumStepView]:
    """Calendar workdays − leave + duty = payable days × rates = subsidy + journeys ± adjustments − debts = total."""
    steps = [*_days(settled, words), *_rates(settled.pay.by_rate, words), _subsidy(settled, words)]
    if not settled.whole:
        return steps
    if settled.held_back and settled.pay.subsidy_fen:
        note = words.say(N_("待确认，本次不付，确认后补发"))
        steps.append(_money("held_back", -settled.pay.subsidy_fen, words.say(N_("暂不计发")), note))
    if settled.trips or settled.transport_fen:
        paid = " + ".join(format_yuan(trip.pay_fen) for trip in settled.trips if trip.pay_fen)
        steps.append(_money("transport", settled.transport_fen, words.say(N_("往返交通")), paid))
    for part in settled.adjustments:
        label = words.joined([part.kind_text, words.month(part.month)])
        steps.append(_money("adjustment", part.amount_fen, label, part.reason or ""))
    if settled.debt_in_fen:
        steps.append(_money("debt_in", settled.debt_in_fen, words.say(N_("扣回以前欠款"))))
    if settled.carried_fen:
        note = words.say(N_("不足扣的部分"))
        steps.append(_money("carried", settled.carried_fen, words.say(N_("记入欠款，以后扣回")), note))
    total = SumStepView(kind="total", op="=", label=words.say(N_("合计")), amount_fen=settled.total_fen)
    return [*steps, total]


def _days(settled: Settled, words: Words) -> list[SumStepView]:
    pay = settled.pay
    label = N_("在任日历日") if settled.by_calendar else N_("日历工作日")
    found = [SumStepView(kind="expected", op="", label=words.say(label), days=pay.expected_days)]
    kinds: tuple[tuple[SumKind, Literal["−", "+"], Sequence[object]], ...] = (
        ("not_counted", "−", pay.not_counted),
        ("counted_extra", "+", pay.counted_extra),
    )
    for kind, op, spans in kinds:
        for span in (one for one in pay.not_counted + pay.counted_extra if one in spans):
            reason = words.say(REASON_LABELS[Reason(span.reason)])
            note = words.span(span.first_on, span.last_on)
            found.append(SumStepView(kind=kind, op=op, label=reason, note=note, days=span.days))
    return [*found, SumStepView(kind="payable", op="=", label=words.say(N_("计发天数")), days=pay.payable_days)]


def _rates(groups: Sequence[RateGroupView], words: Words) -> list[SumStepView]:
    found = []
    for group in groups:
        several = words.say(N_("%(days)s 天"), days=words.count(group.days)) if len(groups) > 1 else ""
        label = words.say(N_("标准") if group.rate_fen is not None else N_("缺标准"))
        found.append(SumStepView(kind="rate", op="×", label=label, note=several, amount_fen=group.rate_fen))
    return found


def _subsidy(settled: Settled, words: Words) -> SumStepView:
    known = settled.pay.subsidy_fen if settled.pay.complete else None
    return SumStepView(kind="subsidy", op="=", label=words.say(N_("生活补助")), amount_fen=known)


def _money(kind: SumKind, fen: int, label: str, note: str = "") -> SumStepView:
    return SumStepView(kind=kind, op="−" if fen < 0 else "+", label=label, note=note, amount_fen=abs(fen))


def sentence_of(settled: Settled, words: Words) -> str:
    """`21 天 × ¥30.00：3月12–13日请假不计，3月21日值班计入`, then whatever joins the days, and the total."""
    pay, why = settled.pay, because_of(settled, words)
    if pay.pays_nothing or not pay.complete or not pay.expected_days + pay.payable_days:
        return why
    told = words.say(N_("%(sum)s：%(why)s"), sum=words.rates(pay.by_rate), why=why)
    if pay.state == "open":
        return words.say(N_("截至%(day)s，%(said)s"), day=words.day(pay.as_of_on), said=told)
    return told


def because_of(settled: Settled, words: Words) -> str:
    """The same without its product, for where that stands above it."""
    parts = [_of_days(settled.pay, words)]
    if settled.whole:
        parts += _beside(settled, words)
    return words.say(N_("；")).join(parts)


def _of_days(pay: LinesView, words: Words) -> str:
    if pay.pays_nothing:
        return words.say(N_("本类项目不发补助"))
    if not pay.complete:
        missing = [words.day(line.on) for line in pay.items if line.amount_fen is None]
        return words.say(N_("%(dates)s没有适用标准，补齐后重新核算"), dates=words.listed(missing))
    if not pay.expected_days and not pay.payable_days:
        return words.say(N_("本月没有计发的日子"))
    spans = [words.difference(span) for span in pay.not_counted + pay.counted_extra]
    return words.listed(spans) or words.say(N_("应计的日子全部计发"))


def _beside(settled: Settled, words: Words) -> list[str]:
    found = []
    if settled.held_back and not settled.pay.pays_nothing and settled.pay.complete:
        found.append(words.say(N_("出勤待确认，这部分确认后补发")))
    if settled.transport_fen:
        found.append(words.say(N_("往返交通 %(yuan)s"), yuan=words.yuan(settled.transport_fen)))
    found += [
        words.say(N_("%(said)s，计 %(yuan)s"), said=part.sentence, yuan=words.yuan(part.amount_fen))
        for part in settled.adjustments
    ]
    if settled.debt_in_fen:
        found.append(words.say(N_("扣回以前欠款 %(yuan)s"), yuan=words.yuan(-settled.debt_in_fen)))
    if settled.carried_fen:
        found.append(words.say(N_("不足扣的 %(yuan)s记入欠款"), yuan=words.yuan(settled.carried_fen)))
    if found and settled.total_fen is not None:
        found.append(words.say(N_("合计 %(yuan)s"), yuan=words.yuan(settled.total_fen)))
    return found
