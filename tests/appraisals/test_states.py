"""The term-end form's state machine: random people push it about, and its promises hold."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from app.appraisals.models import Turn
from app.appraisals.states import OWN, RETURNING, Form, give_back, may_return, may_sign, sign, turns

PEOPLE = ("cadre", "梁主管", "闻联系人", "周部长", "身兼两职")
ACTS = st.lists(st.tuples(st.sampled_from(("sign", "return")), st.sampled_from(list(Turn)), st.sampled_from(PEOPLE)))


@settings(max_examples=5_000 if os.environ.get("JISHI_TEST_SOAK") == "1" else 100, deadline=None)
@given(has_sender=st.booleans(), acts=ACTS)
def test_whatever_anybody_tries_the_form_goes_step_by_step(
    *, has_sender: bool, acts: list[tuple[str, Turn, str]]
) -> None:
    form, order = Form(has_sender=has_sender), turns(has_sender=has_sender)
    for act, turn, who in acts:
        here = order.index(form.turn)
        if act == "sign" and may_sign(form, turn, who):
            assert turn is form.turn
            form = sign(form, turn, who)
            assert order.index(form.turn) == here + 1
        elif act == "return" and may_return(form, turn):
            assert turn in RETURNING
            form = give_back(form)
            assert order.index(form.turn) == here - 1
        assert tuple(turn for turn in order if turn in form.signed) == order[: order.index(form.turn)]
        sides = [who for turn, who in form.signed.items() if turn not in OWN]
        own = {who for turn, who in form.signed.items() if turn in OWN}
        assert len(sides) == len(set(sides))
        assert not own & set(sides)
        assert (form.turn is Turn.DONE) == (set(form.signed) == set(order) - {Turn.DONE})


def test_what_is_done_stays_done_and_a_village_post_has_no_sending_side() -> None:
    form = Form(has_sender=False)
    for turn, who in ((Turn.SELF, "c"), (Turn.RECEIVING, "r"), (Turn.OFFICE, "o"), (Turn.READING, "c")):
        assert not may_sign(form, Turn.SENDING, "s")
        form = sign(form, turn, who)
    assert form.turn is Turn.DONE
    assert not any(may_sign(form, turn, "x") or may_return(form, turn) for turn in Turn)
