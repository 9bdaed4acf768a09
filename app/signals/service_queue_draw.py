"""The Monday draw: each of the Organization Department's people gets a few months to look at, some by nothing but lot.

A region is drawn once a week: its row is unique, so the job may be carried out again. What was found is read first; the
short writing unit takes of it what still stands. What nobody looked at last week lapses, so nothing piles up.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.accounts.service_actors import list_actors
from app.audit.service import record
from app.core import clock
from app.core.actor import Role
from app.core.jobs import Units
from app.core.work import Work
from app.records.service.texts import secondments_with_records
from app.secondments.service_terms import TermFacts, portion
from app.signals import repository_queue as repository
from app.signals.draw import DEFAULT_WEEKLY, Candidates, Cell, Pick, Reviewer, draw, frame_digest
from app.signals.models_queue import Arm, QueueDraw, QueueItem
from app.signals.repository_queue import Found

MONTHS_BACK = 2
"""The lot falls on whole months: the last two that are over."""
PORTION = 2000


@dataclass(frozen=True, slots=True)
class Region:
    """The top of a tree, who looks at what is asked there, and what there is to look at."""

    unit_id: UUID
    reviewers: tuple[Reviewer, ...]
    found: Candidates


def draw_queues(units: Units, slot: datetime) -> str:
    """The job: every region's week, each in a writing unit of its own."""
    week_on, done = clock.monday_of(clock.civil_date(slot)), Counter[str]()
    with units.reading() as work:
        regions = regions_of(work, week_on)
    for region in regions:
        with units.writing() as work:
            done.update(draw_region(work, region, week_on))
    return " ".join(f"{name}={done[name]}" for name in ("regions", "queued", "repeated", "lapsed"))


def months_of(week_on: date) -> tuple[str, ...]:
    """The whole months that the lot may fall on."""
    months = [clock.previous_month(clock.month_of(week_on))]
    while len(months) < MONTHS_BACK:
        months.append(clock.previous_month(months[-1]))
    return tuple(months)


def regions_of(work: Work, week_on: date) -> list[Region]:
    """Everywhere somebody looks at something; nothing is written."""
    reviewers = _reviewers(work)
    if not reviewers:
        return []
    paths = repository.programme_paths(work.session)
    raised = _cells(work, repository.list_raised(work.session, work.today), paths)
    first_on = clock.month_bounds(months_of(week_on)[-1])[0]
    near = _cells(work, repository.list_near(work.session, first_on), paths)
    frame = _frame(work, months_of(week_on), paths)
    return [
        Region(unit_id, tuple(some), Candidates(*(_below(unit_id, cells) for cells in (raised, near, frame))))
        for unit_id, some in sorted(reviewers.items())
    ]


def _reviewers(work: Work) -> dict[UUID, list[Reviewer]]:
    """Whoever is of the Organization Department by a role of their own, by the top of the region."""
    held = {key: one.own().paths(Role.ORGADMIN) for key, one in list_actors(work, Role.ORGADMIN).items()}
    tops = {top for paths in held.values() for top in map(top_of, paths)}
    settings = repository.settings_of(work.session, tops)
    found: dict[UUID, list[Reviewer]] = {}
    for key, paths in sorted(held.items()):
        for top in sorted({top_of(path) for path in paths}):
            weekly = settings[top].weekly if top in settings else DEFAULT_WEEKLY
            own = tuple(path for path in paths if top_of(path) == top)
            found.setdefault(top, []).append(Reviewer(key, own, weekly))
    return {top: some for top, some in found.items() if any(one.weekly for one in some)}


def top_of(path: str) -> UUID:
    """The unit at the top of a tree path."""
    return UUID(hex=path.split("/")[1])


def _below(unit_id: UUID, cells: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in cells if top_of(cell.path) == unit_id]


def _cells(work: Work, found: Sequence[Found], paths: dict[UUID, str]) -> list[Cell]:
    """One a subject and month, with the highest score of what was found there."""
    programmes = repository.programmes_of(work.session, {one.secondment_id for one in found if one.secondment_id})
    places = repository.paths_of(work.session, {one.unit_id for one in found if one.secondment_id is None})
    cells: dict[tuple[UUID, str], Cell] = {}
    for one in sorted(found, key=lambda one: (one.score, str(one.unit_id))):
        path = _path(one, programmes, paths, places)
        if path:
            cell = Cell(one.subject_id, one.window, one.person_id, one.unit_id, path, one.secondment_id, one.score)
            cells[cell.key] = cell
    return list(cells.values())


def _path(one: Found, programmes: dict[UUID, UUID], paths: dict[UUID, str], places: dict[UUID, str]) -> str | None:
    """The office that may ask: the programme's; of a reviewer the unit's own."""
    if one.secondment_id is None:
        return places.get(one.unit_id)
    programme_id = programmes.get(one.secondment_id)
    return paths.get(programme_id) if programme_id else None


def _frame(work: Work, months: Sequence[str], paths: dict[UUID, str]) -> list[Cell]:
    """Every month of a secondment with something to read in it."""
    found: list[Cell] = []
    for month in months:
        first_on, last_on = clock.month_bounds(month)
        readable, last = secondments_with_records(work, first_on, last_on), None
        while True:
            terms = portion(work, first_on, last_on, last, PORTION)
            found += (_cell(term, month, last_on, paths) for term in terms if _is_asked(term, readable, paths))
            if len(terms) < PORTION:
                break
            last = terms[-1].id
    return found


def _is_asked(term: TermFacts, readable: set[UUID], paths: dict[UUID, str]) -> bool:
    return term.id in readable and term.programme_id in paths


def _cell(term: TermFacts, month: str, last_on: date, paths: dict[UUID, str]) -> Cell:
    host = term.host_on(min(last_on, term.end_on))
    return Cell(term.id, month, term.cadre_id, host, paths[term.programme_id], term.id)


def draw_region(work: Work, region: Region, week_on: date) -> Counter[str]:
    """Draw one region's week unless it was drawn; the seed is the server's own and stays with what it made."""
    done: Counter[str] = Counter()
    if repository.find_draw(work.session, week_on, region.unit_id) is not None:
        return done
    done["lapsed"] = repository.lapse(work.session, region.unit_id, week_on, work.now)
    known = _Known.of(work, region.unit_id)
    frame = [cell for cell in region.found.frame if cell.key not in known.by_lot]
    made = QueueDraw(
        week_on=week_on,
        unit_id=region.unit_id,
        seed=secrets.token_hex(16),
        frame_size=len(frame),
        frame_digest=frame_digest(frame),
        drawn_at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    near = [cell for cell in region.found.near if cell.key not in known.items]
    picks = draw(made.seed, region.reviewers, Candidates(region.found.raised, near, frame))
    for pick in picks:
        done[_keep(work, made, pick, known)] += 1
    done["regions"] = 1
    facts: dict[str, Any] = {"week_on": week_on.isoformat(), "frame": made.frame_size, "digest": made.frame_digest}
    record(work, "signals.draw", "signal_draw", made.id, unit_id=region.unit_id, items=len(picks), **facts)
    return done


@dataclass(frozen=True, slots=True)
class _Known:
    """What of a region was in a queue before: the first item of each month, and what the lot took already."""

    items: dict[tuple[UUID, str], UUID]
    by_lot: frozenset[tuple[UUID, str]]

    @classmethod
    def of(cls, work: Work, unit_id: UUID) -> "_Known":
        rows = repository.list_drawn(work.session, unit_id)
        items = {(subject, window): item for subject, window, item, _, repeats in rows if repeats is None}
        return cls(items, frozenset((subject, window) for subject, window, _, arm, _ in rows if arm == Arm.RANDOM))


def _keep(work: Work, made: QueueDraw, pick: Pick, known: _Known) -> str:
    """Store an item; a month that was looked at before counts for the lot as it was judged then."""
    cell, repeats = pick.cell, pick.arm is Arm.RANDOM and pick.cell.key in known.items
    signals = [] if repeats else repository.unqueued_of(work.session, [cell.key], lock=True)
    if pick.arm is Arm.PRIORITY and not signals:
        return "gone"  # answered by the facts since it was read
    item = QueueItem(
        draw_id=made.id,
        reviewer_id=pick.reviewer_id,
        place=pick.place,
        arm=pick.arm,
        subject_id=cell.subject_id,
        secondment_id=cell.secondment_id,
        person_id=cell.person_id,
        unit_id=cell.unit_id,
        window=cell.window,
        repeats_id=known.items[cell.key] if repeats else None,
    )
    work.session.add(item)
    work.session.flush()
    for signal in signals:
        signal.queue_item_id, signal.queued_at = item.id, work.now
        work.session.add(signal)
    return "repeated" if repeats else "queued"
