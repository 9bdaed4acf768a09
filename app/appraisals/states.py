"""The order of the term-end form's steps as pure decisions (domain.md 3): self-report, receiving, sending, the
Organization Department, the cadre's reading; each may go back one step with a reason, nobody signs twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.appraisals.models import Turn

ORDER = (Turn.SELF, Turn.RECEIVING, Turn.SENDING, Turn.OFFICE, Turn.READING, Turn.DONE)
RETURNING = frozenset({Turn.RECEIVING, Turn.SENDING, Turn.OFFICE})
"""The cadre's last word is a remark, not a return: what is signed by three sides is not reopened by the one judged."""
OWN = frozenset({Turn.SELF, Turn.READING})


@dataclass(frozen=True, slots=True)
class Form:
    """Where a form stands: whose turn, who signed what (by turn), and whether there is a sending unit at all."""

    turn: Turn = Turn.SELF
    signers: Mapping[Turn, str] | None = None
    has_sender: bool = True

    @property
    def signed(self) -> dict[Turn, str]:
        """The signatures that stand."""
        return dict(self.signers or {})


def turns(*, has_sender: bool) -> tuple[Turn, ...]:
    """The steps of a form; without a sending unit (village posts) its step is left out."""
    return tuple(turn for turn in ORDER if has_sender or turn is not Turn.SENDING)


def may_sign(form: Form, turn: Turn, signer: str) -> bool:
    """It is that turn, and the signer has not signed for another side; the cadre signs both of their own."""
    if form.turn is not turn or turn is Turn.DONE:
        return False
    others = {who for signed, who in form.signed.items() if not (turn in OWN and signed in OWN)}
    return signer not in others


def sign(form: Form, turn: Turn, signer: str) -> Form:
    """After the signature of the turn."""
    order = turns(has_sender=form.has_sender)
    following = order[order.index(turn) + 1]
    return replace(form, turn=following, signers=form.signed | {turn: signer})


def may_return(form: Form, turn: Turn) -> bool:
    """Whoever has the turn may give it back to the step before."""
    return form.turn is turn and turn in RETURNING


def give_back(form: Form) -> Form:
    """After a return: the step before is open again, and its signature stands no more."""
    order = turns(has_sender=form.has_sender)
    before = order[order.index(form.turn) - 1]
    return replace(form, turn=before, signers={turn: who for turn, who in form.signed.items() if turn is not before})
