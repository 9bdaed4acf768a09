"""News about one's own account into the inbox, so that nobody's access is changed unnoticed."""

from typing import Any

from app.core import events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("account.password-replaced", _on_replaced)
    events.subscribe("account.factor-removed", _on_removed)
    events.subscribe("account.recovery-used", _on_recovery)


def _on_replaced(work: Work, facts: dict[str, Any]) -> None:
    text = N_("%(name)s为您生成了重置码，原密码作废；不是您当面要的，请告诉组织部")
    _tell(work, facts, "account.password-replaced", Phrase(text=text, params={"name": work.actor.name}), "/me/devices")


def _on_removed(work: Work, facts: dict[str, Any]) -> None:
    text = N_("%(name)s解除了您的两步验证；请重新开启")
    _tell(
        work, facts, "account.factor-removed", Phrase(text=text, params={"name": work.actor.name}), "/me/second-factor"
    )


def _on_recovery(work: Work, facts: dict[str, Any]) -> None:
    text = N_("有人用恢复码登录了您的账号，还剩 %(count)s 个恢复码；不是您本人，请立即修改密码")
    title = Phrase(text=text, params={"count": facts["left"]})
    _tell(work, facts, "account.recovery-used", title, "/me/second-factor")


def _tell(work: Work, facts: dict[str, Any], kind: str, title: Phrase, link: str) -> None:
    key = f"{kind}/{facts['person_id']}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, kind, title, [], link)
