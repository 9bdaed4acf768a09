"""What is logged of a fault never quotes what people wrote."""

import json
import subprocess
import sys

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.core.db import Database

WRITTEN = "调解两户林地纠纷"
PROGRAM = f"""
import logging
import structlog
from app.core.logs import configure_logging

configure_logging("INFO")
try:
    secret = {WRITTEN!r}
    raise ValueError(secret)
except ValueError as error:
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=error)
    structlog.get_logger().error("fault", exc_info=True)
"""


def test_a_fault_is_logged_by_its_kind_and_place_alone() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert WRITTEN not in done.stderr
    assert WRITTEN not in json.dumps(done.stderr, ensure_ascii=False)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["Exception in ASGI application", "fault"]
    assert all(line["kind"] == "ValueError" and line["places"] == ["<string>:9 <module>"] for line in lines)


def test_an_error_of_the_database_hides_what_was_to_be_stored(database: Database) -> None:
    with database.session(write=True) as session:
        session.add_all([Person(login="twice", name=WRITTEN), Person(login="twice", name=WRITTEN)])
        with pytest.raises(IntegrityError) as caught:
            session.flush()
    assert WRITTEN not in str(caught.value)
