"""Where a check-in was, column by column: kilometres to the post, and which fixes say anything at all."""

from datetime import date

import numpy as np

from app.signals.corpus import Corpus, Flags, Int, Leaves, Real

EARTH_RADIUS_KM = 6371.0088
NOWHERE = 1e-3
"""Degrees around 0°, 0°: what a phone without a fix reports."""


def kilometres(lat: Real, lon: Real, other_lat: Real, other_lon: Real) -> Real:
    """Along the great circle (haversine); NaN where either end is no place on the earth."""
    known = is_place(lat, lon) & is_place(other_lat, other_lon)
    one, other = np.radians(lat), np.radians(other_lat)
    chord = np.sin((other - one) / 2) ** 2
    chord = chord + np.cos(one) * np.cos(other) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    away = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    found: Real = np.where(known, away, np.nan)
    return found


def is_place(lat: Real, lon: Real) -> Flags:
    """Whether each is a place: degrees within their range (latitude and longitude swapped are none), not 0°, 0°."""
    inside = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    return np.asarray(inside & ~((np.abs(lat) < NOWHERE) & (np.abs(lon) < NOWHERE)))


def from_post(corpus: Corpus) -> Real:
    """Kilometres from each entry's check-in to the post of its term; NaN where either is unknown."""
    entries, terms = corpus.entries, corpus.secondments
    if not len(entries):
        return np.zeros(0)
    post = entries.secondment
    return kilometres(entries.lat, entries.lon, terms.post_lat[post], terms.post_lon[post])


def blur_km(corpus: Corpus) -> Real:
    """How far off each fix may be, in kilometres; one that does not say is believed."""
    found: Real = np.nan_to_num(corpus.entries.accuracy_m, nan=0.0) / 1000
    return found


def days_away(leaves: Leaves, cadre: int, slack: int = 0) -> set[int]:
    """Days of approved leave or registered trips of a cadre, and `slack` days before and after for the way."""
    found: set[int] = set()
    for row in np.flatnonzero(leaves.cadre == cadre).tolist():
        found.update(range(int(leaves.start[row]) - slack, int(leaves.end[row]) + slack + 1))
    return found


def said(day: int) -> str:
    """A day number as an ISO date, for a sentence."""
    return date.fromordinal(day).isoformat()


def order_by(groups: Int, count: int) -> tuple[Int, Int]:
    """Rows in the order of their group (stable), and where each of `count` groups begins (one more at the end)."""
    order = np.argsort(groups, kind="stable")
    return order, np.searchsorted(groups[order], np.arange(count + 1))
