"""Looking for garbage took a fifth of a test's time: what stays for the whole run is left out of it."""

import gc

YOUNG, RARELY = 20_000, 20
"""New objects until the youngest are looked through; so many times until the older ones are."""


def pytest_collection_finish() -> None:
    """Everything imported and every test stay to the end: set aside, as a service does when it has started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, RARELY, RARELY)
