"""Reads the tables of examples/ as the finance officer wrote them: Chinese words, dates of a month, yuan."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.allowances.engine import DayBasis, PayRule
from app.allowances.rates import Rate, RateTable
from app.allowances.transport import Leg, Trip
from app.attendance.ledger import Half, LeaveSpan, Override, State, Term
from app.core.money import parse_yuan
from app.workdays.overlays import Overlay
from app.workdays.rules import OverlayKind

FOLDER = Path(__file__).parent / "examples"
SINCE = date(2020, 1, 1)
BASES = {"按在岗日": DayBasis.ON_POST, "按工作日": DayBasis.WORKDAY, "按日历日": DayBasis.CALENDAR}
KINDS = {
    "外派挂职": "outbound",
    "互派挂职": "exchange",
    "院校培训": "academy",
    "互派任职": "appointment",
    "驻村": "village",
}
STATES = {
    "在岗": State.ON_POST,
    "值班": State.ON_POST,
    "公务外出": State.OFFICIAL_TRIP,
    "外出另计": State.TRIP_PAID_ELSEWHERE,
    "培训": State.TRAINING,
    "缺勤": State.ABSENT,
    "休息": State.REST,
}
OVERLAYS = {"地方放假": OverlayKind.HOLIDAY, "停工": OverlayKind.CLOSURE, "地方上班": OverlayKind.WORKDAY}
HALVES = {"上午": Half.AM, "下午": Half.PM}
LEGS = {"往返": Leg.ROUND, "首程": Leg.FIRST, "末程": Leg.LAST}
DAY = r"(?:(\d+)月)?(\d+)日(上午|下午)?"


def rows_of(name: str) -> list[dict[str, str]]:
    """Every row of a file's tables, by the names of its columns."""
    found: list[dict[str, str]] = []
    columns: list[str] = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            columns = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not columns:
            columns = cells
        elif not set(cells[0]) <= {"-"}:
            found.append(dict(zip(columns, cells, strict=True)))
    return found


@dataclass
class Facts:
    """What a row says of the month, as the pure functions take it."""

    first: date
    last: date
    term: Term
    overrides: list[Override] = field(default_factory=list)
    leaves: list[LeaveSpan] = field(default_factory=list)
    overlays: list[Overlay] = field(default_factory=list)
    bands: list[tuple[date, str]] = field(default_factory=list)

    def band_on(self, on: date) -> str | None:
        """The region band of a date; none where the row names none."""
        return next((band for first, band in reversed(self.bands) if first <= on), None)


def facts_of(row: dict[str, str]) -> Facts:
    """月份 and 事实."""
    year, month = map(int, re.fullmatch(r"(\d+)年(\d+)月", row["月份"]).groups())
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    found = Facts(first, last, Term(SINCE))
    for said in row["事实"].split("；"):
        if said != "无":
            word, _, rest = said.partition(" ")
            _note(found, word, rest)
    return found


def _note(facts: Facts, word: str, rest: str) -> None:
    if word == "地区":
        band, _, since = rest.partition("，")
        facts.bands.append((_date(since.removesuffix("起"), facts.first) if since else facts.first, band))
    elif word == "任期":
        on = _date(rest[:-1], facts.first)
        facts.term = Term(on) if rest.endswith("起") else Term(SINCE, on)
    elif word == "暂停":
        (start, _), (end, _) = _span(rest, facts.first)
        facts.term = Term(SINCE, None, ((start, end),))
    elif word in ("请假", "年休假"):
        (start, start_half), (end, end_half) = _span(rest, facts.first)
        facts.leaves.append(LeaveSpan(start, end, start_half, end_half, skip_rest_days=word == "年休假"))
    elif word in OVERLAYS:
        (on, half), _ = _span(rest, facts.first)
        at = datetime(2020, 1, 1, tzinfo=UTC)
        facts.overlays.append(Overlay(rest, "/", OVERLAYS[word], on, on, word, at, half))
    else:
        (start, half), (end, _) = _span(rest, facts.first)
        facts.overrides += [Override(on, half, STATES[word]) for on in _each(start, end)]


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=at) for at in range((last - first).days + 1))


def _date(text: str, month: date) -> date:
    return _span(text, month)[0][0]


def _span(text: str, month: date) -> tuple[tuple[date, Half | None], tuple[date, Half | None]]:
    """`7月14日下午–16日上午`: its two ends; a single day (or half of it) is both."""
    found = re.fullmatch(rf"{DAY}(?:–{DAY})?", text)
    assert found, text
    start, end = found.groups()[:3], found.groups()[3:]
    first = date(month.year, int(start[0]), int(start[1])), HALVES.get(start[2])
    if end[1] is None:
        return first, first
    return first, (date(month.year, int(end[0] or start[0]), int(end[1])), HALVES.get(end[2]))


def rule_of(row: dict[str, str]) -> PayRule:
    """项目与口径."""
    kind, basis, *rest = row["项目与口径"].split("，")
    assert rest in ([], ["培训不计发"]), rest
    return PayRule("p", KINDS[kind], BASES[basis], training_paid=not rest)


def rates_of(row: dict[str, str], month: date) -> RateTable:
    """标准: `30.00；7月20日起 35.00`, `县内 15.00；县外 30.00`, `30.00（8月30日止）`."""
    found: list[tuple[str | None, date, int, date | None]] = []
    for said in row["标准"].split("；"):
        if said == "无":
            continue
        match = re.fullmatch(r"(?:(县内|县外) ?)?(?:(\d+月\d+日)起 )?([\d.]+)(?:（(\d+月\d+日)止）)?", said)
        assert match, said
        band, since, yuan, until = match.groups()
        end = _date(until, month) + timedelta(days=1) if until else None
        found.append((band, _date(since, month) if since else SINCE, parse_yuan(yuan), end))
    rates = []
    for band, since, fen, end in found:
        later = [other for key, other, _, _ in found if key == band and other > since]
        rates.append(Rate("p", band, fen, since, min(later, default=end)))
    return RateTable(rates)


def missing_of(row: dict[str, str], month: date) -> list[date]:
    """The dates of `缺标准 8月3日–7日、8月10日–14日`."""
    spans = row["应发"].removeprefix("缺标准 ").split("、") if row["应发"].startswith("缺标准") else []
    return [on for text in spans for on in _each(*(end for end, _ in _span(text, month)))]


def worked_out(text: str) -> tuple[int, int]:
    """Halves and fen of `20 × 33.33 + 半天 16.67`, by nothing but multiplying and adding."""
    halves = fen = 0
    for part in text.split("，", maxsplit=1)[0].split(" + "):
        if part.startswith("半天 "):
            halves, fen = halves + 1, fen + parse_yuan(part.removeprefix("半天 "))
        elif part != "0":
            days, yuan = part.split(" × ")
            halves, fen = halves + 2 * int(days), fen + int(days) * parse_yuan(yuan)
    return halves, fen


def trips_of(row: dict[str, str]) -> list[Trip]:
    """行程, in the order in which they were filed; all of 2026."""
    found = []
    for at, said in enumerate(row["行程"].split("；")):
        match = re.fullmatch(r"(\d+月\d+日)(往返|首程|末程) ([\d.]+)( 单位车)?(?: 已付 ([\d.]+))?", said)
        assert match, said
        on, leg, yuan, car, paid = match.groups()
        settled = parse_yuan(paid) if paid else None
        outbound = _date(on, date(2026, 1, 1))
        found.append(Trip(str(at), "s", LEGS[leg], outbound, parse_yuan(yuan), bool(car), settled))
    return found


def fen_of(row: dict[str, str]) -> Callable[[str], int]:
    """The columns of a row as fen."""
    return lambda name: parse_yuan(row[name])
