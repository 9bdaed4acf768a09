"""News from lower domains to higher ones, delivered in the same transaction: both happen or neither.

A domain publishes a plain fact (`record.returned`); higher domains subscribe when the application is put together.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from app.core.work import Work

Subscriber = Callable[[Work, dict[str, Any]], None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


def subscribe(topic: str, subscriber: Subscriber) -> None:
    """Let `subscriber(work, facts)` run in the publisher's transaction; subscribing twice counts once."""
    if subscriber not in _subscribers[topic]:
        _subscribers[topic].append(subscriber)


def publish(work: Work, topic: str, **facts: Any) -> None:
    """Tell every subscriber; a subscriber's failure fails the whole unit of work."""
    for subscriber in _subscribers[topic]:
        subscriber(work, facts)


def is_heard(topic: str) -> bool:
    """Whether anybody subscribed: a fast way that cannot carry subscribers asks before it is taken."""
    return bool(_subscribers[topic])
