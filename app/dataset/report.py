"""What an import came to: counts a file, rejected rows, warnings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.i18n import N_, Locale, translate
from app.dataset.faults import Reject
from app.dataset.formats import FORMATS, Kind

MOST_KEPT = 1000
WARNINGS = {
    "unknown-field": N_("%(file)s：不认识的字段 %(field)s 没有保存。"),
    "no-supervisors": N_("没有 supervisors.jsonl：挂职中的审阅人编号只作保存。"),
}


@dataclass(slots=True)
class Count:
    """The rows of one file: read, taken as new, there already with the same content, rejected."""

    read: int = 0
    new: int = 0
    same: int = 0
    rejected: int = 0
    sha256: str = ""

    def as_json(self) -> dict[str, int]:
        """The four numbers."""
        return {"read": self.read, "new": self.new, "same": self.same, "rejected": self.rejected}


@dataclass(slots=True)
class Report:
    """An import's outcome; `written` is True once it is committed."""

    counts: dict[Kind, Count] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    written: bool = False
    heard: Callable[[Reject], None] | None = None
    """Hears of every rejected row, also of those that are not kept."""

    def reject(self, reject: Reject, kind: Kind) -> None:
        """One more rejected row; the first thousand are kept."""
        self.counts[kind].rejected += 1
        if len(self.rejects) < MOST_KEPT:
            self.rejects.append(reject)
        if self.heard is not None:
            self.heard(reject)

    def warn(self, code: str, **facts: str) -> None:
        """Something to know that rejects nothing."""
        self.warnings.append((code, facts))

    @property
    def rejected(self) -> int:
        """All rejected rows."""
        return sum(count.rejected for count in self.counts.values())

    @property
    def new(self) -> int:
        """All rows that are new."""
        return sum(count.new for count in self.counts.values())

    def warned(self, locale: Locale) -> list[str]:
        """The warnings in words."""
        return [translate(WARNINGS[code], locale, **facts) for code, facts in self.warnings]

    def as_json(self, locale: Locale) -> dict[str, Any]:
        """The whole report for programs."""
        return {
            "written": self.written,
            "files": [{"file": FORMATS[kind].name} | one.as_json() for kind, one in self.counts.items()],
            "rejects": [one.as_row(locale) for one in self.rejects],
            "warnings": self.warned(locale),
        }
