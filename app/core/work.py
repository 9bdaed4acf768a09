"""The unit of work: one transaction, one actor, one instant. The only place that commits."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import TracebackType
from typing import Self

from app.core import clock
from app.core.actor import Actor
from app.core.db import Database, WorkSession
from app.core.errors import DomainError, Forbidden

RefusalHook = Callable[["Work", DomainError], None]


@dataclass(slots=True)
class Work:
    """Who acts, when, and in which transaction; every service function's first argument.

    Use as a context manager: it commits on a clean exit of a writing unit and rolls back otherwise. When a
    refusal must leave a trace (a denial, a lock-out counter), that is written in a second unit after the rollback.
    """

    database: Database
    actor: Actor
    writes: bool
    now: datetime = field(default_factory=clock.now)
    request_id: str = ""
    address: str = ""
    on_denied: RefusalHook | None = None
    _entered: AbstractContextManager[WorkSession] | None = None
    _session: WorkSession | None = None
    _after: list[Callable[[], None]] = field(default_factory=list)

    @property
    def session(self) -> WorkSession:
        """The open transaction's session."""
        if self._session is None:
            raise RuntimeError("the unit of work is not open")
        return self._session

    @property
    def today(self) -> date:
        """The Beijing civil date of this unit of work."""
        return clock.civil_date(self.now)

    def rest(self) -> None:
        """Give a reading unit's connection back before something slow; what was read stays as it was read."""
        if not self.writes:
            self.session.expunge_all()
            self.session.rollback()

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the commit succeeded (drop a cache, delete a file); never for messages: use the outbox."""
        self._after.append(action)

    def acting_as(self, actor: Actor) -> "Work":
        """The same open transaction under another actor (signing in, jobs acting for the system)."""
        return replace(self, actor=actor)

    def __enter__(self) -> Self:
        self._entered = self.database.session(write=self.writes)
        self._session = self._entered.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        session, entered = self.session, self._entered
        assert entered is not None  # noqa: S101 - set with the session
        failed = True
        try:
            if error is None and self.writes:
                session.commit()
            else:
                session.rollback()
            failed = error is not None
        finally:
            self._session = self._entered = None
            entered.__exit__(kind, error, trace)
        if not failed:
            for action in self._after:
                action()
        elif isinstance(error, DomainError):
            self._leave_trace(error)

    def _leave_trace(self, error: DomainError) -> None:
        denied = isinstance(error, Forbidden) and self.on_denied is not None
        if not denied and error.trace is None:
            return
        second = Work(self.database, self.actor, True, self.now, self.request_id, self.address)
        with second:
            if error.trace is not None:
                error.trace(second)
            if denied and self.on_denied is not None:
                self.on_denied(second, error)
