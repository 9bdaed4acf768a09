"""Every route of the API and who may call it: the sentence of domain.md section 6 in a table.

`ok` may, `denied` know of the subject but may not (403), everybody else does not even learn that it exists (404).
Routes without a subject (lists, creations) name `rest` instead: 200 for lists that are empty for strangers, 403 else.
"""

from dataclasses import dataclass, field
from typing import Any


def who(names: str) -> frozenset[str]:
    """Names in one string."""
    return frozenset(names.split())


EVERYBODY = who(
    "cadre colleague double supervisor other_supervisor foreign_supervisor leader other_leader sender other_sender "
    "liaison orgadmin foreign_orgadmin inspector finance foreign_finance sysadmin"
)
KNOWS = who("cadre supervisor double leader sender orgadmin finance")
"""Who may know of the secondment `own`: its cadre and those with a relation to it (`double` supervises as well)."""
MANAGES = frozenset({"supervisor", "double"})
READS_TEXT = frozenset({"cadre", "supervisor", "double", "leader", "sender"})


@dataclass(frozen=True)
class Rule:
    """One route's row."""

    ok: frozenset[str]
    denied: frozenset[str] = frozenset()
    rest: int = 404
    body: dict[str, Any] | None = None
    path: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None
    file: bool = False
    sheet: bytes | None = None
    query: str = ""
    anonymous: int = 401
    success: tuple[int, ...] = (200, 201, 204)
    special: dict[str, int] = field(default_factory=dict)

    def expected(self, name: str) -> tuple[int, ...]:
        """The statuses that this person may get."""
        if name in self.special:
            return (self.special[name],)
        if name in self.ok:
            return self.success
        return (403,) if name in self.denied else (self.rest,)


def about_own(ok: frozenset[str], knows: frozenset[str] = KNOWS, **more: Any) -> Rule:
    """A route about the secondment `own`: those who know of it and may not are denied, the others see nothing."""
    return Rule(ok=ok, denied=knows - ok, **more)


def of_office(ok: frozenset[str], **more: Any) -> Rule:
    """A route without a subject that only some may call at all."""
    return Rule(ok=ok, denied=EVERYBODY - ok, **more)


LIST = Rule(ok=EVERYBODY)
"""A list that answers everybody, with what they may see; the canaries watch what that is."""
VERSION = {"version": 1}
STEP = {"version": 1, "reason": "按文件办理"}
DATES = {"start_on": "2027-01-01", "end_on": "2027-06-30"}
