"""Menus and tabs: each person sees only what is theirs, never a greyed entry."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts import labels
from app.accounts.directory import unit_names_of
from app.accounts.service_namesakes import Namesakes
from app.allowances.service_accounts import count_to_verify as count_to_verify_accounts
from app.allowances.service_adjustment_pages import count_adjustments
from app.allowances.service_claims_pages import count_to_approve, count_to_verify
from app.allowances.service_objections import count_for_badge
from app.appraisals.service_terms import count_terms
from app.attendance.service_leave import count_waiting
from app.core.actor import Role
from app.core.i18n import N_, Locale, as_locale, translate
from app.core.work import Work
from app.feedback.service import count_to_handle
from app.records.service import count_open_holds
from app.records.service.queue import count_cards
from app.reminders.service import count_unread
from app.signals.service_pages import count_to_decide
from app.signals.service_queue import count_waiting as count_in_queue

REVIEWERS = frozenset({Role.SUPERVISOR, Role.GROUP_LEADER, Role.LIAISON})
_OWN = frozenset({Role.CADRE})
_RUNS = frozenset({Role.ORGADMIN})
_PAYS = frozenset({Role.FINANCE})
_MONEY = frozenset({Role.FINANCE, Role.ORGADMIN})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the desk's menu: who gets it, in which group."""

    group: str
    href: str
    icon: str
    label: str
    roles: frozenset[Role]


MENU: tuple[Entry, ...] = (
    Entry("", "/today", "notebook", N_("今日"), _OWN),
    Entry("", "/month", "calendar-month", N_("月历"), _OWN),
    Entry("", "/overview", "layout-list", N_("总览"), _RUNS),
    Entry("", "/todo", "inbox", N_("待办"), REVIEWERS),
    Entry("", "/attendance", "calendar-check", N_("月度确认"), REVIEWERS),
    Entry("", "/leave", "calendar-off", N_("请假"), REVIEWERS | _RUNS | {Role.SENDER}),
    Entry("", "/allowances", "coin-yuan", N_("月度补助"), _PAYS),
    Entry("", "/claims", "receipt", N_("交通报销"), _PAYS),
    Entry("", "/adjustments", "arrows-exchange", N_("调整与欠款"), _PAYS),
    Entry("", "/bank-accounts", "credit-card", N_("银行账户"), _PAYS),
    Entry("", "/objections", "help-circle", N_("异议"), _PAYS),
    Entry("", "/inbox", "message-circle", N_("消息"), frozenset(Role)),
    Entry("", "/feedback", "message-report", N_("投诉建议"), frozenset(Role)),
    Entry(N_("资料"), "/insurance", "umbrella", N_("保险"), _PAYS),
    Entry(N_("资料"), "/rates", "ruler-2", N_("标准|多个"), _PAYS),
    Entry(N_("资料"), "/workdays", "calendar-event", N_("节假日|多个"), _PAYS),
    Entry(N_("导出"), "/totals", "table-export", N_("汇总|补助"), _PAYS),
    Entry(N_("导出"), "/bank-files", "file-export", N_("银行文件"), _PAYS),
    Entry(N_("导出"), "/exports", "history", N_("导出记录"), _PAYS),
    Entry(N_("导出"), "/reconciliation", "shield-check", N_("对账"), _PAYS),
    Entry(N_("名册"), "/secondments", "route", N_("挂职"), REVIEWERS | _RUNS | {Role.SENDER}),
    Entry(N_("名册"), "/appraisals", "signature", N_("期满鉴定"), REVIEWERS | _RUNS | {Role.SENDER}),
    Entry(N_("名册"), "/handbooks", "book", N_("纪实手册"), REVIEWERS | _RUNS | {Role.SENDER}),
    Entry(N_("名册"), "/groups", "user-check", N_("小组"), _RUNS | {Role.GROUP_LEADER}),
    Entry(N_("名册"), "/people", "users", N_("人员"), _RUNS | {Role.SYSADMIN}),
    Entry(N_("名册"), "/units", "building", N_("单位|多个"), _RUNS | {Role.SYSADMIN}),
    Entry(N_("名册"), "/delegations", "users", N_("代理|一览"), _RUNS | {Role.SUPERVISOR}),
    Entry(N_("核查"), "/attention", "list-details", N_("值得一看"), _RUNS),
    Entry(N_("核查"), "/checks", "clipboard-text", N_("抽查"), _RUNS | {Role.INSPECTOR}),
    Entry(N_("核查"), "/spot-checks", "clipboard-check", N_("抽查记录"), REVIEWERS | _RUNS),
    Entry(N_("核查"), "/signals", "message-2-question", N_("提醒线索"), REVIEWERS | _RUNS),
    Entry(N_("核查"), "/holds", "eye-off", N_("内容处置"), _RUNS),
    Entry(N_("核查"), "/attendance", "calendar-check", N_("月度确认"), _RUNS),
    Entry(N_("补助"), "/allowances", "coin-yuan", N_("月度补助"), _RUNS),
    Entry(N_("补助"), "/claims", "receipt", N_("交通报销"), _RUNS),
    Entry(N_("补助"), "/adjustments", "arrows-exchange", N_("调整与欠款"), _RUNS),
    Entry(N_("补助"), "/objections", "help-circle", N_("异议"), _RUNS),
    Entry(N_("核查"), "/objections", "help-circle", N_("异议"), frozenset({Role.SUPERVISOR})),
    Entry(N_("补助"), "/insurance", "umbrella", N_("保险"), _RUNS),
    Entry(N_("补助"), "/totals", "table-export", N_("汇总|补助"), _RUNS),
    Entry(N_("补助"), "/exports", "history", N_("导出记录"), _RUNS),
    Entry(N_("补助"), "/reconciliation", "shield-check", N_("对账"), _RUNS),
    Entry(N_("规则"), "/programmes", "book", N_("项目与政策"), _RUNS),
    Entry(N_("规则"), "/rates", "ruler-2", N_("标准|多个"), _MONEY),
    Entry(N_("规则"), "/workdays", "calendar-event", N_("节假日|多个"), REVIEWERS | _MONEY),
    Entry(N_("系统"), "/audit", "history", N_("审计"), _RUNS | {Role.SYSADMIN}),
    Entry(N_("系统"), "/retention", "trash", N_("保存期限"), _RUNS | {Role.SYSADMIN}),
    Entry(N_("系统"), "/api-clients", "plug", N_("接口"), frozenset({Role.SYSADMIN})),
    Entry(N_("系统"), "/scans", "refresh", N_("比对"), frozenset({Role.SYSADMIN})),
    Entry(N_("系统"), "/channels", "send", N_("提醒途径"), frozenset({Role.SYSADMIN})),
    Entry(N_("系统"), "/deliveries", "list-details", N_("发送记录"), frozenset({Role.SYSADMIN})),
    Entry(N_("系统"), "/jobs", "clock", N_("定时任务"), _RUNS | {Role.SYSADMIN}),
)
FOLDED = frozenset({"资料", "导出", "补助", "规则", "系统"})
MOST_UNFOLDED = 16
"""A longer menu does not fit a screen: what is opened seldom stands behind its group's name, but where one is."""
TABS: tuple[Entry, ...] = (
    Entry("", "/today", "notebook", N_("今日"), _OWN),
    Entry("", "/todo", "clipboard-check", N_("待办"), REVIEWERS),
    Entry("", "/month", "calendar-month", N_("月历"), _OWN),
    Entry("", "/overview", "layout-list", N_("总览"), _RUNS),
    Entry("", "/allowances", "coin-yuan", N_("补助"), _PAYS),
    Entry("", "/secondments", "users", N_("干部|多人"), REVIEWERS | _RUNS | {Role.SENDER}),
    Entry("", "/people", "users", N_("人员"), frozenset({Role.SYSADMIN})),
    Entry("", "/checks", "clipboard-text", N_("抽查"), frozenset({Role.INSPECTOR})),
)
"""What a phone's tab bar begins with; 消息 and 我的 follow for everybody, and a thumb tells five apart."""
MOST_TABS = 3
START = "/start"
_PLACES = (
    (re.compile(r"/secondments/[^/]+/appraisal(/.*)?"), "/appraisals"),
    (re.compile(r"/secondments/[^/]+/handbook(/.*)?"), "/handbooks"),
)
"""Pages whose address begins with another entry's than the one that they belong to, where that is offered."""
_START_TAB = Entry("", START, "home", N_("首页"), frozenset())
_EVERYBODY = (
    Entry("", "/inbox", "message-circle", N_("消息"), frozenset(Role)),
    Entry("", "/me", "user", N_("我的"), frozenset(Role)),
)


def landing(work: Work) -> str:
    """Where a person begins: the cadre at today, the reviewer at what waits, the others at their main list."""
    return next((entry.href for entry in TABS if work.actor.has(*entry.roles)), START)


def navigation(work: Work, path: str, locale: str) -> Mapping[str, Any]:
    """`menu`, `tabs` and `me` for the shells, `named` for names (重名); empty for somebody who is not signed in."""
    if work.actor.person_id is None:
        return {}
    language = as_locale(locale) or "zh_CN"
    waiting = _waiting(work)
    return {
        "menu": _menu(work, path, language, waiting),
        "tabs": _tabs(work, path, language, waiting),
        "me": _me(work, language),
        "named": Namesakes(work),
    }


def _waiting(work: Work) -> dict[str, int]:
    """What waits behind an entry, by its address."""
    reviews, leave = work.actor.has(*REVIEWERS), count_waiting(work)
    todo = count_cards(work) + leave + count_to_verify(work) + count_terms(work) if reviews else 0
    claims = count_to_approve(work) + (0 if reviews else count_to_verify(work))
    office = {"/claims": claims, "/bank-accounts": count_to_verify_accounts(work)}
    office |= {"/objections": count_for_badge(work), "/adjustments": count_adjustments(work)}
    office |= {"/feedback": count_to_handle(work), "/holds": count_open_holds(work)}
    office |= {"/signals": count_to_decide(work) + count_in_queue(work)}
    return {"/todo": todo, "/leave": 0 if reviews else leave, "/inbox": count_unread(work), **office}


def _menu(work: Work, path: str, locale: Locale, waiting: Mapping[str, int]) -> list[dict[str, Any]]:
    mine: dict[str, Entry] = {}
    for entry in MENU:
        if work.actor.has(*entry.roles):
            mine.setdefault(entry.href, entry)
    here = _place(path, mine)
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in mine.values():
        groups.setdefault(entry.group, []).append(_item(entry, here, locale, waiting))
    long = len(mine) > MOST_UNFOLDED
    return [_group(label, items, long and label in FOLDED, locale) for label, items in groups.items()]


def _group(label: str, items: list[dict[str, Any]], folds: bool, locale: Locale) -> dict[str, Any]:
    waiting = sum(int(item["badge"] or 0) for item in items)
    return {
        "label": translate(label, locale) if label else "",
        "items": items,
        "folds": folds,
        "open": any(item["current"] for item in items),
        "badge": str(waiting) if waiting else "",
    }


def _tabs(work: Work, path: str, locale: Locale, waiting: Mapping[str, int]) -> list[dict[str, Any]]:
    own = [entry for entry in TABS if work.actor.has(*entry.roles)][:MOST_TABS]
    tabs = (*(own or [_START_TAB]), *_EVERYBODY)
    here = _place(path, {entry.href for entry in tabs})
    return [_item(entry, here, locale, waiting) for entry in tabs]


def _item(entry: Entry, here: str, locale: Locale, waiting: Mapping[str, int]) -> dict[str, Any]:
    count = waiting.get(entry.href, 0)
    return {
        "href": entry.href,
        "icon": entry.icon,
        "label": translate(entry.label, locale),
        "badge": str(count) if count else "",
        "badge_label": translate(N_("条未读") if entry.href == "/inbox" else N_("件待办"), locale),
        "quiet": entry.href != "/inbox",
        "current": entry.href == here,
    }


def _me(work: Work, locale: Locale) -> dict[str, str]:
    grants = work.actor.grants
    units = unit_names_of(work, {grant.unit_id for grant in grants})
    first = next((grant for grant in grants if grant.role is not Role.CADRE), grants[0] if grants else None)
    comma = "、" if locale == "zh_CN" else ", "
    held = sorted({grant.role for grant in grants}, key=lambda role: (role is Role.CADRE, list(Role).index(role)))
    return {
        "id": str(work.actor.person_id),
        "name": work.actor.name,
        "role_label": comma.join(translate(labels.ROLES[role], locale) for role in held),
        "unit_name": units.get(first.unit_id, "") if first and first.unit_id else "",
    }


def _place(path: str, offered: Collection[str]) -> str:
    """Which of the offered places a page belongs to; empty for none. In the hand all the rest hangs under 我的."""
    for pattern, place in _PLACES:
        if place in offered and pattern.fullmatch(path):
            return place
    if path.startswith("/days/") and "/month" in offered:
        return "/month"
    under = [href for href in offered if path == href or path.startswith(href + "/")]
    return max(under, key=len, default="/me" if "/me" in offered else "")
