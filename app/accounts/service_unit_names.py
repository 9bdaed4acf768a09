"""What units are and were called: a renaming keeps the old name for everything that lies before it."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from app.accounts import repository_names as names
from app.accounts.models import Unit
from app.accounts.models_care import UnitName
from app.accounts.schemas_care import UnitNameView
from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.work import Work

ALWAYS = date(1949, 10, 1)
"""From when on the first name of a unit counts: nothing here is older."""


def unit_names_on(work: Work, unit_ids: Iterable[UUID | None], on: date) -> dict[UUID, str]:
    """What units were called on a day, by id: for months and papers of the past."""
    wanted = {unit_id for unit_id in unit_ids if unit_id is not None}
    return names.names_on(work.session, wanted, on) if wanted else {}


def name_on(work: Work, unit: Unit, on: date) -> str:
    """What a unit was called on a day."""
    return unit_names_on(work, [unit.id], on)[unit.id]


def former_names(work: Work, unit_ids: Iterable[UUID]) -> dict[UUID, list[UnitNameView]]:
    """The former names of units, oldest first, each with its last day; without the present one."""
    found: dict[UUID, list[UnitNameView]] = {}
    rows = names.names_of_units(work.session, unit_ids)
    for row, following in pairwise(rows):
        if following.unit_id == row.unit_id:
            first = None if row.from_on == ALWAYS else row.from_on
            view = UnitNameView(name=row.name, from_on=first, until_on=following.from_on)
            found.setdefault(row.unit_id, []).append(view)
    return found


def keep_former_name(work: Work, unit: Unit, changes: dict[str, Any]) -> None:
    """Before a unit takes another name: from which day (`renamed_on`, today unless given) it bears the new one.

    `renamed_on: null` corrects the name that it bears, in its history as well. Invalid at `/renamed_on`.
    """
    mends = "renamed_on" in changes and changes["renamed_on"] is None
    on = changes.pop("renamed_on", None) or work.today
    name = changes.get("name", unit.name)
    if name == unit.name:
        return
    rows = names.names_of_units(work.session, [unit.id])
    latest = rows[-1] if rows else None
    if mends or (latest is not None and latest.from_on == on):
        if latest is not None:
            latest.name = name
            work.session.add(latest)
        return
    if on > work.today:
        raise Invalid.at("/renamed_on", N_("改名日期不能晚于今天，请在当天办理。"), "in-future")
    if on <= (latest.from_on if latest else ALWAYS):
        raise Invalid.at("/renamed_on", N_("改名日期应晚于上一次改名。"), "before-last-name")
    if latest is None:
        work.session.add(UnitName(unit_id=unit.id, name=unit.name, from_on=ALWAYS))
    work.session.add(UnitName(unit_id=unit.id, name=name, from_on=on))
