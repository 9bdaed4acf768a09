"""A process that takes a month's step and hangs in the middle of it, to be killed: `python -m tests.allowances.killed`.

Arguments: the database's URL, the step, who takes it, the programme, the month, the instant, and where it hangs: just
before the `commit`, or after the first statement that begins so.
"""

import sys
import time
from datetime import datetime
from uuid import UUID

import time_machine
from sqlalchemy import event

from app.accounts.authority import actor_now
from app.allowances.schemas import StepIn
from app.allowances.service_runs import calculate_month, close_month
from app.core.actor import SYSTEM
from app.core.db import Database, WorkSession
from app.core.work import Work
from app.registry import MODELS  # noqa: F401 - every table that the others refer to

STEPS = {"calculate": calculate_month, "close": close_month}


def _hang(*_: object) -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(600)


def main(url: str, verb: str, person: str, programme: str, month: str, instant: str, where: str) -> None:
    """Take the step and never end."""
    database = Database(url)
    with time_machine.travel(datetime.fromisoformat(instant), tick=True):
        with Work(database, SYSTEM, False) as work:
            actor = actor_now(work.session, "person", UUID(person))
        if actor is None:
            raise SystemExit("nobody")
        if where == "commit":
            event.listen(WorkSession, "before_commit", _hang)
        else:
            event.listen(
                database.engine,
                "after_cursor_execute",
                lambda _c, _cursor, statement, *_: _hang() if statement.lower().startswith(where) else None,
            )
        with Work(database, actor, True) as work:
            STEPS[verb](work, month, StepIn(programme_id=UUID(programme)))


if __name__ == "__main__":
    main(*sys.argv[1:])
