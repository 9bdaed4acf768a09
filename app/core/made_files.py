"""What becomes of the files that were made (exports, handbooks): rows forget theirs, the bytes go after the commit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from app.core.files import Files
from app.core.retention import Rule
from app.core.work import Work


def delete_after_commit(work: Work, files: Files, keys: Iterable[str]) -> int:
    """The bytes go once nothing names them any more; answers how many files."""
    found = list(keys)
    for key in found:
        work.after_commit(partial(files.delete, key))
    return len(found)


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """One kind of made files: under `folder`, each named by a row's `file_key`, kept for so long after it was made."""

    folder: str
    kept: timedelta
    kept_keys: Callable[[Session], set[str]]
    """The names of all files that some row names."""
    finished_before: Callable[[Session, datetime], Sequence[Any]]
    """The rows that name a file and were finished before an instant."""

    def rule(self, name: str, label: str, words: str) -> Rule:
        """The rule by which they go."""
        return Rule(name, label, words, self._count, self._sweep)

    def _strays(self, work: Work, files: Files) -> list[str]:
        """What makers left behind that were stopped between storing a file and saying so."""
        kept = self.kept_keys(work.session)
        return [key for key in files.keys_before(self.folder, work.now - self.kept) if key not in kept]

    def _due(self, work: Work) -> Sequence[Any]:
        return self.finished_before(work.session, work.now - self.kept)

    def _count(self, work: Work, files: Files) -> int:
        return len(self._due(work)) + len(self._strays(work, files))

    def _sweep(self, work: Work, files: Files) -> int:
        keys = self._strays(work, files)
        for row in self._due(work):
            keys.append(row.file_key)
            row.file_key = None
            work.session.add(row)
        return delete_after_commit(work, files, keys)
