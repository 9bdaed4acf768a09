"""Every select and bulk change over browser sessions, refresh tokens, reset codes and sign-in counters."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from app.accounts.idle import IdleSince
from app.accounts.models import BrowserSession, RefreshToken, ResetCode, SignInThrottle


def end_sessions(session: Session, person_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
    """End the person's signed-in browsers, `but` one perhaps; answers how many."""
    statement = update(BrowserSession).where(
        col(BrowserSession.person_id) == person_id, col(BrowserSession.ended_at).is_(None)
    )
    if but is not None:
        statement = statement.where(col(BrowserSession.id) != but)
    return session.exec(statement.values(ended_at=now)).rowcount


def end_session(session: Session, token_hash: str, now: datetime) -> None:
    """End one browser's session by its cookie's hash."""
    statement = update(BrowserSession).where(
        col(BrowserSession.token_hash) == token_hash, col(BrowserSession.ended_at).is_(None)
    )
    session.exec(statement.values(ended_at=now))


def list_alive(session: Session, person_id: UUID, now: datetime, since: IdleSince) -> Sequence[BrowserSession]:
    """The person's browsers that are signed in, at most 200."""
    seen = or_(
        and_(col(BrowserSession.phone).is_(True), col(BrowserSession.last_seen_at) > since.phone),
        and_(col(BrowserSession.phone).is_(False), col(BrowserSession.last_seen_at) > since.desk),
    )
    statement = select(BrowserSession).where(
        BrowserSession.person_id == person_id,
        col(BrowserSession.ended_at).is_(None),
        BrowserSession.expires_at > now,
        seen,
    )
    return session.exec(statement.order_by(col(BrowserSession.last_seen_at).desc()).limit(200)).all()


def list_chains(session: Session, person_id: UUID, now: datetime) -> Sequence[RefreshToken]:
    """The link of each of the person's refresh chains that may still be used, at most 200."""
    statement = select(RefreshToken).where(
        RefreshToken.person_id == person_id,
        col(RefreshToken.used_at).is_(None),
        col(RefreshToken.revoked_at).is_(None),
        RefreshToken.expires_at > now,
    )
    return session.exec(statement.order_by(col(RefreshToken.created_at).desc()).limit(200)).all()


def has_session(session: Session, person_id: UUID, session_id: UUID) -> bool:
    """Whether a browser's session is or was the person's."""
    statement = select(BrowserSession.id).where(BrowserSession.id == session_id, BrowserSession.person_id == person_id)
    return session.exec(statement).first() is not None


def has_chain(session: Session, person_id: UUID, family_id: UUID) -> bool:
    """Whether a refresh chain is or was the person's."""
    statement = select(RefreshToken.id).where(RefreshToken.family_id == family_id, RefreshToken.person_id == person_id)
    return session.exec(statement).first() is not None


def end_one(session: Session, session_id: UUID, now: datetime) -> int:
    """End a session by its id; 0 when it was over."""
    statement = update(BrowserSession).where(
        col(BrowserSession.id) == session_id, col(BrowserSession.ended_at).is_(None)
    )
    return session.exec(statement.values(ended_at=now)).rowcount


def mark_seen(
    session: Session, session_id: UUID, now: datetime, expires_at: datetime, at_most_every: timedelta
) -> None:
    """Move a session's last use forward, unless that was done a moment ago."""
    statement = update(BrowserSession).where(
        col(BrowserSession.id) == session_id,
        col(BrowserSession.ended_at).is_(None),
        col(BrowserSession.last_seen_at) < now - at_most_every,
    )
    session.exec(statement.values(last_seen_at=now, expires_at=expires_at))


def find_refresh_token(session: Session, token_hash: str) -> RefreshToken | None:
    """A refresh token by its hash, held until the commit so that it is spent once."""
    return session.exec(select(RefreshToken).where(RefreshToken.token_hash == token_hash).with_for_update()).first()


def revoke_family(session: Session, family_id: UUID, now: datetime) -> int:
    """Revoke every link of a refresh chain; answers how many were still good."""
    statement = update(RefreshToken).where(
        col(RefreshToken.family_id) == family_id, col(RefreshToken.revoked_at).is_(None)
    )
    return session.exec(statement.values(revoked_at=now)).rowcount


def revoke_families(session: Session, person_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
    """Revoke a person's refresh chains, `but` one perhaps; answers how many tokens."""
    statement = update(RefreshToken).where(
        col(RefreshToken.person_id) == person_id, col(RefreshToken.revoked_at).is_(None)
    )
    if but is not None:
        statement = statement.where(col(RefreshToken.family_id) != but)
    return session.exec(statement.values(revoked_at=now)).rowcount


def find_reset_code(session: Session, person_id: UUID, now: datetime, *, lock: bool = False) -> ResetCode | None:
    """The person's newest reset code that may still be used."""
    statement = select(ResetCode).where(
        ResetCode.person_id == person_id, col(ResetCode.used_at).is_(None), ResetCode.expires_at > now
    )
    if lock:
        statement = statement.with_for_update()
    return session.exec(statement.order_by(col(ResetCode.created_at).desc(), col(ResetCode.id).desc())).first()


def void_reset_codes(session: Session, person_id: UUID, now: datetime) -> None:
    """No earlier code counts any more."""
    statement = update(ResetCode).where(col(ResetCode.person_id) == person_id, col(ResetCode.used_at).is_(None))
    session.exec(statement.values(used_at=now))


def end_access(session: Session, person_ids: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    """End the sessions, refresh chains and reset codes of many; answers how many browsers of whom were signed in."""
    alive = col(BrowserSession.person_id).in_(person_ids), col(BrowserSession.ended_at).is_(None)
    counted = select(BrowserSession.person_id, func.count()).where(*alive).group_by(col(BrowserSession.person_id))
    ended = dict(session.exec(counted).all())
    session.exec(update(BrowserSession).where(*alive).values(ended_at=now))
    tokens = col(RefreshToken.person_id).in_(person_ids), col(RefreshToken.revoked_at).is_(None)
    session.exec(update(RefreshToken).where(*tokens).values(revoked_at=now))
    codes = col(ResetCode.person_id).in_(person_ids), col(ResetCode.used_at).is_(None)
    session.exec(update(ResetCode).where(*codes).values(used_at=now))
    return ended


def find_pause(session: Session, keys: Sequence[str], now: datetime) -> datetime | None:
    """Until when any of the counters forbids another try, None when none does."""
    statement = select(SignInThrottle.blocked_until).where(
        col(SignInThrottle.key).in_(keys), col(SignInThrottle.blocked_until) > now
    )
    return max((until for until in session.exec(statement).all() if until is not None), default=None)


def count_failure(session: Session, key: str, now: datetime, forget_after: timedelta) -> int:
    """Add one failure to a counter in one statement, from one again when the last is long ago; answers the count."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    long_ago = col(SignInThrottle.last_failed_at) < now - forget_after
    counted = case((long_ago, 1), else_=col(SignInThrottle.failures) + 1)
    statement = insert(SignInThrottle).values(key=key, failures=1, last_failed_at=now)
    statement = statement.on_conflict_do_update(
        index_elements=["key"], set_={"failures": counted, "last_failed_at": now}
    )
    return int(session.exec(statement.returning(col(SignInThrottle.failures))).scalar_one())


def block_until(session: Session, key: str, until: datetime) -> None:
    """Let a counter forbid further tries until an instant."""
    session.exec(update(SignInThrottle).where(col(SignInThrottle.key) == key).values(blocked_until=until))


def clear_failures(session: Session, key: str) -> None:
    """A right password ends the counting against this account from this address."""
    session.exec(delete(SignInThrottle).where(col(SignInThrottle.key) == key))


def ease_failures(session: Session, key: str, by: int) -> None:
    """Take some failures off a counter; none is left below nothing."""
    failures = col(SignInThrottle.failures)
    fewer = case((failures > by, failures - by), else_=0)
    session.exec(update(SignInThrottle).where(col(SignInThrottle.key) == key).values(failures=fewer))


def purge(session: Session, now: datetime, keep: timedelta) -> dict[str, int]:
    """Delete what has been over for longer than `keep`: sessions, refresh tokens, reset codes, idle counters."""
    before = now - keep
    ended = or_(col(BrowserSession.ended_at) < before, col(BrowserSession.expires_at) < before)
    return {
        "sessions": session.exec(delete(BrowserSession).where(ended)).rowcount,
        "refresh_tokens": session.exec(delete(RefreshToken).where(col(RefreshToken.expires_at) < before)).rowcount,
        "reset_codes": session.exec(delete(ResetCode).where(col(ResetCode.expires_at) < before)).rowcount,
        "counters": session.exec(
            delete(SignInThrottle).where(col(SignInThrottle.last_failed_at) < now - timedelta(days=1))
        ).rowcount,
    }
