"""Creating under an identity that the client may choose: the same again changes nothing."""

import hashlib
from typing import TypeVar
from uuid import UUID

from app.audit.service import digest
from app.core.errors import IdReused, NotFound, StaleVersion, VersionConflict
from app.core.schema import Schema, View
from app.core.work import Work
from app.secondments import repository
from app.secondments.models import Minted

M = TypeVar("M", bound=Minted)


def hold_identity(work: Work, identity: UUID | None) -> None:
    """Let two simultaneous posts of one identity follow one another (SQLite has one writer anyway)."""
    if identity is not None and not work.database.is_sqlite:
        key = int.from_bytes(hashlib.sha256(identity.bytes).digest()[:8], "big", signed=True)
        repository.hold_key(work.session, key, exclusive=True)


def is_replay(work: Work, row: Minted | None, body: Schema) -> bool:
    """True when this very body made the row; someone else's row is NotFound, another body IdReused."""
    if row is None:
        return False
    if row.created_by_id != work.actor.id:
        raise NotFound
    if row.creation_digest != digest(body):
        raise IdReused
    return True


def stamp(work: Work, row: M, body: Schema) -> M:
    """Note who made the row, with which body, and under which identity."""
    row.created_by_id, row.creation_digest = work.actor.id, digest(body)
    identity: UUID | None = getattr(body, "id", None)
    if identity is not None:
        row.id = identity
    return row


def check_version(expected: int | None, current: int, view: View) -> None:
    """A change names the version that it changes: VersionConflict without one, StaleVersion on an older one."""
    if expected is None:
        raise VersionConflict(extra={"current": view})
    if expected != current:
        raise StaleVersion(extra={"current": view})
