"""How much feedback, and how many codes, one person sends in an hour; in memory, for a row would name the anonymous."""

import threading
from collections import deque
from uuid import UUID

from app.core import clock
from app.feedback.errors import TooMuchFeedback

WINDOW_SECONDS = 3600.0
MOST_PEOPLE = 5000


class Limit:
    """At most `most` acts of one person within an hour, by this process's count."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._acts: dict[UUID, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, person_id: UUID) -> None:
        """One more act; TooMuchFeedback when it is too many."""
        now = clock.monotonic()
        with self._lock:
            if len(self._acts) > MOST_PEOPLE:
                self._acts.clear()
            acts = self._acts.setdefault(person_id, deque())
            while acts and acts[0] <= now - WINDOW_SECONDS:
                acts.popleft()
            if len(acts) >= self.most:
                raise TooMuchFeedback(headers={"Retry-After": str(int(acts[0] + WINDOW_SECONDS - now) + 1)})
            acts.append(now)


SENDING, ASKING = Limit(20), Limit(20)
