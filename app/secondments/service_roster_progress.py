"""How far an import has got, for those who wait: a small committed row, and this process's memory between.

SQLite has one writer, so nothing else is committed while an import writes; its one process answers from memory.
"""

from uuid import UUID

from app.core import clock
from app.core.work import Work
from app.secondments import repository_roster as repository
from app.secondments.models_roster import ImportState, RosterImport

STEPS = 100
WRITTEN_EVERY = 0.5
"""Seconds between two commits of the progress."""
_SPAN = {ImportState.READING: (0, 15), ImportState.CHECKING: (15, 35), ImportState.WRITING: (35, 99)}
_live: dict[UUID, tuple[ImportState, int]] = {}


class Progress:
    """One import's progress; `advance` is called as often as one likes."""

    def __init__(self, work: Work, import_id: UUID) -> None:
        self._work, self._id = work, import_id
        self._state, self._done, self._total, self._shared = ImportState.READING, 0, 1, 0.0

    def enter(self, state: ImportState, total: int = 1) -> None:
        """The next part begins, of so many steps."""
        self._state, self._done, self._total = state, 0, max(total, 1)
        self._tell(at_once=not self._is_locked)

    def advance(self, count: int = 1) -> None:
        """So many steps more are done."""
        self._done += count
        self._tell()

    def over(self) -> None:
        """Whatever the end: the row alone speaks from now on."""
        _live.pop(self._id, None)

    @property
    def _is_locked(self) -> bool:
        return self._work.database.is_sqlite and self._state is ImportState.WRITING

    def _tell(self, *, at_once: bool = False) -> None:
        first, last = _SPAN[self._state]
        steps = first + (last - first) * min(self._done, self._total) // self._total
        _live[self._id] = (self._state, steps)
        due = clock.monotonic() - self._shared >= WRITTEN_EVERY
        if self._is_locked or not (due or at_once):
            return
        self._shared = clock.monotonic()
        with Work(self._work.database, self._work.actor, True) as second:
            row = repository.get_import(second.session, self._id)
            if row is not None:
                row.state, row.steps_done = self._state, steps


def as_it_runs(row: RosterImport) -> tuple[ImportState, int]:
    """State and steps done: this process's own word while it runs, else the row's."""
    return _live.get(row.id, (row.state, row.steps_done)) if row.finished_at is None else (row.state, row.steps_done)
