"""The row 保险 of a secondment's axis: each policy over its days, and the days of the term that none covers."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.allowances.cover import ONE_DAY, Span, merged
from app.allowances.models_insurance import InsurancePolicy
from app.allowances.service_cover import Covered, cover_of
from app.core.i18n import N_, Locale, as_locale, translate
from app.core.work import Work
from app.secondments import axis
from app.secondments.axis import Bar, Row


def show_cover() -> None:
    """Let every secondment's page show it; called once when the application is put together."""
    axis.provide(_rows)


def _rows(work: Work, secondment_id: UUID, locale: str) -> Iterable[Row]:
    """One row where the programme insures or a policy stands, else none; the reader of the page may read it."""
    found = cover_of(work, secondment_id)
    if found is None or not (found.cover.needed or found.policies):
        return []
    language = as_locale(locale) or "zh_CN"
    gaps = (Bar(first, last, _gap_words((first, last), found, language), "ask") for first, last in found.cover.gaps)
    return [Row(N_("保险"), (*_bars(found.policies), *gaps))]


def _bars(policies: Iterable[InsurancePolicy]) -> Iterable[Bar]:
    """One after the other, each from where the one before it ends."""
    free: date | None = None
    for row in policies:
        first = row.start_on if free is None or row.start_on >= free else free
        if first <= row.end_on:
            yield Bar(first, row.end_on, f"{row.insurer} {row.policy_no}")
            free = row.end_on + ONE_DAY


def _gap_words(gap: Span, found: Covered, locale: Locale) -> str:
    """`! 6月1日起无保单` for what lasts to the end, `! 无保单` for a hole between."""
    if gap[1] == merged(found.cover.needed)[-1][1]:
        on = f"{gap[0].month}月{gap[0].day}日" if locale == "zh_CN" else f"{gap[0]:%b} {gap[0].day}"
        return "! " + translate(N_("%(day)s起无保单"), locale, day=on)
    return "! " + translate(N_("无保单"), locale)
