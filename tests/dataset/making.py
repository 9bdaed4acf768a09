"""Small datasets on disk: plain ones by hand, odd but valid ones by hypothesis, and imports into a test's database."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.dataset.doorway import opened
from app.dataset.formats import FORMATS, Kind
from app.dataset.report import Report
from app.dataset.service import import_dataset
from app.dataset.service_export import export_dataset
from app.dataset.service_import import Options

Row = dict[str, Any]
Dataset = dict[Kind, list[Row]]
URL = {"hide_password": False}


def plain(**more: list[Row]) -> Dataset:
    """Two cadres with a term each, three days, an approval, a leave, a trip, two claims."""
    rows: Dataset = {
        Kind.CADRE: [
            {"cadre_id": f"C{n}", "name": f"王小{n}", "home_unit": "开江县农业局", "home_city": "达州"} for n in (1, 2)
        ],
        Kind.SUPERVISOR: [{"supervisor_id": "V1", "name": "李审", "unit": "东坡区农业农村局"}],
        Kind.SECONDMENT: [term(1), term(2)],
        Kind.LEAVE: [
            leave("L1", "C1", "病假", "2026-03-10", "2026-03-11"),
            leave("L2", "C1", "公务外出", "2026-03-12", "2026-03-12"),
            leave("L3", "C2", "护理假", "2026-03-10", "2026-03-10"),
            leave("L4", "C2", "事假", "2026-03-13", "2026-03-13", status="rejected"),
        ],
        Kind.CLAIM: [
            {
                "claim_id": "M1",
                "cadre_id": "C1",
                "kind": "allowance",
                "month": "2026-03",
                "dates": ["2026-03-03"],
                "amount": "30.50",
                "filed_at": "2026-04-01T09:00:00+08:00",
            },
            {
                "claim_id": "M2",
                "cadre_id": "C2",
                "kind": "transport",
                "date": "2026-03-06",
                "from": "达州",
                "to": "眉山",
                "depart_at": "2026-03-06T08:00:00+08:00",
                "arrive_at": None,
                "amount": 120,
            },
        ],
        Kind.ENTRY: [entry("E1", "C1", "2026-03-03"), entry("E2", "C1", "2026-03-04"), entry("E3", "C2", "2026-03-03")],
        Kind.APPROVAL: [approval("A1", "E1"), approval("A2", "E2", "returned", comment="请写明地点")],
    }
    return rows | {Kind(name): given for name, given in more.items()}


def term(number: int, **said: Any) -> Row:
    """A secondment of cadre `C<number>` over half of 2026."""
    return {
        "secondment_id": f"S{number}",
        "cadre_id": f"C{number}",
        "host_county": "东坡区",
        "host_unit": "东坡区农业农村局",
        "supervisor_id": "V1",
        "start": "2026-03-02",
        "end": "2026-08-31",
        "post_lat": 30.048,
        "post_lon": 103.831,
        "status": "active",
    } | said


def entry(name: str, cadre: str, day: str, **said: Any) -> Row:
    """An ordinary entry."""
    return {
        "entry_id": name,
        "cadre_id": cadre,
        "work_date": day,
        "created_at_client": f"{day}T17:40:11+08:00",
        "submitted_at": f"{day}T17:52:40+08:00",
        "edit_seconds": 190,
        "work_type": "调研",
        "content": "到永寿镇看三家泡菜合作社，记下收购价1.9元/公斤。",
        "checkin_at": f"{day}T09:02:00+08:00",
        "lat": 30.0481,
        "lon": 103.8307,
        "accuracy_m": 25,
        "photo": None,
    } | said


def leave(name: str, cadre: str, kind: str, first: str, last: str, status: str = "approved") -> Row:
    """A leave of any status."""
    approved = "2026-03-01T10:00:00+08:00" if status == "approved" else None
    days = {"start": first, "end": last, "approved_at": approved}
    return {"leave_id": name, "cadre_id": cadre, "type": kind, "status": status, **days}


def approval(name: str, entry_id: str, decision: str = "approved", **said: Any) -> Row:
    """A decision on the evening of 5 March."""
    return {
        "approval_id": name,
        "entry_id": entry_id,
        "supervisor_id": "V1",
        "decision": decision,
        "decided_at": "2026-03-05T20:00:00+08:00",
        "view_seconds": 4.5,
        "comment": None,
    } | said


def write(folder: Path, rows: Mapping[Kind, Iterable[Row]]) -> Path:
    """The dataset as a folder; kinds without rows have no file."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, some in rows.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in some]
        (folder / FORMATS[kind].name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def bring(database: Database, folder: Path, regions: Iterable[str] = (), **options: Any) -> Report:
    """Import as the command does: with the database to itself."""
    database.dispose()
    report = Report()
    with opened(database.url.render_as_string(**URL), alone=True) as alone:
        work = Work(alone, SYSTEM, writes=True)
        import_dataset(work, folder, report, lambda _: None, regions=list(regions), options=Options(**options))
    return report


def take_out(database: Database, folder: Path) -> Dataset:
    """Export, and read what was written."""
    with Work(database, SYSTEM, writes=False) as work:
        export_dataset(work, folder, lambda *_: None)
    return read(folder)


def read(folder: Path) -> Dataset:
    """A folder's rows."""
    return {
        kind: [json.loads(line) for line in (folder / form.name).read_bytes().splitlines()]
        for kind, form in FORMATS.items()
        if (folder / form.name).exists()
    }


_words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
_names = st.text(st.characters(exclude_characters="\x00", categories=["L", "N", "P"]), min_size=1, max_size=20)
_instants = st.builds(
    lambda seconds, shape: shape(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.integers(0, 9_000_000),
    st.sampled_from(
        [
            lambda at: (at + timedelta(hours=8)).replace(tzinfo=None).isoformat() + "+08:00",
            lambda at: at.isoformat().replace("+00:00", "Z"),
            lambda at: at.replace(microsecond=120_000).isoformat(),
        ]
    ),
)
_amounts = st.one_of(st.none(), st.integers(0, 100_000), st.floats(0, 1e6, allow_nan=False, allow_infinity=False))
_photos = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {"photo_id": _names},
        optional={
            "phash": st.one_of(st.none(), st.from_regex("[0-9a-fA-F]{1,16}", fullmatch=True)),
            "sha256": st.one_of(st.none(), st.from_regex("[0-9a-f]{64}", fullmatch=True)),
            "taken_at": st.one_of(st.none(), _instants),
        },
    ),
)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Odd but valid: any texts, any offsets, left-out fields, several entries a day, overlapping terms."""
    cadres = draw(st.lists(_names, min_size=1, max_size=3, unique=True))
    supervisors = draw(st.lists(_names, min_size=1, max_size=2, unique=True))
    terms = [
        term(
            number, secondment_id=f"{cadre}/{number}", cadre_id=cadre, supervisor_id=draw(st.sampled_from(supervisors))
        )
        | {"start": draw(st.sampled_from(["2026-03-02", "2026-03-20"])), "host_unit": draw(_names)}
        for number, cadre in enumerate(cadres + cadres[:1])
    ]
    days = st.dates(date(2026, 3, 20), date(2026, 4, 5)).map(date.isoformat)
    entries = [_entry(draw, cadres, days, number) for number in range(draw(st.integers(0, 8)))]
    approvals = [
        approval(
            f"{number}", draw(st.sampled_from(entries))["entry_id"], draw(st.sampled_from(["approved", "returned"]))
        )
        | {"supervisor_id": draw(st.sampled_from(supervisors)), "decided_at": draw(_instants), "comment": draw(_words)}
        for number in range(draw(st.integers(0, 4)) if entries else 0)
    ]
    return {
        Kind.CADRE: [{"cadre_id": cadre, "name": draw(_names), "home_city": None} for cadre in cadres],
        Kind.SUPERVISOR: [{"supervisor_id": name, "name": draw(_names), "unit": draw(_words)} for name in supervisors],
        Kind.SECONDMENT: terms,
        Kind.LEAVE: [
            leave(
                f"L{number}", draw(st.sampled_from(cadres)), kind, "2026-03-21", draw(days.filter("2026-03-21".__le__))
            )
            for number, kind in enumerate(draw(st.lists(_names, max_size=2)))
        ],
        Kind.ENTRY: entries,
        Kind.APPROVAL: approvals,
    }


def _entry(draw: st.DrawFn, cadres: list[str], days: st.SearchStrategy[str], number: int) -> Row:
    row = entry(f"{number}号", draw(st.sampled_from(cadres)), draw(days))
    row |= {"content": draw(_words), "submitted_at": draw(_instants), "edit_seconds": draw(_amounts)}
    row |= {"accuracy_m": draw(_amounts), "photo": draw(_photos), "lat": draw(st.sampled_from([None, 30, 30.5, -90]))}
    optional = ("created_at_client", "edit_seconds", "work_type", "checkin_at", "lat", "lon", "photo")
    for name in draw(st.sets(st.sampled_from(optional), max_size=3)):
        del row[name]
    return row
