"""What a page says, whatever keeps its dates in one piece."""

import re

_UNBROKEN = re.compile(r'<span class="nowrap">(.*?)</span>')


def joined(html: str) -> str:
    """The page without what only keeps a line from ending within a date, or between a number and what it counts."""
    return _UNBROKEN.sub(r"\1", html).replace("\u00a0", " ")
