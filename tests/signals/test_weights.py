"""Open questions make a draw likelier; how many there are counts for nothing, what nobody was told of not at all."""

from datetime import date

from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.signals.models import Outcome, Signal, SignalKind, SignalState
from app.signals.service_weights import questions_weigh
from app.spot_checks.ports import weights_of
from tests.factories import County


def test_a_question_weighs_once_and_one_put_down_for_a_visit_more(county: County) -> None:
    township, programme = county.unit("白鹭镇", county.region), county.programme()
    rows = [county.secondment(county.person(name, Role.CADRE), programme, township) for name in "甲乙丙丁"]
    states = [
        (rows[0], SignalState.TOLD, None, "2026-05"),
        (rows[0], SignalState.ANSWERED, None, "2026-06"),
        (rows[1], SignalState.CLOSED, Outcome.SPOT_CHECK, "2026-06"),
        (rows[2], SignalState.OPEN, None, "2026-06"),
        (rows[3], SignalState.CLOSED, Outcome.EXPLAINED, "2026-06"),
    ]
    for row, state, outcome, window in states:
        county.add(
            Signal(
                kind=SignalKind.MISSING, subject_id=row.id, secondment_id=row.id, person_id=row.cadre_id,
                unit_id=township.id, window=window, first_on=date(2026, 6, 1), last_on=date(2026, 6, 3), state=state,
                outcome=outcome, opened_on=date(2026, 6, 4), expires_on=date(2026, 7, 4),
            )
        )  # fmt: skip
    with Work(county.database, SYSTEM, False) as work:
        assert questions_weigh(work, [row.id for row in rows]) == {rows[0].id: 2, rows[1].id: 4}
        weights = weights_of(work, [row.id for row in rows])
    assert min(weights.values()) >= 1
    assert weights[rows[1].id] - weights[rows[3].id] == 4
