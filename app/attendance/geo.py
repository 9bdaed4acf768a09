"""Positions: WGS-84 and GCJ-02, distance to the post, coarsening. A position is optional and never decides pay.

Phones report WGS-84 or, through Chinese map services, GCJ-02, which shifts points within China by some hundred metres.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, hypot, pi, radians, sin, sqrt


class Datum(StrEnum):
    """The datum of a position, as api.md names it."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees; ValueError outside -90..90, -180..180."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError("not a point on the earth")


EARTH_RADIUS_M = 6371008.8
COARSE_STEP = 0.01

# Krasovsky's ellipsoid and the rectangle in which GCJ-02 shifts, as published with the transformation.
_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_CHINA = (0.8293, 72.004, 55.8271, 137.8347)
_ROUNDS = 12
_CLOSE_ENOUGH = 1e-9


def out_of_china(point: Point) -> bool:
    """Whether a point lies outside the rectangle in which the two datums differ."""
    south, west, north, east = _CHINA
    return not (south <= point.lat <= north and west <= point.lon <= east)


def to_gcj02(point: Point) -> Point:
    """WGS-84 to GCJ-02; outside China the point itself."""
    if out_of_china(point):
        return point
    d_lat, d_lon = _shift(point)
    return Point(point.lat + d_lat, point.lon + d_lon)


def to_wgs84(point: Point) -> Point:
    """GCJ-02 to WGS-84 by iteration, to well under a metre; outside China the point itself."""
    if out_of_china(point):
        return point
    guess = point
    for _ in range(_ROUNDS):
        d_lat, d_lon = _shift(guess)
        better = Point(point.lat - d_lat, point.lon - d_lon)
        moved = hypot(better.lat - guess.lat, better.lon - guess.lon)
        guess = better
        if moved < _CLOSE_ENOUGH:
            break
    return guess


def as_wgs84(point: Point, datum: Datum) -> Point:
    """A point of either datum in WGS-84."""
    return to_wgs84(point) if datum is Datum.GCJ02 else point


def distance_m(one: Point, other: Point) -> float:
    """Metres between two points of one datum along the great circle (haversine)."""
    lat1, lat2 = radians(one.lat), radians(other.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, radians(other.lon - one.lon) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def is_inside(distance: float, radius_m: float, accuracy_m: float | None) -> bool | None:
    """Whether a fix at `distance` metres lies within `radius_m`; None when its accuracy leaves that open.

    Without a stated accuracy the distance alone decides.
    """
    doubt = accuracy_m or 0.0
    if distance + doubt <= radius_m:
        return True
    return False if distance - doubt > radius_m else None


def coarsen(point: Point, step: float = COARSE_STEP) -> Point:
    """The nearest knot of a grid of `step` degrees (0.01 is about a kilometre), all that is kept of a fix."""
    lat = min(90.0, max(-90.0, round(round(point.lat / step) * step, 6)))
    lon = min(180.0, max(-180.0, round(round(point.lon / step) * step, 6)))
    return Point(lat, lon)


def _shift(point: Point) -> tuple[float, float]:
    """The shift of GCJ-02 at a WGS-84 point, in degrees of latitude and longitude."""
    x, y = point.lon - 105.0, point.lat - 35.0
    ripple = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north += _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east += _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
    flattening = 1 - _ECCENTRICITY2 * sin(radians(point.lat)) ** 2
    meridian = _SEMI_MAJOR_M * (1 - _ECCENTRICITY2) / (flattening * sqrt(flattening))
    parallel = _SEMI_MAJOR_M / sqrt(flattening) * cos(radians(point.lat))
    return north * 180.0 / (meridian * pi), east * 180.0 / (parallel * pi)


def _waves(value: float, *terms: tuple[float, float]) -> float:
    return sum(amplitude * sin(value / length * pi) for amplitude, length in terms) * 2.0 / 3.0
