"""No date is paid twice to one person, whatever programmes they are in (domain.md 4.8). Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.allowances.engine import Line

PaidElsewhere = Mapping[date, str]
"""The dates of one cadre that another programme's run pays, each with that programme's name."""


class PaidTwice(NamedTuple):
    """A date that this run would pay although another one does: the exception `paid-twice`, never a second payment."""

    on: date
    programme_name: str


def paid_twice(lines: Sequence[Line], elsewhere: PaidElsewhere) -> tuple[PaidTwice, ...]:
    """The paying dates among `lines` that are paid elsewhere, in order; half a day is enough on either side."""
    if not elsewhere:
        return ()
    return tuple(PaidTwice(line.on, elsewhere[line.on]) for line in lines if line.portion and line.on in elsewhere)
