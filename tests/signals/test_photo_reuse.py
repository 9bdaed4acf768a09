"""The same picture on another day; whose it was first is never asked."""

from datetime import date
from typing import Any

import pytest

from app.signals.detectors.photo_reuse import PhotoReuse
from app.signals.found import RAISED
from app.signals.models import SignalKind
from tests.signals.diary import HASHES, Diaries, at, flipped, found_by, iso, photo, raised, workdays

KIND = SignalKind.PHOTO_REUSE
THIRD, FIFTH, TWELFTH = date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 12)
A, B = HASHES[0], HASHES[1]
NOON = at(THIRD, "12:00:00")


@pytest.fixture
def diaries() -> Diaries:
    made = Diaries()
    for name in ("甲", "乙", "丙"):
        made.cadre(name)
    made.cadre("丁", unit="富顺县教育局", county="富顺县")
    return made


def test_one_file_on_two_days(diaries: Diaries) -> None:
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", NOON))
    diaries.entry("甲", TWELFTH, "看塘", photo=photo(A, "f1", NOON))
    corpus = diaries.corpus()
    (found,) = raised(corpus, KIND)
    assert iso(found) == ["2026-03-12"]
    assert [(corpus.entries.day[one], corpus.entries.day[other]) for one, other in found.pairs] == [
        (TWELFTH.toordinal(), THIRD.toordinal())
    ]
    assert found.numbers == {"on": "2026-03-12", "source_on": "2026-03-03", "whose": "own", "count": 1}


@pytest.mark.parametrize("name", ["甲", "乙", "丁"])
@pytest.mark.parametrize("taken", [None, NOON])
def test_saved_anew(diaries: Diaries, name: str, taken: str | None) -> None:
    """Six bits off, by oneself, a colleague of the unit, or somebody in another county."""
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", NOON))
    diaries.entry(name, TWELFTH, "看塘", photo=photo(flipped(A, 1, 9, 17, 33, 40, 63), "f2", taken))
    corpus = diaries.corpus()
    (found,) = raised(corpus, KIND)
    assert corpus.cadres.ids[found.subject] == name
    assert found.numbers["points"] == 58
    assert found.numbers["whose"] == ("own" if name == "甲" else "other")


def test_cropped_with_the_time_of_taking(diaries: Diaries) -> None:
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", NOON))
    diaries.entry("丁", TWELFTH, "看塘", photo=photo(flipped(A, *range(0, 60, 6)), "f2", NOON))
    (found,) = raised(diaries.corpus(), KIND)
    assert found.numbers["points"] == 54


def test_cropped_from_a_colleague(diaries: Diaries) -> None:
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", NOON))
    diaries.entry("乙", TWELFTH, "看塘", photo=photo(flipped(A, *range(0, 48, 6)), "f2"))
    assert len(raised(diaries.corpus(), KIND)) == 1


@pytest.mark.parametrize(("name", "taken"), [("甲", None), ("丁", None), ("甲", at(TWELFTH, "10:00:00"))])
def test_eight_bits_alone_are_not_enough(diaries: Diaries, name: str, taken: str | None) -> None:
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", NOON))
    diaries.entry(name, TWELFTH, "看塘", photo=photo(flipped(A, *range(0, 48, 6)), "f2", taken))
    assert raised(diaries.corpus(), KIND) == []


def test_eleven_bits_are_another_picture(diaries: Diaries) -> None:
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", NOON))
    diaries.entry("甲", TWELFTH, "看塘", photo=photo(flipped(A, *range(0, 33, 3)), "f2", NOON))
    assert found_by(PhotoReuse(), diaries.corpus()) == []


def test_a_group_photo_of_one_day(diaries: Diaries) -> None:
    for name in ("甲", "乙", "丙", "丁"):
        diaries.entry(name, THIRD, "参加观摩", photo=photo(A, "f1", NOON))
    assert found_by(PhotoReuse(), diaries.corpus()) == []


def test_a_board_that_is_photographed_often(diaries: Diaries) -> None:
    for place, day in enumerate(workdays()):
        name = ("甲", "乙", "丙")[place % 3]
        taken = at(day, "09:12:00") if place % 4 else None
        diaries.entry(name, day, "值班", photo=photo(flipped(A, place % 5, 20 + place % 7), f"f{place}", taken))
    assert raised(diaries.corpus(), KIND) == []


def test_one_picture_again_and_again_is_not_a_board(diaries: Diaries) -> None:
    for place, day in enumerate(workdays()[:9]):
        taken = at(day, "09:12:00") if place == 0 else None
        diaries.entry("甲", day, "值班", photo=photo(flipped(A, place, place + 20) if place else A, f"f{place}", taken))
    corpus = diaries.corpus()
    (found,) = raised(corpus, KIND)
    assert len(found.days) == 8
    assert {corpus.entries.day[source] for _, source in found.pairs} == {workdays()[0].toordinal()}


def test_a_board_photographed_by_a_phone_without_a_clock(diaries: Diaries) -> None:
    """None of the pictures lies in the middle of the others: nobody has the one that all were made from."""
    for place, day in enumerate(workdays()[:12]):
        shot = flipped(A, *(place * 5 + step for step in range(3)))
        diaries.entry("甲", day, "值班", photo=photo(shot, f"f{place}"))
    assert raised(diaries.corpus(), KIND) == []


def test_two_shots_that_nearly_are_one_are_asked_about(diaries: Diaries) -> None:
    """Six bits apart, each taken on its own day."""
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", NOON))
    diaries.entry("甲", TWELFTH, "看渠", photo=photo(flipped(A, 1, 9, 17, 33, 40, 63), "f2", at(TWELFTH, "15:20:00")))
    (found,) = found_by(PhotoReuse(), diaries.corpus())
    assert RAISED <= found.score < 0.55


def test_two_such_scenes_are(diaries: Diaries) -> None:
    for scene, (one, other) in zip((A, B), ((THIRD, TWELFTH), (FIFTH, date(2026, 3, 16))), strict=True):
        diaries.entry("甲", one, "看渠", photo=photo(scene, f"f{one}", at(one, "12:00:00")))
        again = photo(flipped(scene, 1, 9, 17, 33, 40, 63), f"f{other}", at(other, "15:20:00"))
        diaries.entry("甲", other, "看渠", photo=again)
    assert len(raised(diaries.corpus(), KIND)) == 1


@pytest.mark.parametrize("phash", [0, 2**64 - 1, 0x0F0F0F0F0F0F0F0F, 0xFFFF00000000FFFF, 0x3])
def test_a_picture_without_a_pattern_says_nothing(diaries: Diaries, phash: int) -> None:
    diaries.entry("甲", THIRD, "看渠", photo=photo(phash, "f1", NOON))
    diaries.entry("甲", TWELFTH, "看塘", photo=photo(phash, "f2"))
    assert found_by(PhotoReuse(), diaries.corpus()) == []


def test_a_placeholder_of_the_older_system(diaries: Diaries) -> None:
    for place, day in enumerate(workdays()):
        name = f"某{place % 10}"
        if place < 10:
            diaries.cadre(name)
        diaries.entry(name, day, "值班", photo=photo(A, "none.png", "2020-01-01T00:00:00+08:00"))
    assert found_by(PhotoReuse(), diaries.corpus()) == []


LATE = at(date(2026, 3, 20), "20:00:00")


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        pytest.param({"submitted_at": LATE}, {}, id="the original came later: no network"),
        pytest.param({}, {"work_date": "2026-03-02", "submitted_at": LATE}, id="the copy stands for an earlier day"),
        pytest.param(
            {"submitted_at": LATE, "created_at_client": None}, {"created_at_client": None}, id="no clocks at all"
        ),
        pytest.param({}, {"created_at_client": at(date(2026, 3, 1), "08:00:00")}, id="a clock that was set back"),
    ],
)
@pytest.mark.parametrize("times", [(NOON, None), (NOON, NOON), (None, None)])
def test_the_copied_colleague_is_never_asked(
    diaries: Diaries, original: dict[str, Any], copy: dict[str, Any], times: tuple[str | None, str | None]
) -> None:
    """Certain or not, it is not the one from whom the picture was taken."""
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", times[0]), **original)
    diaries.entry("乙", TWELFTH, "看塘", photo=photo(flipped(A, 5), "f2", times[1]), **copy)
    corpus = diaries.corpus()
    assert {corpus.cadres.ids[found.subject] for found in raised(corpus, KIND)} <= {"乙"}


def test_the_source_is_the_earliest(diaries: Diaries) -> None:
    diaries.entry("甲", THIRD, "看渠", photo=photo(A, "f1", NOON))
    diaries.entry("乙", FIFTH, "看塘", photo=photo(flipped(A, 3), "f2"))
    diaries.entry("丙", TWELFTH, "看堰", photo=photo(flipped(A, 3, 9), "f3"))
    corpus = diaries.corpus()
    pairs = {pair for found in raised(corpus, KIND) for pair in found.pairs}
    named = {tuple(corpus.cadres.ids[corpus.entries.cadre[row]] for row in pair) for pair in pairs}
    assert named == {("乙", "甲"), ("丙", "甲")}


def test_two_uncertain_orders_are_still_uncertain(diaries: Diaries) -> None:
    """However often it is open who was first, nobody is asked."""
    for place, (one, other) in enumerate(((THIRD, TWELFTH), (FIFTH, date(2026, 3, 16)))):
        diaries.entry("甲", one, "看渠", photo=photo(HASHES[place], f"a{place}"), submitted_at=LATE)
        diaries.entry("乙", other, "看塘", photo=photo(flipped(HASHES[place], 5), f"b{place}"), created_at_client=NOON)
    assert raised(diaries.corpus(), KIND) == []
