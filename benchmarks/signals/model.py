"""The generated county's people, days and labels. Instants are seconds on Beijing's clock since day 0."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from app.workdays.library import library_years, seed_from_library
from app.workdays.rules import WorkCalendar
from benchmarks.signals.words import Duty, Words

DAY = 86_400
CALENDAR = WorkCalendar.from_rows((row for year in library_years() for row in seed_from_library(year)), library_years())


@dataclass(slots=True)
class Photo:
    """A picture; `taken` None when the file does not say."""

    phash: int
    sha: int
    taken: int | None
    shared: bool = False
    id: str = ""


@dataclass(slots=True, eq=False)
class Entry:
    """A daily record before it has an id; `roots` are the entries that its text began with."""

    day: int
    text: str
    work_type: str
    written: int | None = None
    submitted: int = 0
    edit: int | None = None
    checkin: int | None = None
    at: tuple[float, float] | None = None
    accuracy: int | None = None
    photo: Photo | None = None
    id: str = ""
    touched: bool = False
    roots: tuple["Entry", ...] = ()
    cadre: str = ""


@dataclass(slots=True, eq=False)
class County:
    """A county with its places and people by name."""

    name: str
    lat: float
    lon: float
    villages: list[str]
    townships: list[str]
    places: list[str]
    companies: list[str]
    offices: list[str]
    walls: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Supervisor:
    """Who reviews a unit."""

    id: str
    name: str
    unit: str
    stamps: str = ""
    months: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Term:
    """One secondment."""

    id: str
    county: County
    unit: str
    supervisor: Supervisor
    start: int
    end: int
    post: tuple[float, float]


@dataclass(slots=True)
class Leave:
    """Days asked off."""

    kind: str
    status: str
    start: int
    end: int


@dataclass(slots=True)
class Journey:
    """A journey that is claimed."""

    day: int
    depart: int
    arrive: int


@dataclass(slots=True, eq=False)
class Cadre:
    """A person, their habits, and what they wrote."""

    id: str
    name: str
    home_unit: str
    home_city: str
    home: tuple[float, float]
    words: Words
    rng: Random
    group: str
    terms: list[Term]
    duty: Duty
    people: list[str]
    hour: float = 18.0
    spread: float = 40.0
    speed: float = 1.5
    checks_in: float = 0.8
    shoots: float = 0.3
    opening: tuple[str, ...] = ()
    beat: dict[str, list[str]] = field(default_factory=dict)
    """Villages, firms and places that they mostly deal with, by slot and county."""
    ways: dict[str, str] = field(default_factory=dict)
    """Words that they always use for others."""
    entries: list[Entry] = field(default_factory=list)
    leave: list[Leave] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    claimed: dict[str, list[int]] = field(default_factory=dict)
    cheats: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    def term_on(self, day: int) -> Term | None:
        """The secondment that covers a day."""
        return next((term for term in reversed(self.terms) if term.start <= day <= term.end), None)

    def off(self, day: int) -> bool:
        """Whether approved leave (no trip) covers a day."""
        return any(
            one.start <= day <= one.end for one in self.leave if one.status == "approved" and one.kind != "公务外出"
        )

    def away(self, day: int) -> bool:
        """Whether an approved official trip covers a day."""
        return any(
            one.start <= day <= one.end for one in self.leave if one.status == "approved" and one.kind == "公务外出"
        )


@dataclass(slots=True)
class Label:
    """What the detectors should find."""

    subject: str
    month: str
    kind: str
    variant: str
    copies: list[tuple[Entry, Entry]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    tolerated: bool = False


def month_of(day: int) -> str:
    """A day number's month."""
    return date.fromordinal(day).isoformat()[:7]


def is_workday(day: int) -> bool:
    """Whether the calendar asks for work."""
    return CALENDAR.is_workday(date.fromordinal(day))
