"""What a browser or program calls itself, in words that people use. Pure."""

import re

from app.core.i18n import N_

_BROWSERS: tuple[tuple[str, str], ...] = (
    (r"wxwork", N_("企业微信")),
    (r"MicroMessenger", N_("微信")),
    (r"DingTalk", N_("钉钉")),
    (r"Lark|Feishu", N_("飞书")),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"QQBrowser", N_("QQ 浏览器")),
    (r"UCBrowser", N_("UC 浏览器")),
    (r"HuaweiBrowser|ArkWeb", N_("华为浏览器")),
    (r"MiuiBrowser", N_("小米浏览器")),
    (r"HeyTapBrowser", N_("OPPO 浏览器")),
    (r"VivoBrowser", N_("vivo 浏览器")),
    (r"QihooBrowser|360SE|360EE|QHBrowser", N_("360 浏览器")),
    (r"OPR/|Opera", "Opera"),
    (r"Firefox/|FxiOS", "Firefox"),
    (r"Chrome/|CriOS|Chromium", "Chrome"),
    (r"Safari/|AppleWebKit", "Safari"),
)
_SYSTEMS: tuple[tuple[str, str], ...] = (
    (r"iPhone|iPod", N_("苹果手机")),
    (r"iPad", "iPad"),
    (r"HarmonyOS|OpenHarmony", N_("鸿蒙")),
    (r"Android.*Mobile", N_("安卓手机")),
    (r"Android", N_("安卓平板")),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "Mac"),
    (r"UOS|Deepin", N_("统信 UOS")),
    (r"Kylin", N_("麒麟")),
    (r"Linux|X11|CrOS", "Linux"),
)
UNKNOWN = N_("其他")
_PRODUCT = re.compile(r"^[\w.+-]{1,40}(?=/|$)")


def browser_of(user_agent: str) -> str:
    """The browser's name, as a msgid."""
    return next((name for pattern, name in _BROWSERS if re.search(pattern, user_agent)), UNKNOWN)


def system_of(user_agent: str) -> str:
    """What it runs on, as a msgid; empty when it does not say."""
    return next((name for pattern, name in _SYSTEMS if re.search(pattern, user_agent)), "")


def program_of(user_agent: str) -> str:
    """A program's own first name (`payroll` of `payroll/2.1 httpx/0.28`); a browser's when it is one."""
    if user_agent.startswith("Mozilla/"):
        return browser_of(user_agent)
    found = _PRODUCT.match(user_agent)
    return found.group() if found else UNKNOWN
