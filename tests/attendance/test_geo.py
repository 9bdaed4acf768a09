"""Datums, distances and what accuracy leaves open."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.attendance.geo import (
    COARSE_STEP,
    EARTH_RADIUS_M,
    Datum,
    Point,
    as_wgs84,
    coarsen,
    distance_m,
    is_inside,
    out_of_china,
    to_gcj02,
    to_wgs84,
)

# Pairs published with open implementations of the transformation: Shanghai, Shenzhen, Beijing (twice).
PAIRS = [
    (Point(31.1774276, 121.5272106), Point(31.17530398364597, 121.531541859215)),
    (Point(22.543847, 113.912316), Point(22.540796131694766, 113.9171764808363)),
    (Point(39.911954, 116.377817), Point(39.91334545536069, 116.38404722455657)),
    (Point(39.915, 116.404), Point(39.91640428150164, 116.41024449916938)),
]


@pytest.mark.parametrize(("wgs84", "gcj02"), PAIRS)
def test_published_pairs(wgs84, gcj02):
    assert distance_m(to_gcj02(wgs84), gcj02) < 0.5
    assert distance_m(to_wgs84(gcj02), wgs84) < 0.5


@pytest.mark.parametrize(
    ("point", "outside"),
    [
        (Point(31.0, 107.0), False),
        (Point(51.5, -0.1), True),
        (Point(-33.9, 151.2), True),
        (Point(0.5, 110.0), True),
        (Point(60.0, 110.0), True),
        (Point(30.0, 140.0), True),
    ],
)
def test_outside_china_nothing_shifts(point, outside):
    assert out_of_china(point) is outside
    assert (to_gcj02(point) == point) is outside
    assert (to_wgs84(point) == point) is outside


def test_a_position_of_either_datum_is_read():
    wgs84, gcj02 = PAIRS[0]
    assert as_wgs84(wgs84, Datum.WGS84) == wgs84
    assert distance_m(as_wgs84(gcj02, Datum.GCJ02), wgs84) < 0.5


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (Point(0, 0), Point(0, 1), 111195),
        (Point(30, 100), Point(31, 100), 111195),
        (Point(90, 0), Point(-90, 0), math.pi * EARTH_RADIUS_M),
        (Point(0, 179.5), Point(0, -179.5), 111195),
        (Point(39.9042, 116.4074), Point(31.2304, 121.4737), 1067000),
    ],
)
def test_distances(one, other, metres):
    assert distance_m(one, other) == pytest.approx(metres, rel=0.001)


@pytest.mark.parametrize(
    ("distance", "accuracy", "inside"),
    [
        (100, None, True),
        (500, None, True),
        (501, None, False),
        (100, 50, True),
        (450, 50, True),
        (460, 50, None),
        (540, 50, None),
        (550, 50, None),
        (551, 50, False),
        (100, 5000, None),
        (9000, 5000, False),
    ],
)
def test_inside_is_open_when_accuracy_cannot_tell(distance, accuracy, inside):
    assert is_inside(distance, 500, accuracy) is inside


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (-90.1, 0), (0, 181), (0, -180.1), (math.nan, 0), (0, math.inf)])
def test_a_point_lies_on_the_earth(lat, lon):
    with pytest.raises(ValueError, match="earth"):
        Point(lat, lon)


def test_a_fix_is_coarsened():
    assert coarsen(Point(31.17742, 107.52721)) == Point(31.18, 107.53)
    assert coarsen(Point(89.999, -179.999)) == Point(90.0, -180.0)


POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
IN_CHINA = st.builds(Point, st.floats(3.5, 53.5), st.floats(73.6, 135.0))


@given(IN_CHINA)
def test_there_and_back_is_the_same_place(point):
    shifted = to_gcj02(point)
    assume(not out_of_china(shifted))
    assert distance_m(to_wgs84(shifted), point) < 0.01
    assert distance_m(point, shifted) < 1500


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_bounded(one, other):
    assert distance_m(one, other) == pytest.approx(distance_m(other, one), abs=1e-6)
    assert 0 <= distance_m(one, other) <= math.pi * EARTH_RADIUS_M + 1
    assert distance_m(one, one) == 0


@given(POINTS)
def test_coarsening_is_stable_and_hides_the_exact_place(point):
    coarse = coarsen(point)
    assert coarsen(coarse) == coarse
    assert abs(coarse.lat - point.lat) <= COARSE_STEP / 2 + 1e-6
    assert abs(coarse.lon - point.lon) <= COARSE_STEP / 2 + 1e-6


@given(st.floats(0, 1e6), st.floats(0, 1e5), st.floats(0, 1e5))
def test_more_accuracy_never_reverses_a_verdict(distance, radius, accuracy):
    verdict = is_inside(distance, radius, accuracy)
    assert verdict is None or verdict is is_inside(distance, radius, accuracy / 2) is is_inside(distance, radius, None)
