"""What a picture of the book shows: a page, who looks at it and how, and what was done on it first."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from playwright.sync_api import Page

ANYONE = ""
ID = "[0-9a-f-]{36}"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0 "
    "Mobile Safari/537.36 MicroMessenger/8.0.2"
)
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"
ROLES = {
    ANYONE: "登录之前",
    "cadre": "挂职干部",
    "newcomer": "刚到岗的干部",
    "supervisor": "接收单位主管",
    "leader": "组长",
    "liaison": "联络员",
    "sender": "派出单位",
    "inspector": "检查人员",
    "orgadmin": "组织部",
    "finance": "财务",
    "finance2": "财务审核",
    "sysadmin": "系统管理员",
}
"""The accounts of the demo county, in the order of the book."""


@dataclass(frozen=True, slots=True)
class Size:
    """A window: its CSS pixels, and how many of the picture's make one of them."""

    width: int
    height: int
    scale: float


SIZES = {"phone": Size(360, 740, 2.0), "desk": Size(1280, 800, 1.25)}


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    `route` is the page's route as the application has it. `way` leads there: an address, then patterns of links, the
    first of which inside `main` is followed, or `+/more` for what lies below; empty when the route is the address.
    `then` acts on the open page, `agent` is another browser than usual. `state` names what is special, `lang`, `dark`
    and `care` are the reader's. An answer >= 400 is a fault unless it is `status`. `alone` pages change the county for
    whoever comes next: they are taken last.
    """

    route: str
    who: str
    way: tuple[str, ...] = ()
    size: str = "phone"
    state: str = ""
    then: Callable[[Page], None] | None = None
    agent: str = ""
    lang: str = "zh-CN"
    dark: bool = False
    care: bool = False
    status: int = 200
    alone: bool = False

    @property
    def mode(self) -> str:
        """How it differs from the usual look: `en-dark`, `care`."""
        parts = ("en" if self.lang == "en" else "", "dark" if self.dark else "", "care" if self.care else "")
        return "-".join(part for part in parts if part)

    @property
    def name(self) -> str:
        """Role, size, route, state and mode: `cadre/phone-days-one--returned.en`."""
        page = re.sub(r"\{\w+\}", "one", self.route).strip("/").replace("/", "-") or "home"
        state, mode = f"--{self.state}" if self.state else "", f".{self.mode}" if self.mode else ""
        return f"{self.who or 'anyone'}/{self.size}-{page}{state}{mode}"


def phone(route: str, who: str, *way: str, **more: object) -> Shot:
    """A page in the hand."""
    return replace(Shot(route, who, way), **more)  # type: ignore[arg-type]


def desk(route: str, who: str, *way: str, **more: object) -> Shot:
    """A page at the desk."""
    return replace(Shot(route, who, way, "desk"), **more)  # type: ignore[arg-type]
