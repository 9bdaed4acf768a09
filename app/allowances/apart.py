"""A process of its own for each large file: the web process keeps its memory and its time."""

import threading
from uuid import UUID

from app.core.config import Settings
from app.core.db import Database
from app.core.making import begin_apart


def make_apart(settings: Settings, database: Database, export_id: UUID) -> threading.Thread:
    """Begin to make an export by the operator's own command; whoever holds the export already goes on alone."""
    return begin_apart(settings, database, ["exports", "make", str(export_id)])
