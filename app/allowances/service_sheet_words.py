"""The remarks 备注 of the monthly sheet: each part of a sum that is not the month's own, and what a row waits for."""

from collections.abc import Iterator, Sequence

from app.allowances.models import RowStatus
from app.allowances.models_bank import AccountState
from app.allowances.models_settlement import AdjustmentKind
from app.allowances.repository_sheet import SheetAdjustment, SheetSource
from app.core.i18n import N_, Locale, translate
from app.core.money import format_yuan

ADJUSTED = {
    AdjustmentKind.BACK_PAY: N_("补发%(month)s %(yuan)s"),
    AdjustmentKind.CORRECTION: N_("更正%(month)s %(yuan)s"),
    AdjustmentKind.MANUAL: N_("手工调整%(month)s %(yuan)s"),
}
ACCOUNT_WORDS = {
    None: N_("账号未填"),
    AccountState.MISSING: N_("账号未填"),
    AccountState.UNVERIFIED: N_("账号待核验"),
    AccountState.REJECTED: N_("账号已退回"),
}


def remark_of(source: SheetSource, adjustments: Sequence[SheetAdjustment], month: str, locale: Locale) -> str:
    """One row's remark."""
    words = [*_parts(source, adjustments, month, locale), *_waits(source, locale)]
    return ("；" if locale == "zh_CN" else "; ").join(words)


def _parts(source: SheetSource, adjustments: Sequence[SheetAdjustment], month: str, locale: Locale) -> Iterator[str]:
    """What makes up the column 调整, and what receipts are not paid."""
    for item in adjustments:
        text, yuan = ADJUSTED[AdjustmentKind(item.kind)], format_yuan(item.amount_fen)
        yield translate(text, locale, month=_month(item.month, month, locale), yuan=yuan)
    if source.debt_in_fen:
        yield translate(N_("抵扣前期欠款 %(yuan)s"), locale, yuan=format_yuan(-source.debt_in_fen))
    if source.carried_fen:
        yield translate(N_("结转欠款 %(yuan)s"), locale, yuan=format_yuan(source.carried_fen))
    unpaid = source.receipts_fen - source.transport_fen
    if unpaid > 0:
        yield translate(N_("票据中 %(yuan)s 超出规定，不报"), locale, yuan=format_yuan(unpaid))


def _waits(source: SheetSource, locale: Locale) -> Iterator[str]:
    """What the days or the account wait for; an account only while there is something to pay into it."""
    if source.status is RowStatus.PENDING:
        pays = source.total_fen > 0
        yield translate(N_("考勤待确认，确认后补发") if pays else N_("考勤待确认，本次不付，确认后补发"), locale)
    elif source.status is RowStatus.BLOCKED:
        yield translate(N_("有日子没有适用标准，待处理"), locale)
    if source.total_fen > 0 and source.paid_tail is None and source.account_state in ACCOUNT_WORDS:
        yield translate(ACCOUNT_WORDS[source.account_state], locale)


def _month(month: str, present: str, locale: Locale) -> str:
    """The month that is spoken of, with its year when it is another than the sheet's."""
    if locale == "en":
        return month
    name = f"{int(month[5:])}月"
    return name if month[:4] == present[:4] else f"{month[:4]}年{name}"
