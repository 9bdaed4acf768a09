"""Fresh authority: who a cookie or token stands for, from a cache at most 5 seconds old.

Tokens live ten minutes, but what they may do is looked up anew every 5 seconds and their `auth_version` must still be
the account's: a changed password, a withdrawn role or an ended session counts within 5 seconds on every replica.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from weakref import WeakSet

import structlog

from app.accounts import repository, repository_sessions, tokens
from app.accounts.arrivals import Arrivals
from app.accounts.idle import PHONE_DAYS, is_alive
from app.accounts.models import ApiClient, BrowserSession, Person
from app.accounts.repository_grants import grants_of
from app.core import clock
from app.core.actor import ANONYMOUS, SYSTEM, Actor, Grant, Scope
from app.core.config import Settings
from app.core.db import Database, WorkSession
from app.core.errors import Unauthenticated
from app.core.work import Work

log = structlog.get_logger()
SESSION_COOKIE = "jishi_session"
FRESH_SECONDS = 5.0
SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written at most this often, and never while its request waits."""


@dataclass(frozen=True, slots=True)
class _Entry:
    actor: Actor
    loaded: float


def person_actor(session: WorkSession, person: Person) -> Actor:
    """The person with the roles held today."""
    return actor_of(person, grants_of(session, [person.id], clock.today()).get(person.id, ()))


def actor_of(person: Any, grants: Iterable[Grant]) -> Actor:
    """A person, or the row of one, as an actor."""
    return Actor(
        kind="person",
        id=person.id,
        name=person.name,
        grants=tuple(grants),
        auth_version=person.auth_version,
        must_change_password=person.must_change_password,
        locale=person.locale,
        care=person.care,
    )


def client_actor(session: WorkSession, client: ApiClient) -> Actor:
    """The API client with its scopes and the subtree that it may read."""
    unit = repository.get_unit(session, client.unit_id)
    return Actor(
        kind="client",
        id=client.id,
        name=client.name,
        scopes=frozenset(Scope(scope) for scope in client.scopes),
        client_unit_path=unit.path if unit else None,
        auth_version=client.auth_version,
    )


def actor_now(session: WorkSession, kind: str, actor_id: UUID) -> Actor | None:
    """Somebody as they stand now, for work that goes on after their request; None when they may do nothing any more."""
    if kind == "client":
        client = repository.get_client(session, actor_id)
        closed = client is None or client.disabled_at is not None or client.valid_to < clock.today()
        return None if client is None or closed else client_actor(session, client)
    person = repository.get_person(session, actor_id)
    return person_actor(session, person) if person is not None and person.is_open(clock.today()) else None


def session_is_alive(row: BrowserSession) -> bool:
    """Phones stay signed in 30 days rolling (7 idle), desks 30 minutes idle."""
    now = clock.now()
    return row.ended_at is None and row.expires_at > now and is_alive(row.phone, row.last_seen_at, now)


class Authority:
    """Resolves cookies and bearer tokens to actors; one instance a process."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._entries: dict[str, _Entry] = {}
        self._lock = threading.Lock()
        self._arrivals = Arrivals(self._people)
        self._clerk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jishi-seen")
        _authorities.add(self)

    async def of_token(self, token: str) -> Actor:
        """The actor of a bearer token; Unauthenticated when the account changed since it was signed."""
        claims = tokens.read_access_token(self._settings, token)
        actor = self._fresh(f"{claims.kind}:{claims.subject}")
        if actor is None:
            people = claims.kind == "person"
            wanted = self._arrivals.get(claims.subject) if people else asyncio.to_thread(self._client, claims.subject)
            actor = await wanted
        if actor is None or actor.auth_version != claims.auth_version:
            raise Unauthenticated
        return _narrow(actor, claims)

    def peek_cookie(self, cookie: str) -> Actor | None:
        """The actor of a session cookie when the cache is fresh."""
        return self._fresh(f"cookie:{tokens.hash_token(cookie)}")

    def from_cookie(self, cookie: str, renew: Callable[[], None] | None = None) -> Actor:
        """The actor of a session cookie; anonymous when the session has ended. Marks it as seen.

        `renew` is called once a day of a phone's use: its cookie should then be given anew, for another thirty days.
        """
        digest = tokens.hash_token(cookie)
        fresh = self._fresh(f"cookie:{digest}")
        if fresh is not None:
            return fresh
        with self._database.session(write=False) as session:
            row = repository.find_browser_session(session, digest)
            person = repository.get_person(session, row.person_id) if row and session_is_alive(row) else None
            if row is None or person is None or not person.is_open(clock.today()):
                return ANONYMOUS
            actor = person_actor(session, person)
        self._note_use(row)
        if renew is not None and row.phone and clock.civil_date(row.last_seen_at) != clock.today():
            renew()
        return self._remember(f"cookie:{digest}", replace(actor, session_id=row.id))

    def forget(self) -> None:
        """Drop the cache, after a change in this process that must count at once."""
        with self._lock:
            self._entries.clear()

    def serves(self, database: Database) -> bool:
        """Whether these are the accounts of that database."""
        return self._database is database

    def close(self) -> None:
        """Finish writing down which sessions were used."""
        self._clerk.shutdown(wait=True)

    def _note_use(self, row: BrowserSession) -> None:
        now = clock.now()
        if now - row.last_seen_at >= SEEN_EVERY:
            self._clerk.submit(self._write_use, row.id, now).add_done_callback(_report)

    def _write_use(self, session_id: UUID, now: datetime) -> None:
        expires_at = now + timedelta(days=PHONE_DAYS)
        with Work(self._database, SYSTEM, True, now) as work:
            repository_sessions.mark_seen(work.session, session_id, now, expires_at, SEEN_EVERY)

    def _fresh(self, key: str) -> Actor | None:
        entry = self._entries.get(key)
        return entry.actor if entry and clock.monotonic() - entry.loaded < FRESH_SECONDS else None

    def _remember(self, key: str, actor: Actor) -> Actor:
        with self._lock:
            if len(self._entries) > 20_000:
                self._entries.clear()
            self._entries[key] = _Entry(actor, clock.monotonic())
        return actor

    def _people(self, person_ids: Sequence[UUID]) -> dict[UUID, Actor]:
        with self._database.session(write=False) as session:
            found = repository.list_actors(session, person_ids, clock.today())
        return {
            key: self._remember(f"person:{key}", actor_of(person, grants)) for key, (person, grants) in found.items()
        }

    def _client(self, client_id: UUID) -> Actor | None:
        with self._database.session(write=False) as session:
            client = repository.get_client(session, client_id)
            if client is None or client.disabled_at is not None or client.valid_to < clock.today():
                return None
            return self._remember(f"client:{client_id}", client_actor(session, client))


def _narrow(actor: Actor, claims: tokens.AccessClaims) -> Actor:
    """A client's token carries its own scopes at most; a person's names the program that holds it."""
    if actor.kind != "client":
        return replace(actor, session_id=claims.family) if claims.family else actor
    asked = {scope for scope in actor.scopes if str(scope) in claims.scopes}
    return replace(actor, scopes=frozenset(asked))


_authorities: WeakSet[Authority] = WeakSet()


def forget_after(work: Work) -> None:
    """Call in every unit of work that changes what somebody may do: after the commit it counts at once here.

    Other replicas follow within five seconds.
    """
    for authority in tuple(_authorities):
        if authority.serves(work.database):
            work.after_commit(authority.forget)


def _report(done: "Future[None]") -> None:
    if error := done.exception():
        log.warning("session use not written", kind=type(error).__name__)
