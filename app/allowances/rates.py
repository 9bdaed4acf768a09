"""Dated daily rates: programme, region band, half-open dates; no overlap, and no rate is never 0 (domain.md 4.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Rate:
    """`amount_fen` a day from `valid_from` until before `valid_to` (None: open); band None holds for every band."""

    programme_id: str
    region_band: str | None
    amount_fen: int
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if self.amount_fen < 0:
            raise ValueError("a rate cannot be negative")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("a rate must hold for a day at least")

    def holds(self, on: date) -> bool:
        """Whether `on` lies in [valid_from, valid_to)."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class RateOverlapError(ValueError):
    """Two rates of one programme and band share a day; `rates` holds both."""

    def __init__(self, first: Rate, second: Rate) -> None:
        super().__init__(f"rates overlap from {second.valid_from.isoformat()}")
        self.rates = (first, second)


class RateTable:
    """Every rate of a run, looked up by day; a rate of the band goes before one that names no band."""

    __slots__ = ("_by_key", "_found")

    def __init__(self, rates: Iterable[Rate]) -> None:
        """RateOverlapError when two rates of one key share a day."""
        self._by_key: dict[tuple[str, str | None], list[Rate]] = {}
        self._found: dict[tuple[str, str | None, date], int | None] = {}
        for rate in sorted(rates, key=lambda rate: rate.valid_from):
            known = self._by_key.setdefault((rate.programme_id, rate.region_band), [])
            if known and known[-1].holds(rate.valid_from):
                raise RateOverlapError(known[-1], rate)
            known.append(rate)

    def find(self, programme_id: str, region_band: str | None, on: date) -> int | None:
        """The fen of a whole day on `on`, None when no rate holds."""
        key = (programme_id, region_band, on)
        if key not in self._found:
            self._found[key] = self._look(programme_id, region_band, on)
        return self._found[key]

    def _look(self, programme_id: str, region_band: str | None, on: date) -> int | None:
        for band in (region_band,) if region_band is None else (region_band, None):
            for rate in self._by_key.get((programme_id, band), ()):
                if rate.holds(on):
                    return rate.amount_fen
        return None
