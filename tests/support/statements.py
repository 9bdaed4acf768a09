"""Each statement is compiled once in a test process: compiling it anew took a quarter of an ordinary test's time.

A service compiles a statement once in its life, too: its only engine remembers it. Here every test has a database,
so an engine, of its own; what is compiled depends on the dialect alone, and engines of one kind share that and its
memory.
"""

from sqlalchemy import Dialect
from sqlalchemy.util import LRUCache

from app.core.db import Database

REMEMBERED = 5000
"""Statements that a process keeps, so that its memory has an end."""

_dialects: dict[str, Dialect] = {}
_compiled: LRUCache[object, object] = LRUCache(REMEMBERED)


def share(database: Database) -> Database:
    """Let the database use what was compiled for earlier ones of its kind."""
    engine = database.engine
    if engine.name not in _dialects:
        with engine.connect():  # which asks the server what it can do
            _dialects[engine.name] = engine.dialect
    for door in (engine, database._reading, database._writing):
        door.dialect = _dialects[engine.name]
        door.update_execution_options(compiled_cache=_compiled)
    return database
