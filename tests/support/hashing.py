"""Passwords cost a test next to nothing: argon2 as the service uses it takes 64 MB and a fifth of a second each time.

Every hash carries its own costs, so all that is done with it is the same. What the service itself spends is kept
here for the test that asks for it.
"""

from passlib.context import CryptContext

from app.accounts import passwords

IN_SERVICE: CryptContext = passwords._context
"""How the service hashes when no test runs."""


def pytest_configure() -> None:
    passwords._context = IN_SERVICE.copy(argon2__rounds=1, argon2__memory_cost=8, argon2__parallelism=1)
