"""Creating with the client's own id: the same body again answers what stands, another body is refused."""

import hashlib
from typing import TypeVar

import orjson
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Created
from app.core.errors import DomainError, IdReused, NotFound
from app.core.schema import Schema
from app.core.work import Work

C = TypeVar("C", bound=Created)


def digest_of(body: Schema) -> str:
    """SHA-256 of a body without its password (a stored digest of that could be guessed)."""
    plain = body.model_dump(mode="json", exclude={"password"}, exclude_defaults=True)
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def standing(work: Work, existing: C | None, body: Schema) -> C | None:
    """What this `id` made before, None when it is new. NotFound for someone else's, IdReused for another body."""
    if existing is None:
        return None
    if existing.created_by_id is None or existing.created_by_id != work.actor.id:
        raise NotFound
    if existing.body_digest != digest_of(body):
        raise IdReused
    return existing


def insert(work: Work, row: C, body: Schema | None, taken: DomainError) -> C:
    """Store a new row; raises `taken` when a unique column was taken in the same moment."""
    row.created_by_id = work.actor.id
    row.body_digest = digest_of(body) if body is not None else None
    flush(work, row, taken)
    return row


def flush(work: Work, row: Created, taken: DomainError) -> None:
    """Write a row now; raises `taken` when one of its unique columns is another's."""
    try:
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError as error:
        raise taken from error
