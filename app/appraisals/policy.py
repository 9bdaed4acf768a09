"""Who fills in, signs and reads the term-end form. Pure predicates over relations to the secondment (domain.md 6)."""

from collections.abc import Collection

from app.appraisals.models import Turn
from app.secondments.policy import Relation

Held = frozenset[Relation]
_SIGNERS = {
    Turn.SELF: Relation.AUTHOR,
    Turn.RECEIVING: Relation.SUPERVISOR,
    Turn.SENDING: Relation.SENDER,
    Turn.OFFICE: Relation.ORGADMIN,
    Turn.READING: Relation.AUTHOR,
}
_ON_PAPER = frozenset({Turn.RECEIVING, Turn.SENDING})
READERS = frozenset({Relation.AUTHOR, Relation.SUPERVISOR, Relation.SENDER, Relation.ORGADMIN, Relation.LIAISON})


def can_open(held: Held) -> bool:
    """The cadre and the sides that sign, with the liaison who enters their paper; never finance or a program."""
    return bool(held & READERS)


def can_sign(held: Held, turn: Turn) -> bool:
    """A person of that side; nobody signs about themselves but their own two steps."""
    if turn is Turn.DONE or _SIGNERS[turn] not in held:
        return False
    own = turn in (Turn.SELF, Turn.READING)
    return own or Relation.AUTHOR not in held


def can_enter_paper(held: Held, turn: Turn) -> bool:
    """For units that never sign in: the liaison or the Organization Department, neither the cadre nor finance."""
    if turn not in _ON_PAPER or held & {Relation.AUTHOR, Relation.FINANCE}:
        return False
    return bool(held & {Relation.LIAISON, Relation.ORGADMIN})


def can_act(held: Held, turn: Turn) -> bool:
    """Something of this turn is theirs to do."""
    return can_sign(held, turn) or can_enter_paper(held, turn)


def can_give_back(held: Held) -> bool:
    """Somebody of a side that has a step before it."""
    return any(can_act(held, turn) for turn in (Turn.RECEIVING, Turn.SENDING, Turn.OFFICE))


def reads_self_report(held: Held, signed: Collection[Turn]) -> bool:
    """The cadre always; the receiving side once it was handed in, the others once the receiving side has signed."""
    if Relation.AUTHOR in held:
        return True
    if held & {Relation.SUPERVISOR, Relation.LIAISON}:
        return Turn.SELF in signed
    return Turn.RECEIVING in signed and can_open(held)


def reads_part(held: Held, turn: Turn, signed: Collection[Turn]) -> bool:
    """A signed opinion is everybody's who reads the form; one given back is its own side's alone until signed anew."""
    if turn in signed:
        return can_open(held)
    return Relation.AUTHOR not in held and _SIGNERS.get(turn) in held
