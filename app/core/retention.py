"""How long things are kept: one rule a kind, whose count and whose deletion ask the same question."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.files import Files
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes when: `words` say it to people; `count` is the dry run, `sweep` deletes and answers how many."""

    name: str
    label: str
    words: str
    count: Callable[[Work, Files], int]
    sweep: Callable[[Work, Files], int]
