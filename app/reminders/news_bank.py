"""News about one's own bank account and payments into the inbox: nobody waits for money without knowing why."""

from typing import Any

from app.core import events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message

LINK = "/bank-account"


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("bank_account.verified", _on_verified)
    events.subscribe("bank_account.rejected", _on_rejected)
    events.subscribe("payment.bounced", _on_bounced)


def _on_verified(work: Work, facts: dict[str, Any]) -> None:
    _tell(work, facts, "bank_account.verified", Phrase(text=N_("您的收款账户已核验，补助发到这个账户")))


def _on_rejected(work: Work, facts: dict[str, Any]) -> None:
    _tell(work, facts, "bank_account.rejected", Phrase(text=N_("您的收款账户被财务退回，请看理由后重新填写")))


def _on_bounced(work: Work, facts: dict[str, Any]) -> None:
    text = N_("%(month)s的补助被银行退回，请核对收款账户；核验后随下一批重付")
    _tell(work, facts, "payment.bounced", Phrase(text=text, params={"month": facts["month"]}))


def _tell(work: Work, facts: dict[str, Any], kind: str, title: Phrase) -> None:
    key = f"{kind}/{facts['person_id']}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, kind, title, [], LINK)
