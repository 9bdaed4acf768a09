"""Instants as pages say them: never a bare time where it is evidence."""

from datetime import datetime

import pytest
import time_machine

from app.core.i18n import Locale
from app.http.formats import Formats

NOON = datetime.fromisoformat("2026-07-08T12:00:00+08:00")


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        ("2026-07-08T07:06:00+00:00", "7月8日 15:06", "8 Jul 15:06"),
        ("2026-07-07T17:30:00+00:00", "7月8日 01:30", "8 Jul 01:30"),
        ("2025-12-31T16:00:00+00:00", "1月1日 00:00", "1 Jan 00:00"),
        ("2025-12-31T15:59:00+00:00", "2025年12月31日 23:59", "31 Dec 2025 23:59"),
    ],
)
def test_an_instant_has_its_day_today_as_well(at: str, chinese: str, english: str) -> None:
    moment = datetime.fromisoformat(at)
    with time_machine.travel(NOON, tick=False):
        assert Formats("zh_CN").instant(moment) == chinese
        assert Formats("en").instant(moment) == english


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_stamp_is_the_same_in_both_languages(locale: Locale) -> None:
    assert Formats(locale).stamp(datetime.fromisoformat("2026-07-08T16:30:00+00:00")) == "2026-07-09 00:30"


def test_thousands_of_days_have_their_comma() -> None:
    assert [Formats("zh_CN").half_days(halves) for halves in (42, 43, 2189)] == ["21", "21.5", "1,094.5"]
