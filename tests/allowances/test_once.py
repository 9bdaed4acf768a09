"""No date is paid twice to a person: the row says so, approval waits, and the database refuses a second payment."""

import threading
from datetime import date
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.allowances.engine import DayBasis, PayRule, calculate_subsidy
from app.allowances.errors import PaidMeanwhile
from app.allowances.models import AllowanceLine, AllowanceRun
from app.allowances.once import PaidTwice, paid_twice
from app.allowances.rates import Rate, RateTable
from app.allowances.repository_runs import replace_content
from app.attendance.ledger import Override, State, Term, build_ledger
from app.core.bulk import Block
from app.secondments.models import Programme, Secondment
from app.workdays.rules import DayKind
from tests.allowances.conftest import Scene
from tests.allowances.test_engine import CALENDAR, FIRST, LAST, NEAR, OVERRIDES, compute
from tests.support.source import ROOT

MARCH, APRIL = "2026-03", "2026-04"
INDEX = "uq_allowance_lines_paid_once"


def second(scene: Scene, first: date, last: date) -> tuple[Programme, Secondment]:
    """The same cadre in another programme too, of which the county's terms would know better."""
    programme = scene.county.programme("外派挂职第四批")
    scene.rate(50_00, programme_id=programme.id)
    return programme, scene.county.secondment(
        scene.cadre, programme, scene.township, scene.sending, start_on=first, end_on=last
    )


def paid(scene: Scene) -> list[tuple[date, str]]:
    """(date, programme) of every paying line of the scene's cadre."""
    with scene.county.database.session(write=False) as session:
        statement = (
            select(AllowanceLine.day_on, Programme.name)
            .join(AllowanceRun, AllowanceRun.id == AllowanceLine.run_id)
            .join(Programme, Programme.id == AllowanceRun.programme_id)
            .where(AllowanceLine.cadre_id == scene.cadre.id, AllowanceLine.halves > 0)
        )
        return list(session.exec(statement).all())


def of(scene: Scene, programme: Programme, secondment: Secondment) -> Any:
    month = scene.month(APRIL, programme_id=str(programme.id))
    return next(row for row in month["rows"] if row["secondment_id"] == str(secondment.id))


def test_a_date_that_another_run_pays_blocks_the_row_until_it_is_settled(scene: Scene) -> None:
    scene.rate(30_00)
    programme, again = second(scene, date(2026, 4, 27), date(2026, 12, 31))
    other = scene.colleague("何靖川", programme)
    scene.confirm(APRIL)
    own = {"programme_id": str(programme.id)}
    scene.settle(APRIL, until="calculate")
    assert scene.step("calculate", APRIL, **own).status_code == 200
    row = of(scene, programme, again)
    days = ["2026-04-27", "2026-04-28", "2026-04-29", "2026-04-30"]
    assert (row["status"], row["subsidy_fen"]) == ("blocked", None)
    (twice,) = row["exceptions"]
    assert (twice["code"], twice["dates"], twice["programmes"]) == ("paid-twice", days, ["外派挂职第三批"])
    assert of(scene, programme, other)["subsidy_fen"] == 21 * 50_00
    assert {name for _, name in paid(scene)} == {"外派挂职第三批"}
    refused = scene.step("approve", APRIL, scene.finance2, **own)
    assert (refused.status_code, refused.json()["code"]) == (409, "exceptions-open")

    for day in days:
        scene.correct(day, "trip_paid_elsewhere", secondment=scene.secondment)
    scene.settle(APRIL)
    scene.settle(APRIL, **own)
    assert scene.row(APRIL)["subsidy_fen"] == 17 * 30_00
    assert of(scene, programme, again)["subsidy_fen"] == 4 * 50_00
    dates = [on for on, _ in paid(scene)]
    assert len(dates) == len(set(dates)) == 21


def test_half_a_day_on_either_side_is_enough(scene: Scene) -> None:
    scene.rate(30_00)
    programme, again = second(scene, date(2026, 4, 30), date(2026, 12, 31))
    scene.correct("2026-04-30", "absent", "pm", scene.secondment)
    scene.correct("2026-04-30", "absent", "am", again)
    scene.confirm(APRIL)
    scene.settle(APRIL, until="calculate")
    assert scene.step("calculate", APRIL, programme_id=str(programme.id)).status_code == 200
    assert of(scene, programme, again)["exceptions"][0]["dates"] == ["2026-04-30"]


def test_whoever_pays_first_keeps_the_date_when_both_are_calculated_at_once(scene: Scene) -> None:
    scene.rate(30_00)
    programme, _ = second(scene, date(2026, 4, 1), date(2026, 12, 31))
    scene.confirm(APRIL)
    codes: list[tuple[int, str | None]] = []
    barrier = threading.Barrier(2)
    people = {scene.programme.id: scene.finance, programme.id: scene.finance2}
    clients = {key: scene.api.as_(person) for key, person in people.items()}

    def run(key: Any) -> None:
        barrier.wait()
        answer = clients[key].post(f"/api/v1/allowances/{APRIL}/calculate", json={"programme_id": str(key)})
        codes.append((answer.status_code, answer.json().get("code")))

    threads = [threading.Thread(target=run, args=(key,)) for key in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (200, None) in codes
    assert set(codes) <= {(200, None), (409, "paid-meanwhile")}
    dates = [on for on, _ in paid(scene)]
    assert len(dates) == len(set(dates)) == 21
    for key in people:
        assert scene.step("calculate", APRIL, programme_id=str(key)).status_code == 200
    assert len(paid(scene)) == 21


def test_back_pay_waits_too_until_the_other_programme_has_taken_it_back(scene: Scene) -> None:
    """March was paid whole by the one programme; afterwards it turns out that the other one began on the 16th."""
    scene.rate(30_00)
    programme, again = second(scene, date(2026, 3, 16), date(2026, 12, 31))
    own = {"programme_id": str(programme.id)}
    scene.confirm(MARCH, scene.secondment)
    scene.settle(MARCH)
    scene.settle(MARCH, exclude_pending=True, **own)
    with scene.county.database.session(write=True) as session:
        row = session.get_one(Secondment, scene.secondment.id)
        row.end_on, row.end_month = date(2026, 3, 15), MARCH
        session.commit()
    scene.confirm(MARCH, again)
    scene.confirm(APRIL, again)
    assert scene.step("calculate", APRIL, **own).status_code == 200
    row = of(scene, programme, again)
    (twice,) = row["exceptions"]
    assert (row["status"], twice["code"], len(twice["dates"])) == ("blocked", "paid-twice", 12)
    assert (twice["dates"][0], twice["dates"][-1]) == ("2026-03-16", "2026-03-31")
    assert scene.step("approve", APRIL, scene.finance2, **own).json()["code"] == "exceptions-open"

    scene.settle(APRIL)
    assert scene.row(APRIL)["adjustment_fen"] == -12 * 30_00
    scene.settle(APRIL, **own)
    row = of(scene, programme, again)
    assert (row["status"], row["adjustment_fen"], row["subsidy_fen"]) == ("payable", 12 * 50_00, 21 * 50_00)


def line(scene: Scene, run: AllowanceRun, secondment: Secondment, halves: int) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "secondment_id": secondment.id,
        "cadre_id": scene.cadre.id,
        "day_on": date(2026, 4, 1),
        "state": "on_post",
        "source": "calendar",
        "am": "on_post",
        "pm": "on_post",
        "halves": halves,
        "amount_fen": 1500 * halves,
        "reason": "paid",
    }


def lines_twice(scene: Scene) -> list[dict[str, Any]]:
    programme, again = second(scene, date(2026, 4, 1), date(2026, 12, 31))
    runs = [
        AllowanceRun(programme_id=key, month=APRIL, state="calculated") for key in (scene.programme.id, programme.id)
    ]
    scene.county.add(*runs)
    return [line(scene, runs[0], scene.secondment, 2), line(scene, runs[1], again, 1)]


def test_the_database_refuses_a_second_payment_of_a_date(scene: Scene) -> None:
    first, other = lines_twice(scene)
    with scene.county.database.engine.begin() as connection:
        connection.execute(insert(AllowanceLine), [first, other | {"halves": 0, "amount_fen": 0}])
    with scene.county.database.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(
            insert(AllowanceLine), [other | {"day_on": date(2026, 4, 2)}, first | {"day_on": date(2026, 4, 2)}]
        )


def test_a_run_that_comes_second_is_told_to_calculate_anew(scene: Scene) -> None:
    first, other = lines_twice(scene)
    with scene.county.database.engine.begin() as connection:
        connection.execute(insert(AllowanceLine), [first])
    own = {name: other[name] for name in ("run_id", "secondment_id", "cadre_id")}
    days = [{name: value for name, value in other.items() if name not in own}]
    with scene.county.database.session(write=True) as session, pytest.raises(PaidMeanwhile):
        replace_content(session, other["run_id"], [], [Block(own, days)])


def test_an_old_database_that_paid_a_date_twice_is_told_which(scene: Scene) -> None:
    script = ScriptDirectory(str(ROOT / "migrations")).get_revision("0020").module
    both = lines_twice(scene)
    with scene.county.database.engine.begin() as connection:
        connection.execute(text(f"DROP INDEX {INDEX}"))
        connection.execute(insert(AllowanceLine), both)
        with Operations.context(MigrationContext.configure(connection)), pytest.raises(RuntimeError) as told:
            script.upgrade()
        assert "许文澜 (0102) 2026-04-01, 2 times" in str(told.value)
        connection.execute(text("UPDATE allowance_lines SET halves = 0 WHERE halves = 1"))
        with Operations.context(MigrationContext.configure(connection)):
            script._refuse_what_was_paid_twice()


PROGRAMMES = st.lists(
    st.tuples(
        st.builds(Term, NEAR, st.none() | st.just(LAST)), OVERRIDES, st.sampled_from(DayBasis), st.integers(1, 9999)
    ),
    min_size=2,
    max_size=4,
)


@given(PROGRAMMES)
def test_no_date_is_paid_twice_across_programmes(programmes):
    """Programmes are priced one after the other; whoever would pay a date again pays nothing until that is settled."""
    paid_by: dict[date, str] = {}
    for at, (term, overrides, basis, fen) in enumerate(programmes):
        facts = (term, overrides, [], PayRule(f"p{at}", "outbound", basis, training_paid=True), None)
        result = compute((*facts[:4], RateTable([Rate(f"p{at}", None, fen, FIRST)])))
        own = {line.on for line in result.lines if line.portion}
        twice = paid_twice(result.lines, paid_by)
        assert {each.on for each in twice} == own & paid_by.keys()
        assert all(each.programme_name == paid_by[each.on] for each in twice)
        if not twice:
            paid_by |= dict.fromkeys(own, f"p{at}")


def test_only_paying_dates_are_named():
    days = build_ledger(
        date(2026, 4, 1),
        date(2026, 4, 4),
        Term(date(2026, 4, 2)),
        CALENDAR.kind,
        [Override(date(2026, 4, 3), None, State.ABSENT)],
    )
    rates = RateTable([Rate("p", None, 3000, FIRST)])
    lines = calculate_subsidy(
        days, PayRule("p", "outbound", DayBasis.ON_POST, training_paid=True), rates, lambda on: None
    ).lines
    assert days[3].kind is DayKind.HOLIDAY
    assert paid_twice(lines, {day.on: "甲" for day in days}) == (PaidTwice(date(2026, 4, 2), "甲"),)
    assert paid_twice(lines, {}) == ()
