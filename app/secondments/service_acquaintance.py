"""Tells `accounts` whom a person works with beyond their own unit; called once when the application is put together."""

from app.accounts.acquaintance import introduce
from app.secondments.repository_acquaintance import known_people, known_units


def introduce_colleagues() -> None:
    """Let the names of cadres, supervisors, hosts and senders be known to those who share a secondment with them."""
    introduce(people=known_people, units=known_units)
