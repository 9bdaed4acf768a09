"""What of the scene fits where: for each operation a request that succeeds, and for each name an id that exists."""

from typing import Any

from tests.permissions.rows import API_ROWS as ROWS

__all__ = ["ROWS", "known_id"]

_SAME = {
    "cadre_id": "person_id",
    "leader_id": "person_id",
    "parent_id": "unit_id",
    "below_id": "unit_id",
    "sending_unit_id": "unit_id",
    "receiving_unit_id": "unit_id",
    "on": "day",
    "work_on": "day",
}


def known_id(name: str, values: dict[str, Any]) -> str | None:
    """The value of the scene that belongs under this name, None when there is none."""
    value = values.get(_SAME.get(name, name))
    return None if value is None else str(value)
