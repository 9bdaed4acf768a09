"""The chain of seals: what settles is sealed once, and every kind of tampering is found."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.audit import service_seal
from app.audit.anchor import ForgedAnchorError, read_anchor, write_anchor
from app.audit.service import record
from app.audit.service_seal import audit_keys, seal_events
from app.audit.service_verify import CUT_OFF, OUT_OF_CHAIN, WRONG_COUNT, WRONG_MAC, Verdict, verify_trail
from app.core.actor import SYSTEM
from app.core.config import Settings
from app.core.db import Database
from app.core.files import open_files
from app.core.work import Work
from tests.support.databases import Copies

KEY = b"k" * 32
EVENTS, BATCH = 10, 3


def write(database: Database, *numbers: int) -> None:
    for number in numbers:
        with Work(database, SYSTEM, writes=True) as work:
            record(work, "tests.write", "test", str(number), before={"n": number}, 数=number, 比例=1.5, 空=None)


def seal(database: Database, patience: float = 5.0) -> int:
    with Work(database, SYSTEM, writes=True) as work:
        return seal_events(work, KEY, patience).events


def verify(database: Database, *keys: bytes, expected: tuple[int, str] | None = None) -> Verdict:
    with Work(database, SYSTEM, writes=False) as work:
        return verify_trail(work, keys or (KEY,), None, expected)


@pytest.fixture
def sealed(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Ten events under four seals of three, three, three and one."""
    monkeypatch.setattr(service_seal, "BATCH", BATCH)
    write(database, *range(EVENTS))
    assert seal(database) == EVENTS
    return database


def test_sealed_events_verify(sealed: Database) -> None:
    verdict = verify(sealed)
    assert (verdict.seals, verdict.events, verdict.unsealed, verdict.broken) == (4, EVENTS, 0, None)


def test_sealing_again_seals_only_what_is_new(sealed: Database) -> None:
    assert seal(sealed) == 0
    write(sealed, 10)
    assert verify(sealed).unsealed == 1
    assert seal(sealed) == 1
    assert (verify(sealed).seals, verify(sealed).broken) == (5, None)


def test_one_run_seals_a_bounded_number_of_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_seal, "BATCH", BATCH)
    monkeypatch.setattr(service_seal, "MOST_SEALS", 2)
    write(database, *range(EVENTS))
    assert [seal(database) for _ in range(3)] == [6, 4, 0]


def test_another_key_verifies_nothing(sealed: Database) -> None:
    broken = verify(sealed, b"x" * 32).broken
    assert broken is not None
    assert (broken.number, broken.reason) == (1, WRONG_MAC)


def test_a_retired_key_still_verifies(sealed: Database) -> None:
    assert verify(sealed, b"x" * 32, KEY).broken is None


def _unguarded(database: Database, *statements: str) -> None:
    """What somebody with full power over the database could do."""
    with Work(database, SYSTEM, writes=True) as work:
        connection = work.session.connection()
        for table in ("audit_events", "audit_seals"):
            if database.is_sqlite:
                for verb in ("update", "delete", "replace"):
                    connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
            else:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            connection.execute(text(statement))


REST = (
    "at, actor_kind, actor_id, action, subject_type, subject_id, unit_id,"
    " before_digest, after_digest, facts, request_id, address"
)


def copy_of(seq: int, new_seq: int) -> str:
    values = f"{new_seq}, '{1:032x}', {REST}"
    return f"INSERT INTO audit_events (seq, id, {REST}) SELECT {values} FROM audit_events WHERE seq = {seq}"  # noqa: S608


SWAP = (
    "UPDATE audit_events SET seq = 1000 WHERE seq = 4",
    "UPDATE audit_events SET seq = 4 WHERE seq = 5",
    "UPDATE audit_events SET seq = 5 WHERE seq = 1000",
)
TAMPERING = {
    "a fact changed": (("UPDATE audit_events SET facts = '{\"数\": 9}' WHERE seq = 5",), 2, WRONG_MAC),
    "an actor changed": (("UPDATE audit_events SET actor_kind = 'person' WHERE seq = 1",), 1, WRONG_MAC),
    "an instant changed": (("UPDATE audit_events SET at = '2020-01-01 00:00:00.000000' WHERE seq = 10",), 4, WRONG_MAC),
    "an event deleted": (("DELETE FROM audit_events WHERE seq = 8",), 3, WRONG_COUNT),
    "the last event deleted": (("DELETE FROM audit_events WHERE seq = 10",), 4, WRONG_COUNT),
    "all events deleted": (("DELETE FROM audit_events",), 1, WRONG_COUNT),
    "an event put before all": ((copy_of(1, 0),), 1, WRONG_COUNT),
    "an event put into a hole": (("DELETE FROM audit_events WHERE seq = 5", copy_of(6, 5)), 2, WRONG_MAC),
    "two events swapped": (SWAP, 2, WRONG_MAC),
    "a seal deleted": (("DELETE FROM audit_seals WHERE number = 2",), 3, OUT_OF_CHAIN),
    "the first seal deleted": (("DELETE FROM audit_seals WHERE number = 1",), 2, OUT_OF_CHAIN),
    "a seal's number changed": (("UPDATE audit_seals SET number = 9 WHERE number = 4",), 9, OUT_OF_CHAIN),
    "a seal's MAC changed": (("UPDATE audit_seals SET mac = previous_mac WHERE number = 3",), 3, WRONG_MAC),
    "a seal's time changed": (
        ("UPDATE audit_seals SET sealed_at = '2020-01-01 00:00:00.000000' WHERE number = 3",),
        3,
        WRONG_MAC,
    ),
    "a seal narrowed with its event gone": (
        ("DELETE FROM audit_events WHERE seq = 9", "UPDATE audit_seals SET last_seq = 8, events = 2 WHERE number = 3"),
        3,
        WRONG_MAC,
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found(sealed: Database, name: str) -> None:
    statements, number, reason = TAMPERING[name]
    _unguarded(sealed, *statements)
    broken = verify(sealed).broken
    assert broken is not None
    assert (broken.number, broken.reason) == (number, reason)


def test_a_trail_cut_off_with_its_seals_shows_against_a_seal_noted_elsewhere(sealed: Database) -> None:
    head = verify(sealed).head
    assert verify(sealed, expected=head).broken is None
    _unguarded(sealed, "DELETE FROM audit_events WHERE seq > 6", "DELETE FROM audit_seals WHERE number > 2")
    assert verify(sealed).broken is None
    broken = verify(sealed, expected=head).broken
    assert broken is not None
    assert (broken.number, broken.reason) == (4, CUT_OFF)


def test_a_trail_cut_off_and_sealed_anew_shows_too(sealed: Database) -> None:
    head = verify(sealed).head
    _unguarded(sealed, "DELETE FROM audit_events WHERE seq > 9", "DELETE FROM audit_seals WHERE number > 3")
    write(sealed, 11)
    seal(sealed)
    broken = verify(sealed, expected=head).broken
    assert broken is not None
    assert broken.reason == CUT_OFF


@pytest.fixture
def postgresql(copies: Copies) -> Iterator[Database]:
    """The engine on which a lower number may be committed after a higher one."""
    with copies.url("postgresql") as url:
        database = Database(url)
        yield database
        database.dispose()


def begin_two(database: Database) -> tuple[Work, Work]:
    works = (Work(database, SYSTEM, writes=True), Work(database, SYSTEM, writes=True))
    for number, work in enumerate(works):
        work.__enter__()
        record(work, "tests.write", "test", str(number))
        work.session.flush()
    return works


def test_an_event_committed_late_with_a_lower_number_is_not_passed_over(postgresql: Database) -> None:
    lower, higher = begin_two(postgresql)
    higher.__exit__(None, None, None)
    assert seal(postgresql, patience=0.0) == 0, "the lower number may still be committed"
    lower.__exit__(None, None, None)
    assert seal(postgresql) == 2
    verdict = verify(postgresql)
    assert (verdict.events, verdict.unsealed, verdict.broken) == (2, 0, None)


def test_a_number_that_was_rolled_back_leaves_a_hole_and_no_doubt(postgresql: Database) -> None:
    lower, higher = begin_two(postgresql)
    higher.__exit__(None, None, None)
    error = ValueError("changed their mind")
    lower.__exit__(type(error), error, None)
    assert seal(postgresql) == 1
    assert verify(postgresql).broken is None


def test_sealing_beside_busy_writers_passes_nothing_over(database: Database, soak: bool) -> None:
    """Writers commit and roll back in any order while seals are made; in the end each event is under one seal."""
    writers, each = 4, 200 if soak else 15

    def write_many(writer: int) -> int:
        kept = 0
        for number in range(each):
            work = Work(database, SYSTEM, writes=True)
            work.__enter__()
            record(work, "tests.write", "test", f"{writer}/{number}")
            work.session.flush()
            error = ValueError() if number % 5 == writer else None
            work.__exit__(type(error) if error else None, error, None)
            kept += error is None
        return kept

    with ThreadPoolExecutor(writers) as pool:
        running = [pool.submit(write_many, writer) for writer in range(writers)]
        sealed = 0
        while not all(task.done() for task in running):
            sealed += seal(database, patience=0.1)
    kept = sum(task.result() for task in running)
    sealed += seal(database)
    verdict = verify(database)
    assert (sealed, verdict.events, verdict.unsealed, verdict.broken) == (kept, kept, 0, None)


def test_the_anchor_notes_a_seal_outside_the_database(sealed: Database, settings: Settings) -> None:
    files = open_files(settings.files_url)
    assert read_anchor(files, (KEY,)) is None
    with Work(sealed, SYSTEM, writes=False) as work:
        head = service_seal.repository.last_seal(work.session)
        assert head is not None
        write_anchor(files, KEY, head.number, head.mac)
    assert read_anchor(files, (b"x" * 32, KEY)) == verify(sealed).head
    with pytest.raises(ForgedAnchorError):
        read_anchor(files, (b"x" * 32,))


def test_keys_follow_the_settings(settings: Settings) -> None:
    old = settings.model_copy(update={"previous_secret_keys": [settings.data_key]})
    assert len(audit_keys(settings)) == 1
    assert len(audit_keys(old)) == 2
    assert len(audit_keys(old.model_copy(update={"audit_key": settings.data_key}))) == 1
