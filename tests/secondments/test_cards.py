"""Cards: who is in a month, with which names and which days, in two statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from app.core.actor import SYSTEM, Actor, Role
from app.core.db import Database
from app.core.work import Work
from app.secondments.models import Secondment, SecondmentEvent, SecondmentStatus
from app.secondments.service_cards import describe, list_in_month, my_secondments, suspended_spans
from tests.factories import County


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_month_lists_who_served_in_it(county: County, database: Database) -> None:
    programme, host = county.programme(), county.unit("江州市商务局")
    home = county.unit("云浦县发展和改革局", county.region)

    def term(name: str, start: date, end: date, **fields: object) -> Secondment:
        return county.secondment(county.person(name), programme, host, home, start_on=start, end_on=end, **fields)

    inside = term("在任", date(2026, 3, 1), date(2026, 5, 31))
    last_day = term("末日", date(2026, 1, 1), date(2026, 4, 1))
    term("早已结束", date(2026, 1, 1), date(2026, 3, 31))
    term("尚未开始", date(2026, 5, 1), date(2026, 9, 30))
    term("草稿", date(2026, 4, 1), date(2026, 4, 30), status=SecondmentStatus.DRAFT)
    term("待到岗", date(2026, 4, 1), date(2026, 4, 30), status=SecondmentStatus.APPROVED)
    term("没有来", date(2026, 4, 1), date(2026, 4, 2), status=SecondmentStatus.RECALLED, recalled_on=date(2026, 4, 2))
    elsewhere = county.secondment(county.person(), county.programme("驻村", "village"), host)
    with Work(database, SYSTEM, writes=False) as work:
        cards = list_in_month(work, programme.id, "2026-04")
        everywhere = list_in_month(work, None, "2026-04")
        assert {card.id for card in cards} == {inside.id, last_day.id}
        assert {card.id for card in everywhere} == {inside.id, last_day.id, elsewhere.id}
        card = next(card for card in cards if card.id == inside.id)
        names = (card.cadre_name, card.receiving_unit_name, card.sending_unit_name, card.programme_name)
    assert names == ("在任", "江州市商务局", "云浦县发展和改革局", "外派挂职")


def test_units_narrow_the_month(county: County, database: Database) -> None:
    programme, one, other = county.programme(), county.unit("甲"), county.unit("乙")
    here = county.secondment(county.person(), programme, one)
    county.secondment(county.person(), programme, other)
    with Work(database, SYSTEM, writes=False) as work:
        assert [card.id for card in list_in_month(work, None, "2026-04", unit_ids=[one.id])] == [here.id]
        assert list_in_month(work, None, "2026-04", unit_ids=[]) == []


def test_three_statements_however_many(county: County, database: Database) -> None:
    programme, host = county.programme(), county.unit("江州市商务局")
    for _ in range(12):
        county.secondment(county.person(), programme, host)
    with Work(database, SYSTEM, writes=False) as work, counted(database) as statements:
        cards = list_in_month(work, programme.id, "2026-04")
        described = describe(work, [card.id for card in cards])
        assert described == {card.id: card for card in cards}
    assert len(cards) == 12
    assert len(statements) == 6, statements


def test_a_suspension_is_a_span_of_the_card(county: County, database: Database) -> None:
    secondment = county.secondment(county.person(), county.programme(), county.unit("江州市商务局"))
    steps = [("suspend", date(2026, 4, 7), 1), ("resume", date(2026, 4, 20), 2), ("suspend", date(2026, 12, 1), 3)]
    for kind, on, version in steps:
        county.add(SecondmentEvent(secondment_id=secondment.id, kind=kind, effective_on=on, from_version=version))
    with Work(database, SYSTEM, writes=False) as work:
        card = describe(work, [secondment.id])[secondment.id]
    assert card.suspensions == (
        (date(2026, 4, 7), date(2026, 4, 19)),
        (date(2026, 12, 1), date(2026, 12, 31)),
    )


def test_my_own_begin_with_what_runs(county: County, database: Database) -> None:
    cadre, programme, host = county.person("许文澜", Role.CADRE), county.programme(), county.unit("江州市商务局")
    past = county.secondment(cadre, programme, host, start_on=date(2024, 1, 1), end_on=date(2024, 12, 31))
    running = county.secondment(cadre, programme, host, start_on=date(2020, 1, 1), end_on=date(2099, 12, 31))
    coming = county.secondment(
        cadre, programme, host, start_on=date(2100, 1, 1), end_on=date(2100, 2, 1), status=SecondmentStatus.APPROVED
    )
    county.secondment(cadre, programme, host, status=SecondmentStatus.DRAFT)
    county.secondment(county.person(), programme, host)
    with Work(database, Actor(kind="person", id=cadre.id), writes=False) as work:
        mine = [card.id for card in my_secondments(work)]
    assert mine == [running.id, coming.id, past.id]
    with Work(database, SYSTEM, writes=False) as work:
        assert my_secondments(work) == []


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8), st.dates(date(2026, 1, 1)))
def test_spans_are_in_order_and_apart(days: list[date], end_on: date) -> None:
    kinds = ("suspend", "resume")
    pauses = [(kinds[index % 2], day) for index, day in enumerate(sorted(days))]
    spans = suspended_spans(pauses, end_on)
    assert all(first <= last for first, last in spans)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(spans))
