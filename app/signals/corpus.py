"""What the detectors look at, column by column: plain arrays and lists of a period, no database, no clock.

Days are proleptic ordinals (`date.toordinal`), instants are milliseconds since 1970 in UTC, and `NO_TIME` and NaN say
that there is none. A row is named by its place; `ids` hold the names that leave the house (the dataset's own or a
record's UUID). Entries stand in the order (cadre, day, submitted, id) whatever order they came in, so that neither the
order of a file nor the size of a portion can change what is found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_TIME: int = np.iinfo(np.int64).min
NO_SECONDS = -1
NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Daily records: one row an entry; a second entry of the same day is a row of its own."""

    ids: Sequence[str]
    cadre: Int
    secondment: Int
    day: Int
    written_at: Int
    """The phone's clock when it was written, or NO_TIME."""
    submitted_at: Int
    """The server's clock."""
    edit_seconds: Int
    """NO_SECONDS when unknown."""
    work_type: Sequence[str]
    text: Sequence[str]
    checkin_at: Int
    lat: Real
    lon: Real
    accuracy_m: Real
    photo: Sequence[str]
    """The photo's id, or an empty string."""
    phash: Hashes
    sha256: Sequence[str]
    taken_at: Int
    source: Int
    """Photo hashes are compared within one source: 0 is Jishi's own, others are imports."""

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class MorePhotos:
    """Photos of an entry after its first, a row a photo; of the entry's own source."""

    entry: Int
    phash: Hashes
    sha256: Sequence[str]
    taken_at: Int


@dataclass(frozen=True, slots=True, eq=False)
class Cadres:
    """People who write."""

    ids: Sequence[str]
    name: Sequence[str]
    home_unit: Sequence[str]
    home_city: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Supervisors:
    """People who review."""

    ids: Sequence[str]
    name: Sequence[str]
    unit: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Secondments:
    """Terms: who is where, from when to when, inclusive; `free_days` is the programme's time to write freely."""

    ids: Sequence[str]
    cadre: Int
    county: Sequence[str]
    unit: Sequence[str]
    supervisor: Int
    start: Int
    end: Int
    post_lat: Real
    post_lon: Real
    free_days: Int

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Leaves:
    """Approved leave alone, inclusive dates; an official trip 公务外出 is work and `away` but no leave."""

    cadre: Int
    start: Int
    end: Int
    is_trip: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Days claimed as subsidy, a row a day; and journeys, a row a journey."""

    allowance_ids: Sequence[str]
    allowance_cadre: Int
    allowance_day: Int
    journey_ids: Sequence[str]
    journey_cadre: Int
    journey_day: Int
    depart_at: Int
    arrive_at: Int


@dataclass(frozen=True, slots=True, eq=False)
class Approvals:
    """Decisions by supervisors; `entry` is NOBODY when the entry is not among these. `card` groups what one decision
    took together with its text on the screen (NOBODY: by itself)."""

    ids: Sequence[str]
    entry: Int
    supervisor: Int
    approved: Flags
    decided_at: Int
    view_seconds: Real
    card: Int


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Corpus:
    """A period's facts. `first` to `last` is what is judged; entries may reach further back, never past `as_of`."""

    first: int
    last: int
    as_of: int
    entries: Entries
    cadres: Cadres
    supervisors: Supervisors
    secondments: Secondments
    leaves: Leaves
    claims: Claims
    approvals: Approvals
    workdays: frozenset[int]
    """Days of duty by the calendar: holidays off, make-up workdays in."""
    announced: frozenset[int]
    """Years whose calendar is announced; others are provisional."""
    accepted: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Phrases of a cadre that a reviewer has accepted: they are nobody's copy any more."""
    more_photos: MorePhotos | None = None
    """Where a record may have several photos."""
