"""Verifying: every seal recomputed from the rows as they are, stopping at the first that does not hold."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.audit import repository
from app.audit.models import AuditSeal
from app.audit.seals import GENESIS, SealHeader, content_digest, is_genuine
from app.core.i18n import N_
from app.core.work import Work

PAGE = 100
Progress = Callable[[int, int], None]
"""(seals checked, seals in all)."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first seal that does not hold, and why (a msgid with `number`, `first`, `last`)."""

    number: int
    first_seq: int
    last_seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked: how far the chain holds, and how many events wait for their seal."""

    seals: int
    events: int
    unsealed: int
    head: tuple[int, str] | None
    broken: Broken | None = None


OUT_OF_CHAIN = N_("封印 %(number)s（事件 %(first)s–%(last)s）与前一封印不相接：有封印被删除、插入或改动")
WRONG_COUNT = N_("封印 %(number)s（事件 %(first)s–%(last)s）内的事件数不符：有事件被删除或插入")
WRONG_MAC = N_("封印 %(number)s（事件 %(first)s–%(last)s）校验不符：事件或封印被改动，或密钥不对")
CUT_OFF = N_("封印 %(number)s 已不在或已被替换：审计末尾被截断")


def verify_trail(
    work: Work,
    keys: Sequence[bytes],
    progress: Progress | None = None,
    expected: tuple[int, str] | None = None,
) -> Verdict:
    """Recompute the whole chain in order; `expected` is a seal kept elsewhere that must still stand in it.

    Finds a changed, deleted, inserted or reordered event under a seal and a changed, deleted or inserted seal; seals
    cut off the end together with their events show only against `expected`.
    """
    total = repository.count_seals(work.session)
    previous: AuditSeal | None = None
    events = checked = 0
    while seals := repository.list_seals(work.session, previous.number if previous else 0, PAGE):
        for seal in seals:
            broken = _check(work, keys, previous, seal)
            if broken is not None:
                return _verdict(work, checked, events, previous, broken)
            previous, checked, events = seal, checked + 1, events + seal.events
            work.session.expunge(seal)
            if progress is not None:
                progress(checked, total)
    return _verdict(work, checked, events, previous, _missing(work, expected))


def _verdict(work: Work, seals: int, events: int, last: AuditSeal | None, broken: Broken | None) -> Verdict:
    unsealed = repository.count_after(work.session, last.last_seq if last else 0)
    return Verdict(seals, events, unsealed, (last.number, last.mac) if last else None, broken)


def _check(work: Work, keys: Sequence[bytes], previous: AuditSeal | None, seal: AuditSeal) -> Broken | None:
    number, first, mac = (previous.number, previous.last_seq, previous.mac) if previous else (0, 0, GENESIS)
    if (seal.number, seal.first_seq) != (number + 1, first + 1) or not hmac.compare_digest(seal.previous_mac, mac):
        return Broken(seal.number, seal.first_seq, seal.last_seq, OUT_OF_CHAIN)
    rows = repository.events_between(work.session, previous.last_seq if previous else None, seal.last_seq)
    if len(rows) != seal.events:
        return Broken(seal.number, seal.first_seq, seal.last_seq, WRONG_COUNT)
    header = SealHeader(
        seal.number, seal.first_seq, seal.last_seq, seal.events, seal.previous_mac, sealed_at=seal.sealed_at
    )
    if not is_genuine(keys, header, content_digest(rows), seal.mac):
        return Broken(seal.number, seal.first_seq, seal.last_seq, WRONG_MAC)
    return None


def _missing(work: Work, expected: tuple[int, str] | None) -> Broken | None:
    """A seal noted elsewhere (the log, the anchor, an operator's note) is still there with the same MAC."""
    if expected is None:
        return None
    number, mac = expected
    seal = repository.find_seal(work.session, number)
    if seal is not None and mac and seal.mac.startswith(mac):
        return None
    return Broken(number, 0, 0, CUT_OFF)
