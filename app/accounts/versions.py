"""Optimistic changes: a change names the version that it was made from."""

from app.core.db import Entity
from app.core.errors import StaleVersion, VersionConflict
from app.core.schema import View


def check_version(row: Entity, expected: int | None, current: View) -> None:
    """VersionConflict without a version, StaleVersion with an older one; both carry what stands now."""
    if expected is None:
        raise VersionConflict(extra={"current": current})
    if expected != row.version:
        raise StaleVersion(extra={"current": current})
