"""What the rules see, what they miss and whom they ask in vain, from months that people judged.

Never by person, unit or reviewer. A month counts once it is judged to the end: a question that was answered and decided
on (after a spot check: once that is closed), one that was dropped, or the reviewer's own conclusion.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from app.core import clock
from app.core.actor import Role
from app.core.errors import Forbidden
from app.core.work import Work
from app.signals import policy_queue, repository_calibration
from app.signals.calibration import Counted, Judged, by_group, by_kind, count
from app.signals.models import Signal
from app.signals.models_queue import Arm, Conclusion
from app.signals.repository_calibration import Drawn
from app.signals.schemas_queue import ArmShare, CalibrationView, GroupShare, Share
from app.signals.service_queue_draw import top_of

WEEKS_BACK = 52
REVIEWERS = "reviewers"
"""The group of months that are about a reviewer: they are of no programme."""


def read_calibration(work: Work) -> CalibrationView:
    """Of the actor's regions, of the last 52 weeks. Forbidden but for the Organization Department."""
    if not policy_queue.reads_calibration(work.actor):
        raise Forbidden
    since = clock.monday_of(work.today) - timedelta(weeks=WEEKS_BACK)
    tops = {top_of(path) for path in work.actor.paths(Role.ORGADMIN)}
    drawn = repository_calibration.list_drawn(work.session, tops, since)
    signals: dict[UUID, list[Signal]] = {}
    for row in repository_calibration.signals_of_draws(work.session, tops, since):
        if row.queue_item_id is not None:
            signals.setdefault(row.queue_item_id, []).append(row)
    return _view(since, drawn, signals)


def _view(since: date, drawn: Sequence[Drawn], signals: Mapping[UUID, Sequence[Signal]]) -> CalibrationView:
    judged = list(_judged(drawn, signals))
    lot = [one for one in judged if one.arm is Arm.RANDOM]
    seen = [one for one in lot if one.was_raised]
    unseen = sum(one.lapsed_at is not None for one in drawn)
    return CalibrationView(
        since=since,
        arms=[ArmShare(arm=arm, share=_share(count(one for one in judged if one.arm is arm))) for arm in Arm],
        missed=sum(one.is_real and not one.was_raised for one in lot),
        seen=len(seen),
        seen_real=sum(one.is_real for one in seen),
        waiting=len(drawn) - unseen - len(judged),
        unseen=unseen,
        programmes=_groups(by_group(judged, lambda one: one.programme)),
        units=_groups(by_group(judged, lambda one: one.unit)),
        kinds=[
            GroupShare(label=kind, random=None, raised=_share(counted)) for kind, counted in by_kind(judged).items()
        ],
    )


def _judged(drawn: Sequence[Drawn], signals: Mapping[UUID, Sequence[Signal]]) -> Iterator[Judged]:
    by_id = {one.id: one for one in drawn}
    for one in drawn:
        first = by_id.get(one.repeats_id) if one.repeats_id else one
        if first is None:
            continue  # judged more than a year ago
        of_month = signals.get(first.id, ())
        is_real = _is_real(first, of_month)
        if is_real is not None:
            yield Judged(
                arm=one.arm,
                person_id=one.person_id,
                programme=one.programme_kind.value if one.programme_kind else REVIEWERS,
                unit=one.unit_kind.value,
                was_raised=bool(of_month),
                is_real=is_real,
                kinds=()
                if one.repeats_id
                else tuple((s.kind.value, s.was_real) for s in of_month if s.was_real is not None),
            )


def _is_real(item: Drawn, signals: Sequence[Signal]) -> bool | None:
    """None while something is open, or nobody ever said."""
    if item.lapsed_at is not None or item.conclusion is None:
        return None
    if item.conclusion is not Conclusion.ASKED:
        return item.conclusion is Conclusion.MISSED
    answers = [signal.was_real for signal in signals]
    if True in answers:
        return True
    return None if None in answers else False


def _groups(found: Mapping[str, tuple[Counted | None, Counted | None]]) -> list[GroupShare]:
    return [
        GroupShare(
            label=name,
            random=_share(by_lot) if by_lot else None,
            raised=_share(raised) if raised else None,
        )
        for name, (by_lot, raised) in found.items()
    ]


def _share(counted: Counted) -> Share:
    low, high = counted.interval or (None, None)
    return Share(months=counted.months, real=counted.real, low=low, high=high)
