"""Whether a text repeats the words of another: for hiding along what was written from a record that is hidden.

Compared by letters and digits alone, so that another space or comma hides nothing. Rather too much than too little:
what is hidden by mistake is released by one press.
"""

import re
from collections.abc import Iterable

RUN = 10
"""So many letters in a row are repeated and no chance."""
SHORT = 4
"""A text with fewer letters than a run is looked for as a whole, unless it is shorter than this."""
_SILENT = re.compile(r"[\W_]+")


class Repeated:
    """What some texts say, to be looked for in others."""

    def __init__(self, texts: Iterable[str | None]) -> None:
        self._runs: set[str] = set()
        self._short: set[str] = set()
        for text in texts:
            letters = _letters(text)
            if len(letters) >= RUN:
                self._runs |= _runs(letters)
            elif len(letters) >= SHORT:
                self._short.add(letters)

    def stands_in(self, text: str | None) -> bool:
        """Whether any of it does."""
        letters = _letters(text)
        return not self._runs.isdisjoint(_runs(letters)) or any(short in letters for short in self._short)


def _letters(text: str | None) -> str:
    return _SILENT.sub("", text or "").casefold()


def _runs(letters: str) -> set[str]:
    return {letters[at : at + RUN] for at in range(len(letters) - RUN + 1)}
