"""Decisions of a corpus: imported ones with the seconds that a text was looked at, live ones grouped by their card."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from app.core.work import Work
from app.signals import repository_corpus as repository
from app.signals.columns import id_bytes, integers, picked, reals, stacked, texts
from app.signals.corpus import NOBODY, Approvals, Int, Real
from app.signals.repository_corpus import Reach
from app.signals.service_corpus_entries import KnownEntries
from app.signals.service_corpus_terms import Known


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions as columns, in no order."""

    ids: list[str]
    entry: Int
    person: list[str]
    approved: Int
    decided_at: Int
    view_seconds: Real
    live: NDArray[np.bool_]

    @property
    def people(self) -> Collection[UUID]:
        """Everybody who decided."""
        return {UUID(one) for one in set(self.person)}

    def approvals(self, known: Known) -> Approvals:
        """By person, instant and id; what one person decided at one instant here was on one card."""
        at = {one.hex: place for place, one in enumerate(known.supervisors)}
        supervisor = integers([at[one] for one in self.person])
        names = np.argsort(np.array(self.ids, dtype=object), kind="stable") if self.ids else np.arange(0)
        rank = np.empty(len(self.ids), dtype=np.int64)
        rank[names] = np.arange(len(self.ids))
        order = np.lexsort((rank, self.decided_at, supervisor))
        return Approvals(
            ids=picked(self.ids, order),
            entry=self.entry[order],
            supervisor=supervisor[order],
            approved=self.approved[order].astype(np.bool_),
            decided_at=self.decided_at[order],
            view_seconds=self.view_seconds[order],
            card=_cards(supervisor[order], self.decided_at[order], self.live[order]),
        )


def decisions_of(work: Work, reach: Reach, entries: KnownEntries) -> Decisions:
    """Of entries in the reach."""
    found = stacked(repository.approvals(work.session, reach), [texts, integers, texts, integers, integers, reals])
    ids, brought, person, approved, decided, seconds = found
    own = stacked(repository.decisions(work.session, reach), [_dashed, id_bytes, texts, integers, integers])
    live_ids, records, live_person, live_approved, live_decided = own
    return Decisions(
        ids=[*ids, *live_ids],
        entry=np.concatenate((_found(brought, entries.brought), _found(records, entries.records))),
        person=[*person, *live_person],
        approved=np.concatenate((approved, live_approved)),
        decided_at=np.concatenate((decided, live_decided)),
        view_seconds=np.concatenate((seconds, np.full(len(live_ids), np.nan))),
        live=np.concatenate((np.zeros(len(ids), dtype=np.bool_), np.ones(len(live_ids), dtype=np.bool_))),
    )


def _dashed(values: Collection[str]) -> list[str]:
    return [f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}" for one in values]


def _found(wanted: NDArray[np.generic], among: NDArray[np.generic]) -> Int:
    """Where each stands among the entries; NOBODY where it does not."""
    if not len(wanted) or not len(among):
        return np.full(len(wanted), NOBODY, dtype=np.int64)
    keys, sought = (_sortable(one) for one in (among, wanted))
    order = np.argsort(keys, kind="stable")
    place = np.searchsorted(keys, sought, sorter=order).clip(max=len(keys) - 1)
    hit = order[place]
    return np.where(keys[hit] == sought, hit, NOBODY).astype(np.int64)


def _sortable(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Bytes as text of fixed length: raw bytes have no order."""
    return values if values.dtype.kind == "i" else values.view("S16")


def _cards(supervisor: Int, decided_at: Int, live: NDArray[np.bool_]) -> Int:
    """A number for each card that took several decisions; NOBODY for what was decided by itself."""
    if not len(supervisor):
        return np.empty(0, dtype=np.int64)
    same = (supervisor[1:] == supervisor[:-1]) & (decided_at[1:] == decided_at[:-1]) & live[1:] & live[:-1]
    group = np.concatenate(([0], np.cumsum(~same)))
    size = np.bincount(group)
    return np.where(size[group] > 1, group, NOBODY).astype(np.int64)
