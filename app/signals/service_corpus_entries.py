"""Entries of a corpus: what a dataset brought and what was submitted here, in one order whatever order they came in."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.work import Work
from app.records.service.texts import JOIN
from app.signals import repository_corpus as repository
from app.signals.columns import Interned, Placed, hashes, id_bytes, integers, picked, reals, stacked, texts
from app.signals.corpus import NO_SECONDS, NO_TIME, NOBODY, Entries, Int, MorePhotos, Real
from app.signals.repository_corpus import NO_HASH, RETURN, Reach
from app.signals.service_corpus_terms import Terms

TRIP, VISIT = "trip", "visit"
Photo = tuple[str, str, str, int]
"""Its id, hash, file and time of taking."""
Nowhere = (NO_TIME, None, None, None)
NO_PHOTO: Photo = ("", NO_HASH, "", NO_TIME)


@dataclass(frozen=True, slots=True)
class KnownEntries:
    """What the corpus's entries are called here, row by row."""

    records: NDArray[np.void]
    """The record's id, 16 bytes."""
    numbers: Int
    """Imported: its place among the day's; live: the version that was submitted."""
    brought: Int
    """Imported: the row that the import kept, else 0."""


@dataclass(slots=True)
class _Part:
    """Entries of one origin as columns, in no order."""

    ids: list[str]
    records: NDArray[np.void]
    numbers: Int
    brought: Int
    secondment: Int
    day: Int
    submitted_at: Int
    written_at: Int
    edit_seconds: Int
    work_type: list[str]
    text: list[str]
    checkin_at: Int
    lat: Real
    lon: Real
    accuracy_m: Real
    photo: list[str]
    phash: NDArray[np.uint64]
    sha256: list[str]
    taken_at: Int
    source: Int
    more: list[tuple[int, Photo]] = field(default_factory=list)
    """Further photos, each with the place of its entry in this part."""


def entries_of(work: Work, reach: Reach, terms: Terms) -> tuple[Entries, KnownEntries, MorePhotos]:
    """All of the reach, by cadre, day, submission and id; and the photos of live records after their first."""
    return _ordered([_imported(work, reach, terms), _live(work, reach, terms)], terms)


def _imported(work: Work, reach: Reach, terms: Terms) -> _Part:
    takes: list[Any] = [
        texts, id_bytes, integers, Placed(terms.secondment_at), integers, integers, integers, reals, Interned(), texts,
        integers, reals, reals, reals, texts, hashes, texts, integers, integers, integers,
    ]  # fmt: skip
    found = stacked(repository.entries(work.session, reach, NO_TIME), takes)
    ids, records, numbers, secondment, day, submitted, written, seconds, kinds, content, *rest = found
    checkin, lat, lon, accuracy, photo, phash, sha, taken, source, seq = rest
    whole = np.where(np.isnan(seconds), NO_SECONDS, seconds).astype(np.int64)
    return _Part(
        ids, records, numbers, seq, secondment, day, submitted, written, whole, kinds, content,
        checkin, lat, lon, accuracy, photo, phash, sha, taken, source,
    )  # fmt: skip


def _live(work: Work, reach: Reach, terms: Terms) -> _Part:
    takes: list[Any] = [
        texts, integers, Placed(terms.secondment_at), integers, _Contents(work, reach), integers, integers, reals,
    ]  # fmt: skip
    found = stacked(repository.records(work.session, reach, NO_TIME), takes)
    keys, numbers, secondment, day, contents, submitted, written, seconds = found
    whole = np.where(np.isnan(seconds), NO_SECONDS, seconds).astype(np.int64)
    _mend(work, reach, keys, submitted, written, whole)
    places = _check_ins(work, reach, terms)
    at = [places.get(one, Nowhere) for one in zip(secondment.tolist(), day.tolist(), strict=True)]
    photos = [one[2][0] if one[2] else NO_PHOTO for one in contents]
    return _Part(
        ids=[f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}" for key in keys],
        records=id_bytes(keys),
        numbers=numbers,
        brought=np.zeros(len(keys), dtype=np.int64),
        secondment=secondment,
        day=day,
        submitted_at=submitted,
        written_at=written,
        edit_seconds=whole,
        work_type=[one[1] for one in contents],
        text=[one[0] for one in contents],
        checkin_at=integers([one[0] for one in at]),
        lat=reals([one[1] for one in at]),
        lon=reals([one[2] for one in at]),
        accuracy_m=reals([one[3] for one in at]),
        photo=[one[0] for one in photos],
        phash=hashes([one[1] for one in photos]),
        sha256=[one[2] for one in photos],
        taken_at=integers([one[3] for one in photos]),
        source=np.zeros(len(keys), dtype=np.int64),
        more=[(place, photo) for place, one in enumerate(contents) for photo in one[2][1:]],
    )


class _Contents:
    """What a version says: (text, category, photos); of its photos those that still are there."""

    def __init__(self, work: Work, reach: Reach) -> None:
        rows = (row for part in repository.photos(work.session, reach, NO_TIME) for row in part)
        self._photos = {key: (phash, sha, taken) for key, phash, sha, taken in rows}
        self._kinds: dict[str, str] = {}

    def __call__(self, values: Any) -> list[Any]:
        return [self._read(one) for one in values]

    def _read(self, content: dict[str, Any]) -> tuple[str, str, list[Photo]]:
        items = content.get("items") or ()
        kind = next((item["category"] for item in items if item.get("category")), "")
        text = JOIN.join([item["text"] for item in items])
        photos = [(str(one), *found) for one in content.get("attachment_ids") or () if (found := self._found(one))]
        return text, self._kinds.setdefault(kind, kind), photos

    def _found(self, one: Any) -> tuple[str, str, int] | None:
        return self._photos.get(str(one).replace("-", ""))


def _mend(work: Work, reach: Reach, keys: list[str], submitted: Int, written: Int, seconds: Int) -> None:
    """What came back counts as written when it was first handed in, before its return: a mend is asked for, not late.

    How long the mended text was worked on nobody knows.
    """
    first: dict[str, tuple[int, int]] = {}
    over: set[str] = set()
    for part in repository.returned(work.session, reach, NO_TIME):
        for key, action, at, wrote, _seconds in part:
            if action == RETURN:
                over.add(key)
            elif key not in over:
                first[key] = at, wrote
    for place, key in enumerate(keys) if first else ():
        if key in first and first[key][0] != submitted[place]:
            submitted[place], written[place] = first[key]
            seconds[place] = NO_SECONDS


def _check_ins(work: Work, reach: Reach, terms: Terms) -> dict[tuple[int, int], tuple[Any, ...]]:
    """The first check-in of a term's day that is no trip, before a visit one that is none.

    A visit says by itself that one is elsewhere, and a post is where it was on the day: then the place is left out.
    """
    found: dict[tuple[int, int], tuple[Any, ...]] = {}
    visits: dict[tuple[int, int], tuple[Any, ...]] = {}
    for part in repository.check_ins(work.session, reach):
        for secondment, day, kind, at, lat, lon, accuracy in part:
            place = terms.secondment_at.get(secondment)
            if place is None or kind == TRIP:
                continue
            if kind == VISIT or not terms.rows[place].is_at_post(day):
                visits.setdefault((place, day), (at, *Nowhere[1:]))
            else:
                found.setdefault((place, day), (at, lat, lon, accuracy))
    return visits | found


def _ordered(parts: list[_Part], terms: Terms) -> tuple[Entries, KnownEntries, MorePhotos]:
    """By cadre, day, submission and id; what belongs to no term of the reach is left out."""
    own = integers([terms.cadre_at[one.cadre_id] for one in terms.rows])
    ids = [one for part in parts for one in part.ids]
    secondment, day, submitted = (_joined(parts, name) for name in ("secondment", "day", "submitted_at"))
    cadre = own[secondment] if len(own) else secondment
    order = np.lexsort((submitted, day, cadre))
    order = _untied(order[secondment[order] >= 0], ids, (cadre, day, submitted))
    entries = Entries(
        ids=picked(ids, order),
        cadre=cadre[order],
        secondment=secondment[order],
        day=day[order],
        written_at=_joined(parts, "written_at")[order],
        submitted_at=submitted[order],
        edit_seconds=_joined(parts, "edit_seconds")[order],
        work_type=_picked(parts, "work_type", order),
        text=_picked(parts, "text", order),
        checkin_at=_joined(parts, "checkin_at")[order],
        lat=_joined(parts, "lat")[order],
        lon=_joined(parts, "lon")[order],
        accuracy_m=_joined(parts, "accuracy_m")[order],
        photo=_picked(parts, "photo", order),
        phash=_joined(parts, "phash")[order],
        sha256=_picked(parts, "sha256", order),
        taken_at=_joined(parts, "taken_at")[order],
        source=_joined(parts, "source")[order],
    )
    known = (_joined(parts, name)[order] for name in ("records", "numbers", "brought"))
    return entries, KnownEntries(*known), _more(parts, order)


def _more(parts: list[_Part], order: Int) -> MorePhotos:
    """Further photos with their entries' places in the order."""
    place = np.full(sum(len(part.day) for part in parts), NOBODY, dtype=np.int64)
    place[order] = np.arange(len(order))
    before, found = 0, list[tuple[int, Photo]]()
    for part in parts:
        found += [(int(place[before + at]), photo) for at, photo in part.more]
        before += len(part.day)
    found = [one for one in found if one[0] != NOBODY]
    return MorePhotos(
        entry=integers([at for at, _ in found]),
        phash=hashes([photo[1] for _, photo in found]),
        sha256=[photo[2] for _, photo in found],
        taken_at=integers([photo[3] for _, photo in found]),
    )


def _joined(parts: list[_Part], name: str) -> Any:
    """A column of all parts; they let go of it."""
    return np.concatenate([getattr(part, name) for part in parts])


def _picked(parts: list[_Part], name: str, order: Int) -> list[str]:
    whole = [one for part in parts for one in getattr(part, name)]
    for part in parts:
        setattr(part, name, [])
    return picked(whole, order)


def _untied(order: Int, ids: list[str], keys: tuple[Int, ...]) -> Int:
    """Entries that no number tells apart stand in the order of their ids."""
    same = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for key in keys:
        sorted_key = key[order]
        same &= sorted_key[1:] == sorted_key[:-1]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False])).astype(np.int8)))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        order[start : end + 1] = sorted(order[start : end + 1].tolist(), key=lambda at: ids[at])
    return order
