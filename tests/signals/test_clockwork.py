"""填写过快且时刻相同: a program's second, and the habits of people who only come close to it."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signals.detectors.clockwork import Clockwork, chance_of
from app.signals.found import RAISED, Found
from tests.signals.diary import Diaries, Row, at, found_by, iso, workdays

TEXT = "到石板村核对退耕还林面积，量了西坡三块地，与台账差两分，约村会计下周改；下午回办公室整理春耕农资清单。"
Change = Callable[[Row, int, Random], None]


def clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def written(row: Row, seconds: float, edit: int | None) -> None:
    on = date.fromisoformat(row["work_date"])
    row.update(created_at_client=at(on, clock(seconds)), edit_seconds=edit)
    row["submitted_at"] = at(on, clock(seconds + (edit or 0) + 1))


def program(row: Row, number: int, chance: Random) -> None:
    written(row, 17 * 3600 + 12 * 60 + 7 + chance.randint(-1, 1), chance.randint(1, 2))


def slower_program(row: Row, number: int, chance: Random) -> None:
    written(row, 21 * 3600 + chance.randint(-1, 1), chance.randint(3, 4))


def jittered_program(row: Row, number: int, chance: Random) -> None:
    written(row, 17 * 3600 + 330 + chance.randint(-14, 14), 1)


def server_program(row: Row, number: int, chance: Random) -> None:
    program(row, number, chance)
    row["created_at_client"] = None


def three_days(row: Row, number: int, chance: Random) -> None:
    program(row, number, chance) if number in (3, 8, 14) else typist(row, number, chance)


def typist(row: Row, number: int, chance: Random) -> None:
    written(row, 17 * 3600 + chance.gauss(1800, 900), chance.randint(40, 200))


def exact_typist(row: Row, number: int, chance: Random) -> None:
    written(row, 17 * 3600 + 1800 + chance.randint(0, 2), chance.randint(20, 90))


def paster(row: Row, number: int, chance: Random) -> None:
    written(row, 17 * 3600 + chance.gauss(1800, 600), chance.randint(2, 4))


def reminded_paster(row: Row, number: int, chance: Random) -> None:
    written(row, 17 * 3600 + 1800 + chance.expovariate(1 / 60) + 4, chance.randint(2, 4))


def reminded_now_and_then_fast(row: Row, number: int, chance: Random) -> None:
    """Pasted fast while the reminder still rings, and a little slower the same minute."""
    fast = number % 2 == 0
    written(row, 17 * 3600 + 15 + (chance.randint(0, 26) if fast else 20), 2 if fast else 6)


def unmeasured(row: Row, number: int, chance: Random) -> None:
    written(row, 18 * 3600, None)


def unmeasured_zero(row: Row, number: int, chance: Random) -> None:
    written(row, 18 * 3600, 0)


def twice_only(row: Row, number: int, chance: Random) -> None:
    program(row, number, chance) if number < 2 else typist(row, number, chance)


def one_evening(row: Row, number: int, chance: Random) -> None:
    row.update(created_at_client=None, edit_seconds=2, submitted_at=f"2026-03-31T20:00:{number:02}+08:00")


def look(change: Change, seed: int = 7) -> list[Found]:
    diaries, chance = Diaries(), Random(seed)
    cadre, other = diaries.cadre("c1"), diaries.cadre("c2")
    for number, row in enumerate(diaries.days(cadre, [TEXT])):
        change(row, number, chance)
    if change is not unmeasured_zero:
        diaries.days(other, [TEXT])
    return [found for found in found_by(Clockwork(), diaries.corpus()) if found.score >= RAISED]


@pytest.mark.parametrize("change", [program, slower_program, jittered_program, server_program])
def test_a_program_is_asked_about(change: Change) -> None:
    (found,) = look(change)
    assert iso(found) == [day.isoformat() for day in workdays()]
    assert found.numbers["count"] == len(workdays())
    assert int(found.numbers["speed"]) >= 12


@pytest.mark.parametrize("change", [program, slower_program, jittered_program, server_program])
def test_what_the_sentence_says_is_true_of_every_record(change: Change) -> None:
    diaries, chance = Diaries(), Random(5)
    rows = diaries.days(diaries.cadre("c1"), [TEXT])
    for number, row in enumerate(rows):
        change(row, number, chance)
    (found,) = found_by(Clockwork(), diaries.corpus())
    told = datetime.fromisoformat(f"2026-03-31T{found.numbers['time']}+08:00")
    for row in rows:
        put_down = datetime.fromisoformat(row["created_at_client"] or row["submitted_at"])
        away = abs(
            (put_down.hour - told.hour) * 3600 + (put_down.minute - told.minute) * 60 + put_down.second - told.second
        )
        assert away <= int(found.numbers["within"])
        assert len(TEXT) / row["edit_seconds"] >= int(found.numbers["speed"])


def test_three_days_are_enough_and_only_they_are_named() -> None:
    (found,) = look(three_days)
    assert iso(found) == ["2026-03-05", "2026-03-12", "2026-03-20"]
    assert str(found.numbers["time"]).startswith("17:12:0")


@pytest.mark.parametrize(
    "change",
    [
        typist,
        exact_typist,
        paster,
        reminded_paster,
        reminded_now_and_then_fast,
        unmeasured,
        unmeasured_zero,
        twice_only,
        one_evening,
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_habits_of_people_are_none(change: Change, seed: int) -> None:
    assert look(change, seed) == []


def test_a_servers_own_second_is_nobodys() -> None:
    diaries = Diaries()
    for number in range(12):
        for row in diaries.days(diaries.cadre(f"c{number}"), [TEXT], created_at_client=None, edit_seconds=3):
            row["submitted_at"] = f"{row['work_date']}T18:00:00+08:00"
    assert found_by(Clockwork(), diaries.corpus()) == []


@given(k=st.integers(2, 20), more=st.integers(0, 20), width=st.integers(1, 100), span=st.integers(100, 7200))
def test_chance_grows_with_tries_and_shrinks_with_hits(k: int, more: int, width: int, span: int) -> None:
    n = k + more
    assert 0 < chance_of(k, n, width, span) <= 1
    assert chance_of(k, n, width, span) <= chance_of(k, n + 1, width, span) <= 1
    assert chance_of(k, n, width, 2 * span) <= chance_of(k, n, width, span)


def test_order_and_shares_change_nothing() -> None:
    diaries, chance = Diaries(), Random(3)
    for name, change in (("a", program), ("b", paster), ("c", jittered_program)):
        for number, row in enumerate(diaries.days(diaries.cadre(name), [TEXT])):
            change(row, number, chance)
    whole = found_by(Clockwork(), diaries.corpus())
    diaries.entries.reverse()
    assert found_by(Clockwork(), diaries.corpus(), 1) == whole
    assert [found.subject for found in whole] == [0, 2]
