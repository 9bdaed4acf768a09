"""A transfer moves the days that change hands to the desk of the unit that hosts them."""

from typing import Any

from app.core import events
from app.core.work import Work
from app.records import repository_hosts


def follow_transfers() -> None:
    """Called once when the application is put together."""
    events.subscribe("secondment.transferred", _on_moved)
    events.subscribe("secondment.transfer_withdrawn", _on_moved)


def _on_moved(work: Work, facts: dict[str, Any]) -> None:
    repository_hosts.rehost(work.session, facts["secondment_id"], facts["from_on"], work.now)
