"""The words of an explanation: dates, days and money as a cadre reads them, in one language. Pure."""

from dataclasses import dataclass
from datetime import date

from app.allowances.engine import REASON_LABELS, Reason
from app.allowances.explain import HALF_DAY_MESSAGE, RATE_MESSAGE, SPAN_MESSAGE
from app.allowances.schemas import PayState, RateGroupView, SpanView
from app.core.i18n import N_, Locale, translate
from app.core.money import format_yuan

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STATE_WORDS: dict[str, str] = {
    "open": N_("本月进行中"),
    "pending": N_("待接收单位确认"),
    "confirmed": N_("主管已确认"),
    "calculated": N_("已核算"),
    "approved": N_("已审核"),
    "closed": N_("已结账"),
    "paid": N_("已支付"),
    "left_out": N_("待确认，随后补发"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Says things in one language; halves are half days, money is fen."""

    locale: Locale

    def say(self, text: str, **params: object) -> str:
        """A Chinese message id in this language."""
        return translate(text, self.locale, **params)

    def day(self, on: date) -> str:
        """`3月12日` / `12 Mar`."""
        return f"{on.day} {_MONTHS[on.month - 1]}" if self.locale == "en" else f"{on.month}月{on.day}日"

    def dated(self, on: date) -> str:
        """The same with its year."""
        return f"{self.day(on)} {on.year}" if self.locale == "en" else f"{on.year}年{self.day(on)}"

    def span(self, first: date, last: date) -> str:
        """`3月12–13日` / `12–13 Mar`; both months when there are two."""
        if first == last:
            return self.day(first)
        if (first.year, first.month) != (last.year, last.month):
            return f"{self.day(first)}–{self.day(last)}"
        if self.locale == "en":
            return f"{first.day}–{self.day(last)}"
        return f"{first.month}月{first.day}–{last.day}日"

    def month(self, month: str) -> str:
        """`2026年3月` / `Mar 2026`."""
        year, number = int(month[:4]), int(month[5:7])
        return f"{_MONTHS[number - 1]} {year}" if self.locale == "en" else f"{year}年{number}月"

    def count(self, days: float) -> str:
        """`21`, `21.5`."""
        return f"{days:g}"

    def yuan(self, fen: int) -> str:
        """`¥630.00`, `−¥30.00`."""
        return f"{'−' if fen < 0 else ''}¥{format_yuan(abs(fen))}"

    def joined(self, parts: list[str]) -> str:
        """Parts of one clause."""
        return self.say(N_("，")).join(parts)

    def listed(self, parts: list[str]) -> str:
        """Several things that are said of one."""
        return self.say(N_("，|列举")).join(parts)

    def difference(self, span: SpanView) -> str:
        """`3月12–13日请假不计`."""
        message = HALF_DAY_MESSAGE if span.in_halves else SPAN_MESSAGE
        reason = self.say(REASON_LABELS[Reason(span.reason)])
        return self.say(message, dates=self.span(span.first_on, span.last_on), reason=reason)

    def rates(self, groups: list[RateGroupView]) -> str:
        """`4 天 × ¥30.00 + 10 天 × ¥40.00`."""
        priced = [
            self.say(RATE_MESSAGE, days=self.count(group.days), rate=format_yuan(group.rate_fen))
            for group in groups
            if group.rate_fen is not None
        ]
        return " + ".join(priced) or self.say(N_("%(days)s 天"), days="0")

    def state(self, state: PayState) -> str:
        """How far a month is, in plain words."""
        return self.say(STATE_WORDS[state])
